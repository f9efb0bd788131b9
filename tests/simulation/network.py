"""A network in memory, of every promise, that fails as a seed says."""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import publishers
from publishers.base import Findable, Publisher
from publishers.errors import Busy, Expired, Rejected, Sentence, Uncertain, Unreachable
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Receipt
from publishers.text import split_thread


class Crash(BaseException):
    """The worker dies here. Nothing that it held in memory is left."""


@dataclass
class Posted:
    id: str
    text: str
    network: str
    key: str
    at: datetime


@dataclass
class Network:
    """What is out there, and what goes wrong on the way."""

    luck: random.Random
    now: Callable[[], datetime]
    ticks: Callable[[], float]
    meanwhile: Callable[[], None]  # the world goes on while we wait
    accepted: Callable[[Posted], None]  # told of every post at the moment it is taken
    trouble: float = 0.5
    posts: list[Posted] = field(default_factory=list)
    keys: dict[str, Posted] = field(default_factory=dict)
    faults: int = 0

    def take(self, name: str, text: str, key: str) -> Posted:
        if key and key in self.keys:
            return self.keys[key]
        posted = Posted(f"p{len(self.posts) + 1}", text, name, key, self.now())
        self.posts.append(posted)
        if key:
            self.keys[key] = posted
        self.accepted(posted)
        return posted


@dataclass(frozen=True)
class Nothing:
    """No credentials are needed here."""


class Simulated(Publisher):
    """Takes plain words, up to three parts."""

    title = "Simulated"
    limits = Limits(characters=500, thread_parts=3)
    Credentials = Nothing
    network: ClassVar[Network]
    knows_keys: ClassVar[bool] = False

    def check(self) -> Account:
        return self.account

    def prepare(self, message: Message) -> Payload:
        parts = tuple(Part(text=text) for text in split_thread(message.text))
        return Payload(self.name, self.account.id, parts)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        net = self.network
        net.meanwhile()
        if net.ticks() > deadline:
            raise Unreachable("too late to begin")
        fate = net.luck.random() / net.trouble if net.trouble else 1.0
        if fate < 1:
            net.faults += 1
        self._fail_before(fate)
        posted = net.take(self.name, parcel.part.text, key if self.knows_keys else "")
        if 0.5 <= fate < 0.8:
            raise Uncertain("no answer")
        if 0.8 <= fate < 1:
            raise Crash
        return Receipt(posted.id)

    def _fail_before(self, fate: float) -> None:
        if fate < 0.15:
            raise Uncertain("lost on the way")
        if fate < 0.25:
            raise Unreachable("no connection")
        if fate < 0.33:
            raise Busy("wait", retry_after=20)
        if fate < 0.37:
            raise Rejected("no")
        if fate < 0.4:
            raise Expired("token")
        if fate < 0.5:
            raise Crash


class Looked(Simulated, Findable):
    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        net = self.network
        if net.trouble and net.luck.random() < 0.1:
            raise Unreachable("cannot look now")
        mine = [p for p in net.posts if p.network == self.name and p.text == parcel.part.text]
        return next((Receipt(p.id) for p in mine if p.at >= since and p.id not in known), None)


class Keyed(Looked):
    name = "sim-keyed"
    knows_keys = True
    guarantee = Guarantee(
        Promise.KEYED, Sentence("keys"), readable=True, settle=60, repeat_after=60, window=2700
    )


class KeyedOnly(Simulated):
    name = "sim-keyed-unreadable"
    knows_keys = True
    guarantee = Guarantee(Promise.KEYED, Sentence("keys"), repeat_after=30)


class ReadBack(Looked):
    name = "sim-read"
    guarantee = Guarantee(Promise.READ_BACK, Sentence("read"), readable=True)


class Blind(Simulated):
    name = "sim-blind"
    guarantee = Guarantee(Promise.NONE, Sentence("nothing"))


KINDS: tuple[type[Simulated], ...] = (Keyed, KeyedOnly, ReadBack, Blind)


def connect(network: Network) -> None:
    """Make the simulated networks known in this process, all on this network."""
    Simulated.network = network
    for kind in KINDS:
        known: dict[str, Any] = publishers.PUBLISHERS
        known[kind.name] = kind
