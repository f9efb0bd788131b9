"""Words as Telegram takes them: its few HTML tags, and length after they are read.

Bot API docs: "1-4096 characters after entities parsing", captions 1024. Whether it counts code points or
UTF-16 units is not written; units are never fewer, so a text that we let through is not too long for it.
"""

import html
from collections.abc import Iterator

from publishers.styled import Span, Styled

TAGS = {
    "strong": "b",
    "em": "i",
    "code": "code",
    "pre": "pre",
    "heading": "b",
    "quote": "blockquote",
}
CODE = frozenset({"code", "pre"})  # nothing may be inside of these


def escaped(text: str) -> str:
    """Only what Telegram reads as a mark; every other sign stays as it is."""
    return html.escape(text, quote=False)


def drawn(piece: Styled) -> tuple[str, str]:
    """The words as people will read them, and the HTML that says so.

    A mail address behind a label is spelled out, because Telegram links only to the web.
    """
    text = html_text = ""
    at, around = 0, list[tuple[Span, bool]]()  # the styles that have begun, and whether each has a tag
    for place, begins, span in _marks(piece.spans):
        words = piece.text[at:place]
        text, html_text, at = text + words, html_text + escaped(words), place
        if begins:
            outer = {one.kind for one, _ in around}
            # Quotes and links do not nest, and Telegram refuses what does.
            has_tag = not outer & CODE and not (span.kind in outer and span.kind in ("quote", "link"))
            around.append((span, has_tag))
            html_text += _opening(span) if has_tag else ""
        else:
            _span, has_tag = around.pop()
            html_text += _closing(span) if has_tag else ""
            spelled = _spelled(piece.text, span)
            text, html_text = text + spelled, html_text + escaped(spelled)
    rest = piece.text[at:]
    return text + rest, html_text + escaped(rest)


def _marks(spans: tuple[Span, ...]) -> Iterator[tuple[int, bool, Span]]:
    """Where each span begins and ends, in the order in which tags are written.

    At one place ends come before beginnings; the outer span begins first and ends last.
    """
    numbered = list(enumerate(spans))
    marks = [(span.start, 1, -span.end, number, span) for number, span in numbered]
    marks += [(span.end, 0, -span.start, -number, span) for number, span in numbered]
    for place, begins, _length, _number, span in sorted(marks, key=lambda mark: mark[:4]):
        yield place, bool(begins), span


def _opening(span: Span) -> str:
    if span.kind != "link":
        return f"<{TAGS[span.kind]}>" if span.kind in TAGS else ""
    return f'<a href="{html.escape(span.href)}">' if _is_web(span.href) else ""


def _closing(span: Span) -> str:
    if span.kind != "link":
        return f"</{TAGS[span.kind]}>" if span.kind in TAGS else ""
    return "</a>" if _is_web(span.href) else ""


def _spelled(text: str, span: Span) -> str:
    address = span.href.removeprefix("mailto:")
    is_hidden = span.kind == "link" and not _is_web(span.href) and text[span.start : span.end] != address
    return f" ({address})" if is_hidden else ""


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))
