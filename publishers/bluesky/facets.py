"""What in a text is more than text: links, mentions, hashtags and cashtags, by their place in it.

Bluesky's server looks for none of them: what we do not point out stays plain text. Places are counted in
bytes of UTF-8, from the first to just past the last (lexicon app.bsky.richtext.facet). What counts as a link
or a tag follows the network's own clients, so that a post looks the same whoever wrote it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from publishers.bluesky.endings import ENDINGS
from publishers.text import graphemes

LONGEST_TAG = 64  # graphemes, without the # (lexicon app.bsky.richtext.facet#tag)

LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
LINK = regex.compile(
    rf"(?<![^\s(])(?:https?://[^\s]+|(?P<host>(?>[a-z][a-z0-9-]*(?:\.{LABEL})+))(?::\d+)?(?![\w@-])[^\s]*)",
    regex.IGNORECASE,
)
MENTION = regex.compile(rf"(?<![^\s(])@(?P<handle>(?>{LABEL}(?:\.{LABEL})+))", regex.IGNORECASE)
# Characters that nobody sees end a tag: soft hyphens, blanks of no width, and a circle around a letter.
UNSEEN = "\u00ad\u2060\u200a\u200b\u200c\u200d\u20e2"
HASHTAG = regex.compile(rf"(?<!\S)[#＃](?!\ufe0f)(?P<tag>[^\s{UNSEEN}]+)")
TELLING = regex.compile(r"[^\d\p{P}]")  # a tag needs something besides digits and punctuation
PUNCTUATION = regex.compile(r"\p{P}+$")
CASHTAG = regex.compile(r"(?<![^\s(])\$(?P<name>[A-Za-z][A-Za-z0-9]{0,4})(?=[\s.,;:!?)\"'’]|$)")

Kind = Literal["link", "mention", "tag"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A piece of a text, in bytes: a link to `value`, a mention of the handle, or a tag without its #."""

    start: int
    end: int
    kind: Kind
    value: str


def found(text: str) -> tuple[Facet, ...]:
    """What the text itself shows to be a link, a mention or a tag, in order; no two overlap."""
    return in_bytes(text, all_in(text))


def in_bytes(text: str, pieces: Iterable[Facet]) -> tuple[Facet, ...]:
    """Pieces counted in characters, counted in bytes; of two that overlap, the one that begins first."""
    result: list[Facet] = []
    for piece in sorted(pieces, key=lambda piece: (piece.start, -piece.end)):
        start = len(text[: piece.start].encode())
        if not result or result[-1].end <= start:
            end = start + len(text[piece.start : piece.end].encode())
            result.append(Facet(start, end, piece.kind, piece.value))
    return tuple(result)


def all_in(text: str) -> Iterator[Facet]:
    """Everything that might be one, in no order, counted in characters."""
    yield from _links(text)
    yield from _mentions(text)
    yield from _hashtags(text)
    yield from _cashtags(text)


def _links(text: str) -> Iterator[Facet]:
    for match in LINK.finditer(text):
        address, host = _without_ending(match.group()), match["host"]
        if host and not _is_known(host):
            continue
        yield Facet(
            match.start(), match.start() + len(address), "link", f"https://{address}" if host else address
        )


def _mentions(text: str) -> Iterator[Facet]:
    for match in MENTION.finditer(text):
        if _is_known(match["handle"]):
            yield Facet(match.start(), match.end(), "mention", match["handle"])


def _hashtags(text: str) -> Iterator[Facet]:
    for match in HASHTAG.finditer(text):
        tag = PUNCTUATION.sub("", match["tag"])
        if TELLING.search(tag) and graphemes(tag) <= LONGEST_TAG:
            yield Facet(match.start(), match.start("tag") + len(tag), "tag", tag)


def _cashtags(text: str) -> Iterator[Facet]:
    for match in CASHTAG.finditer(text):
        yield Facet(match.start(), match.end(), "tag", "$" + match["name"].upper())


def _is_known(host: str) -> bool:
    ending = host.rpartition(".")[2].lower()
    return ending in ENDINGS or ending == "test"  # .test: servers on a developer's machine


def _without_ending(address: str) -> str:
    """The address without what ends the sentence; a bracket stays where it closes one of the address's."""
    while address:
        if address[-1] in ".,;:!?'\"*…»”’" or (
            address[-1] == ")" and address.count(")") > address.count("(")
        ):
            address = address[:-1]
        else:
            break
    return address
