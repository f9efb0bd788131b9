"""@Names in what people say: who is meant, and the pieces of a text for showing. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

AT = re.compile(r"(?<![\w@.])@")


@dataclass(frozen=True, slots=True)
class Named:
    """A person who can be named, by each of these spellings."""

    user_id: int
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_name: bool = False


def named(text: str, people: Iterable[Named]) -> dict[int, str]:
    """Who is named, each with the words that do it; of two spellings the longer: “@Ada Byron”, not “@Ada”."""
    spelt = sorted(
        ((words, one.user_id) for one in people for words in one.spellings if words),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[int, str] = {}
    for at in AT.finditer(text):
        for words, user_id in spelt:
            if _says(text, at.end(), words):
                found.setdefault(user_id, text[at.start() : at.end() + len(words)])
                break
    return found


def pieces(text: str, names: Iterable[str]) -> list[Piece]:
    """The text cut where one of these “@names” stands."""
    spelt = sorted({re.escape(name) for name in names}, key=len, reverse=True)
    if not spelt:
        return [Piece(text)]
    cut = re.split(rf"(?<![\w@.])({'|'.join(spelt)})(?!\w)", text)
    return [Piece(words, bool(number % 2)) for number, words in enumerate(cut) if words]


def _says(text: str, at: int, words: str) -> bool:
    end = at + len(words)
    return text[at:end].casefold() == words.casefold() and not re.match(r"\w", text[end : end + 1])
