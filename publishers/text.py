"""Markdown → what networks take: plain words, safe HTML, the parts of a thread."""

import functools

import nh3
import regex
from markdown.serializers import to_html_string

from publishers.links import AS_THEY_ARE, Links
from publishers.markup import cleaned, tree, with_fences, words
from publishers.styled import styled

TAGS = {"p", "br", "a", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "hr"} | {
    f"h{level}" for level in range(1, 7)
}
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


def plain(text: str) -> str:
    """The words alone: paragraphs apart by an empty line, lists with bullets, links as "label (address)"."""
    return styled(text, spelled=True).text


@functools.lru_cache(maxsize=512)
def safe_html(text: str, links: Links = AS_THEY_ARE) -> str:
    """HTML that can do nothing but show text: no scripts, no pictures, no styles, links to the web only."""
    root = tree(text)
    if links:
        for link in root.iter("a"):
            link.set("href", links.of(words(link.get("href"))))
    return nh3.clean(
        to_html_string(root),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    ).strip()


def graphemes(text: str) -> int:
    """How many characters a person sees."""
    return len(text) if text.isascii() and "\r" not in text else len(GRAPHEME.findall(text))
