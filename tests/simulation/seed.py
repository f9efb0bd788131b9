"""Run one seed in a transaction that is rolled back."""

from collections import Counter

from django.db import transaction

from planner.deliveries import keys, points
from planner.deliveries.story import Step
from tests.hands import HandClock
from tests.simulation.world import Broken, World


def run_seed(seed: int, steps: int, counts: Counter[str]) -> str:
    """What broke; "" when everything held."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined] # durable writes may happen inside, as in TestCase
    world: World | None = None
    number = 0
    try:
        with around:
            world = World(seed)
            try:
                for number in range(steps):  # noqa: B007 - told when it breaks
                    world.step()
                world.drain()
                world.check_states()
            except Broken as wrong:
                return f"step {number}: {wrong}"
            finally:
                counts.update(world.counts)
                counts["faults"] += world.network.faults
                counts.update(Step.objects.values_list("what", flat=True))
                transaction.set_rollback(True)
    finally:
        points.watch, keys.called = None, ""
        HandClock.remove()
    return ""
