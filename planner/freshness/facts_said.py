"""Facts in the words of posts: which are stated there, and which new words settle a change by themselves."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F

from planner.freshness.models import Fact, FactUse
from planner.posts.models import Post
from planner.posts.versions import Version

SHORTEST = 2  # characters of a value that is looked for: a lone figure stands everywhere


def stands_in(value: str, text: str) -> bool:
    """Whether a text says the value, as words of their own. Spaces of any kind are one."""
    pieces = [re.escape(piece) for piece in value.split()]
    if len(value) < SHORTEST or not pieces:
        return False
    spelt = r"\s+".join(pieces)
    return re.search(rf"(?<!\w){spelt}(?!\w)", text, re.IGNORECASE) is not None


def words_of(version: Version) -> str:
    """Everything it says, on any channel."""
    return "\n".join([version.title, version.text, *(one.text or "" for one in version.wordings)])


def suggested(version: Version, facts: Collection[Fact]) -> list[Fact]:
    """Those whose value stands in the words."""
    text = words_of(version)
    return [fact for fact in facts if stands_in(fact.value, text)]


def right_since(fact: Fact, post: Post, now: datetime) -> datetime:
    """A post that still says an old value was right only until the fact changed; any other is right now."""
    text = words_of(post.newest)
    says_old = any(stands_in(one.value, text) for one in fact.old_values.all()[:10])
    return post.created_at if says_old and not stands_in(fact.value, text) else now


def settle(posts: Sequence[Post], now: datetime) -> None:
    """Of posts with new words since they were judged, those that say the new value and not the old one."""
    new = {post.pk: post for post in posts if _is_new(post)}
    flagged = FactUse.objects.filter(post__in=new, fact__changed_at__gt=F("seen_at")).select_related("fact")
    settled = []
    for use in flagged.prefetch_related("fact__old_values"):
        text = words_of(new[use.post_id].newest)
        old = [one.value for one in use.fact.old_values.all() if one.value != use.fact.value]
        if stands_in(use.fact.value, text) and not any(_only(one, use.fact.value, text) for one in old):
            settled.append(use.pk)
    FactUse.objects.filter(pk__in=settled).update(seen_at=now)


def _only(old: str, new: str, text: str) -> bool:
    """The old value stands in the text, and not as a part of the new one: “990” in “1 990”."""
    without = re.sub(re.escape(new), " ", text, flags=re.IGNORECASE)
    return stands_in(old, without)


def _is_new(post: Post) -> bool:
    judged = getattr(post, "judged", None)
    return judged is None or judged.version_id != post.head_id
