"""Slots, queues and series through the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.deliveries.models import Delivery
from planner.posts.models import Post
from planner.queues.models import Series
from tests.planner.api.conftest import (  # fixtures
    agreed,
    ask,
    foreign,
    program,
    sandbox,
    site,
)
from tests.planner.api.conftest import write as write
from tests.programs import Program

__all__ = ["agreed", "ask", "foreign", "program", "sandbox", "site", "write"]
pytestmark = pytest.mark.django_db
DAILY = [{"weekday": day, "wall": "10:00"} for day in range(7)]


@pytest.fixture
def daily(ask: Program, sandbox: int) -> None:
    status, told = ask("PUT", f"/channels/{sandbox}/slots", {"slots": DAILY})
    assert (status, len(told["slots"]), told["timezone"]) == (200, 7, "Europe/Moscow")


@pytest.fixture
def in_slots(ask: Program, daily: None, write: Callable[..., Any]) -> list[int]:
    """Three posts in the next three slots."""
    ids = [write(title=title)["id"] for title in ("One", "Two", "Three")]
    for pk in ids:
        assert ask("POST", f"/posts/{pk}/take-slot")[0] == 200
    return ids


def test_slots_are_replaced_and_listed(ask: Program, sandbox: int, daily: None) -> None:
    ask("PUT", f"/channels/{sandbox}/slots", {"slots": [{"weekday": 1, "wall": "9.30"}]})
    assert ask("GET", f"/channels/{sandbox}/slots")[1]["slots"] == [
        {"weekday": 1, "wall": "09:30", "pillar": None}
    ]


@pytest.mark.parametrize(
    "slots",
    [
        [{"weekday": 7, "wall": "10:00"}],
        [{"weekday": 1, "wall": "25:00"}],
        [{"weekday": 1, "wall": "10:00"}, {"weekday": 1, "wall": "10:00"}],
        [{"weekday": 1, "wall": "10:00", "pillar": 99}],
    ],
)
def test_what_is_no_slot_is_refused_and_changes_nothing(
    ask: Program, sandbox: int, daily: None, slots: list[Any]
) -> None:
    assert ask("PUT", f"/channels/{sandbox}/slots", {"slots": slots})[0] == 422
    assert len(ask("GET", f"/channels/{sandbox}/slots")[1]["slots"]) == 7


def test_the_next_free_slot_comes_with_its_reasons(ask: Program, sandbox: int, in_slots: list[int]) -> None:
    status, told = ask("GET", f"/channels/{sandbox}/slots/next")
    assert status == 200
    taken = [one for one in told["skipped"] if one["why"] == "taken"]
    assert [one["what"] for one in taken] == ["One", "Two", "Three"]
    assert "is taken by “One”" in told["sentence"]
    assert told["when"]["wall"][11:16] == "10:00"
    told = ask("GET", f"/channels/{sandbox}/slots/next?post={in_slots[0]}")[1]
    assert told["when"]["wall"] == Post.objects.get(pk=in_slots[0]).planned_wall  # it stands there itself


def test_where_there_is_no_slot_it_says_so(ask: Program, site: int, write: Callable[..., Any]) -> None:
    told = ask("GET", f"/channels/{site}/slots/next")[1]
    assert (told["when"], told["skipped"][0]["why"]) == (None, "no_slots")
    status, told = ask("POST", f"/posts/{write()['id']}/take-slot", {"channel": site})
    assert (status, told["type"].split("#")[-1]) == (422, "not-planned")


def test_an_approved_post_is_scheduled_at_its_next_slot(
    ask: Program, daily: None, agreed: Callable[..., Any], in_slots: list[int]
) -> None:
    status, told = ask("POST", f"/posts/{agreed()['id']}/schedule", {"slot": "next"})
    assert (status, told["post"]["stage"]) == (201, "scheduled")
    assert told["when"]["wall"] > Post.objects.get(pk=in_slots[2]).planned_wall
    assert Delivery.objects.get().due_at == Post.objects.get(pk=told["post"]["id"]).planned_at


def test_a_queue_is_read_and_put_in_another_order(ask: Program, sandbox: int, in_slots: list[int]) -> None:
    told = ask("GET", f"/channels/{sandbox}/queue?weeks=2")[1]
    assert (told["left"], [line["post"] for line in told["lines"] if line["post"]]) == (3, in_slots)
    assert len([line for line in told["lines"] if line["post"] is None]) >= 10
    times = [line["when"]["at"] for line in told["lines"] if line["post"]]
    backwards = in_slots[::-1]
    status, told = ask("PUT", f"/channels/{sandbox}/queue", {"posts": backwards})
    assert status == 200
    assert [line["post"] for line in told["lines"] if line["post"]] == backwards
    assert [line["when"]["at"] for line in told["lines"] if line["post"]] == times
    status, _told = ask("PUT", f"/channels/{sandbox}/queue", {"posts": [*backwards, 999999]})
    assert status == 409


def test_what_would_break_asks_first(ask: Program, sandbox: int, in_slots: list[int]) -> None:
    first = Post.objects.get(pk=in_slots[0])
    Post.objects.filter(pk=first.pk).update(valid_until=first.planned_at)
    status, told = ask("PUT", f"/channels/{sandbox}/queue", {"posts": in_slots[::-1]})
    assert (status, told["type"].split("#")[-1], told["errors"][0]["fix"]) == (409, "asks", "true")
    assert ask("PUT", f"/channels/{sandbox}/queue", {"posts": in_slots[::-1], "sure": True})[0] == 200


def test_a_series_begins_and_ends(ask: Program, in_slots: list[int]) -> None:
    status, told = ask(
        "POST", f"/posts/{in_slots[0]}/series", {"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=4"}
    )
    assert (status, len(told["posts"]), told["ended"]) == (201, 4, False)
    assert told["words"].startswith("every second Tuesday at 10:00, 4 times")
    assert ask("POST", f"/posts/{in_slots[0]}/series", {"rule": "FREQ=DAILY"})[0] == 409
    assert ask("POST", f"/posts/{in_slots[1]}/series", {"rule": "FREQ=SECONDLY"})[0] == 422
    status, told = ask("DELETE", f"/posts/{in_slots[0]}/series")
    assert (status, told["posts"], told["ended"]) == (200, [in_slots[0]], True)


def test_an_author_takes_slots_for_her_own_posts_and_moves_nobody_elses(
    program: Callable[..., Program], harbour: Any, ada: Any, in_slots: list[int], sandbox: int
) -> None:
    hers = program(harbour, ada)
    assert hers("POST", f"/posts/{in_slots[0]}/take-slot")[0] == 403
    assert hers("PUT", f"/channels/{sandbox}/queue", {"posts": in_slots[::-1]})[0] == 403
    assert hers("POST", f"/posts/{in_slots[0]}/series", {"rule": "FREQ=DAILY"})[0] == 403
    assert hers("PUT", f"/channels/{sandbox}/slots", {"slots": []})[0] == 403
    body = {"text": "Mine", "channels": [sandbox]}
    mine = hers("POST", "/posts", body)[1]["id"]
    assert hers("POST", f"/posts/{mine}/take-slot")[0] == 200


def test_another_workspaces_channels_and_posts_are_nowhere(
    ask: Program, foreign: int, in_slots: list[int], sandbox: int
) -> None:
    assert ask("GET", f"/channels/{foreign}/slots")[0] == 404
    assert ask("PUT", f"/channels/{foreign}/slots", {"slots": DAILY})[0] == 404
    assert ask("GET", f"/channels/{foreign}/queue")[0] == 404
    assert ask("POST", f"/posts/{in_slots[0]}/take-slot", {"channel": foreign})[0] == 404
    assert ask("GET", f"/channels/{sandbox}/slots/next?post=999999")[0] == 404


def test_a_series_is_made_ahead_by_the_timer(ask: Program, in_slots: list[int]) -> None:
    from planner.queues.series import make_all_ahead

    ask("POST", f"/posts/{in_slots[0]}/series", {"rule": "FREQ=DAILY"})
    make_all_ahead(timezone.now())
    last = Post.objects.filter(series=Series.objects.get()).order_by("-series_wall")[0]
    assert last.planned_at is not None
    assert last.planned_at > timezone.now() + timedelta(days=58)
