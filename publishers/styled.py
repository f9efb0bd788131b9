"""Markdown → words with their styles: one text, and where in it something is bold, a link, code or a quote.

Every network draws its own markup from this: Bluesky facets, Telegram HTML, or none at all. The element tree
is walked once; nothing here reads HTML.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from publishers.links import AS_THEY_ARE, Links
from publishers.markup import cleaned, tree, words

BLOCKS = {"p", "pre", "blockquote", "ul", "ol", "hr"} | {f"h{level}" for level in range(1, 7)}
KINDS = {"strong": "strong", "em": "em", "code": "code"}
SCHEMES = ("http://", "https://", "mailto:")
# What Markdown might read as a mark: these characters anywhere, or a line that begins like a list, a heading,
# a line across, code or a quote. Too many is only slow.
MARKED = re.compile(r"[\\`*_\[\]<&]|[^\S \n]|^(?: |[-+=~>:]|#+ |\d)|https?://", re.MULTILINE)
EMPTY_LINES = re.compile(r"\n(?: *\n)+")
# `cleaned` takes these two out of what people write, so they can stand for the ends of a style on the way.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
FIRST_NUMBER = 0x10000  # the character after OPEN says which style begins


@dataclass(frozen=True, slots=True)
class Span:
    """A style from `start` to before `end`, in characters: strong, em, code, pre, quote, heading or link."""

    start: int
    end: int
    kind: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Styled:
    """Words and their styles; an outer style comes before those inside of it."""

    text: str
    spans: tuple[Span, ...] = ()
    source: str = ""  # the Markdown that it was made of; "" for a piece that was cut off

    def cut(self, start: int, end: int) -> "Styled":
        """The piece from `start` to before `end`, without blanks around it."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        spans = (
            replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in self.spans
        )
        return Styled(self.text[start:end], tuple(span for span in spans if span.start < span.end))

    @property
    def first_link(self) -> str:
        """The first web address in the words; "" where there is none."""
        links = (span.href for span in self.spans if span.kind == "link")
        return next((href for href in links if href.lower().startswith(("http://", "https://"))), "")

    def followed_by(self, text: str) -> "Styled":
        return replace(self, text=self.text + text, source="")


@functools.lru_cache(maxsize=512)
def styled(text: str, links: Links = AS_THEY_ARE, *, spelled: bool = False) -> Styled:
    """The Markdown `text` as people see it: paragraphs apart by an empty line, lists with bullets.

    `spelled` is for networks without markup: a link reads "label (address)", a quote has "> " before each
    line, and only links keep a span. `links` says what becomes of every web address.
    """
    text = cleaned(text)
    if not MARKED.search(text):  # as many posts are; reading Markdown costs ten times as much
        return Styled("\n\n".join(_tidy(p) for p in EMPTY_LINES.split(text.strip())), source=text)
    return _walked(text, links, spelled)


def _walked(text: str, links: Links, spelled: bool) -> Styled:
    walk = _Walk(links, spelled)
    return _read(_cleaned("\n\n".join(walk.blocks(tree(text)))).strip(), walk.found, text)


def _cleaned(text: str) -> str:
    """Cleaned once more, since entities may have brought something in; our own marks stay."""
    return "".join(
        piece if piece in (OPEN, CLOSE) else cleaned(piece) for piece in re.split(f"([{OPEN}{CLOSE}])", text)
    )


class _Walk:
    """One walk through a tree. Styles are marked in the text, and `found` says what each mark means."""

    def __init__(self, links: Links, spelled: bool) -> None:
        self.links = links
        self.spelled = spelled
        self.found: list[tuple[str, str]] = []

    def blocks(self, parent: Element) -> Iterator[str]:
        """The blocks inside of an element, each as one string."""
        loose = words(parent.text)  # words that stand between blocks, as in the items of a tight list
        for child in parent:
            if child.tag not in BLOCKS:
                loose += self._inline(child) + words(child.tail)
                continue
            if loose.strip():
                yield _tidy(loose)
            loose = words(child.tail)
            block = self._block(child)
            if block.strip():
                yield block
        if loose.strip():
            yield _tidy(loose)

    def _block(self, element: Element) -> str:
        if element.tag == "pre":
            return self._styled("".join(words(piece) for piece in element.itertext()).strip("\n"), "pre")
        if element.tag == "blockquote":
            inside = "\n\n".join(self.blocks(element))
            if not self.spelled:
                return self._styled(inside, "quote")
            return _indented(inside, "> ", "> ").replace("> \n", ">\n")
        if element.tag in ("ul", "ol"):
            return "\n".join(self._items(element))
        if element.tag == "hr":
            return ""
        inside = _tidy(self._inside(element))
        return self._styled(inside, "heading") if element.tag != "p" else inside

    def _items(self, element: Element) -> Iterator[str]:
        try:
            first = int(element.get("start", "1"))
        except ValueError:
            first = 1
        for number, item in enumerate(element, first):
            bullet = "• " if element.tag == "ul" else f"{number}. "
            yield _indented("\n".join(self.blocks(item)), bullet, "  ")

    def _inside(self, element: Element) -> str:
        return words(element.text) + "".join(self._inline(child) + words(child.tail) for child in element)

    def _inline(self, element: Element) -> str:
        if element.tag == "img":
            return ""
        if element.tag == "br":
            return "\n"
        if element.tag == "a":
            return self._link(element)
        return self._styled(self._inside(element), KINDS.get(element.tag, ""))

    def _link(self, element: Element) -> str:
        label, address = self._inside(element).strip(), words(element.get("href"))
        if not address.lower().startswith(SCHEMES):
            return label
        to = self.links.of(address)
        if not label or _bare(label) in (address, address.removeprefix("mailto:")):
            return self._styled(to.removeprefix("mailto:"), "link", to)
        if self.spelled:
            return f"{label} ({self._styled(to, 'link', to)})"
        return self._styled(label, "link", to)

    def _styled(self, text: str, kind: str, href: str = "") -> str:
        if not kind or not text.strip() or (self.spelled and kind != "link"):
            return text
        self.found.append((kind, href))
        return f"{OPEN}{chr(FIRST_NUMBER + len(self.found) - 1)}{text}{CLOSE}"


def _read(marked: str, found: list[tuple[str, str]], source: str) -> Styled:
    """The text without its marks, and the spans that they stood for."""
    pieces: list[str] = []
    spans: list[Span] = []
    begun: list[tuple[int, int]] = []  # the place in `spans`, where it began
    at, characters = 0, iter(marked)
    for character in characters:
        if character == OPEN:
            begun.append((len(spans), at))
            kind, href = found[ord(next(characters)) - FIRST_NUMBER]
            spans.append(Span(at, at, kind, href))
        elif character == CLOSE:
            place, start = begun.pop()
            spans[place] = replace(spans[place], start=start, end=at)
        else:
            pieces.append(character)
            at += 1
    text = "".join(pieces)
    return Styled(text, tuple(_trimmed(text, spans)), source)


def _trimmed(text: str, spans: list[Span]) -> Iterator[Span]:
    """Without blanks at the ends: some networks refuse a bold blank."""
    for span in spans:
        inside = text[span.start : span.end]
        start = span.start + len(inside) - len(inside.lstrip())
        end = start + len(inside.strip())
        if start < end:
            yield replace(span, start=start, end=end)


def _bare(label: str) -> str:
    return re.sub(f"{OPEN}.|{CLOSE}", "", label, flags=re.DOTALL)


def _tidy(text: str) -> str:
    """Lines without blanks around them; the line break and the newline after it are one."""
    return "\n".join(line.strip() for line in text.replace("\n\n", "\n").split("\n")).strip()


def _indented(text: str, first: str, rest: str) -> str:
    return first + text.replace("\n", "\n" + rest)
