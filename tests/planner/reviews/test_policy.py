"""Whose yes is missing: properties over policies of every shape, with floors on what really ran."""

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from planner.reviews.policy import Step, Yes, filled, seat_of, standing
from tests.floors import meets

PEOPLE = [seat_of(n) for n in range(1, 6)]
CHANNELS = [1, 2, 3]
PRINTS = {1: "a", 2: "b", 3: "c"}
Case = tuple[tuple[Step, ...], tuple[Yes, ...]]
seen: Counter[str] = Counter()  # of the property that runs
HARD = {"quorum": 50, "stood in": 50, "twice": 30, "skipped": 25, "said": 100}


@some.composite
def steps(draw: some.DrawFn, number: int = 0) -> Step:
    seats = frozenset(draw(some.lists(some.sampled_from(PEOPLE), max_size=4, unique=True)))
    rule = draw(some.sampled_from(["any", "all", "quorum"]))
    is_legal = draw(some.booleans())
    return Step(
        key=f"step:{number}",
        name=f"Step {number}",
        seats=seats,
        channels=frozenset(draw(some.lists(some.sampled_from(CHANNELS), min_size=1, unique=True))),
        rule=rule,
        quorum=draw(some.integers(1, 3)),
        is_legal=is_legal,
        is_skipped=not is_legal and draw(some.sampled_from([False, False, True])),
    )


@some.composite
def plans(draw: some.DrawFn) -> tuple[Step, ...]:
    return tuple(draw(steps(number)) for number in range(draw(some.integers(1, 3))))


@some.composite
def yeses(draw: some.DrawFn, plan: tuple[Step, ...]) -> tuple[Yes, ...]:
    """What people said: mostly as they may, in their own seat or in that of somebody away."""
    found = []
    if draw(some.sampled_from([False, False, True])):  # nearly all of them
        whole = frozenset(PRINTS.items())
        found = [Yes(step.key, seat, seat, whole) for step in plan for seat in sorted(step.seats)]
    for _n in range(draw(some.integers(0, 10))):
        step = draw(some.sampled_from(plan))
        seat = draw(some.sampled_from(sorted(step.seats) or PEOPLE))
        voter = draw(some.sampled_from([seat, seat, *PEOPLE]))
        covers = draw(some.lists(some.sampled_from(sorted(PRINTS.items())), min_size=1, unique=True))
        found.append(Yes(step.key, seat, voter, frozenset(covers)))
    return tuple(found)


def noted(case: Case) -> Case:
    plan, said = case
    seen["quorum"] += any(step.rule == "quorum" for step in plan)
    seen["stood in"] += any(one.voter != one.seat for one in said)
    seen["twice"] += len({(one.step, one.voter) for one in said}) < len(said)
    seen["skipped"] += any(step.is_skipped for step in plan)
    seen["said"] += bool(said)
    return case


cases = plans().flatmap(lambda plan: some.tuples(some.just(plan), yeses(plan))).map(noted)
quick = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@meets(seen, **(HARD | {"counted": 100}))
@given(cases)
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_a_quorum_is_of_different_people_each_in_one_seat(
    case: Case,
) -> None:
    plan, said = case
    for step in plan:
        for channel in step.channels:
            mine = [one for one in said if one.step == step.key and one.holds(channel, PRINTS[channel])]
            if len(mine) > 6:
                continue
            seen["counted"] += bool(mine)
            count = filled(step, channel, PRINTS[channel], said)
            assert count <= len({one.voter for one in mine})
            assert count <= len({one.seat for one in mine if one.seat in step.seats})
            assert count == most_pairs(step, mine)


def most_pairs(step: Step, mine: list[Yes]) -> int:
    """The largest set of yeses in which nobody and no seat comes twice."""
    pairs = sorted({(one.voter, one.seat) for one in mine if one.seat in step.seats})

    def best(left: list[tuple[str, str]], people: frozenset[str], seats: frozenset[str]) -> int:
        if not left:
            return 0
        (voter, seat), rest = left[0], left[1:]
        without = best(rest, people, seats)
        if voter in people or seat in seats:
            return without
        return max(without, 1 + best(rest, people | {voter}, seats | {seat}))

    return best(pairs, frozenset(), frozenset())


@meets(seen, **HARD, agreed=40, open=150)
@given(cases)
@quick
def test_agreed_means_that_every_step_has_its_people(case: Case) -> None:
    plan, said = case
    now = standing(plan, PRINTS, said)
    seen["agreed" if now.is_agreed else "open"] += 1
    asked = {channel for step in plan for channel in step.channels}
    enough = all(
        step.is_skipped or filled(step, channel, PRINTS[channel], said) >= step.needed
        for step in plan
        for channel in step.channels
    )
    somebody = all(
        any(filled(step, c, PRINTS[c], said) for step in plan if c in step.channels) for c in asked
    )
    assert now.is_agreed == (enough and somebody)


@meets(seen, **HARD)
@given(cases)
@quick
def test_nobody_s_yes_is_never_enough_whatever_is_passed_over(
    case: Case,
) -> None:
    plan, _said = case
    passed = tuple(replace(step, is_legal=False, is_skipped=True) for step in plan)
    assert not standing(passed, PRINTS, ()).is_agreed
    assert standing(passed, PRINTS, ()).open, "somebody must still be asked"


@meets(seen, **HARD, agreed=20)
@given(cases, some.randoms(use_true_random=False))
@quick
def test_another_order_of_the_steps_asks_others_first_and_changes_no_end(case: Case, luck: object) -> None:
    plan, said = case
    shuffled = list(plan)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    before, after = standing(plan, PRINTS, said), standing(shuffled, PRINTS, said)
    seen["agreed"] += before.is_agreed
    if not any(step.is_skipped for step in plan):  # which of the passed-over ones must speak depends on order
        assert before.is_agreed == after.is_agreed
        assert {one.step.key for one in before.stands if one.is_done} == {
            one.step.key for one in after.stands if one.is_done
        }


@meets(seen, **HARD, removed=30)
@given(cases, some.sampled_from(PEOPLE))
@quick
def test_who_is_removed_no_longer_counts_and_no_longer_is_waited_for(case: Case, who: str) -> None:
    plan, said = case
    left = tuple(replace(step, seats=step.seats - {who}) for step in plan)
    theirs = [one for one in said if one.seat == who]
    now = standing(left, PRINTS, said)
    seen["removed"] += bool(theirs)
    assert now == standing(left, PRINTS, tuple(one for one in said if one.seat != who))
    for stand in now.stands:
        assert who not in stand.seats_left
        if not stand.step.seats:
            assert stand.missing or stand.step.is_skipped, "a step without people is never agreed by itself"


@meets(seen, **HARD, changed=100)
@given(cases, some.sampled_from(CHANNELS))
@quick
def test_only_the_changed_channel_needs_a_new_yes(case: Case, channel: int) -> None:
    plan, said = case
    before = standing(plan, PRINTS, said)
    after = standing(plan, PRINTS | {channel: "other words"}, said)
    for old, new in zip(before.stands, after.stands, strict=True):
        assert old.missing - {channel} == new.missing - {channel}
        if channel in new.step.channels and not new.step.is_skipped:
            seen["changed"] += 1
            assert channel in new.missing


@meets(seen, **HARD, more=15)
@given(cases, cases)
@quick
def test_one_more_yes_takes_nothing_away(case: Case, other: Case) -> None:
    plan, said = case
    more = tuple(one for one in other[1])
    before, after = standing(plan, PRINTS, said), standing(plan, PRINTS, (*said, *more))
    seen["more"] += before.done < after.done
    assert before.done <= after.done
    assert not before.is_agreed or after.is_agreed


def test_a_delegate_of_two_counts_once_and_two_delegates_twice() -> None:
    step = Step("step:1", "Editors", frozenset(PEOPLE[:3]), frozenset({1}), "quorum", 2)
    covers = frozenset({(1, "a")})
    alone = (Yes("step:1", PEOPLE[0], PEOPLE[4], covers), Yes("step:1", PEOPLE[1], PEOPLE[4], covers))
    assert filled(step, 1, "a", alone) == 1
    assert not standing([step], {1: "a"}, alone).is_agreed
    assert standing([step], {1: "a"}, (*alone, Yes("step:1", PEOPLE[2], PEOPLE[2], covers))).is_agreed


def test_an_urgent_yes_stands_for_all_steps_but_not_for_a_legal_one() -> None:
    covers = frozenset({(1, "a")})
    editors = Step("step:1", "Editors", frozenset(PEOPLE[:3]), frozenset({1}), "all")
    legal = Step("step:2", "Legal", frozenset({PEOPLE[3]}), frozenset({1}), is_legal=True)
    yes = Yes("step:1", PEOPLE[0], PEOPLE[0], covers, is_urgent=True)
    assert standing([editors], {1: "a"}, [yes]).is_agreed
    assert not standing([editors, legal], {1: "a"}, [yes]).is_agreed
    lawyer = Yes("step:2", PEOPLE[3], PEOPLE[3], covers, is_urgent=True)
    assert standing([editors, legal], {1: "a"}, [lawyer]).is_agreed


def test_steps_about_different_channels_wait_side_by_side() -> None:
    here = Step("step:1", "Editors", frozenset(PEOPLE[:1]), frozenset({1}))
    there = Step("step:2", "Client", frozenset(PEOPLE[1:2]), frozenset({2}))
    then = Step("step:3", "Legal", frozenset(PEOPLE[2:3]), frozenset({1, 2}))
    now = standing([here, there, then], {1: "a", 2: "b"}, [])
    assert [one.step.key for one in now.open] == ["step:1", "step:2"]
    said = [Yes("step:1", PEOPLE[0], PEOPLE[0], frozenset({(1, "a")}))]
    assert [one.step.key for one in standing([here, there, then], {1: "a", 2: "b"}, said).open] == ["step:2"]
