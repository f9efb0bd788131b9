"""An emulator of Slack's Web API, made by somebody else: messages, files, threads, reactions and scopes.

It enforces neither limits nor rates, and a message's time bounds are not read.
"""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.bucket import free_port
from tests.real import node

PACKAGES = {"emulate": "0.12.2"}
PATIENCE = 30.0  # seconds to start
TOKEN, MALLORYS, NARROW = "xoxb-almanac", "xoxp-mallory", "xoxb-narrow"
CHANNEL = "harbour"
SCOPES = (
    "chat:write",
    "chat:write.public",
    "channels:read",
    "channels:history",
    "files:write",
    "files:read",
    "reactions:read",
    "users:read",
)
SEED = {
    "slack": {
        "strict_scopes": True,
        "team": {"name": "Harbour", "domain": "harbour"},
        "users": [{"name": "almanac"}, {"name": "mallory"}],
        "channels": [{"name": CHANNEL}],
        "tokens": [
            {"token": TOKEN, "type": "bot", "user": "almanac", "scopes": SCOPES},
            {"token": NARROW, "type": "bot", "user": "almanac", "scopes": ["chat:write", "channels:read"]},
            {"token": MALLORYS, "user": "mallory", "scopes": [*SCOPES, "reactions:write"]},
        ],
    }
}


@dataclass(frozen=True, slots=True)
class Emulator:
    url: str

    def call(self, method: str, token: str = MALLORYS, **given: str) -> dict[str, Any]:
        """One method of its API, as Mallory."""
        request = urllib.request.Request(
            f"{self.url}/api/{method}",
            urllib.parse.urlencode(given).encode(),
            {"authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            found: dict[str, Any] = json.loads(answer.read())
            return found


@contextmanager
def running() -> Iterator[Emulator]:
    """Raises node.NotInstalled where this machine cannot have it."""
    packages = node.installed("slack", PACKAGES)
    environment = {"PORT": str(free_port()), "SEED": json.dumps(SEED)}
    with node.serving(Path(__file__).with_suffix(".mjs"), packages, environment, PATIENCE) as (url,):
        yield Emulator(url)
