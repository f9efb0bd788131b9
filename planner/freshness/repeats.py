"""What was said on the same channel shortly before, and how much alike it is. One query for many posts."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce

from planner.freshness.parts import REPEAT_HALF
from planner.posts.likeness import Shingle, overlap, shingles
from planner.posts.models import Post

BEFORE = timedelta(days=30)
MOST = 1500  # texts
DAY = timedelta(days=1)


def nearest(workspace_id: int, moments: Mapping[int, datetime]) -> dict[int, tuple[float, float]]:
    """For each of these posts, planned for its moment: (likeness, days since) of what tells most against it.

    Repeats by a series or of an evergreen post are meant, and keep a gap of their own: they do not count.
    """
    if not moments:
        return {}
    since, until = min(moments.values()) - BEFORE, max(moments.values())
    own: defaultdict[int, list[Said]] = defaultdict(list)
    there: defaultdict[int, list[Said]] = defaultdict(list)
    for one in _said(workspace_id, since, until):
        there[one.channel_id].append(one)
        if one.post_id in moments:
            own[one.post_id].append(one)
    found: dict[int, tuple[float, float]] = {}
    for post_id, mine in own.items():
        at = moments[post_id]
        against = [
            (overlap(one.words, other.words), (at - other.at) / DAY)
            for one in mine
            for other in there[one.channel_id]
            if other.family != one.family and at - BEFORE <= other.at and _is_before(other, post_id, at)
        ]
        nothing = (0.0, float(BEFORE.days))
        found[post_id] = max(
            against, key=lambda pair: pair[0] * 2 ** -(pair[1] / REPEAT_HALF), default=nothing
        )
    return found


class Said(NamedTuple):
    channel_id: int
    post_id: int
    at: datetime
    family: int
    words: frozenset[Shingle]


def _is_before(other: Said, post_id: int, at: datetime) -> bool:
    """Of two at the same minute only the later written one repeats the other."""
    return other.at < at or (other.at == at and other.post_id < post_id)


def _said(workspace_id: int, since: datetime, until: datetime) -> list[Said]:
    there = {"workspace": workspace_id, "planned_at__gte": since, "planned_at__lte": until}
    posts = Post.objects.filter(**there, head__variants__isnull=False, example=False)  # examples say it twice
    posts = posts.exclude(state__in=("archived", "rejected"))
    family = Coalesce(F("evergreen__pattern_id"), F("series__pattern_id"), F("pk"))
    rows = posts.annotate(family=family).order_by("-planned_at", "-pk").values_list(
        "head__variants__channel_id", "pk", "planned_at", "family", "head__text", "head__variants__text"
    )  # fmt: skip
    texts: defaultdict[str, frozenset[Shingle]] = defaultdict(frozenset)
    found: list[Said] = []
    for channel, post, at, kin, text, own in rows[:MOST]:
        if at is None:
            continue
        words = text if own is None else own
        if words not in texts:
            texts[words] = shingles(words)
        found.append(Said(channel, post, at, kin, texts[words]))
    return found
