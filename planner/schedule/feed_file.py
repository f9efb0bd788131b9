"""A feed's posts as an iCalendar file. Times in UTC: every program shows them on its owner's own clock."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.deliveries.stage import Stage, with_stage
from planner.history.models import Entry
from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.posts.models import Variant
from planner.schedule.cards import title_of
from planner.schedule.feed import Feed
from planner.schedule.finding import Reader, posts_of
from planner.schedule.ical_lines import instant, line, text, texts
from planner.schedule.told_filters import stored

BEHIND, AHEAD = timedelta(days=90), timedelta(days=366)
MOST = 2000
LASTS = timedelta(minutes=15)  # a moment has no length, but programs do not draw what has none
MOST_WORDS = 1000
SURE = ("scheduled", "publishing", "published", "partly")
GONE = ("archived",)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed shows now: read quickly, written out only for those who do not have it yet."""

    feed: Feed
    language: str
    rows: tuple[tuple[Any, ...], ...]
    channels: Mapping[int, list[str]]
    changes: Mapping[int, tuple[int, datetime]]

    @property
    def etag(self) -> str:
        of = (self.feed.pk, self.feed.name, self.feed.workspace.name, self.language, settings.PUBLIC_URL)
        said = repr((of, self.rows, sorted(self.channels.items()), sorted(self.changes.items())))
        return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'

    def file(self) -> bytes:
        with translation.override(self.language):
            return b"".join(_lines(self))


def reading(feed: Feed, now: datetime) -> Reading:
    """Six queries, however many posts."""
    rows = tuple(_rows(feed, now))
    return Reading(
        feed,
        feed.user.language or feed.workspace.language,
        rows,
        _channels(feed.workspace, [row[3] for row in rows]),
        _changes([row[0] for row in rows]),
    )


def _rows(feed: Feed, now: datetime) -> list[tuple[Any, ...]]:
    """The posts in the order of their times; those that come next are kept where there are too many."""
    filters = stored(feed.filters, _reader(feed))
    if filters is None:  # nothing rather than everything
        return []
    dated = posts_of(feed.workspace, filters, now).filter(
        planned_at__gte=now - BEHIND, planned_at__lt=now + AHEAD
    )
    columns = (
        "pk", "planned_at", "stage", "head_id", "head__title", "head__text", "head__created_at",
        "pillar__name", "campaign__name",
    )  # fmt: skip
    ahead = with_stage(dated.filter(planned_at__gte=now)).order_by("planned_at", "pk").values_list(*columns)
    rows = list(ahead[:MOST])
    if room := MOST - len(rows):
        past = with_stage(dated.filter(planned_at__lt=now)).order_by("-planned_at", "-pk")
        rows = [*reversed(past.values_list(*columns)[:room]), *rows]
    return rows


def _reader(feed: Feed) -> Reader:
    """Whose feed it is: "waiting for me" is about them."""
    member = feed.workspace.memberships.filter(user=feed.user_id).first()
    return Reader(feed.user_id, member is not None and member.may(Verb.REVIEW))


def _lines(shown: Reading) -> Iterator[bytes]:
    workspace = shown.feed.workspace
    yield line("BEGIN", "VCALENDAR")
    yield line("VERSION", "2.0")
    yield line("PRODID", "-//Almanac//Calendar feed//EN")
    yield text("X-WR-CALNAME", f"{workspace.name}: {shown.feed.name}")
    yield line("X-WR-TIMEZONE", workspace.timezone)
    yield line("X-PUBLISHED-TTL", "PT1H")
    same = Same(
        urlsplit(settings.PUBLIC_URL).hostname or "",
        settings.PUBLIC_URL + reverse("post", kwargs={"workspace": workspace.slug, "post_id": 0})[:-2],
        {stage: str(word) for stage, word in Stage.choices},
    )
    for row in shown.rows:
        yield from _event(row, shown, same)
    yield line("END", "VCALENDAR")


@dataclass(frozen=True, slots=True)
class Same:
    """What all events of a file have in common."""

    host: str
    pages: str
    stages: Mapping[str, str]


def _event(row: tuple[Any, ...], shown: Reading, same: Same) -> Iterator[bytes]:
    pk, at, stage, head, title, words, written, pillar, campaign = row
    word, page = same.stages[stage], f"{same.pages}{pk}/"
    channels = shown.channels.get(head, [])
    sequence, changed = shown.changes.get(pk, (0, written))
    yield line("BEGIN", "VEVENT")
    yield line("UID", f"post-{pk}@{same.host}")
    name = title_of(title, words) or _("Untitled")
    yield text("SUMMARY", f"{name} ({word})")
    yield instant("DTSTART", at)
    yield instant("DTEND", at + LASTS)
    yield instant("DTSTAMP", changed)
    yield instant("LAST-MODIFIED", changed)
    yield line("SEQUENCE", str(sequence))
    yield line("STATUS", "CANCELLED" if stage in GONE else "CONFIRMED" if stage in SURE else "TENTATIVE")
    yield line("TRANSP", "TRANSPARENT")  # a post does not make anybody busy
    said = [_("Stage: %(stage)s") % {"stage": word}]
    if channels:
        said.append(_("Channels: %(channels)s") % {"channels": ", ".join(channels)})
    yield text("DESCRIPTION", "\n".join([*said, "", (words or "")[:MOST_WORDS], "", page]))
    yield line("URL", page)
    yield texts("CATEGORIES", dict.fromkeys(name for name in (word, pillar, campaign, *channels) if name))
    yield line("END", "VEVENT")


def _changes(posts: list[int]) -> dict[int, tuple[int, datetime]]:
    """How often each was changed, and when last, by its history: it only grows, as SEQUENCE must."""
    found: dict[int, tuple[int, datetime]] = {}
    deliveries = dict(Delivery.objects.filter(post__in=posts).values_list("pk", "post_id"))
    for thing, of in (("post", {pk: pk for pk in posts}), ("delivery", deliveries)):
        entries = Entry.objects.filter(thing=thing, thing_id__in=list(of)).order_by()
        for pk, count, last in entries.values_list("thing_id").annotate(Count("pk"), Max("at")):
            before = found.get(of[pk], (0, last))
            found[of[pk]] = (before[0] + count, max(before[1], last))
    return found


def _channels(workspace: Workspace, versions: list[int]) -> dict[int, list[str]]:
    names = dict(Channel.objects.filter(workspace=workspace).values_list("pk", "name"))
    found: dict[int, list[str]] = {}
    rows = Variant.objects.filter(version__in=versions).order_by("channel_id")
    for version, channel in rows.values_list("version_id", "channel_id"):
        found.setdefault(version, []).append(names.get(channel, ""))
    return found
