"""What every publisher does, and the small powers that only some have."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from publishers.errors import Sentence
from publishers.limits import Budget, Guarantee, Limits
from publishers.message import (
    Account,
    Leaving,
    Message,
    Parcel,
    Part,
    Payload,
    Person,
    Price,
    Reach,
    Receipt,
    Remark,
)
from publishers.web import Web


@dataclass(frozen=True, slots=True)
class Option:
    """Something the network lets us choose for a post, such as who can see it."""

    name: str
    label: Sentence
    choices: tuple[tuple[str, Sentence], ...] = ()  # empty: free text
    long: bool = False  # free text of several lines


class Publisher(ABC):
    """Posts to one network, for one account. A subclass declares; an instance holds credentials."""

    name: ClassVar[str]  # "mastodon"
    title: ClassVar[str]  # "Mastodon", as the network writes itself
    icon: ClassVar[str] = ""  # its mark in the simpleicons package; "" draws its first letter
    limits: ClassVar[Limits]
    shows_cards: ClassVar[bool] = False  # it shows `Message.card`, because it does not look at pages itself
    fetches_media: ClassVar[bool] = False  # it takes no files: it fetches them from `Image.address`
    guarantee: Guarantee  # of the network; an instance has its own where its credentials allow less
    # A frozen dataclass of strings; its fields are the connect form. Field metadata: label, help (Sentences),
    # secret (bool), kind ("text", "url"), hidden (bool: the network gives it, nobody types it),
    # private (bool: asked for only where private hosts are allowed, as on a machine for tests).
    Credentials: ClassVar[type[Any]]
    options: ClassVar[tuple[Option, ...]] = ()
    steps: ClassVar[tuple[Sentence, ...]] = ()  # how a person gets these credentials, step by step

    def __init__(self, credentials: Any, account: Account, web: Web) -> None:
        self.credentials = credentials
        self.account = account
        self.web = web

    @classmethod
    def fetches(cls, part: Part) -> bool:
        """Does it fetch this part's media itself? Some take files of one kind, and fetch those of another."""
        return cls.fetches_media

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

    def bring(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        """`upload` long before the post's time: what tells the moment of the post is not decided yet."""
        return self.upload(part, keep, kept)

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel | None:
        """What `upload` brought, for a look at what was sent. It begins and brings nothing.

        None: `upload` (or `draft`) finds it by what was kept, and does no harm.
        """
        return None

    def guarantee_for(self, part: Part) -> Guarantee:
        """What holds of this part, where its times differ from those of others: a post with pictures, say."""
        return self.guarantee

    @abstractmethod
    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        """Send, in exactly one request, not begun after `deadline` (time.monotonic seconds).

        Raises one of `publishers.errors`; anything else it raises counts as Uncertain.
        """


class Drafts(ABC):
    """Makes the post itself ahead, unseen, so that it must know by then what the post answers."""

    @abstractmethod
    def draft(
        self, part: Part, reply_to: str, keep: Callable[[str, str], None], kept: Mapping[str, str]
    ) -> Parcel:
        """In place of `upload`, and called as that. `reply_to`: the receipt id of the part above, or ""."""

    def drafted(self, part: Part, reply_to: str, kept: Mapping[str, str]) -> Parcel | None:
        """What `draft` made, for a look at what was sent; in place of `known`, and called as that."""
        return None


class Findable(ABC):
    """Can look whether a post is there."""

    @abstractmethod
    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """Our post, published after `since` and not one of the receipt ids `known`; else None.

        None means that the look was complete and it is not there; raises when it could not look.
        """


class Measurable(ABC):
    """Can say how posts are doing."""

    most_measured: ClassVar[int] = 1  # posts that one request asks about
    asking: ClassVar[Budget | None] = None  # requests for numbers that we allow ourselves, if fewer than all

    @abstractmethod
    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        """The numbers of up to `most_measured` posts; one that is gone has none."""


class CountsFollowers(ABC):
    """Can say how many people follow the account."""

    @abstractmethod
    def followers(self) -> int | None:
        """None where the network does not say. Raises Rejected, Expired, Busy, Unreachable."""


class ReadsAddresses(ABC):
    """The address of a post there shows its id."""

    @classmethod
    @abstractmethod
    def id_at(cls, url: str, account: Account) -> str:
        """The receipt id of this account's post at this address; "" of all others. Touches no network.

        Of another account's post it must be "": to ask about that would tell a lie about ours.
        """


class Deletable(ABC):
    """Can take a post back."""

    @abstractmethod
    def delete(self, receipt_id: str) -> None:
        """Gone already is what was wanted. Raises Rejected, Expired, Busy, Unreachable."""


class Editable(ABC):
    """Can change the words of a post that is out."""

    editing: ClassVar[Sentence]  # what can be changed, and for how long

    @abstractmethod
    def edit(self, receipt_id: str, part: Part) -> Receipt:
        """The post says what `part` says from now on; pictures stay. The receipt may have another id."""


class HearsReplies(ABC):
    """Can read what people answer to a post."""

    @abstractmethod
    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        """Oldest first, at most a few hundred; our own are not among them."""


class HearsMentions(ABC):
    """Can read who names us."""

    @abstractmethod
    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        """Oldest first, at most a few hundred."""


class FindsPeople(ABC):
    """Can look up whom a few letters may mean, while somebody types a name."""

    @abstractmethod
    def find_people(self, letters: str) -> tuple[Person, ...]:
        """At most eight, the likeliest first. Raises Expired, Busy, Unreachable, Rejected."""


class Refreshable(ABC):
    """Its token ends, and it can get the next one by itself."""

    renews_ahead: ClassVar[timedelta] = timedelta(minutes=10)  # before its end renewing begins

    @abstractmethod
    def ends_at(self) -> datetime | None:
        """When the token ends; None where there is none yet, or nobody knows."""

    @abstractmethod
    def refreshed(self, now: datetime) -> dict[str, str]:
        """The fields of the credentials that change. Called by one process at a time for a channel.

        Raises Expired only when the network says that a person must sign in again. An empty refresh token in
        the answer must not be among the fields.
        """

    @property
    def renews(self) -> bool:
        """False where nothing can be refreshed: then a person signs in again before the token ends."""
        return True


class SignsIn(ABC):
    """A person may connect it by signing in over there (OAuth 2 with a code), instead of typing a token."""

    Asked: ClassVar[type[Any]]  # a dataclass as Credentials: what must be known before, such as the server
    scopes: ClassVar[tuple[str, ...]]

    @classmethod
    @abstractmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        """`challenge` is the S256 one of RFC 7636; a network that knows no PKCE leaves it out."""

    @classmethod
    @abstractmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        """The fields of `Credentials`. Raises Expired when the code is not accepted."""


class HasAccounts(ABC):
    """One sign-in gives several accounts, such as a person and their pages."""

    @abstractmethod
    def accounts(self) -> tuple[Account, ...]:
        """Those that this sign-in may post as."""

    @abstractmethod
    def of_account(self, account_id: str) -> dict[str, str]:
        """The fields of the credentials that say so."""


class Assisted(ABC):
    """No machine may write there: at its time a person gets everything, and publishes it by hand.

    Its `commit` sends nothing and raises `Handed`.
    """

    @abstractmethod
    def writes_at(self) -> str:
        """The address at which a person writes a post there."""

    @property
    def place(self) -> str:
        """What people call it: “Now publish it on …”."""
        return str(getattr(self, "title", ""))


class Priced(ABC):
    """Publishing there costs money."""

    @abstractmethod
    def price(self, payload: Payload) -> Price:
        """What sending all of it costs. Touches no network, and needs no credentials."""
