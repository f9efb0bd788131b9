"""Answer through a link or a button. The engine counts the answer as it counts everybody's."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.deliveries import agree, fitting
from planner.guests.models import ReviewLink
from planner.guests.opened import look
from planner.guests.persons import actor_of
from planner.posts.models import Overtaken, Post
from planner.reviews.seats import NotYours
from planner.states import WrongState

REFUSALS = (NotYours, Overtaken, WrongState)


def approve(link: ReviewLink, now: datetime, note: str = "", via: str = "link") -> None:
    """Say yes to the link's version in its person's name. Raises NotYours, Overtaken, WrongState."""
    fitting.make_ready(link.post)  # takes time, so before anything is locked
    with transaction.atomic():
        held = _held(link)
        opened = look(held, now)
        if not opened.can_approve:
            raise NotYours(opened.words or opened.refusal or _("There is nothing to answer here."))
        agree.approve(held.post, actor_of(held.person, via), held.version.number, now, note)
        ReviewLink.objects.filter(pk=held.pk).update(answered_at=now)


@transaction.atomic
def ask_for_changes(link: ReviewLink, now: datetime, note: str, via: str = "link") -> None:
    """Send it back with a reason, in the person's name. Raises as `approve`."""
    held = _held(link)
    opened = look(held, now)
    if not opened.can_ask_changes:
        raise NotYours(opened.words or opened.refusal or _("There is nothing to answer here."))
    agree.request_changes(held.post, actor_of(held.person, via), held.version.number, note, now)
    ReviewLink.objects.filter(pk=held.pk).update(answered_at=now)


@transaction.atomic
def take_back(link: ReviewLink, now: datetime) -> None:
    """Their own yes counts no more, while nothing is out. Raises as `approve`."""
    held = _held(link)
    opened = look(held, now)
    if not opened.is_open:
        raise NotYours(opened.words)
    agree.take_back_yes(held.post, actor_of(held.person), now)
    ReviewLink.objects.filter(pk=held.pk).update(answered_at=None)


def _held(link: ReviewLink) -> ReviewLink:
    """The post and then the link, held: whoever revokes it does so before or after, not between."""
    post = Post.objects.locked(link.post_id)
    ReviewLink.objects.select_for_update().only("pk").get(pk=link.pk)
    people = ReviewLink.objects.select_related("workspace", "version", "contact", "user", "made_by")
    held = people.get(pk=link.pk)
    held.post = post
    return held
