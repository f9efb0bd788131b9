"""What somebody may do next with what is typed: the buttons at the foot of the composer."""

from dataclasses import dataclass, field
from datetime import datetime

from planner.deliveries import agree
from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.posts.form import Form
from planner.posts.models import Post
from planner.reviews.plans import House, Labelled
from planner.reviews.seats import NotYours, may_agree, seats_for_yes
from planner.writing.desk import Person, is_on_calendar


@dataclass(frozen=True, slots=True)
class Offer:
    """The buttons at the foot of the composer, in the order of what most people want next."""

    primary: str
    others: tuple[str, ...] = field(default=())
    may_schedule: bool = False

    @property
    def more(self) -> tuple[str, ...]:
        """Buttons of their own, in a menu on a phone; publishing at once is always one step further away."""
        return tuple(act for act in self.others if act not in ("publish", "save"))

    @property
    def may_save(self) -> bool:
        """Beside the main button, and always in reach."""
        return "save" in self.others

    @property
    def may_publish(self) -> bool:
        return "publish" in self.others


def offer(post: Post | None, form: Form, workspace: Workspace, who: Person, now: datetime) -> Offer:
    """What this person may do next with what is typed; the first is what they most likely want."""
    state = _state_of(post, form)
    at = form.when.at if form.when else None
    house, wrote = House(workspace), who.wrote(post, form.content)
    its = house.plan_for(form.content, _labelled(workspace, form))
    agreed = state == "approved" or not its.is_needed
    is_open = (state in {"draft", "changes"} and its.is_for_anybody) or state == "in_review"
    acts: list[str] = []
    on_calendar = post is not None and is_on_calendar(post)
    may_schedule = not on_calendar and can_schedule(at, who, now)
    may_say_yes = is_open and may_agree(its, house, who.actor, wrote, now)
    if may_say_yes and post is not None and state == "in_review":  # not out of turn, and not twice
        may_say_yes = _is_asked_now(post, who, now)
    if not agreed and Verb.REVIEW in who.verbs and may_say_yes:
        if may_schedule and its.is_for_anybody:
            acts.append("approve_and_schedule")
        acts.append("approve")
    if agreed and may_schedule:
        acts.append("schedule")
    if not agreed and state in {"draft", "changes"}:
        acts.append("ask")
    if agreed and Verb.PUBLISH in who.verbs and not on_calendar:
        acts.append("publish")
    acts.append("save")
    first = acts[0] if acts[0] != "publish" else "save"
    others = tuple(act for act in acts if act != first)
    return Offer(first, others, Verb.SCHEDULE in who.verbs and not on_calendar)


def _is_asked_now(post: Post, who: Person, now: datetime) -> bool:
    try:
        return bool(seats_for_yes(post, agree.standing(post), who.actor, now))
    except NotYours:
        return False


def can_schedule(at: datetime | None, who: Person, now: datetime) -> bool:
    """There is a time to come, and this person may put a post on the calendar."""
    return at is not None and at > now and Verb.SCHEDULE in who.verbs


def _labelled(workspace: Workspace, form: Form) -> Labelled:
    """What the form's labels mean for who must agree; looked up only where a policy looks at them."""
    campaigns = workspace.campaigns.filter(name=form.labels.campaign).values_list("pk", flat=True)
    tags = workspace.tags.filter(name__in=form.labels.tags).values_list("pk", flat=True)
    return Labelled(lambda: campaigns.first(), lambda: frozenset(tags))


def _state_of(post: Post | None, form: Form) -> str:
    """The state as saving would leave it: other words than those that were approved need a new yes."""
    if post is None:
        return "draft"
    if post.state == "approved" and form.content.tidy().digest() != post.newest.digest:
        return "draft"
    return post.state
