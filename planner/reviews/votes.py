"""The answers that count for a post as it is now, and how far they carry it."""

from dataclasses import dataclass

from planner.people.models import User
from planner.posts.models import Post, Version
from planner.reviews import policy
from planner.reviews.models import Review, Turn
from planner.reviews.pins import Fingerprints, Window
from planner.reviews.plans import House, Plan
from planner.reviews.policy import NOWHERE, Standing, Yes, seat_of, seat_of_contact
from planner.reviews.taken_back import taken_back


@dataclass(frozen=True, slots=True)
class Count:
    """A post's plan, where it stands, and the answers that took it there."""

    house: House
    plan: Plan
    standing: Standing
    reviews: tuple[Review, ...]

    @property
    def window(self) -> Window:
        found = Window()
        for review in self.reviews:
            found = found.narrowed(Window(review.not_before, review.not_after))
        return found


def count(post: Post, prints: Fingerprints, version: Version | None = None) -> Count:
    """Where a post stands with its newest words, as `prints` says they would go out now."""
    version = version or post.newest
    house = House(post.workspace)
    turns = list(Turn.objects.filter(post=post, round=post.review_round))
    plan = house.plan(
        post,
        version,
        skipped={one.step for one in turns if one.skipped_at and one.version_number == version.number},
        escalated={turn.step for turn in turns if turn.escalated_at},
    )
    reviews = tuple(one for one in heard(post, house) if not (plan.four_eyes and is_of_two_eyes(one)))
    yeses = [_yes(one, plan) for one in reviews]
    standing = policy.standing(plan.steps, spelt(version, prints), yeses)
    return Count(house, plan, standing, reviews)


def heard(post: Post, house: House) -> tuple[Review, ...]:
    """The yeses of this round, from people who still belong here, about the time at which it is planned."""
    yeses = Review.objects.filter(post=post, answer=Review.Answer.YES, round=post.review_round)
    said = list(yeses.select_related("contact"))
    gone = taken_back(post.workspace_id, [post.pk]) if said else set()
    return tuple(
        one
        for one in said
        if one.pk not in gone
        and voter_of(one) in house.voters
        and Window(one.not_before, one.not_after).has(post.planned_at)
    )


def is_of_two_eyes(review: Review) -> bool:
    """Said where four eyes were not asked for, by whoever wrote it or in their place."""
    wrote = {pk for pk in (review.author_id, review.editor_id) if pk}
    if review.four_eyes:
        return False
    if review.contact is None:
        return bool(wrote & {review.user_id, review.seat_id})
    return User.objects.filter(pk__in=wrote, email__iexact=review.contact.email).exists()


def spelt(version: Version, prints: Fingerprints) -> dict[int, str]:
    """Fingerprints as one text a channel; of a post without channels, its words."""
    if not prints and not version.wordings:
        return {NOWHERE: version.digest}
    return {channel: f"{one.digest}|{one.account_id}" for channel, one in prints.items()}


def voter_of(review: Review) -> str:
    return seat_of_contact(review.contact_id) if review.contact_id else seat_of(review.user_id or 0)


def seat_in(review: Review) -> str:
    """The seat in which it was said."""
    return seat_of(review.seat_id) if review.seat_id else voter_of(review)


def _yes(review: Review, plan: Plan) -> Yes:
    return Yes(
        step=review.step,
        seat=seat_in(review),
        voter=voter_of(review),
        covers=frozenset((int(channel), print_) for channel, print_ in review.covers.items()),
        is_urgent=review.is_urgent and plan.is_urgent_possible,
    )
