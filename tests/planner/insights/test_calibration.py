"""Do the models keep what they promise, where the truth is known? The figures stand at the end of a run.

ALMANAC_CALIBRATION_TIMES=10 makes ten times as many runs.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import fmean, median

import pytest

from planner.insights import compare, forecast
from planner.insights.best_hour import Verdict, panel
from planner.insights.channel_life import Life, of_channel
from planner.insights.halflife import Prior, increments, likelihood, of_post, peak
from planner.insights.lift import percent
from planner.insights.same_age import AGES
from tests.planner.insights import generator

Tells = Callable[[str], None]
LATE = AGES.index(168.0)


def test_where_hours_do_not_matter_none_is_recommended(times: int, figure: Tells) -> None:
    runs, found = 200 * times, Counter[str]()
    for seed in range(runs):
        made = panel(generator.hours(random.Random(seed), 150, spread=0).posts)
        found[made.verdict] += 1
        assert bool(made.recommended) == (made.verdict is Verdict.EVIDENCE and made.promised > 0)
    figure(f"noise, {runs} channels of 150 posts: {dict(found)}")
    assert found.total() == runs >= 200
    assert found[Verdict.EVIDENCE] <= 0.05 * runs
    assert found[Verdict.NOTHING] >= 0.7 * runs


def test_what_is_promised_of_hours_is_delivered_and_raw_means_are_not(times: int, figure: Tells) -> None:
    """The same channels seen by the model and by a heat map of raw means with its three best hours."""
    said, came, raw_said, raw_came = [], [], [], []
    for seed in range(120 * times):
        made = generator.hours(random.Random(10_000 + seed), 200, spread=0.25)
        found = panel(made.posts)
        if found.recommended:
            said.append(fmean(cell.effect for cell in found.recommended))
            came.append(fmean(made.worth[cell.at] for cell in found.recommended))
        means = _raw(made.posts)
        best = sorted(means, key=lambda hour: -means[hour])[:3]
        raw_said.append(percent(fmean(means[hour] for hour in best)))
        raw_came.append(fmean(made.worth[hour] for hour in best))
    figure(
        f"hours: the model promised {percent(fmean(said)):+.0f} %, delivered {percent(fmean(came)):+.0f} %"
        f" ({len(said)} of {len(raw_said)} channels); the naive heat map promised {fmean(raw_said):+.0f} %,"
        f" delivered {percent(fmean(raw_came)):+.0f} %"
    )
    assert len(raw_said) >= 120
    assert len(said) >= 30
    assert fmean(said) <= fmean(came) + 0.05
    assert fmean(raw_said) > 2 * percent(fmean(raw_came))


def test_intervals_of_hours_hold_nine_of_ten(times: int, figure: Tells) -> None:
    held, shares = [], {}
    for spread in (0.0, 0.1, 0.2, 0.4):
        here = []
        for seed in range(40 * times):
            made = generator.hours(random.Random(20_000 + seed), 200, spread)
            for cell in panel(made.posts).cells:
                if cell.posts:
                    here.append(cell.low <= percent(made.worth[cell.at]) <= cell.high)
        shares[spread] = fmean(here)
        held += here
    figure(f"hours, intervals of 90 %: {fmean(held):.3f} of {len(held)}; by spread {shares}")
    assert len(held) >= 1500
    assert min(shares.values()) >= 0.85
    assert fmean(shares[spread] for spread in (0.2, 0.4)) <= 0.95  # where hours do not differ, all hold


@pytest.mark.parametrize("counts", [(12, 25), (40, 90), (150, 800)])
def test_intervals_of_comparisons_hold_nine_of_ten(
    counts: tuple[int, int], times: int, figure: Tells
) -> None:
    held, wrong = [], 0
    runs = 120 * times
    for seed in range(runs):
        draw = random.Random(seed)
        step = 0.3 if seed % 2 else 0.0
        one = [step + draw.gauss(0, 1) for _ in range(counts[0])]
        two = [draw.gauss(0, 1) for _ in range(counts[1])]
        made = compare.compare_logs(one, two, seed)
        held.append(made.low <= math.exp(step) <= made.high)
        wrong += not step and made.verdict is not compare.Verdict.NO_DIFFERENCE
    figure(f"compare {counts}: {fmean(held):.3f} of {runs}; a difference seen where none is: {wrong}")
    assert len(held) == runs >= 120
    assert 0.85 <= fmean(held) <= 0.95


def test_of_many_groups_the_best_is_not_believed(times: int, figure: Tells) -> None:
    """Twelve tags that are all alike: seldom is one called better, and their intervals hold."""
    runs, called, plain, held = 25 * times, 0, 0, []
    for seed in range(runs):
        draw = random.Random(seed)
        groups = {str(tag): [draw.gauss(0, 1) for _ in range(15)] for tag in range(12)}
        others = {
            tag: [value for other, values in groups.items() if other != tag for value in values]
            for tag in groups
        }
        made = compare.compare_each(groups, others)
        called += any(one.verdict in {compare.Verdict.BETTER, compare.Verdict.WORSE} for one in made.values())
        plain += any(
            one.verdict in {compare.Verdict.BETTER, compare.Verdict.WORSE}
            for one in (compare.compare_logs(groups[tag], others[tag]) for tag in groups)
        )
        held += [one.low <= 1 <= one.high for one in made.values()]
    figure(f"12 like tags: one called different in {called} of {runs} runs, unshrunken in {plain}")
    assert len(held) == 12 * runs >= 300
    assert called <= 0.15 * runs < plain
    assert 0.85 <= fmean(held) <= 0.99  # drawn towards “no difference”, which is true here


def test_the_forecast_is_no_worse_than_simpler_ones_and_its_range_holds_eight_of_ten(
    times: int, figure: Tells
) -> None:
    misses: dict[str, list[float]] = {"recommended": [], "offset": [], "log-log": [], "median": []}
    held = []
    for seed in range(12 * times):
        draw = random.Random(seed)
        lives = [
            (came[2], came[3], came[LATE])
            for came in generator.channel(draw, 110, 5 * math.exp(draw.gauss(0, 0.5)))
        ]
        for start in range(0, 50, 10):
            known, asked = lives[start : start + 60], lives[start + 60 : start + 70]
            model = forecast.learn(known)
            for before, now, end in asked:
                made = forecast.foretell(model, before, now)
                held.append(made.low <= end <= made.high)
                misses["recommended"].append(math.log1p(made.point) - math.log1p(end))
                for name, guess in _baselines(known, now).items():
                    misses[name].append(guess - math.log1p(end))
    off = {name: math.sqrt(fmean(miss**2 for miss in those)) for name, those in misses.items()}
    shown = {name: round(value, 3) for name, value in off.items()}
    figure(f"forecast from 6 h to 7 d, RMSLE of {len(held)}: {shown}; 80 % range held {fmean(held):.3f}")
    assert len(held) >= 600
    assert off["recommended"] <= min(off.values()) * 1.01
    assert 0.75 <= fmean(held) <= 0.85


def test_half_lives_of_posts_are_found_again(times: int, figure: Tells) -> None:
    off, held = [], []
    for seed in range(250 * times):
        draw = random.Random(seed)
        true = 4 * math.exp(draw.gauss(0, 0.8))
        came = generator.cascade(draw, true, 400, 0.85)
        found = of_post(AGES, came, Prior(4.0, 0.8))
        if found.is_measured:
            off.append(math.log(found.hours / true))
            held.append(found.low <= true <= found.high)
    figure(f"half-life of posts: off by {percent(fmean(off)):+.1f} %, held {fmean(held):.3f} of {len(held)}")
    assert len(held) >= 200
    assert abs(fmean(off)) <= 0.1
    assert 0.85 <= fmean(held) <= 0.95


def test_half_lives_of_channels_are_found_again_and_one_heap_of_curves_is_off(
    times: int, figure: Tells
) -> None:
    held = []
    for shape in (0.65, 0.85, 1.1):
        off, heap = [], []
        for seed in range(60 * times):
            draw = random.Random(seed)
            true = 4 * math.exp(draw.gauss(0, 0.8))
            posts = generator.channel(draw, 45, true, shape)
            found = of_channel([Life(AGES, came) for came in posts], Prior(4.0, 1.0))
            off.append(math.log(found.hours / true))
            held.append(found.low <= true <= found.high)
            heap.append(_one_heap(posts) - math.log(true))
        figure(
            f"half-life of channels, k = {shape}: off by {percent(fmean(off)):+.1f} %, held "
            f"{fmean(held[-60 * times :]):.3f}; one heap: {percent(fmean(heap)):+.1f} %"
        )
        assert abs(fmean(off)) <= 0.12
        assert math.sqrt(fmean(one**2 for one in off)) <= math.sqrt(fmean(one**2 for one in heap)) * 1.05
    assert len(held) >= 180
    assert 0.85 <= fmean(held) <= 0.95


def _raw(posts: Sequence[tuple[int, float]]) -> dict[int, float]:
    by_hour: dict[int, list[float]] = {}
    for hour, value in posts:
        by_hour.setdefault(hour, []).append(value)
    return {hour: fmean(values) for hour, values in by_hour.items()}


def _baselines(known: Sequence[forecast.Life], now: float) -> dict[str, float]:
    """ln(1 + end) by one step for all, by a line on ln(1 + now), and by the middle of what posts had."""
    here, ends = [math.log1p(life[1]) for life in known], [math.log1p(life[2]) for life in known]
    middle, rest = fmean(here), fmean(ends)
    spread = sum((one - middle) ** 2 for one in here)
    slope = sum((one - middle) * (end - rest) for one, end in zip(here, ends, strict=True)) / spread
    return {
        "offset": math.log1p(now) + rest - middle,
        "log-log": max(math.log1p(now), rest + slope * (math.log1p(now) - middle)),
        "median": max(math.log1p(now), median(ends)),
    }


def _one_heap(posts: Sequence[tuple[float, ...]]) -> float:
    """ln of the half-life of all posts' curves put together, each with the same weight."""
    heap = [fmean(came[at] / came[-1] for came in posts) for at in range(len(AGES))]
    return peak(lambda log: likelihood(math.exp(log), 0.85, AGES, increments(heap)))[0]
