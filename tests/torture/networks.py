"""Networks of every promise, served by the same kind of fake: one knows our key, one is blind."""

from collections.abc import Collection
from datetime import datetime

import publishers
from publishers.base import Publisher
from publishers.errors import Sentence
from publishers.limits import Guarantee, Promise
from publishers.mastodon import Mastodon
from publishers.message import Parcel, Receipt


class Readable(Mastodon):
    """Forgets keys, but can be looked at."""

    name = "torture-readable"
    guarantee = Guarantee(Promise.READ_BACK, Sentence("Looked at before it is repeated."), readable=True)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        return super().commit(parcel, "", deadline)


class Blind(Readable):
    """Forgets keys and cannot be looked at: a person must say."""

    name = "torture-blind"
    guarantee = Guarantee(Promise.NONE, Sentence("A person looks."))

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        raise AssertionError("nobody can look here")


CLASSES: tuple[type[Publisher], ...] = (Mastodon, Readable, Blind)


def add_networks() -> None:
    """Known in this process and in those forked from it; never in the product."""
    for kind in CLASSES:
        publishers.PUBLISHERS[kind.name] = kind
