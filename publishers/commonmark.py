"""Markdown as CommonMark reads it, drawn from words and their styles: Discourse, Reddit.

Whatever is only text gets a backslash where a reader would see a mark or HTML in it. Mentions, hashtags and
emoji names stay as they are, so that they work.
"""

import re
from collections.abc import Sequence

from publishers.styled import Span, Styled

# An underscore in the middle of a word is none of emphasis, and names hold some.
SPECIAL = re.compile(r"[\\`*\[\]<>~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
# What makes a heading, a list or a line across of a whole line.
LINE = re.compile(r"^([ \t]*)(#{1,6}(?=[ \t]|$)|[-+](?=[ \t]|$)|=+[ \t]*$|-{2,}[ \t]*$)", re.MULTILINE)
BULLET = re.compile(r"^([ \t]*)• ", re.MULTILINE)
EMPHASIS = {"strong": "**", "em": "*"}


def drawn(piece: Styled) -> str:
    return _between(piece.text, 0, len(piece.text), piece.spans)


def _between(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """The text from `start` to before `end`; an outer style comes before those inside of it."""
    pieces: list[str] = []
    at, rest = start, list(spans)
    while rest:
        outer = rest.pop(0)
        inner = [one for one in rest if one.end <= outer.end]
        rest = rest[len(inner) :]
        pieces += [_plain(text, at, outer.start), _marked(text, outer, inner)]
        at = outer.end
    return "".join([*pieces, _plain(text, at, end)])


def _plain(text: str, start: int, end: int) -> str:
    escaped = SPECIAL.sub(r"\\\g<0>", text[start:end])
    if start == 0 or text[start - 1] == "\n":
        return _lines(escaped)
    first, newline, others = escaped.partition("\n")
    return first + newline + _lines(others)


def _lines(escaped: str) -> str:
    return BULLET.sub(r"\1- ", LINE.sub(r"\1\\\2", escaped))


def _marked(text: str, span: Span, inner: Sequence[Span]) -> str:
    words = text[span.start : span.end]
    if span.kind == "pre":
        fence = _longer(words, "```")
        return f"{fence}\n{words}\n{fence}"
    if span.kind == "code":
        mark = _longer(words, "`")
        room = " " if "`" in words else ""
        return f"{mark}{room}{words}{room}{mark}"
    if span.kind == "link" and words in (span.href, span.href.removeprefix("mailto:")):
        return words
    inside = _between(text, span.start, span.end, inner)
    if span.kind == "link":
        return f"[{inside}]({_address(span.href)})"
    if span.kind == "heading":
        return "## " + " ".join(inside.split("\n"))
    if span.kind == "quote":
        return "> " + inside.replace("\n", "\n> ")
    mark = EMPHASIS.get(span.kind, "")
    return f"{mark}{inside}{mark}"


def _address(href: str) -> str:
    return f"<{href}>" if re.search(r"[()\s]", href) else href


def _longer(words: str, mark: str) -> str:
    """A fence that the words themselves do not hold."""
    while mark in words:
        mark += "`"
    return mark
