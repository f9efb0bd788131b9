"""What stands on days comes in two queries, however long the span, and only of one's own workspace."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.campaigns.models import Campaign
from planner.days.marks import bars_of, marks_of
from planner.days.models import DayNote, Event, Observance, ObservedDay

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def filled(harbour: Any, other: Any, ada: Any) -> Any:
    harbour.country = "RU"
    harbour.save()
    for workspace in (harbour, other):
        day = date(2026, 11, 4)
        DayNote.objects.create(workspace=workspace, day=day, text=f"Fireworks of {workspace}", by=ada)
        seen = Observance.objects.create(
            workspace=workspace, uid="1", name=f"Day of {workspace}", source="", known_until=LAST
        )
        for number in range(3):
            ObservedDay.objects.create(
                workspace=workspace, observance=seen, day=day + timedelta(days=number), name=seen.name
            )
        Campaign.objects.create(workspace=workspace, name="Autumn", starts_on=date(2026, 10, 1))
        Campaign.objects.create(
            workspace=workspace, name="Past", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 2)
        )
        Campaign.objects.create(workspace=workspace, name="Without days")
        Event.objects.create(
            workspace=workspace, name="Fair", starts_on=day, ends_on=day, wall="19:00", zone="Europe/Moscow"
        )
    return harbour


def test_a_days_marks_stand_together(filled: Any) -> None:
    marks = marks_of(filled, FIRST, LAST, "ru")
    unity = marks[date(2026, 11, 4)]
    assert unity.holiday is not None
    assert unity.holiday.name == "День народного единства"
    assert unity.observances == ("Day of Harbour",)
    assert [(note.text, note.by) for note in unity.notes] == [("Fireworks of Harbour", "Ada")]
    assert list(marks) == [date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 6)]
    assert all(marks.values())


def test_bars_are_those_of_the_span_and_an_open_end_goes_on(filled: Any) -> None:
    rows = bars_of(filled, FIRST, LAST)
    assert rows[0].monday == date(2026, 10, 26)
    assert rows[-1].monday == date(2026, 11, 30)
    assert [piece.bar.name for piece in rows[1].pieces] == ["Autumn", "Fair"]
    fair = rows[1].pieces[1].bar
    assert (fair.time, fair.zone, fair.kind) == ("19:00", "Europe/Moscow", "event")
    assert not any(piece.ends for row in rows for piece in row.pieces if piece.bar.name == "Autumn")


def test_an_archived_campaign_is_no_bar(filled: Any) -> None:
    Campaign.objects.filter(workspace=filled).update(archived_at="2026-11-01T00:00Z")
    assert {piece.bar.name for row in bars_of(filled, FIRST, LAST) for piece in row.pieces} == {"Fair"}


@pytest.mark.parametrize("days", [1, 40, 4000])
def test_two_queries_together_however_long_the_span(filled: Any, days: int) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        marks_of(filled, FIRST, FIRST + timedelta(days=days), "en")
        bars_of(filled, FIRST, FIRST + timedelta(days=days))
    assert len(asked) == 2
