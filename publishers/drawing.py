"""A styled text in a network's own marks, where those are signs among the words: Discord, Slack.

The styles travel in the part, beside the words (`written`, `spans_of`), so an approval pins them; the marks
are drawn from both at the last moment. HTML for the preview is drawn from the same.
"""

import html
import json
from collections.abc import Callable, Mapping, Sequence

from publishers.message import Part
from publishers.styled import Span, Styled

FIELD = "spans"
CODE = frozenset({"code", "pre"})  # nothing inside of these is a mark
TAGS = {"strong": "b", "em": "i", "code": "code", "pre": "pre", "quote": "blockquote", "heading": "b"}

Plain = Callable[[str, bool], str]  # words without a style of their own, and whether they are code
# A style, what is inside of it (drawn), and the signs on both sides: a new line at the ends of the text.
Wrap = Callable[[Span, str, str], str]


def message_of(piece: Styled, fields: Mapping[str, str], limit: int, plain: Plain, wrap: Wrap) -> Part:
    """The piece as a message that is counted with its marks; empty fields are left out."""
    sent = {**fields, FIELD: written(piece.spans)}
    return Part(
        piece.text,
        as_html(piece.text, piece.spans),
        fields=tuple(sorted((name, value) for name, value in sent.items() if value)),
        count=len(drawn(piece.text, piece.spans, plain, wrap)),
        limit=limit,
    )


def written(spans: Sequence[Span]) -> str:
    """The styles as a field of a part has them; "" for none."""
    if not spans:
        return ""
    return json.dumps([[one.start, one.end, one.kind, one.href] for one in spans], ensure_ascii=False)


def spans_of(part: Part) -> tuple[Span, ...]:
    return tuple(Span(*one) for one in json.loads(dict(part.fields).get(FIELD, "[]")))


def drawn(text: str, spans: Sequence[Span], plain: Plain, wrap: Wrap) -> str:
    """The text with marks around its styles. Outer spans come before those inside of them, as in `Styled`.

    A style inside of the same one adds nothing: no network has a quote in a quote, or a link in a link.
    """
    return _between(text, 0, len(text), list(spans), plain, wrap, frozenset())


def as_html(text: str, spans: Sequence[Span]) -> str:
    """How it looks there, for the preview; "" where it has no styles."""
    if not spans:
        return ""

    def plain(words: str, is_code: bool) -> str:
        escaped = html.escape(words, quote=False)
        return escaped if is_code else escaped.replace("\n", "<br>")

    def wrap(span: Span, inside: str, _around: str) -> str:
        if span.kind == "link":
            return f'<a href="{html.escape(span.href)}">{inside}</a>'
        tag = TAGS.get(span.kind)
        return f"<{tag}>{inside}</{tag}>" if tag else inside

    return drawn(text, spans, plain, wrap)


def _between(
    text: str, start: int, end: int, spans: list[Span], plain: Plain, wrap: Wrap, outer: frozenset[str]
) -> str:
    pieces, at, is_code = [], start, bool(outer & CODE)
    while spans:
        span = spans[0]
        inner = [one for one in spans[1:] if one.start < span.end]
        spans = spans[1 + len(inner) :]
        pieces.append(plain(text[at : span.start], is_code))
        inside = _between(text, span.start, span.end, inner, plain, wrap, outer | {span.kind})
        around = (text[: span.start][-1:] or "\n") + (text[span.end :][:1] or "\n")
        pieces.append(inside if span.kind in outer else wrap(span, inside, around))
        at = span.end
    pieces.append(plain(text[at:end], is_code))
    return "".join(pieces)
