"""{event.name} and its kin: the next event of the campaign, or else of the workspace."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.campaigns.models import Campaign
from planner.days.models import Event
from planner.phrases.models import Phrase

pytestmark = pytest.mark.django_db
TEXT = "{event.name}, {event.day} {event.date} at {event.time}: {event.place} {event.link} {event.until}"


@pytest.fixture
def fill(enter: Any, ada: Any, harbour: Any) -> Any:
    phrase = Phrase.objects.create(workspace=harbour, kind="snippet", name="Come", text=TEXT)
    browser = enter(ada)

    def filled(**typed: Any) -> Any:
        return browser.post(f"/w/harbour/posts/insert/{phrase.pk}/", {"text": "Fog", **typed}).json()

    return filled


def event(workspace: Any, name: str, day: date, **more: Any) -> Event:
    return Event.objects.create(
        workspace=workspace, name=name, starts_on=day, **{"ends_on": day, "place": "", "link": "", **more}
    )


def test_the_next_event_is_filled_in_on_the_workspaces_clock(fill: Any, harbour: Any, other: Any) -> None:
    event(harbour, "Over", timezone.now().date() - timedelta(days=3))
    event(other, "Foreign", timezone.now().date() + timedelta(days=1))
    event(
        harbour,
        "Fog reading",
        date(2036, 5, 6),
        starts_at=datetime(2036, 5, 6, 16, tzinfo=UTC),
        wall="18:00",
        zone="Europe/Berlin",
        place="Pier 4",
        link="https://example.org/fog",
        ends_on=date(2036, 5, 8),
    )
    event(harbour, "Later", date(2036, 7, 1))
    said = fill()
    assert said["text"] == ("Fog reading, Tuesday 6 May at 19:00: Pier 4 https://example.org/fog 8 May")
    assert said["said"] == []
    russian = fill(language="ru")["text"]
    assert russian.startswith("Fog reading, вторник 6 мая at 19:00")


def test_it_is_the_next_after_the_post_goes_out_and_within_its_campaign(fill: Any, harbour: Any) -> None:
    for name, day in (("May", date(2036, 5, 6)), ("June", date(2036, 6, 6)), ("July", date(2036, 7, 6))):
        event(harbour, name, day)
    Campaign.objects.create(
        workspace=harbour, name="Summer", starts_on=date(2036, 7, 1), ends_on=date(2036, 8, 31)
    )
    Campaign.objects.create(
        workspace=harbour, name="Empty", starts_on=date(2037, 7, 1), ends_on=date(2037, 8, 31)
    )
    assert fill()["text"].startswith("May")
    assert fill(date="2036-05-07", time="09:00")["text"].startswith("June")
    assert fill(campaign="Summer")["text"].startswith("July")
    assert fill(campaign="Empty")["text"].startswith("May")


def test_what_there_is_not_stays_in_sight_and_is_said(fill: Any, harbour: Any, enter: Any, ada: Any) -> None:
    event(harbour, "All day", date(2036, 5, 6))
    said = fill()
    assert "at {event.time}" in said["text"]
    assert "{event.time} has nothing to stand for yet." in said["said"]
    Event.objects.all().delete()
    said = fill()
    assert said["text"] == TEXT
    typed = {"text": said["text"], "channels": [one.pk for one in harbour.channels.all()]}
    page = enter(ada).post("/w/harbour/posts/preview/", typed).content.decode()
    assert "{event.name} still stands in the words" in page


def test_the_day_stands_in_a_sentence_as_its_language_writes_it(enter: Any, ada: Any, harbour: Any) -> None:
    phrase = Phrase.objects.create(workspace=harbour, kind="snippet", name="Bye", text="See you on {day}")
    typed = {"text": "Fog", "date": "2036-05-06", "time": "19:00"}
    for language, day in (("en", "Tuesday"), ("ru", "вторник")):
        said = enter(ada).post(f"/w/harbour/posts/insert/{phrase.pk}/", typed | {"language": language}).json()
        assert said["text"] == f"See you on {day}"
