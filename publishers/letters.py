"""Networks where one post is many letters, one for each reader."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass

from publishers.message import Part, Receipt


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a letter of their own."""

    address: str
    name: str = ""
    leave: str = ""  # where they leave with one click; "" where they cannot


class Session(ABC):
    """A way to the network that is open for several letters, one after another."""

    @abstractmethod
    def receipt_id(self, key: str) -> str:
        """Of a letter under this key, where it is known ahead, because what comes back names it; else ""."""

    @abstractmethod
    def send(self, part: Part, reader: Reader, key: str) -> Receipt:
        """One letter to one reader, in one transaction; `key` is this letter's for ever.

        After NoSuchReader, Unwelcome, Rejected and ReaderBusy the next letter may follow; Halted, Expired,
        Busy and Unreachable end the session. After all of these the letter is not out. Else Uncertain.
        """


class WritesToEach(ABC):
    """One post is many letters, one for each reader of the channel.

    Its `commit` opens the mailing under the key and touches no network; then each letter is sent by itself.
    Any receipt will do: being of this kind is what has letters follow.
    """

    @abstractmethod
    def session(self) -> AbstractContextManager[Session]:
        """Raises Expired, Busy, Unreachable on entering."""
