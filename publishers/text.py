"""Markdown → what networks take: plain words, safe HTML, the parts of a thread."""

import functools
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import nh3
import regex
from markdown.serializers import to_html_string

from publishers.markup import cleaned, tree, with_fences, words

TAGS = {"p", "br", "a", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "hr"} | {
    f"h{level}" for level in range(1, 7)
}
BLOCKS = {"p", "pre", "blockquote", "ul", "ol", "hr"} | {f"h{level}" for level in range(1, 7)}
SCHEMES = ("http://", "https://", "mailto:")
# What Markdown might read as a mark: these characters anywhere, or a line that begins like a list, a heading,
# a line across, code or a quote. Too many is only slow.
MARKED = re.compile(r"[\\`*_\[\]<&]|[^\S \n]|^(?: |[-+=~>:]|#+ |\d)", re.MULTILINE)
EMPTY_LINES = re.compile(r"\n(?: *\n)+")
GRAPHEME = regex.compile(r"\X")


def split_thread(text: str) -> tuple[str, ...]:
    """The parts of a thread: cut at lines that hold only `---`, though not inside of code."""
    parts: list[list[str]] = [[]]
    for line, fenced, _ in with_fences(cleaned(text).split("\n")):
        if line.strip() == "---" and not fenced:
            parts.append([])
        else:
            parts[-1].append(line)
    found = tuple(part for part in ("\n".join(lines).strip("\n") for lines in parts) if part.strip())
    return found or ("",)


@functools.lru_cache(maxsize=512)
def plain(text: str) -> str:
    """The words alone: paragraphs apart by an empty line, lists with bullets, links as "label (address)"."""
    text = cleaned(text)
    if not MARKED.search(text):  # as most posts are; reading Markdown costs ten times as much
        return "\n\n".join(_tidy(paragraph) for paragraph in EMPTY_LINES.split(text.strip()))
    return cleaned("\n\n".join(_blocks(tree(text)))).strip()


@functools.lru_cache(maxsize=512)
def safe_html(text: str) -> str:
    """HTML that can do nothing but show text: no scripts, no pictures, no styles, links to the web only."""
    return nh3.clean(
        to_html_string(tree(text)),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    ).strip()


def graphemes(text: str) -> int:
    """How many characters a person sees."""
    return len(text) if text.isascii() and "\r" not in text else len(GRAPHEME.findall(text))


def _blocks(parent: Element) -> Iterator[str]:
    """The blocks inside of an element, each as one string."""
    loose = words(parent.text)  # words that stand between blocks, as in the items of a tight list
    for child in parent:
        if child.tag not in BLOCKS:
            loose += _inline(child) + words(child.tail)
            continue
        if loose.strip():
            yield _tidy(loose)
        loose = words(child.tail)
        block = _block(child)
        if block.strip():
            yield block
    if loose.strip():
        yield _tidy(loose)


def _block(element: Element) -> str:
    if element.tag == "pre":
        return "".join(words(piece) for piece in element.itertext()).strip("\n")
    if element.tag == "blockquote":
        return _indented("\n\n".join(_blocks(element)), "> ", "> ").replace("> \n", ">\n")
    if element.tag in ("ul", "ol"):
        return "\n".join(_items(element))
    if element.tag == "hr":
        return ""
    return _tidy(_inside(element))


def _items(element: Element) -> Iterator[str]:
    try:
        first = int(element.get("start", "1"))
    except ValueError:
        first = 1
    for number, item in enumerate(element, first):
        bullet = "• " if element.tag == "ul" else f"{number}. "
        yield _indented("\n".join(_blocks(item)), bullet, "  ")


def _inside(element: Element) -> str:
    return words(element.text) + "".join(_inline(child) + words(child.tail) for child in element)


def _inline(element: Element) -> str:
    if element.tag == "img":
        return ""
    if element.tag == "br":
        return "\n"
    if element.tag == "a":
        label, address = _inside(element).strip(), words(element.get("href"))
        if not address.lower().startswith(SCHEMES):
            return label
        if label in (address, address.removeprefix("mailto:")):
            return label
        return f"{label} ({address})" if label else address
    return _inside(element)


def _tidy(text: str) -> str:
    """Lines without blanks around them; the line break and the newline after it are one."""
    return "\n".join(line.strip() for line in text.replace("\n\n", "\n").split("\n")).strip()


def _indented(text: str, first: str, rest: str) -> str:
    return first + text.replace("\n", "\n" + rest)
