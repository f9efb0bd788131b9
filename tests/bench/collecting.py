"""Numbers of ten thousand posts are asked for and kept while others go out: is any the later for it?"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner import outside
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.metrics.models import Snapshot
from planner.people.models import Membership, User, Workspace
from publishers.mastodon import Credentials, Mastodon
from publishers.message import Account, Message, Parcel
from tests.bench.fill import fill
from tests.bench.sending import THREADS, _middle, _rank, network
from tests.planner.insights.made import published

MEASURED, SENT, EVERY = 10_000, 100, 0.2  # posts, and seconds between those that go out
LATER = 0.5  # seconds, at most, that the slowest may lose beside the measuring
COLLECT = """
import time
import django
django.setup()
from django.utils import timezone
from planner.metrics import collect
began, done = time.monotonic(), 0
while more := collect.collect_due(timezone.now()):
    done += more
print(done, time.monotonic() - began)
"""


def measure(home: Path) -> list[tuple[str, str]]:
    state = home / "collecting.jsonl"
    with network(state) as address:
        channel, by = _channel(address)
        receipts = _out(address, MEASURED)
        alone = _lateness(channel, by, state, first=0)
        _measurable(channel, by, receipts)
        collector = subprocess.Popen(
            [sys.executable, "-c", COLLECT], env=os.environ, stdout=subprocess.PIPE, text=True
        )
        beside = _lateness(channel, by, state, first=SENT)
        told, _ = collector.communicate(timeout=600)
    done, seconds = told.split()
    # The worker's own timer may ask too, every five minutes: then some are measured twice, and none less.
    kept = Snapshot.objects.values("delivery").distinct().count()
    assert kept == MEASURED, (kept, told)
    assert (len(alone), len(beside)) == (SENT, SENT), "one that never came is the latest of all"
    assert _rank(beside, 0.99) <= _rank(alone, 0.99) + LATER, (_rank(alone, 0.99), _rank(beside, 0.99))
    rows = [
        (f"posts measured and kept, of {MEASURED:,} due at once", f"{kept:,}"),
        ("a second, while others went out", f"{int(done) / float(seconds):.0f}"),
    ]
    for name, late in (("alone", alone), ("beside the measuring", beside)):
        late_ones = f"{_middle(late):.2f} / {_rank(late, 0.99):.2f} / {max(late):.2f} s"
        rows.append((f"{len(late)} of {SENT} sent {name}: lateness median / p99 / max", late_ones))
    return rows


def _channel(address: str) -> tuple[Channel, Actor]:
    user = User.objects.create_user("collecting@example.org", None)
    workspace = Workspace.objects.create(name="Collecting", slug="collecting")
    Membership.objects.create(workspace=workspace, user=user, role="owner")
    channel = Channel.objects.create(workspace=workspace, network="mastodon", name="Bench", account_id="1")
    channel.lock_in({"instance": address, "access_token": "token"})
    return channel, Actor(user.pk, "Bench")


def _out(address: str, posts: int) -> list[str]:
    """Posts that are on the network, by their receipt ids."""
    publisher = Mastodon(Credentials(address, "token"), Account("1"), outside.web())

    def send(number: int) -> str:
        parcel = Parcel(publisher.prepare(Message(f"measured {number}")).parts[0])
        return publisher.commit(parcel, f"m{number}", time.monotonic() + 60).id

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(send, range(posts)))


def _measurable(channel: Channel, by: Actor, receipts: Sequence[str]) -> None:
    """They went out here, an hour ago: all of them are due."""
    at = datetime.now(UTC) - timedelta(minutes=61)
    for start in range(0, len(receipts), 1000):
        some = receipts[start : start + 1000]
        made = published(channel, [at - timedelta(seconds=number) for number in range(len(some))], by)
        for delivery, receipt in zip(made, some, strict=True):
            delivery.receipt_id = receipt
        Delivery.objects.bulk_update(made, ["receipt_id"])


def _lateness(channel: Channel, by: Actor, state: Path, first: int) -> list[float]:
    """Of SENT posts, one every EVERY seconds. `first`: how many of ours are there already."""
    now = datetime.now(UTC)
    dues = [now + timedelta(seconds=10 + EVERY * number) for number in range(SENT)]
    fill(channel.workspace, [channel], by, dues, now)
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work", "--workers", str(THREADS)], env=os.environ
    )
    try:
        until = dues[-1] + timedelta(seconds=60)
        while datetime.now(UTC) < until and len(_arrivals(state)) < first + SENT:
            time.sleep(0.5)
    finally:
        worker.terminate()
        worker.wait()
    came = _arrivals(state)[first:]
    return [at - dues[number].timestamp() for number, at in came]


def _arrivals(state: Path) -> list[tuple[int, float]]:
    """(number, when) of each of ours, in the order of arrival."""
    lines = [json.loads(line) for line in state.read_text().splitlines() if line.endswith("}")]
    return [
        (int(one["text"].split()[2]), one["wall"]) for one in lines if one["text"].startswith("Benchmark")
    ]
