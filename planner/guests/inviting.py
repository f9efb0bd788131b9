"""Who is asked and has not been written to: one letter a person for all posts that wait for them.

What asks several times in a row is one batch: nothing is written before a workspace has been still for two
minutes, or ten have passed since the first of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from planner.deliveries import agree
from planner.guests import links
from planner.guests.models import Letter, ReviewLink
from planner.guests.opened import look
from planner.guests.persons import Person, is_asked, turns_of, who
from planner.history.models import WORKER
from planner.history.record import record
from planner.people.groups import Contact
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.reviews.models import Turn
from planner.reviews.plans import House
from planner.reviews.policy import seat_of_contact
from planner.reviews.votes import Count

STILL = timedelta(minutes=2)
LONGEST_STILL = timedelta(minutes=10)
MOST = 500  # posts of a workspace that are looked at in one round
FRESH_APART = timedelta(minutes=10)


@dataclass
class Waiting:
    """What waits for one contact: the posts, soonest first, each with what it is asked for."""

    contact: Contact
    posts: list[tuple[Post, list[str]]] = field(default_factory=list)


def workspaces() -> Iterable[Workspace]:
    """Those with contacts and with posts in review."""
    return Workspace.objects.filter(
        contacts__removed_at__isnull=True, contacts__isnull=False, posts__state="in_review"
    ).distinct()


def gather(workspace: Workspace, now: datetime) -> list[Letter]:
    """Make the letters that are due in this workspace; they are sent afterwards (letters.py)."""
    found = waiting(workspace, now)
    letters = []
    for one in found:
        news = _news(one)
        if news and _is_still(news, now) and (letter := _write_down(one, now)):
            letters.append(letter)
    return letters


def waiting(workspace: Workspace, now: datetime) -> list[Waiting]:
    """Every contact for whom something waits now."""
    contacts = {
        seat_of_contact(one.pk): Waiting(one)
        for one in Contact.objects.filter(workspace=workspace, removed_at=None)
    }
    house = House(workspace)
    posts = (
        Post.objects.filter(workspace=workspace, state="in_review")
        .select_related("head", "workspace")
        .order_by(F("planned_at").asc(nulls_last=True), "pk")[:MOST]
    )
    for post in posts:
        may_be = frozenset().union(*(step.seats for step in house.plan(post, post.newest).steps))
        if not may_be & contacts.keys() and not _is_escalated(post):
            continue
        so_far = agree.standing(post)
        for one in contacts.values():
            if turns := _asked_for(post, so_far, one.contact):
                one.posts.append((post, turns))
    return [one for one in contacts.values() if one.posts]


def link_for(person: Person, post: Post, now: datetime) -> str:
    """The address under which this person answers about the post's newest version; "" where nobody asks them.

    For letters to members ("Approve by letter"); it is the same address each time while it lives.
    """
    if post.state != "in_review" or not is_asked(post, agree.standing(post), person, now):
        return ""
    return links.address_of(links.make(post.newest, person, now))


@transaction.atomic
def send_fresh(old: ReviewLink, now: datetime) -> bool:
    """Have the newest version's link written to the person of this one, and to nobody else.

    False where they are not asked about it, or where one was on its way a moment ago.
    """
    old.post = Post.objects.locked(old.post_id)
    if not look(old, now).can_send_fresh:
        return False
    return _again(old.post, old.person, now)


@transaction.atomic
def send_again(post: Post, person: Person, now: datetime) -> bool:
    """Write to this person once more, because somebody of the team asks for it. False as in `send_fresh`."""
    post = Post.objects.locked(post.pk)
    if post.state != "in_review" or not turns_of(post, agree.standing(post), person):
        return False
    return _again(post, person, now)


def _again(post: Post, person: Person, now: datetime) -> bool:
    link = links.make(post.newest, person, now)
    lately = Letter.objects.filter(made_at__gt=now - FRESH_APART, kind=Letter.Kind.FRESH, **who(person))
    if any(link.pk in letter.links for letter in lately):
        return False
    _letter(post.workspace, person, Letter.Kind.FRESH, [link], now)
    return True


def _asked_for(post: Post, so_far: Count, contact: Contact) -> list[str]:
    """The turns that wait for this contact, and the reminders of them: "2/step:7", "2/step:7/50/2026-…"."""
    turns = turns_of(post, so_far, contact)
    reminded = {
        f"{one.round}/{one.step}": f"{one.round}/{one.step}/{one.reminded}/{one.deadline_at:%Y%m%dT%H%M}"
        for one in Turn.objects.filter(post=post, closed_at=None, reminded__gt=0, deadline_at__isnull=False)
    }
    return [*turns, *(reminded[turn] for turn in turns if turn in reminded)]


def _news(one: Waiting) -> list[Post]:
    """The posts about which this contact has not been written to yet, as far as a look tells."""
    versions = [post.head_id for post, _turns in one.posts]
    mine = ReviewLink.objects.filter(contact=one.contact, version__in=versions, revoked_at=None, made_by=None)
    told = {link.version_id: set(link.asked_for) for link in mine}
    return [post for post, turns in one.posts if set(turns) - told.get(post.newest.pk, set())]


def _is_still(news: list[Post], now: datetime) -> bool:
    """Has nobody asked for anything more for a while?"""
    asked = [max(filter(None, (one.newest.created_at, one.asked_at, *_opened(one)))) for one in news]
    return max(asked) <= now - STILL or min(asked) <= now - LONGEST_STILL


def _opened(post: Post) -> list[datetime]:
    return list(Turn.objects.filter(post=post, closed_at=None).values_list("opened_at", flat=True))


def _is_escalated(post: Post) -> bool:
    return Turn.objects.filter(post=post, closed_at=None, escalated_at__isnull=False).exists()


@transaction.atomic
def _write_down(one: Waiting, now: datetime) -> Letter | None:
    """The letter with its links; None where another sender was quicker. Of two, the second finds it done."""
    found, news, is_reminder = [], [], True
    for post, turns in one.posts:
        made = links.make(post.newest, one.contact, now)
        link = ReviewLink.objects.select_for_update().get(pk=made.pk)
        found.append(link)
        if new := [turn for turn in turns if turn not in link.asked_for]:
            is_reminder = is_reminder and all(turn.count("/") > 1 for turn in new)
            ReviewLink.objects.filter(pk=link.pk).update(asked_for=[*link.asked_for, *new])
            news.append(post)
    if not news:
        return None
    workspace = one.contact.workspace
    kind = Letter.Kind.REMINDER if is_reminder else Letter.Kind.ASKED
    letter = _letter(workspace, one.contact, kind, found, now)
    act = "guest.reminded" if is_reminder else "guest.invited"
    for post in news:
        record(workspace.pk, WORKER, act, post, at=now, version=post.newest.number, contacts=[one.contact.pk])
    return letter


def _letter(
    workspace: Workspace, person: Person, kind: str, found: list[ReviewLink], now: datetime
) -> Letter:
    letter = Letter.objects.create(
        workspace=workspace,
        kind=kind,
        links=[link.pk for link in found],
        made_at=now,
        due_at=now,
        **who(person),
    )
    ReviewLink.objects.filter(pk__in=letter.links).update(sent_in=letter)
    return letter
