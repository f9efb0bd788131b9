"""Take suggested words into the post, as a new version, or decline them."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.deliveries import edit
from planner.history.record import record
from planner.people.models import User
from planner.posts.models import Post, Version
from planner.remarks.anchor import anchored
from planner.remarks.following import standing
from planner.remarks.models import Suggestion, Thread
from planner.remarks.places import with_text
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.writing import desk
from planner.writing.desk import Person


class Stale(WrongState):
    """The words that it replaces are no longer there."""


def accept(suggestion: Suggestion, who: Person, now: datetime) -> int:
    """Put its words into the newest version, in the place of exactly those it is about; the new number.

    Raises Stale, WrongState as every edit does (somebody was first, it is being sent), NotAllowed.
    """
    try:
        return _accept(suggestion, who, now)
    except Stale:
        _go_stale(suggestion)
        raise


@transaction.atomic
def _accept(suggestion: Suggestion, who: Person, now: datetime) -> int:
    post = Post.objects.locked(suggestion.thread.post_id)
    suggestion.refresh_from_db()
    thread = Thread.objects.get(pk=suggestion.thread_id)
    who.insist_on_changing(post)
    _insist_on_open(suggestion)
    newest = Version.objects.complete().get(pk=post.newest.pk)
    content, now_at = newest.content(), standing(thread)
    if now_at.place is None or now_at.words != suggestion.words:
        raise Stale(_("The words that it would replace were changed. Nothing was done; suggest it anew."))
    start, end = now_at.place
    said = now_at.text[:start] + suggestion.replacement + now_at.text[end:]
    made = edit.edit(post, who.actor, with_text(content, now_at.where, said), newest.number) or newest
    _decide(suggestion, "accepted", who, now, made_version=made.number)
    thread.anchor = anchored(said, start, start + len(suggestion.replacement))
    thread.version = made.number
    if suggestion.replacement:
        thread.save()
    for other in thread.suggestions.filter(state="open"):
        _go_stale(other)
    _settle(thread, who, now)
    details = {"thread": thread.pk, "suggestion": suggestion.pk, "for_client": thread.is_for_client}
    record(post.workspace_id, who.actor, "suggestion.accepted", post, at=now, version=made.number, **details)
    if made.pk != newest.pk:
        post.refresh_from_db()
        desk.act(post, "save", who, now)  # what is on the calendar goes on, where nobody needs to agree
    return made.number


@transaction.atomic
def reject(suggestion: Suggestion, who: Person, now: datetime, reason: str = "") -> None:
    """Keep the words as they are. Its own writer may take it back too. Raises NotYours, WrongState."""
    post = Post.objects.locked(suggestion.thread.post_id)
    suggestion.refresh_from_db()
    own = suggestion.user_id is not None and suggestion.user_id == who.actor.user_id
    if not own and not who.may_change(post):
        raise NotYours(_("Whoever may change this post decides about it."))
    _insist_on_open(suggestion)
    reason = reason.replace("\x00", "").strip()[:500]
    _decide(suggestion, "rejected", who, now, reason=reason)
    details = {"thread": suggestion.thread_id, "suggestion": suggestion.pk, "note": reason}
    for_client = suggestion.thread.is_for_client
    record(
        post.workspace_id, who.actor, "suggestion.rejected", post, at=now, for_client=for_client, **details
    )


def _insist_on_open(suggestion: Suggestion) -> None:
    """Of two who decide at once, the second learns who was first."""
    values = {"name": suggestion.decided_by_name}
    if suggestion.state == "accepted":
        raise WrongState(_("%(name)s accepted it already.") % values)
    if suggestion.state == "rejected":
        raise WrongState(_("%(name)s rejected it already.") % values)


def _decide(suggestion: Suggestion, to: str, who: Person, now: datetime, **more: object) -> None:
    user = User.objects.filter(pk=who.actor.user_id or 0).first()
    suggestion.move(to, decided_by=user, decided_by_name=who.actor.name[:200], decided_at=now, **more)


def _go_stale(suggestion: Suggestion) -> None:
    with suppress(WrongState):  # decided or stale already
        suggestion.move("stale")


def _settle(thread: Thread, who: Person, now: datetime) -> None:
    settled = {"resolved_at": now, "resolved_by": who.actor.user_id, "resolved_by_name": who.actor.name[:200]}
    if Thread.objects.filter(pk=thread.pk, resolved_at=None).update(**settled):
        details = {"thread": thread.pk, "for_client": thread.is_for_client}
        record(thread.post.workspace_id, who.actor, "remark.resolved", thread.post, at=now, **details)
