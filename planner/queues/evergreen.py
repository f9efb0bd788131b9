"""Posts that may be said again: on what terms, and filling free slots with them."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.deliveries import fitting
from planner.history.models import Actor
from planner.history.record import record
from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.posts.content import Content, Wording
from planner.posts.models import Post, Variant
from planner.queues import take
from planner.queues.again import Room, Run, day_of, picks
from planner.queues.free import DAY, holders, weekly_of
from planner.queues.models import Evergreen
from planner.queues.series import bring_as_far
from planner.queues.slots import Place, minute, places
from planner.rounds import Round
from planner.states import WrongState
from planner.writing.desk import Person
from publishers.limits import Promise

log = logging.getLogger("almanac.evergreen")
AHEAD_DAYS = 14
ROUND = Round(60)
MOST_GAP, MOST_TIMES, MOST_VARIATIONS = 730, 100, 20


@dataclass(frozen=True, slots=True)
class Terms:
    """How often, how far apart, in which words, until when."""

    gap_days: int = 30
    most: int = 6
    variations: tuple[str, ...] = ()
    expires_on: date | None = None

    def insist(self) -> None:
        """Raises WrongState with what is wrong."""
        if not 1 <= self.gap_days <= MOST_GAP:
            raise WrongState(_("The gap is between 1 and %(most)s days.") % {"most": MOST_GAP})
        if not 2 <= self.most <= MOST_TIMES:
            raise WrongState(_("It can be said 2 to %(most)s times.") % {"most": MOST_TIMES})
        if len(self.variations) > MOST_VARIATIONS:
            raise WrongState(_("There can be %(most)s variations at most.") % {"most": MOST_VARIATIONS})

    def insist_on_days_to_come(self, workspace: Workspace, now: datetime) -> None:
        """Raises WrongState where its last day has passed."""
        if self.expires_on is not None and self.expires_on < now.astimezone(workspace.zone).date():
            raise WrongState(_("Its last day has passed."))


@transaction.atomic
def mark(post: Post, terms: Terms, who: Person, now: datetime) -> Evergreen:
    """From now on the post may be said again. It must be agreed to, or out."""
    who.insist(Verb.SCHEDULE)
    terms.insist()
    terms.insist_on_days_to_come(post.workspace, now)
    post = Post.objects.locked(post.pk)
    if post.state != "approved":
        raise WrongState(_("Only a post that is approved or out can be said again."))
    if post.evergreen_id is not None or post.series_id is not None:
        raise WrongState(_("This post comes again by itself already."))
    if Evergreen.objects.filter(pattern=post).exists():
        raise WrongState(_("This post is evergreen already."))
    made = Evergreen.objects.create(workspace_id=post.workspace_id, pattern=post, **_columns(terms))
    record(
        post.workspace_id, who.actor, "evergreen.marked", post, at=now, most=terms.most, gap=terms.gap_days
    )
    return made


@transaction.atomic
def change(one: Evergreen, terms: Terms, who: Person, now: datetime) -> None:
    who.insist(Verb.SCHEDULE)
    terms.insist()
    if terms.expires_on != one.expires_on:
        terms.insist_on_days_to_come(one.workspace, now)
    Evergreen.objects.filter(pk=one.pk).update(**_columns(terms))
    record(one.workspace_id, who.actor, "evergreen.changed", one.pattern, at=now, most=terms.most)


@transaction.atomic
def pause(one: Evergreen, who: Person, now: datetime, *, paused: bool = True) -> None:
    """What is planned already goes out; nothing is added. Or go on."""
    who.insist(Verb.SCHEDULE)
    Evergreen.objects.filter(pk=one.pk).update(paused_at=now if paused else None)
    act = "evergreen.paused" if paused else "evergreen.resumed"
    record(one.workspace_id, who.actor, act, one.pattern, at=now)


@transaction.atomic
def stop(one: Evergreen, who: Person, now: datetime) -> None:
    """It is evergreen no more. Repeats that are planned stay: each is a post of its own."""
    who.insist(Verb.SCHEDULE)
    record(one.workspace_id, who.actor, "evergreen.stopped", one.pattern, at=now)
    one.delete()


def fill(now: datetime) -> int:
    """A round of the timer: free slots of the next two weeks get a post that does not age. How many."""
    open_ = Evergreen.objects.filter(paused_at=None, workspace__paused_at=None, pattern__state="approved")
    ids = open_.values_list("pattern__head__variants__channel", flat=True).distinct()
    channels = Channel.objects.filter(pk__in=ids, state="active").select_related("workspace").order_by("pk")
    return sum(fill_channel(channel, now) for channel in ROUND.over(channels))


def fill_channel(channel: Channel, now: datetime) -> int:
    """Nobody else gives out the channel's slots, nor changes what is said in them, while they are filled."""
    ready = {one.pk: one.pattern.head_id for one in on(channel) if _may_go(one) and _is_ready(one.pattern)}
    if not ready:
        return 0
    with transaction.atomic():
        take.hold([channel])
        evergreens = _still(channel, ready)
        going = {pk: [channel.pk] for pk in evergreens}
        runs = runs_of([evergreens[pk] for pk in sorted(evergreens)], going, {channel.pk: channel}).values()
        free = free_places(channel, now)
        chosen = picks(free, list(runs), _room(channel, free, now))
        for place, run in chosen:
            _say_again(evergreens[run.evergreen_id], channel, place, run.used, now)
        return len(chosen)


def _may_go(one: Evergreen) -> bool:
    return one.paused_at is None and one.pattern.state == "approved"


def _still(channel: Channel, ready: Mapping[int, int | None]) -> dict[int, Evergreen]:
    """Those whose words are the ones whose pictures are ready, held; making these took time."""
    posts = Post.objects.filter(pk__in=Evergreen.objects.filter(pk__in=ready).values("pattern"))
    list(posts.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    list(Evergreen.objects.filter(pk__in=ready).select_for_update().order_by("pk").values_list("pk"))
    return {one.pk: one for one in on(channel) if _may_go(one) and ready.get(one.pk) == one.pattern.head_id}


def on(channel: Channel) -> list[Evergreen]:
    """The evergreen posts that go to this channel."""
    rows = Evergreen.objects.filter(pattern__head__variants__channel=channel)
    return list(rows.select_related("pattern__head", "pattern__workspace", "pattern__author").order_by("pk"))


Going = Mapping[int, Sequence[int]]  # evergreen to the channels that its post goes to


def on_all(workspace: Workspace, channels: Collection[int]) -> tuple[dict[int, list[int]], list[Evergreen]]:
    """Every evergreen post of a workspace, newest first, and where each goes. Two queries."""
    rows = Evergreen.objects.filter(workspace=workspace).select_related("pattern__head").order_by("-pk")
    evergreens = list(rows)
    heads = {one.pattern.head_id: one.pk for one in evergreens}
    going: dict[int, list[int]] = {one.pk: [] for one in evergreens}
    there = Variant.objects.filter(version__in=heads, channel__in=channels).order_by("channel_id")
    for head, channel in there.values_list("version_id", "channel_id"):
        going[heads[head]].append(channel)
    return going, evergreens


def runs_of(
    evergreens: Sequence[Evergreen], going: Going, channels: Mapping[int, Channel]
) -> dict[tuple[int, int], Run]:
    """Each of these posts as it has run on each of its channels so far. One query."""
    said = _said([one.pk for one in evergreens], channels)
    return {
        (one.pk, pk): _run(one, channels[pk], said.get((one.pk, pk), ()))
        for one in evergreens
        for pk in going[one.pk]
    }


def free_places(channel: Channel, now: datetime) -> list[Place]:
    """The channel's free slots of the next two weeks. Two queries."""
    until = now + timedelta(days=AHEAD_DAYS)
    weekly = weekly_of([channel])
    held = holders(channel.workspace_id, [channel.pk], now, until + DAY)
    offered = places(weekly, now.date() - DAY, until.date() + DAY)
    return [one for one in offered if now < one.at <= until and (channel.pk, minute(one.at)) not in held]


def _room(channel: Channel, free: Sequence[Place], now: datetime) -> Room:
    """What repeats may still take of the next two weeks: they leave room for what is new. One query."""
    until = now + timedelta(days=AHEAD_DAYS)
    ours = Post.objects.filter(
        queue=channel, evergreen__isnull=False, planned_at__gt=now, planned_at__lte=until
    )
    walls = ours.exclude(state="archived").values_list("planned_wall", flat=True)
    taken = [date.fromisoformat(wall[:10]) for wall in walls]
    return Room.within(settings.EVERGREEN_SHARE, [day_of(place) for place in free], taken)


def refuses_copies(channel: Channel) -> bool:
    """The network does not take the same words twice."""
    return channel.kind.guarantee.promise is Promise.DUPLICATE_REFUSED


Times = tuple[tuple[datetime, bool], ...]  # when, and whether it counts as said


def _said(ids: Collection[int], channel_ids: Collection[int]) -> dict[tuple[int, int], Times]:
    """When each was repeated where. One that was put away keeps its gap, but does not count as said."""
    there = {"head__variants__channel__in": list(channel_ids), "planned_at__isnull": False}
    rows = Post.objects.filter(evergreen__in=ids, **there)
    found: dict[tuple[int, int], Times] = {}
    for pk, channel, at, state in rows.values_list(
        "evergreen_id", "head__variants__channel", "planned_at", "state"
    ):
        if at is not None:
            found[pk, channel] = (*found.get((pk, channel), ()), (at, state != "archived"))
    return found


def _run(one: Evergreen, channel: Channel, times: Times) -> Run:
    pattern, zone = one.pattern, channel.workspace.zone
    first = pattern.planned_at
    days = [
        at.astimezone(zone).date() for at in (*([first] if first else []), *(at for at, _counts in times))
    ]
    expiry = pattern.valid_until.astimezone(zone).date() - DAY if pattern.valid_until else None
    return Run(
        one.pk,
        channel.pk,
        tuple(sorted(days)),
        (first is not None) + sum(counts for _at, counts in times),
        one.most,
        one.gap_days,
        min((day for day in (one.expires_on, expiry) if day), default=None),
        first.astimezone(zone).date() if first else None,
        pattern.pillar_id,
        len(one.variations),
        refuses_copies(channel),
        pattern.state == "approved",
        one.paused_at is not None,
        channel.state == Channel.State.ACTIVE,
    )


def _say_again(one: Evergreen, channel: Channel, place: Place, used: int, now: datetime) -> None:
    pattern = one.pattern
    by = Actor(pattern.author_id, str(pattern.author or "Almanac"), via="worker")
    content = in_turn(pattern.newest.content(), channel.pk, one.variations, used)
    labels = {"campaign": pattern.campaign, "pillar": pattern.pillar, "kind": "evergreen"}
    post = Post.objects.write(pattern.workspace, by, content, **labels)
    post.tags.set(pattern.tags.all())
    post.plan_for(place.when)
    Post.objects.filter(pk=post.pk).update(queue=channel, evergreen=one)
    record(post.workspace_id, by, "evergreen.again", post, at=now, channel=channel.pk, number=used + 1)
    bring_as_far(post, pattern, place.when, by, now)


def in_turn(content: Content, channel_id: int, variations: Sequence[str], used: int) -> Content:
    """What is said the next time on one channel: its words and the variations take turns. Pure."""
    own = next((one for one in content.wordings if one.channel_id == channel_id), Wording(channel_id))
    turn = used % (len(variations) + 1)
    if turn:
        content, own = replace(content, text=variations[turn - 1]), replace(own, text=None)
    return replace(content, wordings=(own,))


def _is_ready(pattern: Post) -> bool:
    """The copies of its pictures are made, outside of any transaction."""
    try:
        fitting.make_ready(pattern)
    except WrongState as trouble:
        log.info("the pictures of post %s are not ready: %s", pattern.pk, trouble)
        return False
    return True


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "gap_days": terms.gap_days,
        "most": terms.most,
        "variations": list(terms.variations),
        "expires_on": terms.expires_on,
    }
