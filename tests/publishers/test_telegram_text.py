"""Words as Telegram takes them: its HTML, and its length."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishers.styled import styled
from publishers.telegram.text import drawn, escaped
from publishers.utf16 import units
from tests.fakes import telegram_html

VECTORS = Path(__file__).resolve().parents[3] / "shared/data/text/derived/escape_and_count_vectors.json"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("plain", "plain"),
        ("a **bold** and *leaning* word", "a <b>bold</b> and <i>leaning</i> word"),
        ("`x < 1`", "<code>x &lt; 1</code>"),
        ("```\nif a & b:\n    c\n```", "<pre>if a &amp; b:\n    c</pre>"),
        ("> said\n> **so**\n\nwe", "<blockquote>said\n<b>so</b></blockquote>\n\nwe"),
        ("# Title\n\nwords", "<b>Title</b>\n\nwords"),
        ("[a **b**](https://e.org/?a=1&b=2)", '<a href="https://e.org/?a=1&amp;b=2">a <b>b</b></a>'),
        ("https://e.org/a_b", '<a href="https://e.org/a_b">https://e.org/a_b</a>'),
        ("> one\n> > two", "<blockquote>one\n\ntwo</blockquote>"),
        ("- one\n- two", "• one\n• two"),
        ("[write](mailto:us@e.org)", "write (us@e.org)"),
        ("<u>not</u> & \"quotes\"", "&lt;u&gt;not&lt;/u&gt; &amp; \"quotes\""),
    ],
)  # fmt: skip
def test_markdown_becomes_the_few_tags_that_telegram_has(markdown: str, html: str) -> None:
    text, made = drawn(styled(markdown))
    assert made == html
    assert telegram_html.parse(made).text == text


def test_every_style_arrives_where_it_was_written() -> None:
    _, html = drawn(styled("😀 **bold** [link](https://e.org)"))
    parsed = telegram_html.parse(html)
    assert parsed.text == "😀 bold link"
    assert parsed.entities == [
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "text_link", "offset": 8, "length": 4, "url": "https://e.org"},
    ]


@given(st.text(alphabet='ab *_`[]()<>#-1.\n!~:/hтps😀&;"', max_size=80))
def test_whatever_is_written_telegram_can_read_it_and_reads_the_same_words(markdown: str) -> None:
    text, html = drawn(styled(markdown))
    assert telegram_html.parse(html).text == text.strip()


@pytest.mark.parametrize(("text", "length"), [("abc", 3), ("😀", 2), ("👨‍👩‍👧‍👧", 11), ("e\u0301", 2)])
def test_length_is_counted_in_utf16_units(text: str, length: int) -> None:
    assert units(text) == length


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p>",
        "<b>a",
        "a</b>",
        "<b><i>a</b></i>",
        "a < b",
        "<a>b</a>",
        "<code><b>a</b></code>",
        "<b x>a</b>",
    ],
)
def test_the_fake_reads_html_as_strictly_as_telegram(html: str) -> None:
    with pytest.raises(telegram_html.CannotParse):
        telegram_html.parse(html)


def test_the_shared_vectors_agree() -> None:
    if not VECTORS.exists():
        pytest.skip("the shared vectors are not on this machine")
    vectors = json.loads(VECTORS.read_text())
    for vector in vectors["telegram_html_escape"]:
        assert escaped(vector["in"]) == vector["out"]
    for vector in vectors["utf16_units"]:
        assert units(vector["text"]) == vector["units"]
