"""Markdown as we read it: the library's element tree, with the habits of people who write posts.

Where we differ from plain Markdown: HTML is only text; `#python` is a hashtag, not a heading; a line's end is
kept; an address in the text is left alone, underscores and all; ``` fences are code.
"""

import html
import re
import threading
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

# Neither XML nor any network takes these; Markdown itself uses two of them as bookmarks.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
FENCE = re.compile(r" {0,3}(```+(?!.*`)|~~~+)")
MOST_OPEN = 100  # brackets that nothing closes; Markdown looks for the end of each through all of the text
DEEPEST = 60  # levels of quotes and lists; Markdown works recursively, and nobody reads past this

_mine = threading.local()


def cleaned(text: str) -> str:
    """The text without characters that cannot be written in XML; line ends are all the same."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tree(text: str) -> Element:
    """The text's elements. Text in them is still escaped where Markdown allows entities: see `words`.

    Never raises: what Markdown cannot read becomes one paragraph, as it is written.
    """
    lines = fences_indented(cleaned(text).split("\n"))
    try:
        if any(_depth(line) > DEEPEST for line in lines) or text.count("[") - text.count("]") > MOST_OPEN:
            raise RecursionError
        return _read(lines)
    except Exception:  # a library's accident must not cost anybody their words
        _mine.reader = None  # it stopped half way, and would remember that
        root = Element("div")
        SubElement(root, "p").text = AtomicString(html.escape(cleaned(text), quote=False))
        return root


def words(text: str | None) -> str:
    """Text of an element as people see it. Only entities with a semicolon: `?a=1&copy=2` is an address."""
    return ENTITY.sub(lambda match: html.unescape(match.group()), text or "")


def fences_indented(lines: list[str]) -> list[str]:
    """Fenced code as indented code, which Markdown knows without keeping HTML aside."""
    result: list[str] = []
    for line, fenced, is_fence in with_fences(lines):
        if is_fence:
            result.append("")
        else:
            result.append("    " + line if fenced else line)
    return result


def with_fences(lines: list[str]) -> list[tuple[str, bool, bool]]:
    """Each line, whether it is inside of a fence, and whether it is the fence itself."""
    result: list[tuple[str, bool, bool]] = []
    mark = ""
    for line in lines:
        match = FENCE.match(line)
        if mark:
            closes = bool(match) and line.strip().startswith(mark) and not line.strip().strip(mark[0])
            result.append((line, not closes, closes))
            mark = "" if closes else mark
        elif match:
            mark = match.group(1)
            result.append((line, False, True))
        else:
            result.append((line, False, False))
    return result


class Heading(HashHeaderProcessor):
    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ \t]+(?P<header>[^\n]*?)(?:[ \t]+#+)?[ \t]*(?:\n|$)")


class BareAddress(InlineProcessor):
    """An address that simply stands in the text, kept from being read as emphasis."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802 (the library's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        address = m.group().rstrip(".,;:!?'\"*_)" if "(" not in m.group() else ".,;:!?'\"*_")
        link = Element("a", href=address)
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


def _read(lines: list[str]) -> Element:
    reader = _reader()
    reader.reset()
    for preprocessor in reader.preprocessors:
        lines = preprocessor.run(lines)
    root = reader.parser.parseDocument(lines).getroot()
    if root is None:
        return Element("div")
    for processor in reader.treeprocessors:
        processor.run(root)  # every one of ours works in place
    for code in root.iterfind(".//pre/code"):
        code.text = AtomicString((code.text or "").rstrip("\n") + "\n")
    return root


def _reader() -> markdown.Markdown:
    """This thread's own reader: making one takes longer than reading a post."""
    reader: markdown.Markdown | None = getattr(_mine, "reader", None)
    if reader is None:
        reader = markdown.Markdown(extensions=["sane_lists", "nl2br"])
        reader.preprocessors.deregister("html_block")
        for name in ("html", "entity", "automail"):
            reader.inlinePatterns.deregister(name)
        reader.treeprocessors.deregister("prettify")
        reader.parser.blockprocessors.deregister("hashheader")
        reader.parser.blockprocessors.register(Heading(reader.parser), "hashheader", 70)
        reader.inlinePatterns.register(BareAddress(r"https?://[^\s<>\x02\x03]+", reader), "bare_address", 75)
        _mine.reader = reader
    return reader


def _depth(line: str) -> int:
    start = line[: len(line) - len(line.lstrip(" \t>"))]
    return start.count(">") + len(start.expandtabs(4)) // 4
