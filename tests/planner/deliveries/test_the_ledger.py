"""Writes that gather: one statement for many rows, one commit for many acts, and nobody pays for another."""

import threading
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection

from planner import rows
from planner.channels.models import Channel
from planner.deliveries import clock, compose, gate, in_hand, ledger, sweep
from planner.deliveries.models import Delivery
from planner.deliveries.story import Move, Step, take
from planner.posts.models import Variant, Version
from planner.states import WrongState
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)
Channels = dict[str, Any]


@pytest.fixture
def clerk() -> Iterator[None]:
    ledger.open_books()
    yield
    ledger.close_books()


def test_rows_change_together_and_only_where_they_still_hold_what_they_did(
    hands: Hands, channels: Channels
) -> None:
    one, two, three = (hands.plan(channels["mastodon"], f"Post {number}") for number in range(3))
    kept, moment = {"an": ["upload", 1, "с буквами"]}, hands.time.wall
    changes = [
        rows.Change(
            pk,
            {"fence": fence, "state": "scheduled"},
            {"state": "uncertain", "kept": kept, "doubt_at": at, "maybe_out": True, "owner": "me"},
        )
        for pk, fence, at in ((one.pk, 0, moment), (two.pk, 99, moment), (three.pk, 0, None))
    ]
    assert rows.change_each(Delivery, changes) == {one.pk, three.pk}
    found = Delivery.objects.values_list("state", "kept", "doubt_at", "maybe_out", "owner")
    assert found.get(pk=one.pk) == ("uncertain", kept, moment, True, "me")
    assert found.get(pk=two.pk) == ("scheduled", {}, None, False, "")
    assert found.get(pk=three.pk) == ("uncertain", kept, None, True, "me")


def test_rows_are_read_as_the_orm_reads_them(hands: Hands, channels: Channels) -> None:
    ours = [hands.plan(channels["mastodon"], f"Post {number}") for number in range(2)]
    other = hands.plan(channels["torture-blind"])
    Delivery.objects.filter(pk=ours[0].pk).update(
        kept={"an": ["upload", "с буквами"]}, doubt_at=hands.time.wall
    )
    for model, name, values in (
        (Delivery, "id", [one.pk for one in ours]),
        (Version, "id", [one.version_id for one in ours]),
        (Variant, "version", [one.version_id for one in ours]),
        (Channel, "id", [other.channel_id]),
        (Delivery, "id", []),
    ):
        found = sorted(rows.read(model, name, values), key=lambda row: row.pk)
        expected = list(model._default_manager.filter(**{f"{name}__in": values}).order_by("pk"))
        assert [vars(row) | {"_state": None} for row in found] == [
            vars(row) | {"_state": None} for row in expected
        ]
        assert not any(row._state.adding for row in found)


def test_moves_are_taken_together_with_their_lines_and_a_stale_copy_moves_nothing(
    hands: Hands, channels: Channels
) -> None:
    first, second = (hands.plan(channels["mastodon"], f"Post {number}") for number in range(2))
    stale = Delivery.objects.get(pk=second.pk)
    second.note("looked", hands.time.wall)
    moves = [Move(one, "cancelled", "cancelled", hands.time.wall) for one in (first, stale)]
    assert take(moves) == [True, False]
    assert [first.state, stale.state] == ["cancelled", "scheduled"]
    for one in Delivery.objects.all():
        lines = list(one.story.all())
        assert [line.number for line in lines] == list(range(1, one.steps + 1))
        assert lines[-1].hash == one.last_hash == lines[-1].hashed()
    assert Delivery.objects.get(pk=second.pk).state == "scheduled"


def test_a_stale_claim_and_a_fresh_one_at_the_gate_together_get_one_leave(
    hands: Hands, channels: Channels, clerk: None
) -> None:
    """The lease ran out while it waited for a thread, it was claimed anew, and both threads come at once."""
    delivery, at = hands.plan(channels["mastodon"], after=0), hands.time.wall
    (first,) = clock.claim(at)
    stale = in_hand.read(first.delivery_id, first.fence)
    assert stale is not None
    sweep.take_over_from_the_dead(at, lambda owner: True)
    (second,) = clock.claim(at)
    fresh = in_hand.read(second.delivery_id, second.fence)
    assert fresh is not None
    assert fresh.fence > stale.fence
    digest = compose.payload_for(delivery.version, delivery.channel).digest()
    for pair in ((stale, fresh), (fresh, stale)):
        wishes = [
            gate.Wish(one, gate.Intent(f"a{one.fence}", "key", digest, 0.0, one.fence), "1", at)
            for one in pair
        ]
        opened = ledger.write(partial(gate._write_intents, wishes))
        assert opened == ([one is fresh for one in pair] if pair[0] is stale else [False, False])
    assert delivery.story.filter(what="intent").count() == 1


def test_an_act_that_breaks_the_batch_breaks_only_itself(
    hands: Hands, channels: Channels, clerk: None
) -> None:
    """One of five raises: its asker hears of it, the others are written, and no copy in memory lies."""
    deliveries = [hands.plan(channels["mastodon"], f"Post {number}") for number in range(5)]
    together, heard = threading.Barrier(5), dict[int, str]()

    def ask(number: int) -> None:
        def act() -> None:
            deliveries[number].step("cancelled", "cancelled", hands.time.wall)
            if number == 2:
                raise DatabaseError("the disk is full")

        together.wait()
        try:
            ledger.write(act)
        except DatabaseError as trouble:
            heard[number] = str(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert heard == {2: "the disk is full"}
    states = ["scheduled" if number == 2 else "cancelled" for number in range(5)]
    assert [Delivery.objects.get(pk=one.pk).state for one in deliveries] == states
    assert [one.state for one in deliveries] == states
    assert [Step.objects.filter(delivery=one, what="cancelled").count() for one in deliveries] == [
        0 if number == 2 else 1 for number in range(5)
    ]


def test_an_act_that_comes_too_late_hears_so_and_the_rest_of_the_batch_is_written(
    hands: Hands, channels: Channels, clerk: None
) -> None:
    delivery = hands.plan(channels["mastodon"])
    stale = Delivery.objects.get(pk=delivery.pk)
    ledger.write(lambda: delivery.step("cancelled", "cancelled", hands.time.wall))
    with pytest.raises(WrongState):
        ledger.write(lambda: stale.step("cancelled", "cancelled", hands.time.wall))
    assert ledger.write(lambda: "and on") == "and on"


def test_what_is_written_soon_is_written_and_its_trouble_is_told(clerk: None) -> None:
    came: list[Any] = []

    def many(items: Sequence[str]) -> list[None]:
        if "bad" in items:
            raise DatabaseError("locked")
        came.extend(items)
        return [None] * len(items)

    ledger.write_soon(many, "good", lambda trouble: came.append(trouble))
    ledger.write_soon(many, "bad", lambda trouble: came.append(str(trouble)))
    until = time.monotonic() + 10
    while len(came) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert sorted(came) == ["good", "locked"]


ALWAYS_ASKED = [f"{what} {number}" for number in range(4) for what in ("intent", "receipt")]


@pytest.mark.parametrize(
    ("at_once", "enough", "patience", "order"),
    [
        (64, 99, 1000.0, "i0 i1 i2 i3 r0 r1 r2 r3"),  # nobody waits any more when the receipts come
        (2, 3, 1000.0, "i0 i1 i2 r0 r1 r2 i3 r3"),  # enough of them have come together
        (2, 99, -1.0, "i0 r0 i1 r1 i2 r2 i3 r3"),  # they have waited long enough
    ],
)
def test_who_waits_is_written_first_and_receipts_not_much_later(
    at_once: int, enough: int, patience: float, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is asked before the clerk comes to work; `at_once` is what it finds each time."""
    monkeypatch.setattr(ledger, "MOST", at_once)
    monkeypatch.setattr(ledger, "ENOUGH", enough)
    monkeypatch.setattr(ledger, "PATIENCE", patience)
    written: list[str] = []

    def many(items: Sequence[str]) -> list[None]:
        written.extend(items)
        return [None] * len(items)

    for item in ALWAYS_ASKED:
        nobody_waits = (lambda trouble: None) if item.startswith("receipt") else None
        ledger._asked.put(ledger.Asked(many, item, or_else=nobody_waits))
    ledger._asked.put(None)
    clerk = threading.Thread(target=ledger._keep_books)
    clerk.start()
    clerk.join(20)
    assert " ".join(item[0] + item[-1] for item in written) == order
