"""What stands out in a calendar, in sentences: gaps, slots without a post, crowds, repeats, the mix."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.channels.models import Channel
from planner.days.marks import holidays_between
from planner.people.models import Workspace
from planner.queues.models import Slot
from planner.schedule import noticing
from planner.schedule.crowding import WITHIN, crowded
from planner.schedule.days import begins, new_at
from planner.schedule.gaps import WEEKS, Gap, gaps, usual
from planner.schedule.mix import Share, Verdict, mix
from planner.schedule.noticing import Planned
from planner.schedule.repeats import APART, Repeat, repeats
from planner.schedule.spelling import clock, listed, long_day, span
from planner.walltime import resolve, zone_of

AHEAD = timedelta(days=35)  # further away an empty day says nothing yet
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that stands out, and where something can be done about it."""

    kind: str  # "slot", "gap", "crowd", "repeat", "mix"
    sentence: str
    link: str
    writes: bool = False  # the link is for those who may write


@dataclass(frozen=True, slots=True)
class Noticed:
    notices: tuple[Notice, ...]
    is_bounded: bool = False  # there were more posts than were compared for repeats


@dataclass(frozen=True, slots=True)
class _Looking:
    """Everything the sentences need to know, asked for once."""

    workspace: Workspace
    channels: Mapping[int, Channel]
    slots: Mapping[int, list[Slot]]
    planned: list[Planned]
    days: list[date]  # from today on
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.workspace.zone

    def name(self, channel_id: int) -> str:
        return self.channels[channel_id].name

    def compose(self, channel_id: int, at: str) -> str:
        query = urlencode({"at": at, "channel": channel_id})
        return f"{self._to('post-new')}?{query}"

    def post(self, post_id: int) -> str:
        return reverse("post", kwargs={"workspace": self.workspace.slug, "post_id": post_id})

    def day(self, day: date, channel_id: int) -> str:
        return f"{self._to('calendar')}?{urlencode({'view': 'list', 'day': day, 'channel': channel_id})}"

    def campaigns(self) -> str:
        return f"{self._to('campaigns')}#pillars"

    def _to(self, name: str) -> str:
        return reverse(name, kwargs={"workspace": self.workspace.slug})


def notices(
    workspace: Workspace, first: date, last: date, now: datetime, channel_id: int | None = None
) -> Noticed:
    """What stands out from `first` to `last`, as far as that is today or later. Eight queries at most."""
    zone, today = workspace.zone, now.astimezone(workspace.zone).date()
    start, until = max(first, today), begins(last + timedelta(days=1), zone)
    if until <= now:
        return Noticed(())
    channels = noticing.working(workspace, channel_id)
    slots = noticing.slots_of(channels)
    since = begins(start, zone) if start == today else begins(start, zone) - WITHIN
    rows = noticing.planned(workspace, channels, since, until)
    days = [start + timedelta(days=n) for n in range((last - start).days + 1)]
    look = _Looking(workspace, channels, slots, rows, days, now)
    ahead = noticing.said(workspace, channels, max(now, since), until)
    before = noticing.said_before(workspace, channels, max(now, since), APART)
    soon, without = _slots_without_a_post(look)
    return Noticed(
        (
            *soon,
            *_crowds(look),
            *_gaps(look, without),
            *(_repeat(look, one) for one in repeats([*before, *ahead], now)),
            *_mix(look, start.replace(day=1), today),
        ),
        is_bounded=max(len(ahead), len(before)) > noticing.MOST_TEXTS,
    )


def _slots_without_a_post(look: _Looking) -> tuple[list[Notice], set[tuple[int, date]]]:
    """Slots of the next 24 hours with nothing ready to go out; and the days that this is said of."""
    there: defaultdict[tuple[int, datetime], list[Planned]] = defaultdict(list)
    for one in look.planned:
        there[one.channel_id, one.at].append(one)
    found: list[tuple[datetime, Notice]] = []
    told: set[tuple[int, date]] = set()
    for channel_id, slots in look.slots.items():
        zone = zone_of(look.channels[channel_id].zone_name)
        for at in _times_of(slots, zone, look.now):
            posts = there[channel_id, at]
            if not begins(look.days[0], look.zone) <= at or any(post.is_ready for post in posts):
                continue
            local = at.astimezone(look.zone)
            values = {"channel": look.name(channel_id), "time": clock(local), "day": long_day(local.date())}
            if posts:
                values["title"] = posts[0].title or _("Untitled")
                said = _(
                    "The post for the slot at %(time)s on %(channel)s is not ready: “%(title)s”, %(day)s."
                )
                found.append((at, Notice("slot", capfirst(said % values), look.post(posts[0].post_id))))
            else:
                said = _("Nothing is ready for the slot at %(time)s on %(channel)s, %(day)s.")
                link = look.compose(channel_id, local.strftime("%Y-%m-%dT%H:%M"))
                found.append((at, Notice("slot", capfirst(said % values), link, writes=True)))
            told.add((channel_id, local.date()))
    return [notice for _at, notice in sorted(found, key=lambda pair: pair[0])], told


def _times_of(slots: list[Slot], zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    today = now.astimezone(zone).date()
    for day in (today, today + timedelta(days=1)):
        for slot in slots:
            if slot.weekday == day.weekday():
                at = resolve(datetime.fromisoformat(f"{day}T{slot.wall}"), str(zone)).at
                if now < at <= now + SOON:
                    yield at


def _crowds(look: _Looking) -> Iterator[Notice]:
    by_channel: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for one in look.planned:
        by_channel[one.channel_id].append((one.at, one.post_id))
    for channel_id, posts in by_channel.items():
        for crowd in crowded(posts):
            if crowd.last <= look.now:
                continue
            first, last = crowd.first.astimezone(look.zone), crowd.last.astimezone(look.zone)
            said = ngettext(
                "%(n)s post on %(channel)s from %(first)s to %(last)s: %(day)s.",
                "%(n)s posts on %(channel)s from %(first)s to %(last)s: %(day)s.",
                len(crowd.posts),
            ) % {
                "n": len(crowd.posts), "channel": look.name(channel_id), "first": clock(first),
                "last": clock(last), "day": long_day(first.date()),
            }  # fmt: skip
            yield Notice("crowd", capfirst(said), look.day(first.date(), channel_id))


def _gaps(look: _Looking, told: set[tuple[int, date]]) -> Iterator[Notice]:
    today = look.now.astimezone(look.zone).date()
    days = [day for day in look.days if day <= today + AHEAD]
    if not days:
        return
    past = [today - timedelta(days=back) for back in range(1, WEEKS * 7 + 1)]
    alone = set(look.channels) - set(look.slots)
    counts = noticing.history(look.workspace, past, look.zone) if alone else Counter()
    rhythm = usual(
        {channel: Counter(slot.weekday for slot in slots) for channel, slots in look.slots.items()},
        {key: posts for key, posts in counts.items() if key[0] in alone},
        today,
    )
    planned = Counter((one.channel_id, one.at.astimezone(look.zone).date()) for one in look.planned)
    for gap in gaps(rhythm, planned, days, told | _rest(look, days)):
        yield _gap(look, gap)


def _rest(look: _Looking, days: list[date]) -> set[tuple[int, date]]:
    """Public holidays on which nobody misses anything, if the workspace says so."""
    if not look.workspace.rests_on_holidays:
        return set()
    free = holidays_between(look.workspace.country, days[0], days[-1], "en")
    return {(channel, day) for day, one in free.items() if one.is_off for channel in look.channels}


def _gap(look: _Looking, gap: Gap) -> Notice:
    often = str(gap.least) if gap.least == gap.most else f"{gap.least}–{gap.most}"
    values = {"channel": look.name(gap.channel_id), "n": often, "days": span(gap.first, gap.last)}
    if gap.first == gap.last:
        said = _("Nothing is planned on %(channel)s, %(days)s (usually %(n)s).")
    else:
        said = _("Nothing is planned on %(channel)s, %(days)s (usually %(n)s a day).")
    slot = next((s.wall for s in look.slots.get(gap.channel_id, ()) if s.weekday == gap.first.weekday()), "")
    local = look.now.astimezone(look.zone)
    at = f"{gap.first}T{slot}" if slot and gap.first > local.date() else new_at(gap.first, local)
    link = look.compose(gap.channel_id, at) if at else look.day(gap.first, gap.channel_id)
    return Notice("gap", capfirst(said % values), link, writes=bool(at))


def _repeat(look: _Looking, repeat: Repeat) -> Notice:
    first, last = repeat.posts[0], repeat.posts[-1]
    ahead = next(post for post in repeat.posts if post.at > look.now)
    values = {
        "channels": listed([look.name(pk) for pk in repeat.channels]),
        "a": last.title or _("Untitled"),
        "b": first.title or _("Untitled"),
        "when": long_day(last.at.astimezone(look.zone).date()),
        "before": long_day(first.at.astimezone(look.zone).date()),
        "days": span(first.at.astimezone(look.zone).date(), last.at.astimezone(look.zone).date()),
        "n": len(repeat.posts),
        "link": repeat.link,
    }
    if repeat.link:
        said = ngettext(
            "%(n)s post on %(channels)s leads to the same page, %(link)s: %(days)s.",
            "%(n)s posts on %(channels)s lead to the same page, %(link)s: %(days)s.",
            len(repeat.posts),
        )
    elif len(repeat.posts) == 2:
        said = _("“%(a)s” (%(when)s) says almost the same as “%(b)s” (%(before)s) on %(channels)s.")
    else:
        said = ngettext(
            "%(n)s post says almost the same on %(channels)s: “%(b)s”, %(days)s.",
            "%(n)s posts say almost the same on %(channels)s: “%(b)s”, %(days)s.",
            len(repeat.posts),
        )
    target = last if last.at > look.now else ahead
    return Notice("repeat", capfirst(said % values), look.post(target.post_id))


def _mix(look: _Looking, first: date, today: date) -> Iterator[Notice]:
    for share in mix(noticing.pillars(look.workspace, first)):
        if share.verdict in {Verdict.UNDER, Verdict.OVER}:
            said = mix_sentence(share)
            if first != today.replace(day=1):
                said = _("%(when)s: %(what)s") % {"when": date_format(first, "F Y"), "what": said}
            yield Notice("mix", capfirst(said), look.campaigns())


def mix_sentence(share: Share) -> str:
    """What is said of a pillar that is not as planned."""
    values = {
        "pillar": share.name, "posts": share.posts, "of": share.of, "n": share.need,
        "share": round(share.share * 100), "target": round((share.target or 0) * 100),
    }  # fmt: skip
    if share.verdict is Verdict.OVER:
        said = _("“%(pillar)s” has more than planned: %(posts)s of %(of)s posts, planned: %(target)s %%.")
    else:
        said = ngettext(
            "%(n)s more “%(pillar)s” post is needed: %(posts)s of %(of)s so far, planned: %(target)s %%.",
            "%(n)s more “%(pillar)s” posts are needed: %(posts)s of %(of)s so far, planned: %(target)s %%.",
            share.need,
        )
    return said % values
