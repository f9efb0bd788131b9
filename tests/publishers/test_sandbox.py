"""The network that exists only here, and the trouble it makes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publishers.errors import Busy, Expired, Rejected, Uncertain, Unreachable
from publishers.message import Message
from publishers.sandbox.store import Row, reach
from tests.publishers.places import Place

TROUBLE = {
    "reject": (Rejected, 0),
    "busy": (Busy, 0),
    "expired": (Expired, 0),
    "unreachable": (Unreachable, 0),
    "no_answer": (Uncertain, 1),
    "lost": (Uncertain, 0),
}


@pytest.mark.parametrize("fault", TROUBLE)
def test_a_post_can_ask_for_trouble(sandbox: Place, fault: str) -> None:
    error, out = TROUBLE[fault]
    with pytest.raises(error) as caught:
        sandbox.send(Message("hello", options=(("fault", fault),)))
    assert type(caught.value) is error
    assert len(sandbox.arrived()) == out


@pytest.mark.parametrize("fault", TROUBLE)
def test_a_file_in_its_folder_can_ask_for_trouble(sandbox: Place, fault: str) -> None:
    plan(sandbox, {"fault": fault})
    for key in ("key-1", "key-2"):
        with pytest.raises(TROUBLE[fault][0]):
            sandbox.send(Message("hello"), key)


def test_trouble_can_pass_after_some_times(sandbox: Place) -> None:
    plan(sandbox, {"fault": "busy", "times": 2})
    for _ in range(2):
        with pytest.raises(Busy):
            sandbox.send(Message("hello"))
    sandbox.send(Message("hello"))
    assert len(sandbox.arrived()) == 1


def test_an_unanswered_post_is_there_when_the_same_key_comes_again(sandbox: Place) -> None:
    plan(sandbox, {"fault": "no_answer", "times": 1})
    with pytest.raises(Uncertain):
        sandbox.send(Message("hello"))
    sandbox.send(Message("hello"))
    assert len(sandbox.arrived()) == 1


def test_slowness_lasts_as_long_as_it_was_told_to(sandbox: Place) -> None:
    plan(sandbox, {"fault": "slow", "seconds": 0.05})
    sandbox.send(Message("hello"))


@pytest.mark.parametrize("text", ["", "not json", "[]", "{}", '{"fault": ""}'])
def test_a_broken_plan_makes_no_trouble(sandbox: Place, text: str) -> None:
    (folder(sandbox) / "faults.json").write_text(text)
    sandbox.send(Message("hello"))


def test_numbers_grow_and_are_the_same_whenever_they_are_asked_for() -> None:
    born = datetime(2026, 11, 22, 12, tzinfo=UTC)
    row = Row("0123456789abcdef", "hello", (), "", born, deleted=False)
    views = [reach(row, born + timedelta(hours=hours)).views or 0 for hours in (0, 1, 6, 24, 240)]
    assert views == sorted(views)
    assert views[0] == 0
    assert views[-1] > 50
    assert reach(row, born + timedelta(hours=6)) == reach(row, born + timedelta(hours=6))


def test_a_post_that_is_gone_has_no_numbers(sandbox: Place) -> None:
    publisher = sandbox.publisher
    receipt = sandbox.send(Message("hello"))
    publisher.delete(receipt.id)  # type: ignore[attr-defined]
    assert publisher.measure([receipt.id]) == {}  # type: ignore[attr-defined]


def plan(there: Place, what: dict[str, object]) -> None:
    (folder(there) / "faults.json").write_text(json.dumps(what))


def folder(there: Place) -> Path:
    return Path(there.publisher.credentials.folder)
