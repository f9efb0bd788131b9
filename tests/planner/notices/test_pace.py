"""Quiet hours over midnight and when clocks change; digests by the clock of the zone. Pure."""

from datetime import UTC, datetime, time

import pytest

from planner.notices.pace import Quiet, after_quiet, due

NIGHT = Quiet(time(22), time(8), "Europe/Berlin")
NOON = Quiet(time(12), time(13), "Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-01-10T20:59:59", "2026-01-10T20:59:59"),  # 21:59:59 in Berlin
        ("2026-01-10T21:00:00", "2026-01-11T07:00:00"),  # 22:00, until 08:00 of the next day
        ("2026-01-10T23:30:00", "2026-01-11T07:00:00"),  # 00:30 of the next day
        ("2026-01-11T06:59:59", "2026-01-11T07:00:00"),
        ("2026-01-11T07:00:00", "2026-01-11T07:00:00"),  # it is over
        ("2026-03-28T22:00:00", "2026-03-29T06:00:00"),  # the night that loses an hour
        ("2026-10-24T21:00:00", "2026-10-25T07:00:00"),  # the night that gains one
    ],
)
def test_over_midnight(moment: str, leaves: str) -> None:
    assert after_quiet(at(moment), NIGHT) == at(leaves)


def test_within_a_day() -> None:
    assert after_quiet(at("2026-01-10T11:30:00"), NOON) == at("2026-01-10T12:00:00")
    assert after_quiet(at("2026-01-10T12:00:00"), NOON) == at("2026-01-10T12:00:00")


def test_an_end_that_the_clocks_jump_over_is_when_they_have() -> None:
    quiet = Quiet(time(22), time(2, 30), "Europe/Berlin")
    assert after_quiet(at("2026-03-29T00:30:00"), quiet) == at("2026-03-29T01:30:00")  # 03:30, an hour on


def test_an_end_that_comes_twice_is_the_first_and_then_the_second() -> None:
    quiet = Quiet(time(22), time(2, 30), "Europe/Berlin")
    assert after_quiet(at("2026-10-25T00:10:00"), quiet) == at("2026-10-25T00:30:00")
    assert after_quiet(at("2026-10-25T01:10:00"), quiet) == at("2026-10-25T01:30:00")  # 02:10 once more


def test_without_hours_or_with_equal_ones_nothing_waits() -> None:
    moment = at("2026-01-10T23:30:00")
    assert after_quiet(moment, Quiet()) == moment
    assert after_quiet(moment, Quiet(time(8), time(8), "UTC")) == moment


def test_hourly_is_the_next_full_hour_also_where_zones_are_half_an_hour_off() -> None:
    moment = at("2026-01-10T10:10:30")
    assert due(moment, "hourly", Quiet(zone="UTC")) == at("2026-01-10T11:00:00")
    assert due(moment, "hourly", Quiet(zone="Asia/Kolkata")) == at("2026-01-10T10:30:00")  # 16:00 there


def test_daily_is_the_next_nine_o_clock() -> None:
    assert due(at("2026-01-10T07:59:59"), "daily", Quiet(zone="Europe/Berlin")) == at("2026-01-10T08:00:00")
    assert due(at("2026-01-10T08:00:00"), "daily", Quiet(zone="Europe/Berlin")) == at("2026-01-11T08:00:00")


def test_a_digest_that_falls_into_the_quiet_hours_waits_for_their_end() -> None:
    late = Quiet(time(22), time(10), "Europe/Berlin")
    assert due(at("2026-01-10T07:00:00"), "daily", late) == at("2026-01-10T09:00:00")
    assert due(at("2026-01-10T20:30:00"), "hourly", NIGHT) == at("2026-01-11T07:00:00")
