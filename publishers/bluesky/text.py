"""A piece of a message as Bluesky gets it: words, and where in them there is a link, a mention or a tag."""

import json
import math
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from publishers.bluesky.facets import Facet, all_in, in_bytes
from publishers.message import Part
from publishers.styled import Span, Styled
from publishers.text import graphemes

CHARACTERS = 300  # graphemes (lexicon app.bsky.feed.post)
BYTES = 3_000  # of UTF-8, of the same text
LONG = 40  # characters; a longer address is shown shortened
SHOWN = 30  # characters of such an address


def drawn(piece: Styled, fields: Iterable[tuple[str, str]]) -> Part:
    """The piece as a post's text, with its facets among the fields; empty fields are left out.

    A link keeps its label and has its address in a facet. A long bare address is shown without its scheme
    and its end, because it counts as long as it looks; the facet has all of it.
    """
    text, spans = _spelled(piece)
    linked = [
        Facet(span.start, span.end, "link", span.href)
        for span in spans
        if span.kind == "link" and span.href.startswith(("http://", "https://"))
    ]
    taken = [(span.start, span.end) for span in spans if span.kind in ("link", "code", "pre")]
    seen = [facet for facet in all_in(text) if not _meets(facet, taken)]
    facets = in_bytes(text, [*linked, *seen])
    sent = [("facets", _written(facets)), *fields]
    return Part(
        text,
        fields=tuple(sorted((name, value) for name, value in sent if value)),
        count=length(text),
        limit=CHARACTERS,
    )


def length(text: str) -> int:
    """How much of the 300 this takes: its graphemes, or its bytes at ten to one where those are tighter."""
    return max(graphemes(text), math.ceil(len(text.encode()) * CHARACTERS / BYTES))


def facets_of(part: Part) -> tuple[Facet, ...]:
    return tuple(Facet(*one) for one in json.loads(dict(part.fields).get("facets", "[]")))


def handles_in(part: Part) -> tuple[str, ...]:
    """Whom it mentions, each once."""
    return tuple(dict.fromkeys(facet.value for facet in facets_of(part) if facet.kind == "mention"))


def _written(facets: tuple[Facet, ...]) -> str:
    if not facets:
        return ""
    return json.dumps([[one.start, one.end, one.kind, one.value] for one in facets], ensure_ascii=False)


def _spelled(piece: Styled) -> tuple[str, list[Span]]:
    """The text with its quotes marked and its long addresses shortened, and where its styles are now."""
    edits = sorted(_edits(piece))
    ends = [(0, 0, ""), *edits, (len(piece.text), len(piece.text), "")]
    text = "".join(piece.text[before[1] : after[0]] + after[2] for before, after in pairwise(ends))
    spans = [
        Span(
            span.start + sum(_growth(edit) for edit in edits if edit[1] <= span.start),
            span.end + sum(_growth(edit) for edit in edits if edit[0] < span.end),
            span.kind,
            span.href,
        )
        for span in piece.spans
    ]
    return text, spans


Edit = tuple[int, int, str]  # from, to before, what stands there instead


def _edits(piece: Styled) -> Iterator[Edit]:
    for span in piece.spans:
        inside = piece.text[span.start : span.end]
        if span.kind == "quote":
            for line in re.finditer("^.?", inside, re.MULTILINE):
                at = span.start + line.start()
                yield at, at, "> " if line.group() else ">"
        elif span.kind == "link" and inside == span.href and len(inside) > LONG:
            yield span.start, span.end, inside.partition("://")[2][: SHOWN - 1] + "…"


def _growth(edit: Edit) -> int:
    return len(edit[2]) - (edit[1] - edit[0])


def _meets(facet: Facet, taken: list[tuple[int, int]]) -> bool:
    return any(facet.start < end and start < facet.end for start, end in taken)
