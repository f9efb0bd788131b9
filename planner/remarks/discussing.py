"""Say something about a post's words, answer, settle it, suggest other words.

`by` is who does it; for a client's person without an account `contact` too, and then `by` has no user.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.history.record import record
from planner.people.groups import Contact
from planner.people.models import Membership
from planner.posts.models import Post, Version
from planner.remarks.anchor import Anchor, found, pointed_at
from planner.remarks.following import standing
from planner.remarks.models import Mention, Remark, Suggestion, Thread
from planner.remarks.people import mentioned
from planner.remarks.places import TEXT, place_of, texts
from planner.remarks.readers import Reader, sees_internal, threads_for
from planner.reviews.seats import NotYours
from planner.states import WrongState

LONGEST, LONGEST_QUOTE, NOTED = 5000, 2000, 200  # code points


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, and at which words. `replacement` suggests others; "" suggests to take them out."""

    text: str = ""
    where: str = TEXT
    quote: str = ""
    start: int | None = None  # of the quote, in code points, where it is known
    is_for_client: bool = False
    replacement: str | None = None


@transaction.atomic
def begin(post: Post, by: Actor, said: Said, now: datetime, contact: Contact | None = None) -> Thread:
    """A new thread. What the client's side begins is for the client. Raises WrongState, NotYours."""
    reader = _reader(post, by, contact)
    if said.replacement is None and not said.text.strip():
        raise WrongState(_("Write a few words first."))
    where, anchor, number = _pointed_at(post, said)
    for_client = said.is_for_client or not sees_internal(reader)
    thread = Thread(post=post, version=number, where=where, is_for_client=for_client, begun_at=now)
    thread.anchor = anchor
    thread.save()
    if said.text.strip():
        _write(thread, by, said.text, now, contact)
    if said.replacement is not None:
        suggest(thread, by, said.replacement, now, contact)
    return thread


@transaction.atomic
def reply(thread: Thread, by: Actor, text: str, now: datetime, contact: Contact | None = None) -> Remark:
    """An answer in a thread; a resolved one is open again by it. Raises WrongState, NotYours."""
    _insist_on_seeing(thread, by, contact)
    if not text.strip():
        raise WrongState(_("Write a few words first."))
    reopen(thread, by, now, contact)
    return _write(thread, by, text, now, contact)


@transaction.atomic
def resolve(thread: Thread, by: Actor, now: datetime, contact: Contact | None = None) -> None:
    """It is settled. Once: a second time changes nothing."""
    _insist_on_seeing(thread, by, contact)
    settled = {"resolved_at": now, "resolved_by": by.user_id, "resolved_by_name": by.name[:200]}
    if Thread.objects.filter(pk=thread.pk, resolved_at=None).update(**settled):
        _note(thread, by, "remark.resolved", now)
    thread.refresh_from_db()


@transaction.atomic
def reopen(thread: Thread, by: Actor, now: datetime, contact: Contact | None = None) -> None:
    """It is not settled after all."""
    _insist_on_seeing(thread, by, contact)
    settled = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False)
    if settled.update(resolved_at=None, resolved_by=None, resolved_by_name="", reopened_at=now):
        _note(thread, by, "remark.reopened", now)
    thread.refresh_from_db()


@transaction.atomic
def change(remark: Remark, by: Actor, text: str, now: datetime, contact: Contact | None = None) -> None:
    """Its writer says it otherwise, and it shows that it was edited."""
    _insist_on_own(remark, by, contact)
    if not text.strip():
        raise WrongState(_("Write a few words first."))
    if (tidy := _tidy(text)) == remark.text:
        return
    remark.text, remark.edited_at = tidy, now
    remark.save(update_fields=["text", "edited_at"])
    mentions = _mention(remark)
    _note(remark.thread, by, "remark.changed", now, remark=remark.pk, mentions=mentions, note=tidy[:NOTED])


@transaction.atomic
def remove(remark: Remark, by: Actor, now: datetime, contact: Contact | None = None) -> None:
    """Its writer takes it away. That something stood there stays to be seen."""
    _insist_on_own(remark, by, contact)
    remark.text, remark.removed_at = "", now
    remark.save(update_fields=["text", "removed_at"])
    remark.mentions.all().delete()
    _note(remark.thread, by, "remark.removed", now, remark=remark.pk)


@transaction.atomic
def suggest(
    thread: Thread, by: Actor, replacement: str, now: datetime, contact: Contact | None = None
) -> Suggestion:
    """Other words in the place of the thread's. Raises WrongState where it has none, or the same."""
    _insist_on_seeing(thread, by, contact)
    words = _words_now(thread)
    replacement = _tidy(replacement)
    if replacement == words:
        raise WrongState(_("These are the words that stand there. Write others."))
    reopen(thread, by, now, contact)
    made = Suggestion.objects.create(
        thread=thread,
        words=words,
        replacement=replacement,
        user_id=by.user_id,
        contact=contact,
        by_name=by.name[:200],
        at=now,
    )
    _note(thread, by, "suggestion.made", now, suggestion=made.pk, note=replacement[:NOTED])
    return made


def _reader(post: Post, by: Actor, contact: Contact | None) -> Reader:
    """Who speaks. Raises NotYours for anybody who is not of this workspace."""
    if contact is not None:
        if contact.workspace_id == post.workspace_id and contact.removed_at is None:
            return contact
    elif member := Membership.objects.filter(workspace=post.workspace_id, user=by.user_id).first():
        return member
    raise NotYours(_("Only people of this workspace comment here."))


def _insist_on_seeing(thread: Thread, by: Actor, contact: Contact | None) -> None:
    if not threads_for(thread.post, _reader(thread.post, by, contact)).filter(pk=thread.pk).exists():
        raise NotYours(_("There is nothing here."))


def _insist_on_own(remark: Remark, by: Actor, contact: Contact | None) -> None:
    _insist_on_seeing(remark.thread, by, contact)
    own = (
        remark.contact_id == contact.pk
        if contact
        else by.user_id is not None and remark.user_id == by.user_id
    )
    if not own or remark.removed_at is not None:
        raise NotYours(_("Only whoever wrote a comment changes it."))


def _pointed_at(post: Post, said: Said) -> tuple[str, Anchor, int]:
    """Where in the newest version the words stand. Raises WrongState where they do not."""
    newest = Version.objects.complete().get(pk=post.newest.pk)
    known = texts(newest.content())
    where = place_of(said.where, known)
    quote = said.quote.replace("\r\n", "\n")
    if where not in known or len(quote) > LONGEST_QUOTE:
        raise WrongState(_("Choose fewer words, of a text of this post."))
    text, start = known[where], said.start
    anchor = pointed_at(quote, text, start)
    if anchor is None and (place := found(Anchor(quote, start=start or 0), text)):
        anchor = pointed_at(text[slice(*place)], text, place[0])
    if anchor is None:
        raise WrongState(_("These words are not in the saved post. Save it first, or choose others."))
    return where, anchor, newest.number


def _words_now(thread: Thread) -> str:
    if not thread.quote:
        raise WrongState(_("This comment is about the whole post. Choose words to suggest others."))
    now = standing(thread)
    if now.place is None:
        raise WrongState(_("The words that this is about are gone. Choose others."))
    return now.words


def _write(thread: Thread, by: Actor, text: str, now: datetime, contact: Contact | None) -> Remark:
    remark = Remark.objects.create(
        thread=thread, user_id=by.user_id, contact=contact, by_name=by.name[:200], text=_tidy(text), at=now
    )
    details = {"remark": remark.pk, "mentions": _mention(remark), "note": remark.text[:NOTED]}
    _note(thread, by, "remark.written", now, **details)
    return remark


def _mention(remark: Remark) -> list[int]:
    """Write down whom it names now; their ids."""
    thread = remark.thread
    names = mentioned(remark.text, thread.post.workspace, thread.is_for_client)
    remark.mentions.all().delete()
    Mention.objects.bulk_create(
        Mention(remark=remark, user_id=user_id, spelt=spelt) for user_id, spelt in names.items()
    )
    return sorted(names)


def _note(thread: Thread, by: Actor, act: str, now: datetime, **details: object) -> None:
    details |= {"thread": thread.pk, "for_client": thread.is_for_client}
    record(thread.post.workspace_id, by, act, thread.post, at=now, **details)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()[:LONGEST]
