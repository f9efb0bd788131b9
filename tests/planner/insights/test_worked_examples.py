"""The models against worked examples, to the last printed digit."""

import math
from typing import Any

import pytest

from planner.insights import best_hour, compare, forecast, halflife, lift, rates
from planner.insights.hour_model import fit
from tests.planner.insights.generator import vector_hours

USUAL = [12, 15, 9, 30, 22, 18, 14, 40, 11, 16, 19, 25]
A, B = [40, 55, 61, 70, 38, 90, 65, 58, 77, 49], [20, 35, 31, 44, 28, 50, 39, 26, 33, 41]


def agrees(found: float, told: float) -> bool:
    """Within the half of the last digit that was printed."""
    digits = len(repr(float(told)).partition(".")[2])
    return abs(found - told) <= 0.5 * 10**-digits * 1.001


def test_attention(vectors: dict[str, Any]) -> None:
    for one in vectors["attention"]:
        assert agrees(halflife.attention_gone(one["t"], one["h"], one["k"]), one["F"])
    assert agrees(halflife.age_when(0.95, 6, 0.85), vectors["attention_t95"])


def test_half_lives(vectors: dict[str, Any]) -> None:
    for one in vectors["halflife"]:
        prior = halflife.Prior(one["h0"], one["tau"])
        found = halflife.of_post(one["ts"], one["cum"], prior, one["k"], one["phi"])
        assert agrees(found.hours, one["h"])
        assert agrees(found.deviation, one["sd_ln"])
        long_enough = found.observed >= 3 * found.hours
        assert long_enough == one.get("report", long_enough)
        assert found.is_measured == (long_enough and found.events >= 30)


def test_rates(vectors: dict[str, Any]) -> None:
    counts = rates.Counts(180, 3900, 6200, 5000, 93)
    told = vectors["rates"]
    for formula, name in zip(
        rates.Formula, ("ER_reach", "ER_impressions", "ER_followers", "CTR"), strict=True
    ):
        found = rates.rate(formula, counts)
        assert found is not None
        assert agrees(found, told[name])


def test_lifts(vectors: dict[str, Any]) -> None:
    for one in vectors["lift"]:
        found = lift.lift(one["x"], USUAL[: one["n"]])
        assert found is not None
        assert found.robust_z is not None
        assert agrees(found.percent, one["lift_pct"])
        assert agrees(found.robust_z, one["robust_z"])
        assert agrees(found.percentile, one["percentile"])
        assert (found.posts, found.verdict) == (one["n"], one["verdict"])


def test_the_model_of_hours(vectors: dict[str, Any]) -> None:
    told, found = vectors["best_hour"], fit(vector_hours(240, 0.5), best_hour.HOURS)
    assert agrees(found.seen.middle, told["mu"])
    assert agrees(found.seen.noise, told["s2"])
    assert agrees(found.seen.variance, told["tau2"])
    for hour, effect in told["effect"].items():
        assert agrees(found.mean[int(hour)], effect)
        assert agrees(found.deviation[int(hour)], told["sd"][hour])
    few = fit(vector_hours(40, 0.5), best_hour.HOURS)
    assert agrees(few.seen.variance, vectors["best_hour_n40"]["tau2"])
    assert agrees(max(few.mean), vectors["best_hour_n40"]["max_effect"])


def test_the_best_hour(vectors: dict[str, Any]) -> None:
    for one, effect in zip(vectors["best_hour_final"], (0.5, 0.5, 1.5), strict=True):
        found = best_hour.panel(vector_hours(one["n"], effect))
        assert agrees(found.agreement, one["lam"])
        assert agrees(found.z, one["z"])
        assert agrees(found.factor, one["factor"])
        assert found.verdict == one["verdict"]
        for hour, percent in one["lift_pct"].items():
            assert agrees(found.cells[int(hour)].percent, percent)
            assert agrees(found.cells[int(hour)].deviation, one["sd"][hour])


def test_comparisons(vectors: dict[str, Any]) -> None:
    told, found = vectors["compare"][0], compare.compare(A, B)
    assert agrees(found.ratio, told["ratio"])
    assert agrees(found.low, told["ci90"][0])
    assert agrees(found.high, told["ci90"][1])
    assert agrees(found.chance_better, told["p_better"])
    assert found.verdict == told["verdict"]


def test_forecasts(vectors: dict[str, Any]) -> None:
    model = forecast.learn([tuple(life) for life in vectors["forecast2_train"]])
    assert model.ridge == vectors["forecast2"][0]["ridge"]
    for one in vectors["forecast2"]:
        found = forecast.foretell(model, one["prev"], one["cur"])
        assert agrees(found.point, one["point"])
        assert agrees(found.low, one["lo80"])
        assert agrees(found.high, one["hi80"])
        assert found.posts == one["n"]


def test_a_forecast_by_one_step_for_all(vectors: dict[str, Any]) -> None:
    """The examples do not name what was learned from; but one step must explain all three of them."""
    middle = vectors["forecast"][1]

    def step(value: float) -> float:
        return math.log1p(value) - math.log1p(middle["cur"])

    model = forecast.Model(
        10, 1000.0, step(middle["point"]), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0),
        step(middle["lo80"]) - step(middle["point"]), step(middle["hi80"]) - step(middle["point"]),
    )  # fmt: skip
    for one in vectors["forecast"]:
        found = forecast.foretell(model, 0, one["cur"])
        near = 0.05 + (1 + one["cur"]) / (1 + middle["cur"]) * 0.05  # both were rounded
        assert found.point == pytest.approx(one["point"], abs=near)
        assert found.low == pytest.approx(one["lo80"], abs=near)
        assert found.high == pytest.approx(one["hi80"], abs=near)
