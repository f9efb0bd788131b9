"""A card looked at closely: what the post says, how each channel stands, what can be done with it here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.deliveries.stage import LOST
from planner.people.permissions import Verb
from planner.posts.models import Post
from planner.reviews import plans
from planner.schedule.cards import Card, cards
from planner.writing.desk import Person, is_on_calendar
from planner.writing.offer import can_schedule

MOST_WORDS = 300  # characters of the text


@dataclass(frozen=True, slots=True)
class Glance:
    """`where`: each channel with its delivery, if there is one; `acts` are those of schedule/bulk.py."""

    card: Card
    post: Post
    words: str
    where: tuple[tuple[Channel, Delivery | None], ...]
    acts: tuple[str, ...]

    @property
    def wrong(self) -> list[Delivery]:
        """What needs somebody, each with the reason that it keeps."""
        return [one for _channel, one in self.where if one is not None and one.state in (*LOST, "held")]


def glance(post: Post, who: Person, now: datetime) -> Glance:
    """Four queries, for a post with its workspace and newest version."""
    (card,) = cards([post.pk])
    rows = Delivery.objects.live().filter(post=post, part=0).select_related("channel").order_by("pk")
    sent = {one.channel_id: one for one in rows}
    channels = post.workspace.channels.in_bulk([*card.channel_ids, *sent])
    where = tuple((one, sent.get(pk)) for pk, one in sorted(channels.items(), key=lambda row: row[1].name))
    text = " ".join(post.newest.text.split())
    words = text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS].rstrip()}…"
    return Glance(card, post, words, where, tuple(_acts(card, post, who, now)))


def _acts(card: Card, post: Post, who: Person, now: datetime) -> Iterator[str]:
    own, reviewed = who.may_change(post), plans.needs_yes(post)
    if card.stage == "archived":
        yield from ["bring_back"] if own else []
        return
    if own and reviewed and post.state in {"draft", "changes"}:
        yield "submit"
    if own and post.state == "in_review":
        yield "take_back"
    agreed = post.state == "approved" or not reviewed
    if agreed and can_schedule(card.at, who, now) and not is_on_calendar(post):
        yield "schedule"
    if card.is_fixed:
        return
    if post.held_at is not None:
        yield from ["release"] if Verb.RESUME in who.verbs else []
    elif Verb.PAUSE in who.verbs:
        yield "hold"
    if own:
        yield "archive"
