"""Broken Markdown costs nobody their words."""

import time
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishers.links import Links
from publishers.markup import cleaned
from publishers.mastodon.text import length
from publishers.styled import _walked, styled
from publishers.text import graphemes, plain, safe_html, split_thread

MARKS = (
    "* ** _ ` ``` ~~~ [ ]( ) ![ < > # --- \\ & &amp; &#0; &#x110000; https:// example.org <!-- <? <b [a]: |"
)
BLANKS = ["\n", "\n\n", "    ", "\t", "\r", "> ", "- ", "1. ", "# "]
STRANGE = ["\x00", "\x02", "\x03", "\x02klzzwxh:0001\x03", "\ud800", "\ufffe", "word", "é", "👨‍👩‍👧"]
PIECES = st.sampled_from([*MARKS.split(), *BLANKS, *STRANGE])
BROKEN = st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(BROKEN | st.text())
def test_nothing_a_person_can_type_raises(text: str) -> None:
    for part in split_thread(text):
        words, made = plain(part), safe_html(part)
        graphemes(words)
        length(words)
        entry = Element("content")
        entry.text = made + words
        fromstring(tostring(entry))  # what we made can stand in a feed
        if "klzzwxh" not in text:  # Markdown's name for what it has put aside
            assert "klzzwxh" not in words + made


@settings(max_examples=100, deadline=None)
@given(BROKEN)
def test_the_same_text_always_gives_the_same_words(text: str) -> None:
    styled.cache_clear()
    first = plain(text)
    styled.cache_clear()
    assert plain(text) == first


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=1, max_size=30))
def test_plain_words_pass_unchanged(words: list[str]) -> None:
    text = " ".join(words)
    assert plain(text) == text


SIMPLE = st.lists(
    st.sampled_from(
        ["word ", "слово", "\n", "\n\n", " ", "  ", "- ", "+", "=", "---", "~~~", "# ", "#tag", "1. ", "2)"]
    )
    | st.sampled_from(
        ["https://example.org/a(b)", "https://e.org/x?a=1,", "(", ")", ".", ":", "|", '"', "'", ">"]
    )
    | st.sampled_from(
        ["\u00a0", "\u2028", "\x85", "{", "}", "^", "me@x.org", "🎉", "\r\n", "/", "!", "\u200b", "\ufeff"]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=1000, deadline=None)
@given(SIMPLE | st.text(max_size=40))
def test_words_without_marks_are_what_markdown_would_make_of_them(text: str) -> None:
    assert plain(text) == _walked(cleaned(text), Links(), spelled=True).text


NESTS = {
    "quotes": "> " * 3000 + "x",
    "brackets": "[" * 3000,
    "stars": "*" * 5000,
    "bullets": "- " * 2000 + "x",
    "ticks": "`" * 5001,
    "pictures": "![" * 2000,
    "angles": "<" * 5000,
    "blanks": "    " * 500 + "x",
    "round brackets": "(" * 5000,
    "underscores": "_a" * 3000,
    "deep lists": "\n".join(" " * (4 * depth) + "- x" for depth in range(200)),
}


@pytest.mark.parametrize("text", NESTS.values(), ids=NESTS.keys())
def test_nests_of_marks_are_read_in_time(text: str) -> None:
    before = time.process_time()
    plain(text)
    safe_html(text)
    assert time.process_time() - before < 5
