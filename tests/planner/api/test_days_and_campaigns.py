"""Notes, events and campaigns through the API: by the pages' own rules."""

from collections.abc import Callable
from typing import Any

import pytest

from planner.campaigns.models import Campaign
from planner.days.models import DayNote, Event
from planner.history.models import Entry
from tests.programs import Program

pytestmark = pytest.mark.django_db
FAIR = {"name": "Fair", "starts_on": "2032-03-17", "time": "19:00", "place": "Quay"}


def test_a_note_is_written_changed_listed_and_removed(ask: Program) -> None:
    status, note = ask("POST", "/day-notes", {"day": "2032-03-17", "text": "Fog  horn"})
    assert (status, note["text"], note["day"]) == (201, "Fog horn", "2032-03-17")
    assert ask("PATCH", f"/day-notes/{note['id']}", {"text": "Bell"})[1]["text"] == "Bell"
    assert [one["text"] for one in ask("GET", "/day-notes?from=2032-03-17&to=2032-03-17")[1]["items"]] == [
        "Bell"
    ]
    assert ask("GET", "/day-notes?from=2032-03-18")[1]["items"] == []
    assert ask("DELETE", f"/day-notes/{note['id']}")[0] == 204
    assert not DayNote.objects.exists()
    acts = [
        act for act in Entry.objects.order_by("pk").values_list("act", flat=True) if act.startswith("note.")
    ]
    assert acts == ["note.written", "note.changed", "note.removed"]


def test_an_author_changes_only_their_own_notes(
    program: Callable[..., Program], ask: Program, harbour: Any, ada: Any
) -> None:
    note = ask("POST", "/day-notes", {"day": "2032-03-17", "text": "Fog"})[1]
    adas = program(harbour, ada)
    status, problem = adas("PATCH", f"/day-notes/{note['id']}", {"text": "Mine"})
    assert (status, "somebody else" in problem["detail"]) == (422, True)
    assert adas("POST", "/events", FAIR)[0] == 403  # an editor's


def test_an_event_has_its_time_in_its_zone_and_keeps_what_is_not_said(ask: Program) -> None:
    status, event = ask("POST", "/events", FAIR)
    assert (status, event["ends_on"], event["timezone"]) == (201, "2032-03-17", "Europe/Moscow")
    assert event["starts_at"] == "2032-03-17T16:00:00Z"
    changed = ask("PATCH", f"/events/{event['id']}", {"ends_on": "2032-03-19"})[1]
    assert (changed["name"], changed["time"], changed["ends_on"]) == ("Fair", "19:00", "2032-03-19")
    all_day = ask("PATCH", f"/events/{event['id']}", {"time": ""})[1]
    assert (all_day["time"], all_day["starts_at"], all_day["place"]) == (None, None, "Quay")
    assert ask("GET", f"/events/{event['id']}")[1] == all_day
    assert ask("DELETE", f"/events/{event['id']}")[0] == 204
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("path", "said", "where"),
    [
        ("/events", FAIR | {"ends_on": "2032-03-01"}, "body.ends_on"),
        ("/events", FAIR | {"time": "soon"}, "body.time"),
        ("/events", FAIR | {"timezone": "Mars/Base"}, "body.timezone"),
        ("/events", FAIR | {"starts_on": "0001-01-01"}, "body.starts_on"),
        ("/events", FAIR | {"link": "javascript:x"}, "body.link"),
        (
            "/campaigns",
            {"name": "Spring", "starts_on": "2032-03-02", "ends_on": "2032-03-01"},
            "body.ends_on",
        ),
        ("/campaigns", {"name": "Spring", "ends_on": "2032-03-01"}, "body.starts_on"),
        ("/campaigns", {"name": "  "}, "body.name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(ask: Program, path: str, said: Any, where: str) -> None:
    status, problem = ask("POST", path, said)
    assert status == 422
    assert [one["where"] for one in problem["errors"]] == [where]


def test_a_campaign_is_made_changed_put_away_and_brought_back(ask: Program) -> None:
    status, made = ask("POST", "/campaigns", {"name": "Spring", "starts_on": "2032-03-01"})
    assert (status, made["ends_on"]) == (201, None)
    assert ask("POST", "/campaigns", {"name": "Spring"})[0] == 422  # there is one
    address = f"/campaigns/{made['id']}"
    assert ask("PATCH", address, {"ends_on": "2032-05-31"})[1]["starts_on"] == "2032-03-01"
    assert ask("DELETE", address)[0] == 204
    assert ask("GET", "/campaigns")[1]["items"] == []
    assert [one["name"] for one in ask("GET", "/campaigns?archived=true")[1]["items"]] == ["Spring"]
    assert ask("PATCH", address, {"archived": False})[1]["archived_at"] is None
    assert Campaign.objects.get().archived_at is None


def test_lists_go_page_by_page(ask: Program) -> None:
    for number in range(5):
        ask("POST", "/campaigns", {"name": f"Campaign {number}"})
    first = ask("GET", "/campaigns?limit=3")[1]
    rest = ask("GET", f"/campaigns?limit=3&cursor={first['next']}")[1]
    assert [one["name"][-1] for one in (*first["items"], *rest["items"])] == list("43210")


def test_mallory_sees_and_makes_nothing_of_ours(ask: Program, stranger: Program) -> None:
    ask("POST", "/day-notes", {"day": "2032-03-17", "text": "Fog"})
    ask("POST", "/events", FAIR)
    ask("POST", "/campaigns", {"name": "Spring"})
    for path in ("/day-notes", "/events", "/campaigns?archived=true"):
        assert stranger("GET", path)[1]["items"] == []
