"""Where in the words that were typed a network stops: what comes after is too much for it."""

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from planner import outside
from planner.channels.models import Channel
from publishers.markup import with_fences
from publishers.message import Message, Payload
from publishers.prepared import COMMENT, SPLIT
from publishers.utf16 import units

WORD_ENDS = re.compile(r"\s+|$")
LONGEST = 20_000  # characters; a text that is longer is not cut to the word


@dataclass(frozen=True, slots=True)
class Over:
    """What is too much of one part. Places are in UTF-16 units of the typed text, as browsers count."""

    part: int
    start: int
    end: int


def parts_in(text: str) -> list[tuple[int, int]]:
    """The parts of a thread, each from its first character to behind its last."""
    found: list[tuple[int, int]] = []
    start = place = 0
    for line, fenced, _ in with_fences(text.split("\n")):
        if line.strip() == "---" and not fenced:
            found.append((start, place))
            start = place + len(line) + 1
        place += len(line) + 1
    found.append((min(start, len(text)), len(text)))
    return [(first, last) for first, last in found if text[first:last].strip()]


def overflow(text: str, message: Message, channel: Channel, payload: Payload) -> list[Over]:
    """The ends that do not fit, part by part. Nothing where the network cuts a long text by itself.

    `text` is what was typed, with plain line ends; the network's own `prepare` counts.
    """
    posts = [part for part in payload.parts if not part.is_comment]
    places = parts_in(text)
    if len(posts) != len(places) or message.option(SPLIT):
        return []
    bare = replace(
        message, options=tuple(pair for pair in message.options if pair[0] != COMMENT), card=None, images=()
    )
    publisher = channel.kind(None, channel.account, outside.web())

    def fits(words: str) -> bool:
        part = publisher.prepare(replace(bare, text=words)).parts[0]
        return not part.limit or part.count <= part.limit

    found = []
    for number, ((first, last), part) in enumerate(zip(places, posts, strict=True)):
        if part.limit and part.count > part.limit:
            words = text[first:last]
            room = _room(words, fits) if len(words) <= LONGEST else min(part.limit, len(words))
            found.append(Over(number, units(text[: first + room]), units(text[:last])))
    return found


def _room(words: str, fits: Callable[[str], bool]) -> int:
    """The place behind the last word that still fits; within the first word, if that is too long alone."""
    ends = list(_ends(words))
    number = bisect.bisect_left(ends, True, key=lambda end: not fits(words[:end]))
    if number:
        return ends[number - 1]
    return max(0, bisect.bisect_left(range(len(words)), True, key=lambda end: not fits(words[: end + 1])))


def _ends(words: str) -> Iterator[int]:
    for found in WORD_ENDS.finditer(words):
        if words[: found.start()].strip():
            yield found.start()
