"""The links of a post for the team: who has one, until when, what became of the letter; one made by hand."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.deliveries import agree
from planner.guests import links
from planner.guests.models import Letter, ReviewLink
from planner.guests.persons import is_asked, turns_of
from planner.history.models import Actor
from planner.history.record import record
from planner.people.groups import Contact
from planner.posts.models import Post
from planner.reviews.rules import refusal
from planner.reviews.seats import NotYours, question


@dataclass(frozen=True, slots=True)
class Row:
    """One of the people who are asked, or a link that was made for them by hand."""

    contact: Contact
    link: ReviewLink | None
    waits: bool  # their answer is asked for now

    @property
    def letter(self) -> Letter | None:
        return self.link.sent_in if self.link else None


def rows(post: Post, now: datetime) -> list[Row]:
    """The contacts who are asked about this post, each with their links to its newest version."""
    so_far = agree.standing(post)
    here = Contact.objects.filter(workspace=post.workspace, removed_at=None).select_related("group")
    live = ReviewLink.objects.filter(
        version=post.newest, contact__isnull=False, revoked_at=None, expires_at__gt=now
    ).select_related("sent_in", "contact")
    by_contact: dict[int, list[ReviewLink]] = {}
    for link in live:
        by_contact.setdefault(link.contact_id or 0, []).append(link)
    found = []
    for contact in here:
        own = by_contact.get(contact.pk, [])
        if not own and not is_asked(post, so_far, contact, now):
            continue
        waits = post.state == "in_review" and bool(turns_of(post, so_far, contact))
        by_letter = [link for link in own if link.made_by_id is None]
        found += [Row(contact, link, waits) for link in by_letter] or [Row(contact, None, waits)]
        found += [Row(contact, link, waits) for link in own if link not in by_letter]
    return found


@transaction.atomic
def make_by_hand(post: Post, contact: Contact, by: Actor, now: datetime) -> str:
    """A new link for a messenger; its address is shown once, to whoever made it. Raises NotYours.

    Where four eyes are asked for, neither author nor last editor makes one: they could answer with it.
    """
    post = Post.objects.locked(post.pk)
    so_far = agree.standing(post)
    if post.state != "in_review" or not is_asked(post, so_far, contact, now):
        raise NotYours(_("This person is not asked about the post now."))
    if refusal(question(post, so_far.plan.four_eyes, by, None)):
        raise NotYours(
            _("You wrote this post, and four eyes are asked for here. Ask somebody else for the link.")
        )
    link = links.make(post.newest, contact, now, by_hand=by)
    record(
        post.workspace_id,
        by,
        "guest.link_made",
        post,
        at=now,
        version=post.newest.number,
        contacts=[contact.pk],
    )
    return links.address_of(link)


def note_sending(post: Post, contact: Contact, by: Actor, now: datetime) -> None:
    record(post.workspace_id, by, "guest.asked_again", post, at=now, contacts=[contact.pk])
