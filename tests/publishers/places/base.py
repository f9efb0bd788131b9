"""What a test has of a place to publish to."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import publishers
from publishers.base import Drafts, Findable, Publisher
from publishers.errors import Uncertain, Unreachable
from publishers.message import Account, Message, Parcel, Payload, Receipt
from publishers.web import Web

LOOPBACK = frozenset({"127.0.0.1:*"})
# What a channel keeps of the house's own app where people sign in to the network.
APP = {"client_id": "client", "client_secret": "client secret", "refresh_token": "refresh"}


@dataclass
class Place:
    publisher: Publisher
    arrived: Callable[[], list[dict[str, Any]]]  # text, and what else the place can tell
    spoil: Callable[[], None] | None  # make the credentials wrong
    fake: Any = None
    kept: dict[str, str] = field(default_factory=dict)  # what uploads remembered, as a delivery does
    others_kept: dict[str, dict[str, str]] = field(default_factory=dict)  # of deliveries with other keys
    remark: Callable[[str, str], object] | None = None  # somebody answers the post with this id, or names us

    def send(
        self, message: Message, key: str = "key-1", part: int = 0, reply_to: str = "", first: str = ""
    ) -> Receipt:
        return self.commit(self.parcel(self.publisher.prepare(message), part, reply_to, first, key), key)

    def parcel(
        self, payload: Payload, part: int = 0, reply_to: str = "", first: str = "", key: str = "key-1"
    ) -> Parcel:
        kept = self.kept if key == "key-1" else self.others_kept.setdefault(key, {})
        one = payload.parts[part]
        if isinstance(self.publisher, Drafts):
            parcel = self.publisher.draft(one, reply_to, kept.__setitem__, kept)
        else:
            parcel = self.publisher.upload(one, kept.__setitem__, kept)
        return replace(parcel, number=part, reply_to=reply_to, first=first or reply_to)

    def commit(self, parcel: Parcel, key: str) -> Receipt:
        """As a delivery does, it remembers what the network said of a post that may be out."""
        try:
            return self.publisher.commit(parcel, key, time.monotonic() + 10)
        except Uncertain as doubt:
            (self.kept if key == "key-1" else self.others_kept.setdefault(key, {})).update(doubt.kept)
            raise

    def known(self, message: Message, part: int = 0) -> Parcel:
        """What was sent, as a look has it."""
        one = self.publisher.prepare(message).parts[part]
        found = self.publisher.known(one, self.kept)
        assert found is not None
        return replace(found, number=part)


def takes_no_others(publisher: Findable, parcel: Parcel, since: datetime, others: str) -> bool:
    """What is out, but is another delivery's, is not found. Where a container says that ours is out as well,
    the look is not complete: another's post proves nothing of ours.
    """
    try:
        return publisher.find(parcel, "key-1", since, [others]) is None
    except Unreachable as trouble:
        return trouble.code == "incomplete" and getattr(publisher, "name", "") in ("instagram", "threads")


def make(name: str, credentials: Any, web: Web) -> Publisher:
    """A publisher whose account was asked for, as after connecting a channel."""
    kind = publishers.get(name)
    return kind(credentials, kind(credentials, Account(""), web).check(), web)
