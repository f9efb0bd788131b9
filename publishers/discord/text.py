"""Words as Discord takes them: its Markdown, and its limit.

Discord's own description of its API bounds the content by `maxLength`, which counts code points. What people
typed as a mark of Discord's (`<#channel>`, `<t:time>`, `<:emoji:1>`) stays one; nobody is pinged by it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from publishers.drawing import drawn, message_of, spans_of
from publishers.message import Part
from publishers.styled import Span, Styled

CHARACTERS = 2_000  # Discord docs, create message
MARKS = re.compile(r"[\\*_~`|\[\]]")
# What would begin a quote, a heading, small print or a list where a line begins; our bullets are "•".
AT_START = re.compile(r"^(\s*)(>|#{1,3} |-# |- )", re.MULTILINE)
SIGNS = {"strong": "**", "em": "*", "heading": "**"}


def part_of(piece: Styled, fields: Mapping[str, str]) -> Part:
    """The piece as a message; empty fields are left out."""
    return message_of(_spelled(piece), fields, CHARACTERS, _plain, _wrap)


def content_of(part: Part) -> str:
    """What is sent: the words with Discord's marks."""
    return drawn(part.text, spans_of(part), _plain, _wrap)


def _plain(words: str, is_code: bool) -> str:
    if is_code:
        return words.replace("```", "`\u200b``")
    return AT_START.sub(r"\1\\\2", MARKS.sub(r"\\\g<0>", words))


def _wrap(span: Span, inside: str, around: str) -> str:
    if span.kind == "link":
        bare = re.sub(r"\\(.)", r"\1", inside)
        return span.href if bare == span.href else f"[{inside}]({_in_brackets(span.href)})"
    if span.kind == "code":
        return f"`` {inside} ``" if "`" in inside else f"`{inside}`"
    if span.kind == "pre":
        return f"```\n{inside}\n```"
    if span.kind == "quote":
        return "> " + inside.replace("\n", "\n> ") if around[0] == "\n" else inside
    sign = SIGNS.get(span.kind, "")
    return f"{sign}{inside}{sign}"


def _in_brackets(address: str) -> str:
    return re.sub(r"[()\s]", lambda found: quote(found.group(), safe=""), address)


def _spelled(piece: Styled) -> Styled:
    """Discord links only to the web: a mail address behind a label is spelled out behind it."""
    text, spans = piece.text, list(piece.spans)
    for span in [one for one in reversed(piece.spans) if one.kind == "link"]:
        address = span.href.removeprefix("mailto:")
        if address == span.href:
            continue
        spans.remove(span)
        if text[span.start : span.end] == address:
            continue
        more, place = f" ({address})", span.end
        text = text[:place] + more + text[place:]
        spans = [_moved(one, place, len(more)) for one in spans]
    return replace(piece, text=text, spans=tuple(spans))


def _moved(span: Span, place: int, by: int) -> Span:
    start = span.start + (by if span.start >= place else 0)
    return replace(span, start=start, end=span.end + (by if span.end >= place else 0))
