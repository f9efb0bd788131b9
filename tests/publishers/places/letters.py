"""A newsletter, and where people publish by hand."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import publishers
from publishers.errors import Uncertain
from publishers.letters import Reader
from publishers.message import Parcel, Receipt
from publishers.web import Web
from tests.fakes.mail import FakeMail
from tests.publishers.places.base import Place, make

READER = Reader("ada@example.org", "Ada", "https://almanac.example.org/u/token/")


class MailPlace(Place):
    """Where the commit opens a mailing, and one letter to each reader follows.

    As in planner/mailings: what is certainly not out is sent again, what may be out never is.
    """

    @cached_property
    def done(self) -> set[str]:
        return set()

    def commit(self, parcel: Parcel, key: str) -> Receipt:
        receipt = super().commit(parcel, key)
        if key in self.done:
            return receipt
        try:
            with self.publisher.session() as session:
                session.send(parcel.part, READER, f"{key}-1")
        except Uncertain:
            self.done.add(key)
            raise
        self.done.add(key)
        return receipt


def _without_foot(words: str) -> str:
    """Nor the descriptions of pictures, which stand below the words."""
    return re.sub(r"(\n\n\[[^\]\n]*\])+$", "", words.partition("\n\n--\n")[0])


@contextmanager
def newsletter(folder: Path, web: Web) -> Iterator[Place]:
    with FakeMail() as fake:
        fake.users = {"harbour": "the secret"}
        credentials = publishers.get("newsletter").Credentials(
            "News@harbour.example", "Harbour News", "127.0.0.1", "harbour", "the secret", str(fake.port)
        )

        def arrived() -> list[dict[str, Any]]:
            return [
                {
                    "text": _without_foot(fake.words(number).replace("\r\n", "\n")),
                    "title": str(letter["Subject"]),
                    "images": sum(part.get_content_maintype() == "image" for part in letter.walk()),
                    "reply_to": "",
                }
                for number, letter in enumerate(fake.letters)
            ]

        def spoil() -> None:
            fake.users = {"harbour": "another secret"}

        fake.requests = []  # it speaks no HTTP
        yield MailPlace(make("newsletter", credentials, web), arrived, spoil, fake)


@contextmanager
def by_hand(page: str, folder: Path, web: Web, **more: str) -> Iterator[Place]:
    """Where people publish themselves nothing ever arrives from us."""
    [name] = [one for one in ("dzen", "max", "ok") if one in page] or ["elsewhere"]
    credentials = publishers.get(name).Credentials(page=page, **more)
    yield Place(make(name, credentials, web), list, None)
