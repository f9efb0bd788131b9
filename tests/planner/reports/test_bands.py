"""Goals: what is told of the end, how often that holds, and when nothing is told."""

import random

import pytest

from planner.reports.bands import (
    Band,
    Chance,
    chance,
    level_by_the_end,
    share_by_the_end,
    sum_by_the_end,
)
from planner.schedule.mix import Counted, mix


def test_mix_of_the_worked_example(vectors: dict[str, dict[str, dict[str, object]]]) -> None:
    """Counts 12, 3 and 9 against a plan of 70, 20 and 10 per cent."""
    counts = {"value": 12, "curated": 3, "promo": 9}
    targets = {"value": 70, "curated": 20, "promo": 10}
    flags = {"under": "under", "ok": "as planned", "over": "over"}
    shares = mix([Counted(n, name, counts[name], targets[name]) for n, name in enumerate(counts)])
    for share in shares:
        wanted = vectors["mix"][share.name]
        assert share.target == wanted["target"]
        assert share.share == wanted["actual"]
        assert [round(share.low, 3), round(share.high, 3)] == wanted["ci90"]
        assert share.need == wanted["need"]
        assert share.verdict == flags[str(wanted["flag"])]


def test_mix_of_a_small_example() -> None:
    under, over = mix([Counted(1, "value", 12, 70), Counted(2, "promo", 12, 10)])
    assert (under.verdict, under.need) == ("under", 5)
    assert (over.verdict, over.need) == ("over", 0)


@pytest.mark.parametrize(
    "daily",
    [[], [3.0] * 6, [0.0] * 20, [0.0] * 17 + [1.0] * 3],
    ids=["nothing yet", "six days", "nothing happened", "three days on which something did"],
)
def test_too_early_to_say(daily: list[float]) -> None:
    assert sum_by_the_end(daily, 10) is None


def test_what_is_over_is_known() -> None:
    assert sum_by_the_end([2.0, 3.0], 0) == Band(5, 5, 5)
    assert level_by_the_end(120, [], 0) == Band(120, 120, 120)
    assert share_by_the_end(3, 4, 1.0) == Band(0.75, 0.75, 0.75)


def test_the_same_every_day_goes_on() -> None:
    band = sum_by_the_end([2.0] * 10, 5)
    assert band == Band(30, 30, 30)


def test_a_sum_never_falls_below_what_is_there() -> None:
    band = sum_by_the_end([0.0, 90.0, 0.0, 1.0, 0.0, 2.0, 0.0, 1.0], 30)
    assert band is not None
    assert band.low == 94


def test_followers_may_go_down() -> None:
    band = level_by_the_end(100, [-1.0, -2.0, -1.0, 0.0, -1.0, -3.0, -1.0], 20)
    assert band is not None
    assert band.high < 100
    assert band.low >= 0


def test_a_share_is_narrower_the_less_is_to_come() -> None:
    early, late = share_by_the_end(18, 20, 0.2), share_by_the_end(81, 90, 0.9)
    assert early is not None
    assert late is not None
    assert late.high - late.low < early.high - early.low
    assert early.low < 0.9 < early.high


@pytest.mark.parametrize("spread", [0.3, 0.9], ids=["calm days", "days that differ much"])
@pytest.mark.parametrize("days", [10, 35])
def test_a_band_holds_the_end_in_about_eight_of_ten_cases(days: int, spread: float) -> None:
    draw, held = random.Random(11), 0
    for _ in range(400):
        made = [draw.lognormvariate(2, spread) for _ in range(days + 20)]
        band = sum_by_the_end(made[:days], 20)
        assert band is not None
        held += band.low <= sum(made) <= band.high
    assert 0.72 <= held / 400 <= 0.9, held / 400


@pytest.mark.parametrize(
    ("have", "band", "is_over", "can_fall", "says"),
    [
        (40, None, False, False, Chance.REACHED),
        (40, None, True, True, Chance.REACHED),
        (39, None, True, False, Chance.NOT_REACHED),
        (10, None, False, False, Chance.TOO_EARLY),
        (10, Band(41, 50, 60), False, False, Chance.LIKELY),
        (10, Band(20, 30, 39), False, False, Chance.UNLIKELY),
        (10, Band(30, 41, 50), False, False, Chance.OPEN),
        (45, Band(30, 41, 50), False, True, Chance.OPEN),  # followers may leave again
    ],
)
def test_the_outlook(have: float, band: Band | None, is_over: bool, can_fall: bool, says: Chance) -> None:
    assert chance(have, 40, band, is_over, can_fall) is says
