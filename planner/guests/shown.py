"""What a guest's page shows of a post: what goes out where, and what changed since their last answer."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from planner.guests import links
from planner.guests.models import ReviewLink
from planner.guests.opened import look
from planner.posts.models import Version
from planner.reviews import changed
from planner.reviews.changed import Change
from planner.reviews.models import Review
from planner.writing.composer import Count, count_of
from planner.writing.preview import Preview, previews


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since this person's last answer."""

    review: Review
    places: tuple[Change, ...]


def drawn(version: Version) -> list[tuple[Preview, Count]]:
    """Each channel's preview. Makes nothing: of a copy that is not there yet it is said that it is coming."""
    complete = Version.objects.complete().get(pk=version.pk)
    return [(one, count_of(one)) for one in previews(complete)]


def seal(shown: list[tuple[Preview, Count]]) -> str:
    """What the page shows on all channels, in short: an answer brings it back, and it must still be so.

    A version never changes, but what goes out of it does: another account, or other parameters of links.
    """
    parts = [f"{one.channel.pk}:{one.channel.account_id}:{one.payload.digest()}" for one, _count in shown]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def since_last_answer(link: ReviewLink) -> Since | None:
    """None where they never answered about another version of it."""
    mine = {"contact": link.contact_id} if link.contact_id else {"user": link.user_id}
    said = Review.objects.filter(post=link.post_id, **mine)
    last = said.exclude(version=link.version_id).select_related("version").order_by("-at").first()
    if last is None:
        return None
    complete = Version.objects.complete()
    before, now = complete.get(pk=last.version_id), complete.get(pk=link.version_id)
    return Since(last, tuple(changed.since(before, now)))


def next_of_batch(link: ReviewLink, now: datetime) -> ReviewLink | None:
    """Another post of the same letter that waits for them, the soonest."""
    if link.sent_in_id is None:
        return None
    others = ReviewLink.objects.filter(sent_in=link.sent_in_id).exclude(pk=link.pk).exclude(post=link.post_id)
    found = others.select_related(
        "contact", "user", "workspace", "version", "made_by", "post__workspace", "post__head"
    )
    waiting = [one for one in found if look(one, now).can_approve]
    return min(
        waiting, key=lambda one: (one.post.planned_at is None, one.post.planned_at or now), default=None
    )


def path_of(link: ReviewLink) -> str:
    """The way to its page, on this host."""
    return f"/r/{links.token_of(link)}/"


def who_asks(link: ReviewLink) -> str:
    """The person of the team who asked last; never an address."""
    asked = link.post.asked_by or link.post.author
    return asked.name if asked is not None and asked.name else link.workspace.name
