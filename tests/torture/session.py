"""One session of torture, in the process that all workers are forked from."""

import argparse
import os
import random
import signal
import time
import traceback
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from planner.deliveries import resolve
from planner.deliveries.models import Delivery
from planner.management.commands.work import Command as Work
from planner.states import WrongState
from tests.torture.baselines import torture_naive
from tests.torture.networks import add_networks
from tests.torture.verdict import SETTLED, arrivals, judge, what_happened
from tests.torture.world import World, due_times, make_world

PACE = 0.22  # seconds from one kill to the next, on average
DRAIN = 120.0  # seconds that the survivors have to settle everything


def torture(options: argparse.Namespace, fakes: list[tuple[str, Path]]) -> int:
    call_command("migrate", verbosity=0)
    add_networks()
    states = [state for _instance, state in fakes]
    world = make_world([instance for instance, _state in fakes])
    luck = random.Random(options.seed)
    print(f"seed {options.seed}: planning {options.deliveries} deliveries", flush=True)
    begin = datetime.now(UTC) + timedelta(seconds=1 + options.deliveries * 0.02)
    for number, due in enumerate(due_times(options.deliveries, begin, options.kills * PACE)):
        world.plan_post(number, due)
    did = kill_again_and_again(world, options, luck)
    recovery = let_them_finish(world, options.workers, states)
    came = arrivals(states)
    verdict = judge(world, came)
    _print_table(options, did, recovery, asdict(verdict), len(came))
    tortured = _print_baselines(options, fakes[0]) if options.baselines else True
    return 0 if verdict.clean and tortured else 1


def kill_again_and_again(world: World, options: argparse.Namespace, luck: random.Random) -> Counter[str]:
    """Kill until the number is reached; stop, pause and change posts in between."""
    did: Counter[str] = Counter()
    alive: list[int] = []
    while did["killed"] < options.kills:
        alive = [pid for pid in alive if not _has_ended(pid)]
        while len(alive) < options.workers:
            alive.append(fork_worker())
        time.sleep(luck.uniform(0.3, 1.7) * PACE)
        if luck.random() < 0.3:
            did[world.change_something(luck) or "nothing to change"] += 1
        victim = luck.choice(alive)
        fate = luck.random()
        if fate < 0.8:
            os.kill(victim, signal.SIGKILL)
            did["killed"] += 1
        elif fate < 0.9:
            os.kill(victim, signal.SIGTERM)
            did["terminated"] += 1
        else:
            os.kill(victim, signal.SIGSTOP)
            time.sleep(luck.uniform(0.1, 1.0))
            os.kill(victim, signal.SIGCONT)
            did["frozen"] += 1
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return did


def let_them_finish(world: World, workers: int, states: list[Path]) -> float:
    """Nobody is killed any more: how long until everything has an end that a person can trust."""
    began = time.monotonic()
    alive = [fork_worker() for _ in range(workers)]
    try:
        while time.monotonic() - began < DRAIN:
            _answer_for_the_blind(world, states)
            if not Delivery.objects.exclude(state__in=SETTLED).exists():
                break
            time.sleep(0.3)
    finally:
        for pid in alive:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
    return time.monotonic() - began


def fork_worker() -> int:
    """A real worker: the command that serve starts."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        call_command(Work(), workers=8)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _answer_for_the_blind(world: World, states: list[Path]) -> None:
    """What the product asks a person, the person answers after looking at the network."""
    held = list(Delivery.objects.filter(state="held").select_related("version"))
    if not held:
        return
    there = {one["text"]: one["id"] for one in arrivals(states)}
    for delivery in held:
        found = there.get(delivery.version.text)
        try:
            if found:
                resolve.resolve(delivery, "published", found, world.by, datetime.now(UTC))
            else:
                resolve.resolve(delivery, "absent", "", world.by, datetime.now(UTC))
        except WrongState:
            continue


def _has_ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def _print_baselines(options: argparse.Namespace, fake: tuple[str, Path]) -> bool:
    """False when the naive shapes came out clean: then nothing was proved."""
    instance, state = fake
    kills, posts = max(20, options.kills // 10), max(60, options.deliveries // 10)
    harms = {
        shape: torture_naive(shape, instance, state, Path(settings.HOME), kills, posts, options.seed)
        for shape in ("at_least_once", "at_most_once")
    }
    print(f"\n| naive shape, {kills} kills, {posts} posts | duplicates | false failed | stuck |")
    print("|---|---|---|---|")
    for shape, harm in harms.items():
        print(f"| {shape.replace('_', ' ')} | {harm.duplicates} | {harm.false_failed} | {harm.stuck} |")
    return harms["at_least_once"].duplicates > 0 and harms["at_most_once"].false_failed > 0


def _print_table(
    options: argparse.Namespace, did: Counter[str], recovery: float, harm: dict[str, int], came: int
) -> None:
    print("\nwhat was done      " + ", ".join(f"{count} {what}" for what, count in did.most_common()))
    print(
        "what happened      " + ", ".join(f"{count} {what}" for what, count in what_happened().most_common())
    )
    states = Counter(Delivery.objects.values_list("state", flat=True))
    print("how it ended       " + ", ".join(f"{count} {what}" for what, count in states.most_common()))
    print(f"arrived            {came}, everything settled {recovery:.1f} s after the last kill\n")
    print("| harm | count |\n|---|---|")
    for name, count in harm.items():
        print(f"| {name.replace('_', ' ')} | {count} |")
