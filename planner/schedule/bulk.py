"""The same thing done to several posts: what can be done is done, what cannot is said with its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.campaigns.models import Campaign, Pillar, Tag
from planner.deliveries import agree, holding
from planner.deliveries.plan import NotPlanned
from planner.history.record import record
from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.posts.form import MOST_LABEL, too_long
from planner.posts.labels import named
from planner.posts.models import Overtaken, Post
from planner.reviews.reading import has_read
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.writing import desk

MOST = 200
REFUSALS = (NotPlanned, NotYours, WrongState, Overtaken, desk.NotAllowed)


@dataclass(frozen=True, slots=True)
class Outcome:
    done: list[int] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)  # a reason, and the posts that it stopped

    def sentence(self) -> str:
        """“Done for 3 posts.” and, for what was refused, why."""
        said = []
        if self.done:
            n = len(self.done)
            said.append(ngettext("Done for %(n)s post.", "Done for %(n)s posts.", n) % {"n": n})
        for reason, names in self.refused.items():
            shown = ", ".join(_("“%(name)s”") % {"name": name} for name in names[:3])
            more = len(names) - 3
            if more > 0:
                shown = _("%(names)s and %(n)s more") % {"names": shown, "n": more}
            said.append(_("Not for %(names)s: %(reason)s") % {"names": shown, "reason": reason})
        return " ".join(said) or _("Those posts do not exist here any more.")


def bulk(
    workspace: Workspace, pks: Sequence[int], what: str, value: str, who: desk.Person, now: datetime
) -> Outcome:
    """Do one of ACTS to each post by itself. `value`: a name, an e-mail's user id, a reason."""
    outcome = Outcome()
    posts = Post.objects.filter(workspace=workspace, pk__in=list(pks)[:MOST])
    for post in posts.select_related("head").order_by("planned_at", "pk"):
        try:
            with transaction.atomic():
                ACTS[what](Post.objects.locked(post.pk), value, who, now)
        except REFUSALS as refusal:
            outcome.refused.setdefault(str(refusal), []).append(post.newest.name or _("Untitled"))
        else:
            outcome.done.append(post.pk)
    return outcome


def _insist_on_own(post: Post, who: desk.Person) -> None:
    if not who.may_change(post):
        raise desk.NotAllowed(_("Somebody else wrote this post, and your role changes only your own."))


def _campaign(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    _insist_on_own(post, who)
    post.campaign = named(Campaign, post.workspace, _label(value))
    _labelled(post, "campaign", value, who, now)


def _pillar(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    _insist_on_own(post, who)
    post.pillar = named(Pillar, post.workspace, _label(value))
    _labelled(post, "pillar", value, who, now)


def _tag(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    _insist_on_own(post, who)
    tag = named(Tag, post.workspace, _label(value.lstrip("#")))
    if tag is None:
        raise WrongState(_("Write the tag first."))
    post.tags.add(tag)
    record(post.workspace_id, who.actor, "post.labelled", post, at=now, tag=tag.name)
    agree.after_labels(post, who.actor, now)


def _labelled(post: Post, name: str, value: str, who: desk.Person, now: datetime) -> None:
    post.save(update_fields=[name])
    record(post.workspace_id, who.actor, "post.labelled", post, at=now, **{name: value})
    agree.after_labels(post, who.actor, now)


def _label(name: str) -> str:
    """Raises WrongState where it is more than a label keeps: nothing is cut in silence."""
    if len(name) > MOST_LABEL:
        raise WrongState(too_long(name, MOST_LABEL))
    return name


def _assign(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    """`value` is the id of a member's account; empty gives it to nobody."""
    _insist_on_own(post, who)
    member = None
    if value:
        known = post.workspace.memberships.filter(
            user_id=int(value) if value.isdecimal() and len(value) < 16 else 0
        )
        member = known.select_related("user").first()
        if member is None:
            raise WrongState(_("This person is not a member here."))
    post.assignee = member.user if member else None
    post.save(update_fields=["assignee"])
    record(
        post.workspace_id,
        who.actor,
        "post.assigned",
        post,
        at=now,
        person=str(member.user) if member else "–",
        user=member.user_id if member else None,
    )


def _submit(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    _insist_on_own(post, who)
    desk.act(post, "ask", who, now)


def _take_back(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    _insist_on_own(post, who)
    desk.act(post, "take_back", who, now)


def _approve(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    """Only what this person has opened, in the version that stands there now."""
    who.insist(Verb.REVIEW)
    if not has_read(post.newest, who.actor.user_id):
        raise WrongState(_("you have not opened it yet. Read it first."))
    desk.act(post, "approve", who, now)


def _schedule(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    desk.act(post, "schedule", who, now)


def _hold(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    who.insist(Verb.PAUSE)
    holding.hold(post, who.actor, value, now)


def _release(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    who.insist(Verb.RESUME)
    holding.release(post, who.actor, now)


def _archive(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    _insist_on_own(post, who)
    desk.act(post, "archive", who, now)


def _bring_back(post: Post, value: str, who: desk.Person, now: datetime) -> None:
    _insist_on_own(post, who)
    desk.act(post, "bring_back", who, now)


ACTS: Mapping[str, Callable[[Post, str, desk.Person, datetime], None]] = {
    "campaign": _campaign,
    "pillar": _pillar,
    "tag": _tag,
    "assign": _assign,
    "submit": _submit,
    "take_back": _take_back,
    "approve": _approve,
    "schedule": _schedule,
    "hold": _hold,
    "release": _release,
    "archive": _archive,
    "bring_back": _bring_back,
}
BACK: Mapping[str, str] = {"hold": "release", "archive": "bring_back"}  # what takes an act back
