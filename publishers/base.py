"""What every publisher does, and the small powers that only some have."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from publishers.errors import Sentence
from publishers.limits import Guarantee, Limits
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt
from publishers.web import Web


@dataclass(frozen=True, slots=True)
class Option:
    """Something the network lets us choose for a post, such as who can see it."""

    name: str
    label: Sentence
    choices: tuple[tuple[str, Sentence], ...] = ()  # empty: free text


class Publisher(ABC):
    """Posts to one network, for one account. A subclass declares; an instance holds credentials."""

    name: ClassVar[str]  # "mastodon"
    title: ClassVar[str]  # "Mastodon", as the network writes itself
    icon: ClassVar[str] = ""  # its mark in the simpleicons package; "" draws its first letter
    limits: ClassVar[Limits]
    guarantee: ClassVar[Guarantee]
    # A frozen dataclass; its fields are the connect form. Field metadata: label, help (Sentences),
    # secret (bool), kind ("text", "url").
    Credentials: ClassVar[type[Any]]
    options: ClassVar[tuple[Option, ...]] = ()

    def __init__(self, credentials: Any, account: Account, web: Web) -> None:
        self.credentials = credentials
        self.account = account
        self.web = web

    @abstractmethod
    def check(self) -> Account:
        """Ask the network whose credentials these are. Raises Expired, Unreachable, Rejected."""

    @abstractmethod
    def prepare(self, message: Message) -> Payload:
        """Exactly what will be sent, with its problems. Touches no network."""

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        """Bring pictures or drafts to the network ahead of time; may be repeated.

        `keep(name, value)` remembers a handle, `kept` holds what an earlier try remembered.
        """
        return Parcel(part=part)

    @abstractmethod
    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        """Send, in exactly one request, not begun after `deadline` (time.monotonic seconds).

        Raises one of `publishers.errors`; anything else it raises counts as Uncertain.
        """


class Findable(ABC):
    """Can look whether a post is there."""

    @abstractmethod
    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """Our post, published after `since` and not one of the receipt ids `known`; else None.

        None means that the look was complete and it is not there; raises when it could not look.
        """


class Measurable(ABC):
    """Can say how a post is doing."""

    @abstractmethod
    def measure(self, receipt_id: str) -> Reach: ...


class Deletable(ABC):
    """Can take a post back."""

    @abstractmethod
    def delete(self, receipt_id: str) -> None: ...
