"""Containers: a post is made ahead, unseen, and published by its number. Instagram and Threads work so.

A container lives for 24 hours. One that was kept is asked for before it is used again: what is published is
never made a second time.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from publishers.answers import unreadable
from publishers.errors import Busy, PublisherError, Rejected, Sentence, Uncertain, Unreachable
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.meta.answers import GONE
from publishers.meta.graph import SLOW, Graph

LIVES = 23 * 3600  # seconds; Meta lets it live an hour longer
WAITS = (1.0, 1.0, 2.0, 4.0, 8.0)  # seconds between looks; then somebody else may use this worker
FINISHED, IN_PROGRESS, PUBLISHED = "FINISHED", "IN_PROGRESS", "PUBLISHED"
FORGOTTEN = ""  # Meta knows nothing of it
OUT = "published "  # before the number of a container that was published already

# What may go well with another container: Meta could not fetch, or fell over.
AGAIN = {
    "2207001",
    "2207003",
    "2207008",
    "2207032",
    "2207052",
    "2207053",
    "FAILED_DOWNLOADING_VIDEO",
    "UNKNOWN",
}
NUMBER = re.compile(r"\b2207\d{3}\b")

Given = Callable[[], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Names:
    """Where containers are made, and what a network calls their state and what is wrong with them."""

    edge: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Containers:
    """The containers of one delivery, by what they hold."""

    graph: Graph
    names: Names
    keep: Callable[[str, str], None]
    kept: Mapping[str, str]

    def made(self, holds: object, given: Given, *, is_child: bool = False) -> str:
        """The handle of a container that is ready. `given` makes its parameters, only where they are needed.

        One that is published already is marked as such; a child of a carousel is made anew instead.
        Raises Busy where Meta takes long with it, Rejected where it cannot read what is in it.
        """
        name = _name(holds)
        number, _blank, made_at = self.kept.get(name, "").partition(" ")
        if number:
            is_old = time.time() - float(made_at) > LIVES
            state = self.state_of(number, is_old=is_old)
            if state == PUBLISHED and not is_child:
                return OUT + number
            if state in (FINISHED, IN_PROGRESS) and not is_old:
                return self._ready(number)
        number = self._make(given())
        self.keep(name, f"{number} {time.time():.0f}")
        return self._ready(number)

    def known(self, holds: object) -> str:
        """The number that was kept, however old; "" where there is none. Nothing is asked or made."""
        return self.kept.get(_name(holds), "").partition(" ")[0]

    def state_of(self, number: str, *, is_old: bool = False) -> str:
        """What Meta says of it; FORGOTTEN of one that it has forgotten, which only an old one can be."""
        return self._look(number, is_old=is_old)[0]

    def _make(self, given: Mapping[str, str]) -> str:
        number = self.graph.ask("POST", self.names.edge, given, timeout=SLOW).get("id")
        if not isinstance(number, str) or not number.isdecimal():
            raise unreadable(self.graph.network)
        return number

    def _ready(self, number: str) -> str:
        for seconds in (*WAITS, None):
            state, why = self._look(number)
            if state == FINISHED:
                return number
            if state == PUBLISHED:
                return OUT + number
            if state != IN_PROGRESS:
                raise self._broken(state, why)
            if seconds is not None:
                time.sleep(seconds)
        values = {"network": self.graph.network}
        raise Busy(
            Sentence(_("{network} is still working on the pictures."), values),
            retry_after=30,
            code="media_processing",
            is_working=True,
        )

    def _look(self, number: str, *, is_old: bool = False) -> tuple[str, str]:
        fields = f"{self.names.state},{self.names.why}"
        try:
            body: Mapping[str, Any] = self.graph.get(number, fields)
        except Unreachable as trouble:
            if trouble.code == GONE and is_old:
                return FORGOTTEN, ""
            raise
        state, why = body.get(self.names.state), body.get(self.names.why)
        if not isinstance(state, str):
            raise unreadable(self.graph.network)
        return state, why if isinstance(why, str) else ""

    def _broken(self, state: str, why: str) -> PublisherError:
        """The next try makes another; where that cannot help, a person is told."""
        numbered = NUMBER.search(why)
        code = numbered.group() if numbered else why or state
        values = {"network": self.graph.network, "reason": why or state}
        if code in AGAIN or state != "ERROR" or not why:
            return Unreachable(
                Sentence(_("{network} could not fetch or read what is in the post: {reason}"), values),
                code=code,
            )
        return Rejected(
            Sentence(_("{network} cannot read the video or picture: {reason}"), values), code=code
        )


def _name(holds: object) -> str:
    return f"container:{fingerprint(json.dumps(holds, sort_keys=True))}"


def to_publish(handle: str, network: str) -> str:
    """The number to publish. One that is out already is not published again: a look says where it is."""
    if handle.startswith(OUT):
        raise Uncertain(
            Sentence(_("{network} has published this already."), {"network": network}), code=PUBLISHED
        )
    return handle
