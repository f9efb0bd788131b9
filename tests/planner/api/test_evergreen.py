"""Evergreen posts through the API: on what terms, when next, and why not."""

from typing import Any

import pytest

from planner.queues.models import Evergreen

pytestmark = pytest.mark.django_db
DAILY = [{"weekday": day, "wall": "10:00"} for day in range(7)]


@pytest.fixture
def green(ask: Any, agreed: Any) -> Any:
    status, shown = ask(
        "POST", f"/posts/{agreed()['id']}/evergreen", {"gap_days": 9, "variations": [" Boats "]}
    )
    assert status == 201, shown
    return shown


def test_its_terms_are_kept_and_listed(ask: Any, green: Any, sandbox: int) -> None:
    assert (green["gap_days"], green["most"], green["variations"]) == (9, 6, ["Boats"])
    [listed] = ask("GET", "/evergreen")[1]["items"]
    assert listed == green
    [there] = listed["channels"]
    assert (there["channel"], there["said"], there["why"]) == (sandbox, 0, "no_slots")
    ask("PUT", f"/channels/{sandbox}/slots", {"slots": DAILY})
    [there] = ask("GET", "/evergreen")[1]["items"][0]["channels"]
    assert there["why"] is None


def test_only_what_is_given_changes(ask: Any, green: Any) -> None:
    path = f"/evergreen/{green['id']}"
    status, shown = ask("PATCH", path, {"most": 3, "expires_on": "2040-01-31"})
    assert (status, shown["gap_days"], shown["most"], shown["variations"]) == (200, 9, 3, ["Boats"])
    assert ask("PATCH", path, {"expires_on": None})[1]["expires_on"] is None
    shown = ask("PATCH", path, {"paused": True})[1]
    assert (shown["paused"], shown["most"], shown["channels"][0]["why"]) == (True, 3, "paused")
    assert ask("PATCH", path, {"gap_days": 10})[1]["paused"] is True
    assert ask("PATCH", path, {"paused": False})[1]["paused"] is False
    assert ask("PATCH", path, {})[0] == 200


def test_it_ends(ask: Any, green: Any) -> None:
    assert ask("DELETE", f"/evergreen/{green['id']}")[0] == 204
    assert not Evergreen.objects.exists()
    assert ask("GET", "/evergreen")[1]["items"] == []


@pytest.mark.parametrize(
    "terms", [{"gap_days": 0}, {"most": 1}, {"most": 101}, {"variations": ["x"] * 21}, {"expires_on": "soon"}]
)
def test_terms_that_cannot_be_kept_are_refused(ask: Any, agreed: Any, terms: Any) -> None:
    status, problem = ask("POST", f"/posts/{agreed()['id']}/evergreen", terms)
    assert (status, problem["errors"][0]["where"]) == (422, f"body.{next(iter(terms))}")
    assert not Evergreen.objects.exists()


def test_a_draft_is_not_said_again_nor_a_post_twice(ask: Any, write: Any, green: Any) -> None:
    for post in (write()["id"], green["post"]):
        status, problem = ask("POST", f"/posts/{post}/evergreen", {})
        assert (status, problem["type"]) == (409, "/api/v1/docs#wrong-state")


def test_an_author_says_nothing_again(program: Any, harbour: Any, ada: Any, green: Any) -> None:
    as_ada = program(harbour, ada)
    assert as_ada("GET", "/evergreen")[0] == 200
    assert as_ada("PATCH", f"/evergreen/{green['id']}", {"paused": True})[0] == 403
    assert as_ada("POST", f"/posts/{green['post']}/evergreen", {})[0] == 403
