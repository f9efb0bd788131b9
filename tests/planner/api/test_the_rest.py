"""Me, health, the calendar and history through the API."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from planner.deliveries.health import beat
from planner.history.models import FIRST_HASH

pytestmark = pytest.mark.django_db


def test_me(program: Callable[..., Any], harbour: Any, ada: Any) -> None:
    status, me = program(harbour, ada, ["read", "write"])("GET", "/me")
    assert status == 200
    assert (me["user"]["name"], me["workspace"]["slug"], me["role"]) == ("Ada", "harbour", "author")
    assert (me["scopes"], me["verbs"]) == (["read", "write"], ["remark", "see", "write"])


def test_health_needs_no_token(db: None, now: Any) -> None:
    down = Client().get("/api/v1/health")
    assert (down.status_code, down.json()["status"]) == (503, "down")
    beat("here:1:1", now)
    well = Client().get("/api/v1/health")
    assert (well.status_code, well.json()["status"], well.json()["overdue"]) == (200, "ok", 0)


def test_the_calendar_of_a_place(ask: Any, agreed: Callable[..., Any], sandbox: int) -> None:
    post = agreed()
    ask("POST", f"/posts/{post['id']}/schedule", {"at": "2030-06-01T00:30"})
    _status, calendar = ask("GET", "/calendar?from=2030-05-31&to=2030-06-03")
    assert [day["date"] for day in calendar["days"]] == ["2030-05-31", "2030-06-01", "2030-06-02"]
    [card] = calendar["days"][1]["posts"]
    assert (card["id"], card["stage"], card["wall"]) == (post["id"], "scheduled", "2030-06-01T00:30:00")
    assert card["channels"] == [sandbox]
    _status, london = ask("GET", "/calendar?from=2030-05-31&to=2030-06-03&timezone=Europe/London")
    assert london["days"][0]["posts"][0]["wall"] == "2030-05-31T22:30:00"
    assert len(ask("GET", "/calendar")[1]["days"]) == 31
    for query in ("from=2030-06-01&to=2030-05-01", "from=2030-01-01&to=2032-01-01", "timezone=Mars", "from=x",
                  "from=9000-12-31&to=9000-12-31T23:00"):  # fmt: skip
        assert ask("GET", f"/calendar?{query}")[0] in {200, 422}, query


def test_history_is_a_chain(ask: Any, write: Callable[..., Any]) -> None:
    write()
    entries = ask("GET", "/history")[1]["items"]
    assert entries[0]["act"] == "post.written"
    assert (entries[0]["actor"], entries[0]["via"]) == ("Olga", "api")
    assert entries[-1]["previous_hash"] == FIRST_HASH
    assert all(new["previous_hash"] == old["hash"] for new, old in pairwise(entries))
    assert len(ask("GET", "/history?thing=post")[1]["items"]) == 1


def test_the_reference_needs_nothing_from_elsewhere(client: Client, db: None) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    text = page.content.decode()
    assert "posts.schedule" in text
    assert "://" not in text.replace("https://example.org", "").replace("https://.", "")
    assert "<script" not in text
    assert json.loads(client.get("/api/v1/openapi.json").content)["info"]["title"] == "Almanac"
