"""A fake network that takes posts, remembers them, and fails where it was told to."""

import asyncio
import json
import ssl
import time
from pathlib import Path
from typing import IO, Any

from tests.fakes.faults import Arming, Fault
from tests.fakes.server import FakeServer, Pipe, Reply, Request, send


class FaultyServer(FakeServer):
    """`is_commit` says which requests publish; only on those do faults strike."""

    def __init__(
        self,
        port: int = 0,
        *,
        state: str = "",
        delay: float = 0.0,
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        super().__init__(port, tls, host)
        self.delay = delay  # seconds before each answer
        self.arming = Arming()
        self.arrivals: list[dict[str, Any]] = []
        self._state: IO[str] | None = None
        if state:
            path = Path(state)
            if path.exists():  # a fake that was killed knows its posts again
                for line in path.read_text().splitlines():
                    self.restore(json.loads(line))
            self._state = path.open("a", buffering=1)

    def arm(self, name: str, times: int = 1) -> None:
        """The next posts meet this fault."""
        self.arming.arm(name, times)

    def disarm(self) -> None:
        """None of them does: what was armed and met no post is forgotten."""
        self.arming.disarm()

    def chaos(self, probability: float, seed: int = 0, names: list[str] | None = None) -> None:
        """From now on each post meets a fault with this probability."""
        self.arming.chaos(probability, seed, names)

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST"

    def restore(self, arrival: dict[str, Any]) -> None:
        """Take back what an earlier process wrote down."""

    def arrived(self, **what: Any) -> None:
        """Write down that a post came in; `repeat` says whether it is one that was there."""
        arrival = what | {"monotonic": time.monotonic(), "wall": time.time()}
        self.arrivals.append(arrival)
        if self._state:
            self._state.write(json.dumps(arrival) + "\n")

    async def respond(self, request: Request, pipe: Pipe) -> None:
        fault: Fault | None = self.arming.next() if self.is_commit(request) else None
        if self.delay:
            await asyncio.sleep(self.delay)
        if fault is None:
            await send((await self.handle(request)).raw(), pipe)
            return
        reply = await self.handle(request) if fault.accepted else Reply(200, b"{}")
        await fault.play(reply, pipe)
