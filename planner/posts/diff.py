"""What changed between two texts, word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
MOST = 4000  # words; above this lines are compared, because time grows with the square


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str  # "same", "gone", "new"
    text: str


def words(before: str, after: str) -> list[Piece]:
    """The pieces in reading order; those that are "same" or "new" together give `after` back."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) > MOST or len(new) > MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return list(_pieces(old, new))


def changed(before: str, after: str) -> int:
    """How many places differ."""
    pieces = words(before, after)
    places, inside = 0, False
    for piece in pieces:
        places += piece.kind != "same" and not inside
        inside = piece.kind != "same"
    return places


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Piece("gone", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("new", "".join(new[j1:j2]))
