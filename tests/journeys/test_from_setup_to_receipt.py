"""The whole product as processes: set up by command, then the API alone, a real worker, one arrival."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bench.sending import network
from tests.journeys.house import House, house, until

AHEAD = 10.0  # seconds


@pytest.fixture
def mastodon(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    state = tmp_path / "arrivals.jsonl"
    with network(state) as address:
        yield address, state


def test_a_post_made_through_the_api_is_published_within_a_second_and_arrives_once(
    tmp_path: Path, mastodon: tuple[str, Path]
) -> None:
    with house(tmp_path) as served:
        delivery = _publish(served, mastodon[0])
        stopped = time.monotonic()
    assert time.monotonic() - stopped < 10
    came = [json.loads(line) for line in mastodon[1].read_text().splitlines()]
    due = datetime.fromisoformat(delivery["due_at"]).timestamp()
    assert [one["text"] for one in came] == ["Some words for the harbour"]
    assert 0 <= came[0]["wall"] - due <= 1
    assert delivery["receipt_id"] == came[0]["id"]
    assert delivery["url"].endswith(came[0]["id"])


def _publish(served: House, instance: str) -> Any:
    """Connect, write, approve, schedule; then wait for the delivery's end."""
    channel = served.ask(
        "POST",
        "/channels",
        network="mastodon",
        name="Harbour",
        credentials={"instance": instance, "access_token": "token"},
    )
    post = served.ask("POST", "/posts", text="Some **words** for the harbour", channels=[channel["id"]])
    served.ask("POST", f"/posts/{post['id']}/submit")
    served.ask("POST", f"/posts/{post['id']}/approve", version=1)
    at = (datetime.now(UTC) + timedelta(seconds=AHEAD)).isoformat()
    served.ask("POST", f"/posts/{post['id']}/schedule", at=at)
    found: list[Any] = []

    def over() -> bool:
        found[:] = served.ask("GET", "/deliveries")["items"]
        return found[0]["state"] == "published"

    until(over, AHEAD + 20)
    return served.ask("GET", f"/deliveries/{found[0]['id']}")
