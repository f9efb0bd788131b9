"""Move posts on the calendar: what asks first, what is refused, and the way back.

The hour of the wall clock stays when only the day changes. What is out, or may be, never moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from planner.day_names import within
from planner.deliveries import plan
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.history.record import record
from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.posts.models import Post
from planner.queues import take
from planner.schedule.days import new_at
from planner.schedule.doubts import Doubts
from planner.states import WrongState
from planner.walltime import Change, When, of_instant, resolve
from planner.writing.desk import NotAllowed, Person

MOST = 200  # posts at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a post shall stand: at a wall time, on a day at the hour it has, or nowhere."""

    post_id: int
    wall: datetime | None = None  # naive, in the workspace's zone
    day: date | None = None
    fold: int | None = None
    schedules: bool = False  # put on its channels' calendars too: it stood there before
    stands: str | None = None  # where somebody saw it: "2026-11-25T14:00", "" nowhere; None asks nothing


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a post, and where it stood before."""

    post: Post
    when: When | None
    before: When | None
    was_scheduled: bool


class Asks(Exception):
    """It can be done, but somebody should say that they mean it."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(sentences))


@transaction.atomic
def move(
    workspace: Workspace, wanted: Sequence[Wanted], who: Person, now: datetime, sure: bool = False
) -> list[Moved]:
    """All of them or none. Raises Asks, NotPlanned, WrongState, NotAllowed."""
    asked = {one.post_id: one for one in wanted[:MOST]}
    posts = [Post.objects.locked(pk) for pk in sorted(_ours(workspace, asked))]
    if not posts:
        raise WrongState(_("That post does not exist here any more."))
    planned_of = {post.pk: _planned(post) for post in posts}
    whens = {post.pk: _when(post, asked[post.pk], workspace, now) for post in posts}
    for post in posts:
        _refuse(post, asked[post.pk], planned_of[post.pk], who)
        _refuse_past(whens[post.pk], now)
    if not sure:
        doubts = Doubts(workspace, posts, whens, planned_of, now)
        if sentences := doubts.sentences():
            raise Asks(sentences)
    return [_move(post, whens[post.pk], planned_of[post.pk], asked[post.pk], who, now) for post in posts]


def sentence(moved: Sequence[Moved]) -> str:
    """What to say of it: “Fog” stands on Tue 24 Nov, 14:00."""
    if len(moved) > 1:
        return _("%(n)s posts moved.") % {"n": len(moved)}
    one = moved[0]
    name = one.post.newest.name or _("Untitled")
    if one.when is None:
        return _("“%(name)s” has no time now.") % {"name": name}
    wall = datetime.fromisoformat(one.when.wall)
    is_near = wall.year == one.post.created_at.year
    said = _("“%(name)s” is planned for %(at)s.") % {
        "name": name,
        "at": within(date_format(wall, "D j E, H:i" if is_near else "D j E Y, H:i")),
    }
    if one.when.change is Change.GAP:
        said += " " + _("The clocks skip the hour that it had.")
    return said


def _ours(workspace: Workspace, asked: Mapping[int, Wanted]) -> list[int]:
    return list(Post.objects.filter(workspace=workspace, pk__in=asked).values_list("pk", flat=True))


def _planned(post: Post) -> list[Delivery]:
    """The first part of what stands on each channel's calendar."""
    live = Delivery.objects.live().filter(post=post, part=0)
    return list(live.select_related("post", "channel").order_by("due_at", "pk"))


def _when(post: Post, wanted: Wanted, workspace: Workspace, now: datetime) -> When | None:
    zone = workspace.timezone
    if wanted.wall is not None:
        return resolve(wanted.wall, zone, wanted.fold)
    if wanted.day is None:
        return None
    if post.planned_at is None:
        return resolve(_usual(wanted.day, workspace, now), zone)
    hour = datetime.fromisoformat(of_instant(post.planned_at, zone).wall).time()
    return resolve(datetime.combine(wanted.day, hour), zone, post.planned_fold)


def _usual(day: date, workspace: Workspace, now: datetime) -> datetime:
    at = new_at(day, now.astimezone(workspace.zone))
    return datetime.fromisoformat(at) if at else datetime.combine(day, datetime.min.time())


def _refuse(post: Post, wanted: Wanted, deliveries: list[Delivery], who: Person) -> None:
    name = {"name": post.newest.name or _("Untitled")}
    take.insist_on_place(post, wanted.stands)
    if deliveries or wanted.schedules:
        who.insist(Verb.SCHEDULE)
    elif not who.may_change(post) and Verb.SCHEDULE not in who.verbs:
        raise NotAllowed(_("Somebody else wrote “%(name)s”, and your role changes only your own.") % name)
    if post.state == "archived":
        raise WrongState(_("“%(name)s” is archived. Bring it back first.") % name)
    states = {one.state for one in deliveries}
    if states & {"published"}:
        raise WrongState(_("“%(name)s” is out already, so it stays where it is.") % name)
    if states & {*IN_DOUBT, "claimed"}:
        raise WrongState(_("“%(name)s” is on its way right now.") % name)


def _refuse_past(when: When | None, now: datetime) -> None:
    if when is not None and when.at < now:
        raise plan.NotPlanned(_("That time has passed. Choose a later one."))


def _move(
    post: Post, when: When | None, deliveries: list[Delivery], wanted: Wanted, who: Person, now: datetime
) -> Moved:
    before = None
    if post.planned_at is not None:
        before = When(post.planned_at, post.planned_wall, post.planned_zone, post.planned_fold)
    if when is None:
        for one in deliveries:
            plan.cancel(one, who.actor, now)
    for one in deliveries if when is not None else ():
        assert when is not None
        plan.move(one, _shifted(one, deliveries[0], when), who.actor, now)
    post.refresh_from_db()
    if when is None or not deliveries:
        post.plan_for(when)
    if when is not None and wanted.schedules and not deliveries:
        plan.schedule(post, plan.Plan(when), who.actor, now)
    Post.objects.filter(pk=post.pk, queue__isnull=False).update(queue=None)
    record(
        post.workspace_id, who.actor, "post.moved", post, at=now, to=when.at.isoformat() if when else "",
        before=before.at.isoformat() if before else "",
    )  # fmt: skip
    return Moved(post, when, before, bool(deliveries))


def _shifted(one: Delivery, first: Delivery, when: When) -> When:
    """A channel that has the post later than the first keeps its distance."""
    if one.due_at == first.due_at:
        return when
    return of_instant(when.at + (one.due_at - first.due_at), when.zone)
