"""Notes, events, campaigns and pillars through the front door, with an entry for every change."""

import html
import re
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from planner.campaigns.models import Campaign, Pillar, Tag
from planner.days.models import DayNote, Event, Observance
from planner.history.models import Entry
from planner.posts.content import Content
from planner.posts.models import Post
from planner.walltime import resolve
from tests.planner.days.test_hostile_files import event, file

pytestmark = pytest.mark.django_db
DAY = "/w/harbour/days/2026-11-26/"


def acts() -> list[str]:
    kept = ("note", "event", "campaign", "pillar", "observance")
    return [act for act in Entry.objects.order_by("pk").values_list("act", flat=True) if act.startswith(kept)]


def test_a_day_is_a_part_for_a_dialog_and_a_page_for_everybody_else(enter: Any, ada: Any) -> None:
    browser = enter(ada)
    part = browser.get(DAY, headers={"X-Part": "day"}).content.decode()
    assert 'id="day-sheet"' in part
    assert "<html" not in part
    assert "<html" in browser.get(DAY).content.decode()


@pytest.mark.parametrize("day", ["2026-13-01", "20261126", "1969-12-31", "2201-01-01", "today"])
def test_a_day_that_is_none_is_not_there(enter: Any, ada: Any, day: str) -> None:
    assert enter(ada).get(f"/w/harbour/days/{day}/").status_code == 404


def test_a_note_is_written_changed_and_removed(enter: Any, ada: Any) -> None:
    browser = enter(ada)
    answer = browser.post(DAY, {"text": "  No \n ferry "}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Trigger"] == "day-changed"
    note = DayNote.objects.get()
    assert (note.text, note.by, note.day) == ("No ferry", ada, date(2026, 11, 26))
    assert browser.post(f"/w/harbour/days/notes/{note.pk}/", {"text": "Ferry"}).status_code == 302
    browser.post(f"/w/harbour/days/notes/{note.pk}/", {"do": "remove"})
    assert not DayNote.objects.exists()
    assert acts() == ["note.written", "note.changed", "note.removed"]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 281, "\x00"])
def test_a_note_says_something_and_not_too_much(enter: Any, ada: Any, text: str) -> None:
    assert enter(ada).post(DAY, {"text": text}).status_code == 422
    assert not DayNote.objects.exists()


def test_an_author_changes_ones_own_notes_and_an_editor_everybodys(
    enter: Any, harbour: Any, ada: Any, grace: Any
) -> None:
    note = DayNote.objects.create(workspace=harbour, day=date(2026, 11, 26), text="Grace’s", by=grace)
    address = f"/w/harbour/days/notes/{note.pk}/"
    browser = enter(ada)
    assert browser.post(address, {"text": "Ada’s"}).status_code == 422
    assert browser.post(address, {"do": "remove"}).status_code == 422
    browser.logout()
    note.refresh_from_db()
    assert note.text == "Grace’s"
    DayNote.objects.filter(pk=note.pk).update(by=ada)
    enter(grace).post(address, {"do": "remove"})
    assert not DayNote.objects.exists()


def test_a_day_has_room_for_twenty_notes(enter: Any, ada: Any) -> None:
    browser = enter(ada)
    for number in range(21):
        browser.post(DAY, {"text": f"Note {number}"})
    assert DayNote.objects.count() == 20


EVENT = {"name": "Fair", "starts_on": "2032-03-28", "wall": "02:30", "zone": "Europe/Berlin"}


def test_an_event_keeps_its_clock_time_and_a_gap_moves_it(enter: Any, grace: Any) -> None:
    browser = enter(grace)
    assert browser.post("/w/harbour/events/", EVENT).status_code == 302
    event = Event.objects.get()
    assert event.starts_at is not None
    assert (event.wall, event.starts_at.isoformat()) == ("03:30", "2032-03-28T01:30:00+00:00")
    assert event.ends_on == date(2032, 3, 28)
    address = f"/w/harbour/events/{event.pk}/"
    browser.post(address, EVENT | {"wall": "", "place": "Hall", "ends_on": "2032-03-30"})
    event.refresh_from_db()
    assert (event.wall, event.zone, event.starts_at, event.place) == ("", "", None, "Hall")
    browser.post(address, {"do": "remove"})
    assert acts() == ["event.added", "event.changed", "event.removed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"starts_on": ""},
        {"starts_on": "1066-10-14"},
        {"ends_on": "2032-03-01"},
        {"ends_on": "2029-03-01"},
        {"zone": "Mars/Olympus"},
        {"link": "javascript:alert(1)"},
    ],
)
def test_an_event_that_cannot_be_is_said_to_be_wrong(enter: Any, grace: Any, wrong: dict[str, str]) -> None:
    assert enter(grace).post("/w/harbour/events/", EVENT | wrong).status_code == 422
    assert not Event.objects.exists()


def test_what_cannot_be_seen_is_taken_out(enter: Any, grace: Any) -> None:
    browser, hidden = enter(grace), "Fair\u202e\u2066 gpj"
    browser.post("/w/harbour/events/", EVENT | {"name": hidden, "place": hidden, "note": f"{hidden}\r\nB"})
    browser.post(DAY, {"text": hidden})
    event = Event.objects.get()
    assert (event.name, event.place, DayNote.objects.get().text) == ("Fair gpj",) * 3
    assert "\u202e" not in event.note
    assert event.note.endswith("\nB")
    assert browser.post("/w/harbour/events/", EVENT | {"name": "\u202e"}).status_code == 422


def test_names_of_campaigns_and_pillars_hide_nothing(enter: Any, grace: Any) -> None:
    browser, hidden = enter(grace), "Spring\u202e\u2066 gpj"
    for address, kind in (("/w/harbour/campaigns/", Campaign), ("/w/harbour/campaigns/pillars/", Pillar)):
        assert browser.post(address, {"name": hidden}).status_code == 302
        assert kind.objects.get().name == "Spring gpj"
        assert browser.post(address, {"name": "\u202e"}).status_code == 422
    browser.post("/w/harbour/posts/new/", {"text": "Fog.", "campaign": hidden, "tags": "s\u200bea"})
    assert Campaign.objects.count() == 1
    assert Tag.objects.get().name == "sea"


def test_a_campaign_is_made_changed_archived_and_brought_back(enter: Any, grace: Any, harbour: Any) -> None:
    browser = enter(grace)
    made = {"name": " Spring ", "starts_on": "2032-03-20", "ends_on": "2032-04-01"}
    assert browser.post("/w/harbour/campaigns/", made).status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.name, campaign.starts_on) == ("Spring", date(2032, 3, 20))
    assert browser.post("/w/harbour/campaigns/", made).status_code == 422
    address = f"/w/harbour/campaigns/{campaign.pk}/"
    browser.post(address, {"name": "Spring", "starts_on": "2032-03-20"})
    for what in ("archive", "archive", "bring_back"):
        browser.post(address, {"do": what})
    campaign.refresh_from_db()
    assert (campaign.ends_on, campaign.archived_at) == (None, None)
    assert acts() == ["campaign.added", "campaign.changed", "campaign.archived", "campaign.brought_back"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x", "ends_on": "2032-04-01"},
        {"name": "x", "starts_on": "2032-04-02", "ends_on": "2032-04-01"},
        {"name": "x", "starts_on": "0900-04-02"},
    ],
)
def test_a_campaign_that_cannot_be_is_said_to_be_wrong(enter: Any, grace: Any, wrong: dict[str, str]) -> None:
    assert enter(grace).post("/w/harbour/campaigns/", wrong).status_code == 422
    assert not Campaign.objects.exists()


def test_a_campaign_counts_its_posts_by_stage(enter: Any, grace: Any, harbour: Any, acting: Any) -> None:
    campaign = Campaign.objects.create(workspace=harbour, name="Spring")
    for number in range(3):
        post = Post.objects.write(harbour, acting(grace), Content(text=f"Post {number}"), campaign=campaign)
        if number:
            post.submit(acting(grace))
    page = enter(grace).get("/w/harbour/campaigns/").content.decode()
    assert 'Draft <b class="num">1</b>' in page
    assert 'In review <b class="num">2</b>' in page


def test_a_pillar_is_made_changed_and_removed_and_its_posts_stay(
    enter: Any, grace: Any, harbour: Any, acting: Any
) -> None:
    browser = enter(grace)
    browser.post("/w/harbour/campaigns/pillars/", {"name": "Values", "target": "70"})
    pillar = Pillar.objects.get()
    post = Post.objects.write(harbour, acting(grace), Content(text="Fog"), pillar=pillar)
    address = f"/w/harbour/campaigns/pillars/{pillar.pk}/"
    browser.post(address, {"name": "Values", "target": ""})
    pillar.refresh_from_db()
    assert pillar.target is None
    browser.post(address, {"name": "Values", "target": "101"})
    pillar.refresh_from_db()
    assert pillar.target is None
    browser.post(address, {"do": "remove"})
    post.refresh_from_db()
    assert post.pillar is None
    assert acts() == ["pillar.added", "pillar.changed", "pillar.removed"]


def test_a_new_workspace_has_the_holidays_of_its_place_and_the_settings_change_them(
    enter: Any, harbour: Any, olga: Any
) -> None:
    assert harbour.country == "RU"
    browser = enter(olga)
    page = browser.get("/w/harbour/settings/").content.decode()
    assert '<option value="RU" selected>Russia</option>' in page
    olga.language = "ru"
    olga.save()
    assert '<option value="DE">Германия</option>' in browser.get("/w/harbour/settings/").content.decode()
    said = {
        "name": "Harbour", "timezone": "Europe/Moscow", "language": "en", "grace_minutes": "60",
    }  # fmt: skip
    browser.post("/w/harbour/settings/", said | {"country": "DE", "rests_on_holidays": "on"})
    harbour.refresh_from_db()
    assert (harbour.country, harbour.rests_on_holidays) == ("DE", True)
    assert browser.post("/w/harbour/settings/", said | {"country": "ZZ"}).status_code == 422


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_a_file_is_brought_as_it_was_shown_whatever_its_letters(
    enter: Any, grace: Any, harbour: Any, encoding: str
) -> None:
    browser, address = enter(grace), "/w/harbour/observances/bring/"
    data = file(event("UID:1", "RRULE:FREQ=YEARLY", name="День маяка", day="20200807")).decode()
    sent = SimpleUploadedFile("days.ics", data.encode(encoding), "text/calendar")
    shown = browser.post(address, {"file": sent}).content.decode()
    assert not Observance.objects.exists()
    (text,) = re.findall(r"<textarea name=\"text\" hidden>(.*?)</textarea>", shown, re.S)
    agreed = {"text": html.unescape(text), "called": "days.ics", "do": "bring"}
    assert browser.post(address, agreed).status_code == 302
    found = Observance.objects.get()
    assert (found.name, found.calendar) == ("День маяка", "days.ics")
    assert "День маяка" in browser.get("/w/harbour/observances/").content.decode()
    browser.post("/w/harbour/observances/change/", {"calendar": "days.ics"})
    assert acts() == ["observances.brought", "observances.removed"]


@pytest.mark.parametrize("sent", [{}, {"text": "fog"}, {"built_in": "../models.py"}])
def test_what_is_no_file_is_said_to_be_none(enter: Any, grace: Any, sent: dict[str, str]) -> None:
    assert enter(grace).post("/w/harbour/observances/bring/", sent).status_code == 422


def test_a_day_is_added_by_hand_and_removed(enter: Any, grace: Any) -> None:
    browser = enter(grace)
    said = {"name": "Birthday", "day": "2027-03-01", "every_year": "on"}
    assert browser.post("/w/harbour/observances/", said).status_code == 302
    assert browser.post("/w/harbour/observances/", said | {"day": "soon"}).status_code == 422
    browser.post(f"/w/harbour/observances/{Observance.objects.get().pk}/remove/")
    assert acts() == ["observance.added", "observance.removed"]


def test_a_day_shows_its_posts(enter: Any, grace: Any, harbour: Any, acting: Any) -> None:
    post = Post.objects.write(harbour, acting(grace), Content(title="Ships wait", text="Fog."))
    post.plan_for(resolve(datetime(2032, 3, 17, 9, 30), harbour.timezone))  # noqa: DTZ001
    page = enter(grace).get("/w/harbour/days/2032-03-17/").content.decode()
    assert "Ships wait" in page
    assert "09:30" in page
    assert "Nothing stands on this day" not in page


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad", "\u061c"])
def test_marks_that_nobody_sees_are_left_out(enter: Any, grace: Any, mark: str) -> None:
    browser = enter(grace)
    said = {
        "name": f"F{mark}air",
        "starts_on": "2032-03-17",
        "place": f"{mark}Quay",
        "note": f"Be{mark} early",
    }
    assert browser.post("/w/harbour/events/", said).status_code == 302
    event = Event.objects.get()
    assert (event.name, event.place, event.note) == ("Fair", "Quay", "Be early")
    assert browser.post("/w/harbour/events/", said | {"name": mark * 3}).status_code == 422
    assert browser.post("/w/harbour/days/2032-03-17/", {"text": f"{mark}\u200d{mark}"}).status_code == 422
    browser.post("/w/harbour/days/2032-03-17/", {"text": f"Fo{mark}g 👩\u200d🔧"})
    assert DayNote.objects.get().text == "Fog 👩\u200d🔧"  # what joins emoji stays
