"""Observances: tried first, brought once, kept two years ahead, taken away again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import EASTER_ORTHODOX, easter
from icalendar import Calendar, Event

from planner.days import observances
from planner.days.ics import read, series
from planner.days.ics_event import written
from planner.days.marks import marks_of
from planner.days.models import Observance, ObservedDay
from planner.days.observances import add, bring, built_in, plan, remove_calendar, renew
from planner.days.unroll import days_of
from planner.history.models import Entry
from planner.people.members import Refused
from tests.planner.days.test_hostile_files import event, file

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YEARLY = event("UID:1", "RRULE:FREQ=YEARLY", name="День маяка", day="20200807")


def test_a_file_says_first_what_it_would_do_and_writes_nothing(harbour: Any) -> None:
    found = plan(harbour, file(YEARLY, event("UID:2", name="Once")), "days.ics", NOW)
    assert [(one.name, one.becomes, one.repeats) for one in found.coming] == [
        ("Once", "new", False),
        ("День маяка", "new", True),
    ]
    assert found.calendar == "days.ics"
    assert not Observance.objects.exists()


def test_what_is_brought_twice_is_here_once(harbour: Any, olga: Any, acting: Any) -> None:
    for new in (2, 0):
        found = plan(harbour, file(YEARLY, event("UID:2", name="Once")), "days.ics", NOW)
        assert len(found.of("new")) == new
        assert bring(harbour, acting(olga), found, NOW) == new
    assert Observance.objects.count() == 2
    assert ObservedDay.objects.count() == 4
    assert list(ObservedDay.objects.filter(name="День маяка").values_list("day", flat=True)) == [
        date(2026, 8, 7),
        date(2027, 8, 7),
        date(2028, 8, 7),
    ]
    assert Entry.objects.filter(act="observances.brought").count() == 1


def test_what_changed_in_the_file_changes_here(harbour: Any, olga: Any, acting: Any) -> None:
    bring(harbour, acting(olga), plan(harbour, file(YEARLY), "days.ics", NOW), NOW)
    moved = plan(harbour, file(YEARLY.replace("0807", "0901")), "days.ics", NOW)
    assert [one.becomes for one in moved.coming] == ["changed"]
    bring(harbour, acting(olga), moved, NOW)
    assert set(ObservedDay.objects.values_list("day", flat=True)) == {
        date(year, 9, 1) for year in (2026, 2027, 2028)
    }


def test_a_changed_time_of_a_series_and_a_cancelled_one(harbour: Any) -> None:
    head = event("UID:1", "RRULE:FREQ=MONTHLY;COUNT=4", name="Market", day="20270105")
    moved = event("UID:1", "RECURRENCE-ID;VALUE=DATE:20270205", name="Ice market", day="20270207")
    gone = event("UID:1", "RECURRENCE-ID;VALUE=DATE:20270305", "STATUS:CANCELLED", day="20270305")
    (one,) = plan(harbour, file(head, moved, gone), "days.ics", NOW).coming
    assert dict(one.days) == {
        date(2027, 1, 5): "Market",
        date(2027, 2, 7): "Ice market",
        date(2027, 4, 5): "Market",
    }


def test_several_days_and_a_time_in_utc_stand_where_the_wall_here_shows_them(harbour: Any) -> None:
    fair = event("UID:1", "DTEND;VALUE=DATE:20261129", name="Fair")
    night = event("UID:2", "DTSTART:20261130T220000Z", "DTEND:20261130T230000Z", name="Night", day="")
    days = {
        one.name: [day for day, _ in one.days] for one in plan(harbour, file(fair, night), "", NOW).coming
    }
    assert days["Fair"] == [date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)]
    assert days["Night"] == [date(2026, 12, 1)]  # one in the morning in Moscow


@pytest.mark.parametrize("name", ["Ёлка, пряники; и \\ «мёд»", "День 100 % 🎄", "a" * 72 + "ё" * 128])
def test_a_name_survives_the_file_and_the_way_back(name: str) -> None:
    calendar = Calendar()
    given = Event()
    given.add("uid", "1")
    given.add("summary", name)
    given.add("dtstart", date(2026, 12, 31))
    calendar.add_component(given)
    for data in (calendar.to_ical(), calendar.to_ical().decode().encode("utf-16")):
        (told,) = read(data, ZoneInfo("Europe/Moscow"), NOW.date()).events
        assert told.name == name
        assert days_of(written([told]), date(2026, 1, 1), date(2027, 1, 1)) == {date(2026, 12, 31): name}


def test_letters_of_an_old_windows_are_read_too(harbour: Any) -> None:
    (one,) = plan(harbour, file(YEARLY).decode().encode("cp1251"), "", NOW).coming
    assert one.name == "День маяка"


def test_what_repeats_is_kept_two_years_ahead(harbour: Any, olga: Any, acting: Any) -> None:
    bring(harbour, acting(olga), plan(harbour, file(YEARLY), "days.ics", NOW), NOW)
    assert renew(NOW) == 0
    later = NOW + timedelta(days=365)
    assert renew(later) == 1
    assert renew(later) == 0
    assert ObservedDay.objects.filter(day=date(2029, 8, 7)).count() == 1
    assert ObservedDay.objects.count() == 4


def test_one_by_hand_and_the_29th_of_february(harbour: Any, olga: Any, acting: Any) -> None:
    add(harbour, acting(olga), "  Founders’   day ", date(2024, 2, 29), every_year=True, now=NOW)
    days = list(ObservedDay.objects.values_list("day", flat=True))
    assert days == [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]
    assert marks_of(harbour, days[1], days[1], "en")[days[1]].observances == ("Founders’ day",)
    with pytest.raises(Refused):
        add(harbour, acting(olga), " \x00 ", date(2027, 1, 1), every_year=False, now=NOW)


def test_a_file_is_taken_away_whole_and_what_was_added_by_hand_stays(
    harbour: Any, other: Any, olga: Any, acting: Any
) -> None:
    for workspace in (harbour, other):
        bring(workspace, acting(olga), plan(workspace, file(YEARLY), "days.ics", NOW), NOW)
    add(harbour, acting(olga), "Ours", date(2027, 1, 1), every_year=False, now=NOW)
    assert remove_calendar(harbour, acting(olga), "days.ics", NOW) == 1
    assert remove_calendar(harbour, acting(olga), "", NOW) == 0
    assert set(Observance.objects.values_list("workspace", "name")) == {
        (harbour.pk, "Ours"),
        (other.pk, "День маяка"),
    }


def test_no_more_days_come_than_there_is_room_for(harbour: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observances, "MOST", 1)
    found = plan(harbour, file(YEARLY, event("UID:2", name="Once")), "", NOW)
    assert (len(found.coming), len(found.refused)) == (1, 1)


# --- The list that comes with Almanac -------------------------------------------------------------


def test_the_list_of_russia_is_read_without_a_refusal(harbour: Any) -> None:
    found = plan(harbour, built_in("ru"), "", NOW)
    assert found.refused == ()
    assert len(found.coming) > 70
    assert found.calendar == "Профессиональные и памятные дни (Россия)"


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("День программиста", {2026: (9, 13), 2027: (9, 13), 2028: (9, 12)}),
        ("Чёрная пятница", {2026: (11, 27), 2027: (11, 26), 2028: (11, 24)}),
        ("День матери", {2026: (11, 29), 2027: (11, 28), 2028: (11, 26)}),
        ("День системного администратора", {2026: (7, 31), 2027: (7, 30), 2028: (7, 28)}),
        ("День медицинского работника", {2026: (6, 21), 2027: (6, 20), 2028: (6, 18)}),
    ],
)
def test_days_that_move_are_computed(name: str, years: dict[int, tuple[int, int]]) -> None:
    told = read(built_in("ru"), ZoneInfo("Europe/Moscow"), NOW.date()).events
    (event,) = [one for one in told if one.name == name]
    days = days_of(written([event]), date(2026, 1, 1), date(2028, 12, 31))
    assert sorted(days) == [date(year, *day) for year, day in years.items()]


def test_easter_is_the_one_of_the_church_there() -> None:
    told = series(read(built_in("ru"), ZoneInfo("Europe/Moscow"), NOW.date()).events)
    days = days_of(written(told["easter@russian.almanac"]), date(2025, 1, 1), date(2045, 12, 31))
    assert sorted(days) == [easter(year, EASTER_ORTHODOX) for year in range(2025, 2046)]
