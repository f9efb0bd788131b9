"""Asked for, agreed, planned, moved, cancelled, sent: through the API."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from planner.deliveries.models import Delivery
from planner.posts.models import Post

pytestmark = pytest.mark.django_db


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0).isoformat()


def test_from_draft_to_calendar(ask: Any, write: Callable[..., Any], sandbox: int) -> None:
    post = write()
    assert ask("POST", f"/posts/{post['id']}/submit", {"version": 1})[1]["stage"] == "in_review"
    assert ask("POST", f"/posts/{post['id']}/withdraw")[1]["stage"] == "draft"
    ask("POST", f"/posts/{post['id']}/submit")
    asked = ask("POST", f"/posts/{post['id']}/request-changes", {"version": 1, "note": "Say which ships."})
    assert asked[1]["stage"] == "changes"
    ask("POST", f"/posts/{post['id']}/submit")
    agreed = ask("POST", f"/posts/{post['id']}/approve", {"version": 1, "note": "Good"})[1]
    assert (agreed["stage"], agreed["approved_version"]) == ("approved", 1)
    status, planned = ask("POST", f"/posts/{post['id']}/schedule", {"at": tomorrow(), "channels": [sandbox]})
    assert status == 201
    assert planned["post"]["stage"] == "scheduled"
    [delivery] = planned["deliveries"]
    assert (delivery["state"], delivery["channel"], delivery["version"]) == ("scheduled", sandbox, 1)
    assert planned["when"]["change"] is None


def test_nobody_approves_what_they_did_not_read(ask: Any, write: Callable[..., Any]) -> None:
    post = write()
    ask("PATCH", f"/posts/{post['id']}", {"text": "Ships leave."})
    for path in ("approve", "request-changes"):
        status, problem = ask("POST", f"/posts/{post['id']}/{path}", {"version": 1, "note": "Read it again."})
        assert (status, problem["type"]) == (409, "/api/v1/docs#overtaken")
    assert ask("POST", f"/posts/{post['id']}/approve", {})[0] == 422


def test_what_nobody_agreed_to_does_not_go_out(ask: Any, write: Callable[..., Any]) -> None:
    post = write()
    for path, body in (("schedule", {"at": tomorrow()}), ("publish", None)):
        status, problem = ask("POST", f"/posts/{post['id']}/{path}", body)
        assert (status, problem["type"]) == (403, "/api/v1/docs#not-yours")
    assert not Delivery.objects.exists()


def test_four_eyes_hold_for_programs(
    ask: Any, program: Callable[..., Any], write: Callable[..., Any], harbour: Any, grace: Any
) -> None:
    harbour.four_eyes = True
    harbour.save()
    post = write()
    assert ask("POST", f"/posts/{post['id']}/approve", {"version": 1})[0] == 403
    by_grace = program(harbour, grace, ["approve"])
    assert by_grace("POST", f"/posts/{post['id']}/approve", {"version": 1})[0] == 200


def test_a_wall_time_is_read_where_it_was_meant(ask: Any, agreed: Callable[..., Any]) -> None:
    for zone, at in (("", "2030-06-01T06:30:00Z"), ("Europe/Berlin", "2030-06-01T07:30:00Z")):
        body = {"at": "2030-06-01T09:30", "timezone": zone}
        _status, planned = ask("POST", f"/posts/{agreed()['id']}/schedule", body)
        assert planned["deliveries"][0]["due_at"] == planned["when"]["at"] == at
        assert planned["deliveries"][0]["timezone"] == zone or "Europe/Moscow"


def test_an_hour_that_does_not_exist_is_named(ask: Any, agreed: Callable[..., Any]) -> None:
    body = {"at": "2030-03-31T02:30", "timezone": "Europe/Berlin"}
    when = ask("POST", f"/posts/{agreed()['id']}/schedule", body)[1]["when"]
    assert (when["change"], when["asked"]) == ("gap", "2030-03-31T02:30:00")
    assert (when["wall"], when["at"]) == ("2030-03-31T03:30:00", "2030-03-31T01:30:00Z")


def test_an_hour_that_comes_twice_is_named(ask: Any, agreed: Callable[..., Any]) -> None:
    body = {"at": "2030-10-27T02:30", "timezone": "Europe/Berlin"}
    for fold, at in ((None, "00:30"), (0, "00:30"), (1, "01:30")):
        when = ask("POST", f"/posts/{agreed()['id']}/schedule", body | {"fold": fold})[1]["when"]
        assert (when["change"], when["at"]) == ("fold", f"2030-10-27T{at}:00Z")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"at": "2020-01-01T00:00"}, None),
        ({"at": "soon"}, "body.at"),
        ({"at": "1e9"}, "body.at"),
        ({"at": "0001-01-01T00:00"}, "body.at"),
        ({"at": "2030-01-01T00:00", "timezone": "Mars/Olympus"}, "body.timezone"),
        ({"at": "2030-01-01T00:00", "timezone": "../etc/passwd"}, "body.timezone"),
        ({"slot": "next"}, "body.slot"),
        ({}, "body.at"),
        ({"at": "2030-01-01T00:00", "fold": 2}, "body.fold"),
    ],
)
def test_a_time_that_will_not_do(ask: Any, agreed: Callable[..., Any], body: Any, where: str | None) -> None:
    status, problem = ask("POST", f"/posts/{agreed()['id']}/schedule", body)
    assert status == 422
    assert [one["where"] for one in problem["errors"]] == ([where] if where else [])
    assert not Delivery.objects.exists()


def test_problems_of_the_networks_are_all_told(ask: Any, agreed: Callable[..., Any], site: int) -> None:
    post = agreed(text="x" * 501, variants=[{"channel": site, "text": ""}], title="")
    status, problem = ask("POST", f"/posts/{post['id']}/schedule", {"at": tomorrow()})
    assert (status, problem["type"]) == (422, "/api/v1/docs#not-planned")
    assert {error["where"] for error in problem["errors"]} == {"Sandbox", "Site"}
    assert all(error["what"] and error["fix"] for error in problem["errors"])


def test_it_is_planned_once_a_channel(ask: Any, agreed: Callable[..., Any]) -> None:
    post = agreed()
    assert ask("POST", f"/posts/{post['id']}/schedule", {"at": tomorrow()})[0] == 201
    assert ask("POST", f"/posts/{post['id']}/schedule", {"at": tomorrow()})[0] == 422
    assert Delivery.objects.count() == 1


def test_publishing_now_is_planning_for_now(ask: Any, agreed: Callable[..., Any], now: datetime) -> None:
    status, planned = ask("POST", f"/posts/{agreed()['id']}/publish")
    assert status == 201
    due_at = datetime.fromisoformat(planned["deliveries"][0]["due_at"])
    assert abs(due_at - now) < timedelta(seconds=60)


def test_a_delivery_is_moved_and_cancelled(ask: Any, agreed: Callable[..., Any]) -> None:
    post = agreed(text="One\n\n---\n\nTwo")
    _status, planned = ask("POST", f"/posts/{post['id']}/schedule", {"at": tomorrow()})
    first, second = (delivery["id"] for delivery in planned["deliveries"])
    status, moved = ask("POST", f"/deliveries/{second}/move", {"at": "2030-06-01T09:30"})
    assert (status, moved["due_at"], moved["when"]["timezone"]) == (
        200,
        "2030-06-01T06:30:00Z",
        "Europe/Moscow",
    )
    assert ask("GET", f"/deliveries/{first}")[1]["due_at"] == moved["due_at"]
    assert [step["what"] for step in moved["story"]] == ["planned", "moved"]
    assert ask("POST", f"/deliveries/{first}/move", {"at": "2020-06-01T09:30"})[0] == 422
    status, cancelled = ask("POST", f"/deliveries/{first}/cancel")
    assert (status, cancelled["state"]) == (200, "cancelled")
    assert ask("GET", f"/deliveries/{second}")[1]["state"] == "cancelled"
    assert ask("POST", f"/deliveries/{first}/retry")[0] == 409


def test_a_held_delivery_is_decided(ask: Any, agreed: Callable[..., Any], now: datetime) -> None:
    for outcome, url, state in (
        ("published", "https://example.org/1", "published"),
        ("absent", "", "waiting"),
        ("drop", "", "cancelled"),
    ):
        made = ask("POST", f"/posts/{agreed()['id']}/schedule", {"at": tomorrow()})[1]["deliveries"][0]["id"]
        assert ask("POST", f"/deliveries/{made}/resolve", {"outcome": outcome})[0] == 409
        delivery = Delivery.objects.get(pk=made)
        delivery.step("claimed", "claimed", now, fence=1)
        delivery.step("sending", "intent", now, attempt="a-1", maybe_out=True, key="k", intent_at=now)
        delivery.step("uncertain", "no_answer", now, attempt="a-1", doubt_at=now)
        delivery.step("held", "not_found", now)
        told = ask("GET", f"/deliveries/{made}")[1]
        assert [(one["id"], one["outcome"], len(one["steps"])) for one in told["attempts"]] == [
            ("a-1", "no_answer", 2)
        ]
        for path in ("cancel", "retry"):
            assert ask("POST", f"/deliveries/{made}/{path}")[0] == 409
        assert (
            ask("POST", f"/deliveries/{made}/resolve", {"outcome": "published", "url": "javascript:1"})[0]
            == 422
        )
        status, told = ask("POST", f"/deliveries/{made}/resolve", {"outcome": outcome, "url": url})
        assert (status, told["state"], told["url"]) == (200, state, url)


def test_deliveries_are_found(ask: Any, agreed: Callable[..., Any], sandbox: int) -> None:
    post = agreed()
    ask("POST", f"/posts/{post['id']}/schedule", {"at": "2030-06-01T09:30"})
    for query in (
        "state=scheduled",
        f"channel={sandbox}",
        f"post={post['id']}",
        "from=2030-06-01T09:30",
        "to=2030-06-01T09:31",
        "from=2030-06-01T09:30:00%2B03:00",
        "from=2030-06-01T09:30:00+03:00",
    ):
        assert len(ask("GET", f"/deliveries?{query}")[1]["items"]) == 1, query
    for query in ("state=published", "channel=999", "from=2030-06-01T09:31", "to=2030-06-01T09:30"):
        assert ask("GET", f"/deliveries?{query}")[1]["items"] == [], query


def test_an_edit_under_way_is_refused(ask: Any, agreed: Callable[..., Any], now: datetime) -> None:
    post = agreed()
    made = ask("POST", f"/posts/{post['id']}/schedule", {"at": tomorrow()})[1]["deliveries"][0]["id"]
    Delivery.objects.get(pk=made).step("claimed", "claimed", now, fence=1)
    Delivery.objects.get(pk=made).step("sending", "intent", now, maybe_out=True, key="k", intent_at=now)
    for method, path, body in (
        ("PATCH", "", {"text": "Other words"}),
        ("DELETE", "", None),
        ("POST", "/archive", None),
    ):
        status, problem = ask(method, f"/posts/{post['id']}{path}", body)
        assert (status, problem["type"]) == (409, "/api/v1/docs#wrong-state"), path
    assert Post.objects.get(pk=post["id"]).newest.number == 1


@pytest.mark.parametrize("path", ["submit", "approve"])
def test_nobody_agrees_to_nothing(ask: Any, write: Callable[..., Any], path: str) -> None:
    post = write(text="", title="Fog")
    status, refused = ask("POST", f"/posts/{post['id']}/{path}", {"version": 1})
    assert status == 409
    assert "It says nothing yet." in refused["detail"]
