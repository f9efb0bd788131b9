"""Calendar files that mean no good, or were damaged on the way: refused with a sentence, and quickly."""

import time
from datetime import UTC, date, datetime
from datetime import time as time_of
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from planner.days import ics
from planner.days.models import ObservedDay
from planner.days.observances import MOST_DAYS, plan, renew
from planner.days.walk import Budget

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


def event(*lines: str, name: str = "Fog", day: str = "20261126") -> str:
    head = [f"SUMMARY:{name}"] if name else []
    begin = [f"DTSTART;VALUE=DATE:{day}"] if day else []
    return "\r\n".join(["BEGIN:VEVENT", *head, *begin, *lines, "END:VEVENT", ""])


def file(*events: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


WHOLE = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "a page": b"<html><body>BEGIN:VCALENDAR</body></html>",
    "an archive": b"PK\x03\x04" + b"\x00" * 400,
    "too large": file(event("X-PADDING:" + "x" * 600_000)),
    "too many events": file(*(event(f"UID:{n}") for n in range(1_100))),
    "no end": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Fog\r\nDTSTART;VALUE=DATE:20261126\r\n",
    "crossed ends": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\nEND:VEVENT\r\n",
    "nested for ever": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5_000,
    "no event": file(),
    "only a task": b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:x\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
}
EACH = {
    "every second": event("RRULE:FREQ=SECONDLY"),
    "every minute": event("RRULE:FREQ=MINUTELY;COUNT=9999999"),
    "every hour": event("RRULE:FREQ=HOURLY"),
    "an interval of nothing": event("RRULE:FREQ=DAILY;INTERVAL=0"),
    "an interval below nothing": event("RRULE:FREQ=DAILY;INTERVAL=-1"),
    "an endless interval": event("RRULE:FREQ=YEARLY;INTERVAL=99999999999"),
    "a rule of nonsense": event("RRULE:FREQ=SOMETIMES"),
    "a rule without a beat": event("RRULE:BYDAY=MO"),
    "daily since the great fire": event("RRULE:FREQ=DAILY", day="17120101"),
    "every day from now on": event("RRULE:FREQ=DAILY"),
    "a day that never comes": event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "a day that never comes, since 1970": event("RRULE:FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31", day="19700101"),
    "never, and counted": event("RRULE:FREQ=YEARLY;COUNT=3;BYMONTH=6;BYMONTHDAY=31"),
    "fewer times than none": event("RRULE:FREQ=YEARLY;COUNT=-5"),
    "no times": event("RRULE:FREQ=YEARLY;COUNT=0"),
    "two rules": event("RRULE:FREQ=YEARLY", "RRULE:FREQ=MONTHLY"),
    "a day that is none": event(day="20261345"),
    "the 30th of February": event(day="20260230"),
    "a year that is none": event(day="00010101"),
    "far away": event(day="99991231"),
    "no day": event(day=""),
    "no name": event(name=""),
    "a name of nothing seen": event(name="\u202e\u2066\x07"),
    "an end before its beginning": event("DTEND;VALUE=DATE:20261101"),
    "a length of a thousand years": event("DURATION:P400000D"),
    "a length of nonsense": event("DURATION:for a while"),
    "a thousand extra days": event(
        *(
            f"RDATE;VALUE=DATE:{year}{month:02}{day:02}"
            for year in (2027, 2028)
            for month in range(1, 13)
            for day in range(1, 29)
        )
    ),
    "over since long ago": event(day="20190101"),
    "a line without end": event(name="x" * 5_000),
    "cancelled": event("STATUS:CANCELLED"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_no_calendar_is_refused_whole(name: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ics.NotRead) as refusal:
        ics.read(WHOLE[name], MOSCOW, NOW.date())
    assert str(refusal.value).endswith(".")
    assert time.perf_counter() - began < 2


@pytest.mark.django_db
@pytest.mark.parametrize("name", EACH)
def test_an_event_that_means_no_good_is_left_out_and_the_others_come(name: str, harbour: Any) -> None:
    began = time.perf_counter()
    found = plan(harbour, file(event("UID:good", name="Good"), EACH[name]), "x.ics", NOW)
    assert [one.name for one in found.coming] == ["Good"]
    assert len(found.refused) == 1
    assert found.refused[0].why
    assert time.perf_counter() - began < 2


@pytest.mark.django_db
def test_a_rule_that_hides_seconds_speaks_of_days_only(harbour: Any) -> None:
    seconds = ",".join(str(n) for n in range(60))
    rule = f"RRULE:FREQ=YEARLY;BYHOUR={seconds[:60]};BYMINUTE={seconds};BYSECOND={seconds}"
    found = plan(harbour, file(event(rule)), "x.ics", NOW)
    assert [len(one.days) for one in found.coming] == [2]  # one a year


@pytest.mark.django_db
def test_a_time_zone_that_never_ends_is_not_even_read(harbour: Any) -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+9999\r\nTZOFFSETTO:-9999\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    inside = event("UID:1", day="").replace("SUMMARY", "DTSTART;TZID=Evil:20261126T233000\r\nSUMMARY")
    began = time.perf_counter()
    found = plan(harbour, file(zone, inside), "x.ics", NOW)
    assert [one.days[0][0] for one in found.coming] == [date(2026, 11, 26)]
    assert time.perf_counter() - began < 2


@pytest.mark.django_db
def test_marks_and_line_ends_in_a_name_stay_text(harbour: Any) -> None:
    evil = event("UID:1", name="<script>alert(1)</script>\\nX-EVIL:1\\, \\; ok")
    (one,) = plan(harbour, file(evil), "x.ics", NOW).coming
    assert one.name == "<script>alert(1)</script> X-EVIL:1, ; ok"
    assert "\r\nX-EVIL" not in one.source


@pytest.mark.django_db
def test_hundreds_of_rules_are_read_in_seconds(harbour: Any) -> None:
    many = file(
        *(event(f"UID:{n}", "RRULE:FREQ=YEARLY", name=f"Day {n}", day="17990606") for n in range(500))
    )
    began = time.perf_counter()
    found = plan(harbour, many, "x.ics", NOW)
    assert len(found.coming) == 500
    assert time.perf_counter() - began < 15
    assert MOST_DAYS < 1_000


@pytest.mark.django_db
def test_two_events_of_one_uid_are_not_mixed(harbour: Any) -> None:
    found = plan(harbour, file(event("UID:1", name="A"), event("UID:1", name="B")), "x.ics", NOW)
    assert (found.coming, len(found.refused)) == ((), 1)


@pytest.mark.django_db
def test_rules_that_take_long_together_are_left_out_from_there_on(harbour: Any) -> None:
    weekly = (event(f"UID:{n}", "RRULE:FREQ=MONTHLY;COUNT=9999", day="18500101") for n in range(200))
    began = time.perf_counter()
    found = plan(harbour, file(*weekly), "x.ics", NOW)
    assert 0 < len(found.coming) < 200
    assert len(found.coming) + len(found.refused) == 200
    assert time.perf_counter() - began < 15


def never(many: int) -> bytes:
    return file(
        *(event(f"UID:{n}", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", name=f"{n}") for n in range(many))
    )


@pytest.mark.django_db
def test_a_file_of_rules_that_never_match_takes_no_longer_than_an_ordinary_one(harbour: Any) -> None:
    def seconds(data: bytes) -> float:
        began = time.perf_counter()
        plan(harbour, data, "x.ics", NOW)
        return time.perf_counter() - began

    ordinary = file(*(event(f"UID:{n}", "RRULE:FREQ=YEARLY", name=f"Day {n}") for n in range(999)))
    assert seconds(never(999)) < 5 * seconds(ordinary)


@pytest.mark.django_db
def test_what_never_comes_is_refused_each_with_a_sentence(harbour: Any) -> None:
    found = plan(harbour, never(999), "x.ics", NOW)
    assert (found.coming, len(found.refused)) == ((), 999)
    assert {one.why for one in found.refused} == {
        "its repeating rule never matches a day, or too seldom",
        "the file asks for too much counting; split it",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("FREQ=DAILY;INTERVAL=10", "19700101"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "19700106"),
        ("FREQ=MONTHLY", "19700131"),
        ("FREQ=YEARLY;INTERVAL=2", "19700606"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", "20240229"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "19700213"),
    ],
)
def test_a_rule_of_long_ago_falls_on_its_own_days(harbour: Any, rule: str, day: str) -> None:
    (one,) = plan(harbour, file(event(f"RRULE:{rule}", day=day)), "x.ics", NOW).coming
    begin = datetime.strptime(day, "%Y%m%d")  # noqa: DTZ007
    first, last = (date(2025, 11, 22), date(2028, 11, 23))
    right = rrulestr(rule, dtstart=begin).between(
        datetime.combine(first, time_of.min), datetime.combine(last, time_of.min), inc=True
    )
    assert [on for on, _name in one.days] == [at.date() for at in right]


@pytest.mark.django_db
def test_a_broken_rule_that_is_kept_does_not_stop_the_others_at_night(harbour: Any, grace: Any) -> None:
    source = (
        "BEGIN:VEVENT\r\nUID:{}\r\nSUMMARY:Fog\r\nDTSTART;VALUE=DATE:20241126\r\n"
        "DTEND;VALUE=DATE:20241127\r\nRRULE:{}\r\nEND:VEVENT\r\n"
    )
    for uid, rule in (
        ("1", "FREQ=YEARLY;COUNT=-5"),
        ("2", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
        ("3", "FREQ=YEARLY"),
    ):
        harbour.observances.create(
            uid=uid, name="Fog", source=source.format(uid, rule), repeats=True, known_until=date(2026, 1, 1)
        )
    assert renew(NOW) == 3
    assert {row.observance.uid for row in ObservedDay.objects.all()} == {"3"}


@pytest.mark.parametrize(
    ("rule", "spent"),
    [("FREQ=DAILY", 11), ("FREQ=WEEKLY", 17), ("FREQ=MONTHLY", 41), ("FREQ=YEARLY;INTERVAL=2", 376)],
)
def test_every_step_of_a_rule_is_paid_for(rule: str, spent: int) -> None:
    """What walks a rule goes forward by the interval that counts: else nothing would be bounded."""
    budget, begin = Budget(), date(2026, 1, 1)
    before = budget.left
    budget.walk(f"{rule};COUNT=6", begin, date(2046, 1, 1))
    assert before - budget.left in (5 * spent, 6 * spent)
