"""What people do with a post from its page: save, ask, approve, put on the calendar, send at once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from media.models import Asset
from planner import walltime
from planner.deliveries import agree, by_hand, edit, fitting, going_on, holding, plan, voiding
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.history.models import Actor
from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.posts import beside, labels, written_for
from planner.posts.content import Content
from planner.posts.form import Form, Labels
from planner.posts.models import Post, Version
from planner.posts.unsaved import Unsaved
from planner.reviews import plans
from planner.reviews.plans import name_of
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.walltime import When


class NotAllowed(Exception):
    """This person's role does not include it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the desk, and what their role lets them do."""

    actor: Actor
    verbs: Collection[Verb]

    @classmethod
    def who(cls, actor: Actor, may: Callable[[Verb], bool]) -> "Person":
        return cls(actor, frozenset(filter(may, Verb)))

    def insist(self, verb: Verb) -> None:
        if verb not in self.verbs:
            raise NotAllowed(_("Your role does not include this. Ask an editor or an admin."))

    def insist_on_changing(self, post: Post) -> None:
        if not self.may_change(post):
            raise NotAllowed(_("Somebody else wrote this post, and your role changes only your own."))

    def may_change(self, post: Post) -> bool:
        own = post.author_id == self.actor.user_id and Verb.WRITE in self.verbs
        return own or Verb.EDIT in self.verbs

    def wrote(self, post: Post | None, content: Content) -> set[int | None]:
        """Author and last editor of these words if this person saves them: a change makes it theirs."""
        mine = self.actor.user_id
        is_newest = post is not None and content.tidy().digest() == post.newest.digest
        return {post.author_id if post else mine, post.newest.by_id if post and is_newest else mine}


@transaction.atomic
def save(workspace: Workspace, post: Post | None, form: Form, who: Person, now: datetime) -> Post:
    """Keep the words, labels and time of a post, new or not. Raises Overtaken, WrongState, NotAllowed."""
    _insist_on_ours(workspace, form.content)
    before: Version | None = None
    if post is None:
        who.insist(Verb.WRITE)
        if form.content.is_blank and not form.content.title.strip() and form.labels == Labels():
            raise WrongState(_("There is nothing to save yet. Write a title or a few words first."))
        post = Post.objects.write(workspace, who.actor, form.content)
    else:
        before = post.newest
        who.insist_on_changing(post)
        edit.edit(post, who.actor, form.content, form.based_on)
        post.refresh_from_db()
        form = beside.put_together(post, form)
    if labels.labels_of(post) != form.labels:
        labels.label(post, form.labels)
        agree.after_labels(post, who.actor, now)
    _keep_time(post, form.when, who, now)
    written_for.note(post, before, _day_of(post))
    if who.actor.user_id is not None:
        Unsaved.objects.filter(post=post, user=who.actor.user_id).delete()
    return post


def days_are_right(post: Post, when: When, who: Person) -> None:
    """The words “tomorrow” and the like have been read, and are meant for this day."""
    who.insist_on_changing(post)
    written_for.is_right(post, when.at.astimezone(post.workspace.zone).date())


def _day_of(post: Post) -> date | None:
    return post.planned_at.astimezone(post.workspace.zone).date() if post.planned_at else None


def _insist_on_ours(workspace: Workspace, content: Content) -> None:
    """Nobody shows another workspace's pictures, which a form may name."""
    ours = Asset.objects.filter(library__owner=workspace.library, pk__in=content.asset_ids)
    if ours.count() < len(content.asset_ids):
        raise WrongState(_("One of the pictures is not in this library. Take it out, or upload it."))


def act(post: Post, what: str, who: Person, now: datetime) -> str:
    """Do one of ACTS; gives the sentence that says so."""
    if what in GOES_OUT:
        fitting.make_ready(post)
    return ACTS[what](post, who, now)


def _saved(post: Post, who: Person, now: datetime) -> str:
    """Where nobody must agree, what is on the calendar goes on with the new words."""
    if not going_on.stands_still(post) or plans.needs_yes(post) or Verb.SCHEDULE not in who.verbs:
        ended = {"names": voiding.whose_yes_ended(post, who.actor)}
        return _("Saved. The yes of %(names)s no longer counts.") % ended if ended["names"] else _("Saved.")
    going_on.go_on(post, who.actor, now)
    return _("Saved. What is on the calendar goes out with the new words.")


def _ask(post: Post, who: Person, now: datetime) -> str:
    so_far = agree.ask(post, who.actor, now)
    post.refresh_from_db()
    if post.state == "approved":
        return _("Approved: every yes to exactly this was given before.")
    waits = ", ".join(name_of(stand.step) for stand in so_far.standing.open if stand.step.name)
    return _("Sent for review: %(step)s.") % {"step": waits} if waits else _("Sent for review.")


def _take_back(post: Post, who: Person, now: datetime) -> str:
    agree.take_back(post, who.actor, now)
    return _("Taken back from review.")


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes to the version that was read; `schedule` puts the post on the calendar at its time as well."""

    seen: int
    note: str = ""
    schedule: bool = False


def approve(post: Post, yes: Yes, who: Person, now: datetime) -> str:
    """Gives the sentence that says so, and what is still missing before the post goes out."""
    who.insist(Verb.REVIEW)
    fitting.make_ready(post)
    return _agree(post, yes, who, now)


@transaction.atomic
def _agree(post: Post, yes: Yes, who: Person, now: datetime) -> str:
    after = agree.approve(post, who.actor, yes.seen, now, yes.note)
    post.refresh_from_db()
    name = {"name": post.newest.name or _("Untitled")}
    if post.state != "approved":
        if Verb.SEE not in who.verbs:  # a client reads of no other steps
            return _("Your yes to “%(name)s” counts. Others are still asked.") % name
        waits = ", ".join(name_of(stand.step) for stand in after.standing.open)
        return _("Your yes to “%(name)s” counts. Still asked: %(step)s.") % {**name, "step": waits}
    if yes.schedule and not is_on_calendar(post):
        return _schedule(post, who, now)
    if is_on_calendar(post):
        return " ".join((_("Approved: “%(name)s”.") % name, by_hand.how_it_goes_out(post)))
    if post.planned_at is None:
        return _("Approved: “%(name)s”.") % name
    if post.planned_at <= now:
        return _("“%(name)s” is approved, but its time has passed: choose another.") % name
    return _("“%(name)s” is approved, but it is not on the calendar yet.") % name


def _approve(post: Post, who: Person, now: datetime) -> str:
    return approve(post, Yes(post.newest.number), who, now)


def _approve_and_schedule(post: Post, who: Person, now: datetime) -> str:
    return approve(post, Yes(post.newest.number, schedule=True), who, now)


@transaction.atomic
def _schedule(post: Post, who: Person, now: datetime) -> str:
    who.insist(Verb.SCHEDULE)
    if post.planned_at is None:
        raise plan.NotPlanned(_("Choose a day and a time first."))
    when = When(post.planned_at, post.planned_wall, post.planned_zone, post.planned_fold)
    if going_on.stands_still(post):
        _insist_on_a_yes(post)
        going_on.go_on(post, who.actor, now)
    _put(post, when, who, now)
    return " ".join((_("Scheduled."), by_hand.how_it_goes_out(post)))


def _insist_on_a_yes(post: Post) -> None:
    """New words over a plan go on with the next yes, not by planning."""
    if plans.needs_yes(post):
        raise NotYours(_("Somebody must approve this post first. Ask for a review."))


@transaction.atomic
def _publish(post: Post, who: Person, now: datetime) -> str:
    who.insist(Verb.PUBLISH)
    when = walltime.of_instant(now, post.workspace.timezone)
    for delivery in _planned(post):
        plan.move(delivery, when, who.actor, now)
    _put(post, when, who, now)
    return _("It is on its way.")


@transaction.atomic
def _archive(post: Post, who: Person, now: datetime) -> str:
    edit.archive(post, who.actor, now)
    return _("Archived. Its planned deliveries are cancelled.")


def _bring_back(post: Post, who: Person, now: datetime) -> str:
    post.bring_back(who.actor)
    return _("It is a draft again.")


def _hold(post: Post, who: Person, now: datetime) -> str:
    who.insist(Verb.PAUSE)
    holding.hold(post, who.actor, "", now)
    return _("On hold. It keeps its time, and nothing goes out.")


def _release(post: Post, who: Person, now: datetime) -> str:
    who.insist(Verb.RESUME)
    holding.release(post, who.actor, now)
    return _("It goes on.")


ACTS: dict[str, Callable[[Post, Person, datetime], str]] = {
    "save": _saved,
    "ask": _ask,
    "take_back": _take_back,
    "approve": _approve,
    "approve_and_schedule": _approve_and_schedule,
    "schedule": _schedule,
    "publish": _publish,
    "archive": _archive,
    "bring_back": _bring_back,
    "hold": _hold,
    "release": _release,
}
GOES_OUT = frozenset({"approve", "approve_and_schedule", "schedule", "publish"})


def is_done(post: Post, what: str) -> bool:
    """What a button asks for is so already: it was pressed twice."""
    post.refresh_from_db()
    if what == "ask":
        return post.state == "in_review"
    agreed = post.state == "approved"
    return what in GOES_OUT and agreed and (what == "approve" or is_on_calendar(post))


def is_on_calendar(post: Post) -> bool:
    return Delivery.objects.live().filter(post=post).exists()


def _put(post: Post, when: When, who: Person, now: datetime) -> None:
    """On every channel of the post that has no delivery yet."""
    there = set(Delivery.objects.live().filter(post=post).values_list("channel_id", flat=True))
    wanted = set(post.newest.variants.values_list("channel_id", flat=True))
    if wanted - there or not there:
        plan.schedule(post, plan.Plan(when, wanted - there), who.actor, now)


def _keep_time(post: Post, when: When | None, who: Person, now: datetime) -> None:
    """Remember the time; what is on the calendar already moves with it."""
    if (when.at if when else None) == post.planned_at:
        return
    planned = _planned(post)
    if not planned:
        if not is_on_calendar(post):
            post.plan_for(when)
            voiding.after_move(post, who.actor, now)
        return
    who.insist(Verb.SCHEDULE)
    if when is None:
        raise WrongState(_("It is on the calendar. Cancel its deliveries to take the time away."))
    for delivery in planned:
        plan.move(delivery, when, who.actor, now)


def _planned(post: Post) -> list[Delivery]:
    """The first part of what waits on each channel."""
    first = (
        Delivery.objects.live()
        .filter(post=post, part=0)
        .exclude(state__in=(*IN_DOUBT, "published", "claimed"))
    )
    return list(first.select_related("post"))
