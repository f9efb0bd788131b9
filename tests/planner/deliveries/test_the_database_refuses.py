"""What no code of ours may do, the database itself refuses."""

import itertools
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from planner.deliveries.models import Delivery, State
from planner.deliveries.story import Step
from planner.history.models import Entry
from planner.posts.models import Post, Version
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)


def force(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def _as(delivery: Delivery, state: str) -> None:
    """Put a delivery into a state by the shortest allowed way, as nobody should."""
    paths = {"scheduled": [""]}
    frontier = ["scheduled"]
    while frontier:
        here = frontier.pop(0)
        for there in sorted(Delivery.MOVES[here]):
            if there not in paths:
                paths[there] = [*paths[here], there]
                frontier.append(there)
    for step in paths[state][1:]:
        receipt = f"r{delivery.pk}"
        force(
            "UPDATE planner_delivery SET state = %s, receipt_id = %s WHERE id = %s",
            step,
            receipt,
            delivery.pk,
        )


@pytest.mark.parametrize("state", State.values)
def test_every_move_that_is_not_in_the_table_is_refused_by_a_trigger(
    state: str, hands: Hands, channels: dict
) -> None:
    for to in State.values:
        if to == state:
            continue
        delivery = hands.plan(channels["mastodon"], f"{state} to {to}")
        _as(delivery, state)
        allowed = to in Delivery.MOVES[state]
        sql = "UPDATE planner_delivery SET state = %s, receipt_id = %s WHERE id = %s"
        if allowed:
            force(sql, to, f"r{delivery.pk}", delivery.pk)
        else:
            with pytest.raises(IntegrityError, match="not allowed"):
                force(sql, to, f"r{delivery.pk}", delivery.pk)


def test_every_move_of_a_post_that_is_not_in_the_table_is_refused(hands: Hands, channels: dict) -> None:
    post = hands.plan(channels["mastodon"]).post
    for state, to in itertools.permutations(Post.State.values, 2):
        if to in Post.MOVES[state]:
            continue
        with transaction.atomic():
            for way in ("draft", *(["in_review"] if state in {"changes", "rejected"} else []), state):
                Post.objects.filter(pk=post.pk).update(state=way)
            with pytest.raises(IntegrityError, match="not allowed"), transaction.atomic():
                Post.objects.filter(pk=post.pk).update(state=to)
            transaction.set_rollback(True)


@pytest.mark.parametrize("model", [Step, Entry])
def test_stories_and_history_are_only_added_to(model: Any, hands: Hands, channels: dict) -> None:
    hands.plan(channels["mastodon"])
    row = model.objects.first()
    with pytest.raises(IntegrityError, match="only added"):
        force(f"UPDATE {model._meta.db_table} SET details = '{{}}' WHERE id = %s", row.pk)
    with pytest.raises(IntegrityError, match="only added"):
        force(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)


def test_a_version_never_changes(hands: Hands, channels: dict) -> None:
    delivery = hands.plan(channels["mastodon"])
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
        Version.objects.filter(pk=delivery.version_id).update(text="other words")


def test_published_without_a_receipt_is_refused(hands: Hands, channels: dict) -> None:
    delivery = hands.plan(channels["mastodon"])
    with pytest.raises(IntegrityError):
        force("UPDATE planner_delivery SET state = 'published' WHERE id = %s", delivery.pk)


def test_what_may_be_out_is_never_called_failed(hands: Hands, channels: dict) -> None:
    delivery = hands.plan(channels["mastodon"])
    for state in ("claimed", "sending"):
        force("UPDATE planner_delivery SET state = %s WHERE id = %s", state, delivery.pk)
    with pytest.raises(IntegrityError):
        force("UPDATE planner_delivery SET state = 'failed', maybe_out = true WHERE id = %s", delivery.pk)


def test_a_channel_gets_a_post_once(hands: Hands, channels: dict) -> None:
    delivery = hands.plan(channels["mastodon"])
    copy = Delivery.objects.get(pk=delivery.pk)
    copy.pk, copy._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_who_wrote_it_cannot_be_written_down_as_the_second_pair_of_eyes(hands: Hands, channels: dict) -> None:
    from planner.reviews.models import Review

    post = hands.plan(channels["mastodon"]).post
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            post=post, version=post.newest, user_id=7, by_name="x", answer="yes", at=hands.time.wall,
            four_eyes=True, author_id=7, editor_id=8,
        )  # fmt: skip
