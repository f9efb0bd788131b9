"""Rules: when posts come again, how a rule is spelt and said. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from planner.queues import form, rule
from planner.queues.rule import NotARule, Rule, read, walls
from planner.queues.rule_words import words
from planner.walltime import Change, resolve

TUESDAY = datetime.fromisoformat("2026-11-24T10:00")


def days(text: str, start: str, count: int = 4) -> list[str]:
    return [
        wall.isoformat()[5:10] for wall in islice(walls(read(text), datetime.fromisoformat(start)), count)
    ]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("FREQ=DAILY", "2026-11-24T10:00", ["11-24", "11-25", "11-26", "11-27"]),
        ("FREQ=DAILY;INTERVAL=3", "2026-11-24T10:00", ["11-24", "11-27", "11-30", "12-03"]),
        ("FREQ=WEEKLY;BYDAY=TU,FR", "2026-11-24T10:00", ["11-24", "11-27", "12-01", "12-04"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24T10:00", ["11-24", "12-08", "12-22", "01-05"]),
        ("FREQ=MONTHLY;BYMONTHDAY=24", "2026-11-24T10:00", ["11-24", "12-24", "01-24", "02-24"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T10:00", ["11-27", "12-25", "01-29", "02-26"]),
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-11-10T10:00", ["11-10", "12-08", "01-12", "02-09"]),
        (str(Rule("MONTHLY", day=31)), "2026-10-31T10:00", ["10-31", "11-30", "12-31", "01-31"]),
        (str(Rule("MONTHLY", day=30)), "2026-11-30T10:00", ["11-30", "12-30", "01-30", "02-28"]),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-11-24T10:00", ["11-24", "11-30", "12-07", "12-14"]),  # the first stays
        ("FREQ=DAILY;COUNT=2", "2026-11-24T10:00", ["11-24", "11-25"]),
        ("FREQ=DAILY;COUNT=1", "2026-11-24T10:00", ["11-24"]),
        ("FREQ=DAILY;UNTIL=20261126T235959", "2026-11-24T10:00", ["11-24", "11-25", "11-26"]),
    ],
)
def test_a_rule_comes_when_it_says(text: str, start: str, expected: list[str]) -> None:
    assert days(text, start) == expected


def test_the_same_count_comes_of_what_is_left() -> None:
    whole = Rule("WEEKLY", weekdays=(1,), times=5)
    begin = list(walls(whole, TUESDAY))[2]
    left = rule.after(whole, TUESDAY, begin)
    assert [*list(walls(whole, TUESDAY))[:2], *walls(left, begin)] == list(walls(whole, TUESDAY))


RULES = some.one_of(
    some.builds(Rule, some.just("DAILY"), some.integers(1, 99), times=some.none() | some.integers(1, 500)),
    some.builds(
        Rule,
        some.just("WEEKLY"),
        some.integers(1, 9),
        some.lists(some.integers(0, 6), min_size=1, unique=True).map(lambda d: tuple(sorted(d))),
        until=some.none() | some.dates(date(2026, 12, 1), date(2040, 1, 1)),
    ),
    some.builds(Rule, some.just("MONTHLY"), some.integers(1, 9), day=some.integers(1, 31)),
    some.builds(
        Rule,
        some.just("MONTHLY"),
        some.integers(1, 9),
        some.integers(0, 6).map(lambda d: (d,)),
        nth=some.sampled_from([1, 2, 3, 4, -1]),
    ),
)


@settings(max_examples=200, deadline=None)
@given(RULES)
def test_a_rule_is_read_as_it_is_spelt_and_can_be_said(one: Rule) -> None:
    assert read(str(one)) == one
    assert words(one, TUESDAY)
    coming = list(islice(walls(one, TUESDAY), 40))
    assert coming == sorted(set(coming))
    assert {wall.time() for wall in coming} == {TUESDAY.time()}


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=YEARLY", "FREQ=HOURLY", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;INTERVAL=0", "x",
     "FREQ=DAILY;BYHOUR=3", "FREQ=MONTHLY;BYDAY=5TU", "FREQ=DAILY;COUNT=99999",
     "FREQ=MONTHLY;BYMONTHDAY=1,5"],
)  # fmt: skip
def test_what_we_do_not_keep_is_no_rule(text: str) -> None:
    with pytest.raises(NotARule):
        read(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=12",
         "every second Tuesday at 10:00, 12 times, the last on 27 April 2027"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every working day at 10:00"),
        ("FREQ=WEEKLY;BYDAY=TU,FR;UNTIL=20261224T235959",
         "every week on Tue, Fri at 10:00, until 24 December"),
        ("FREQ=MONTHLY;BYDAY=2WE", "every month on the second Wednesday at 10:00"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=4SU", "every 3 months on the fourth Sunday at 10:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday at 10:00"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days at 10:00"),
    ],
)  # fmt: skip
def test_a_rule_in_words(text: str, said: str) -> None:
    assert words(read(text), TUESDAY) == said


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe"])
def test_the_wall_hour_stays_over_both_changes_and_each_day_comes_once(zone: str) -> None:
    start = datetime.fromisoformat("2026-09-20T10:00")
    at = [resolve(wall, zone).at for wall in islice(walls(read("FREQ=DAILY"), start), 250)]
    assert len({one.astimezone(ZoneInfo(zone)).date() for one in at}) == 250
    assert {one.astimezone(ZoneInfo(zone)).strftime("%H:%M") for one in at} == {"10:00"}


@pytest.mark.parametrize(
    ("zone", "start", "change", "shown"),
    [
        ("Europe/Berlin", "2026-10-24T02:30", Change.FOLD, "02:30"),
        ("Europe/Berlin", "2027-03-27T02:30", Change.GAP, "03:30"),
        ("Australia/Lord_Howe", "2027-04-03T01:45", Change.FOLD, "01:45"),
        ("Australia/Lord_Howe", "2026-10-03T02:10", Change.GAP, "02:40"),
    ],
)
def test_an_hour_that_is_not_there_is_moved_and_one_that_comes_twice_comes_once(
    zone: str, start: str, change: Change, shown: str
) -> None:
    when = [
        resolve(wall, zone) for wall in islice(walls(read("FREQ=DAILY"), datetime.fromisoformat(start)), 3)
    ]
    assert [one.change for one in when] == [Change.NONE, change, Change.NONE]
    assert when[1].wall[11:16] == shown
    assert when[2].wall[11:16] == start[11:16]


def chosen(**typed: str | Sequence[str]) -> form.Choice:
    sent = {f"series-{name}": [value] if isinstance(value, str) else value for name, value in typed.items()}
    return form.read(sent, resolve(TUESDAY, "Europe/Moscow"))


def test_what_is_chosen_becomes_a_rule_and_the_rule_a_choice() -> None:
    one = chosen(repeats="weekly", every="2", days=["1", "4"], ends="after", times="12")
    assert str(one.rule) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;COUNT=12"
    assert one.rule is not None
    again = form.shown(one.rule, resolve(TUESDAY, "Europe/Moscow"))
    assert (again.repeats, again.step, again.weekdays, again.ends, again.times) == (
        "weekly",
        "2",
        (1, 4),
        "after",
        "12",
    )
    assert str(chosen(repeats="monthly", monthly="last").rule) == "FREQ=MONTHLY;BYDAY=-1TU"
    assert str(chosen(repeats="monthly", monthly="day").rule) == "FREQ=MONTHLY;BYMONTHDAY=24"
    assert chosen(repeats="none").rule is None


@pytest.mark.parametrize(
    "typed",
    [
        {"repeats": "daily", "every": "0"},
        {"repeats": "daily", "every": "x"},
        {"repeats": "daily", "ends": "on", "until": "never"},
        {"repeats": "daily", "ends": "on", "until": "2026-11-24"},
        {"repeats": "daily", "ends": "after", "times": "1"},
    ],
)
def test_what_cannot_be_is_said(typed: dict[str, str]) -> None:
    one = chosen(**typed)
    assert one.rule is None
    assert one.problems


def test_without_a_time_there_is_nothing_to_repeat() -> None:
    assert form.read({"series-repeats": ["daily"]}, None).problems
