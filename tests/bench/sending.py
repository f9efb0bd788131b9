"""How late, and how many a second, beside the bare limit."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner import outside
from planner.channels.models import Channel
from planner.history.models import Actor
from planner.people.models import Membership, User, Workspace
from publishers.mastodon import Credentials, Mastodon
from publishers.message import Account, Message, Parcel
from tests.bench.fill import fill

THREADS = 16
ALONE = 12  # posts that go out one at a time
DELAY = 0.02  # seconds that the network takes for each post


def measure(posts: int, home: Path) -> list[tuple[str, str]]:
    state = home / "arrivals.jsonl"
    with network(state) as address:
        limits = [_bare_pool(address, posts)]
        channels, by, workspace = _channels(address)
        alone, crowd = _through_the_product(workspace, channels, by, posts, state)
        limits.append(_bare_pool(address, posts))  # again: a shared machine is not equally fast all the time
    limit = sum(limits) / len(limits)
    rate = posts / max(crowd)
    return [
        (
            f"one post alone, {ALONE} times: lateness median / max",
            f"{_middle(alone):.2f} s / {max(alone):.2f} s",
        ),
        (f"{posts} in the same second: arrived", f"{len(crowd)}"),
        (
            "lateness median / p99 / max",
            f"{_middle(crowd):.2f} / {_rank(crowd, 0.99):.2f} / {max(crowd):.2f} s",
        ),
        ("deliveries a second", f"{rate:.0f}"),
        (
            f"the limit: {THREADS} bare threads, prepared requests, before / after",
            f"{limits[0]:.0f} / {limits[1]:.0f} a second",
        ),
        ("share of the limit", f"{rate / limit:.0%}"),
    ]


@contextmanager
def network(state: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.fakes.mastodon", "--state", str(state), "--delay", str(DELAY)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def _bare_pool(address: str, posts: int) -> float:
    """The same requests with nothing of the product around them."""
    publisher = Mastodon(Credentials(address, "token"), Account("1"), outside.web())
    parcels = [Parcel(publisher.prepare(Message(f"limit {number}")).parts[0]) for number in range(posts)]
    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        list(
            pool.map(
                lambda one: publisher.commit(one[1], f"l{one[0]}", time.monotonic() + 60), enumerate(parcels)
            )
        )
    return posts / (time.monotonic() - began)


def _through_the_product(
    workspace: Workspace, channels: list[Channel], by: Actor, posts: int, state: Path
) -> tuple[list[float], list[float]]:
    now = datetime.now(UTC)
    begin = now + timedelta(seconds=8 + posts * 0.008)  # after it is all written and the worker has started
    singles = [begin + timedelta(seconds=1.3 * number) for number in range(ALONE)]
    together = singles[-1] + timedelta(seconds=5 + posts * 0.004)
    fill(workspace, channels, by, [*singles, *[together] * posts], now)
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--workers", str(THREADS)], env=os.environ
    )
    try:
        until = together + timedelta(seconds=60)
        while datetime.now(UTC) < until and len(_came(state)) < ALONE + posts:
            time.sleep(0.5)
    finally:
        worker.terminate()
        worker.wait()
    came = _came(state)
    alone = [came[number] - due.timestamp() for number, due in enumerate(singles) if number in came]
    crowd = [at - together.timestamp() for number, at in came.items() if number >= ALONE]
    return alone, crowd


def _came(state: Path) -> dict[int, float]:
    """When each post of the product arrived."""
    lines = [json.loads(line) for line in state.read_text().splitlines() if line.endswith("}")]
    return {int(one["text"].split()[2]): one["wall"] for one in lines if one["text"].startswith("Benchmark")}


def _channels(address: str) -> tuple[list[Channel], Actor, Workspace]:
    user = User.objects.create_user("bench@example.org", None)
    workspace = Workspace.objects.create(name="Bench", slug="bench")
    Membership.objects.create(workspace=workspace, user=user, role="owner")
    channel = Channel.objects.create(workspace=workspace, network="mastodon", name="Bench", account_id="1")
    channel.lock_in({"instance": address, "access_token": "token"})
    return [channel], Actor(user.pk, "Bench"), workspace


def _middle(values: list[float]) -> float:
    return _rank(values, 0.5)


def _rank(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
