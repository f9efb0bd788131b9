"""Markdown for a forum: what is meant works, and what is only text stays text."""

import pytest
from markdown_it import MarkdownIt

from publishers.discourse.text import drawn, picture, pictures_in
from publishers.links import Links
from publishers.page_words import lines_of
from publishers.styled import styled
from tests.publishers import places


@pytest.mark.parametrize(
    ("written", "raw"),
    [
        ("plain words", "plain words"),
        ("**bold**, *soft* and `co*de`", "**bold**, *soft* and `co*de`"),
        ("***both***", "***both***"),
        ("[the port](https://example.org/a)", "[the port](https://example.org/a)"),
        ("[a *soft* word](https://example.org/a)", "[a *soft* word](https://example.org/a)"),
        ("[b](https://example.org/a(1))", "[b](<https://example.org/a(1)>)"),
        ("see https://example.org/a_b_c.", "see https://example.org/a_b_c."),
        ("- one\n- two\n    - three", "- one\n- two\n  - three"),
        ("3. one\n4. two", "3. one\n4. two"),
        ("# Tea\n\nand bread", "## Tea\n\nand bread"),
        ("> said\n> twice", "> said\n> twice"),
        ("```\na * b\n<c>\n```", "```\na * b\n<c>\n```"),
        ("first\nsecond", "first\nsecond"),
        ("<b>not bold</b> & &amp;amp;", "\\<b\\>not bold\\</b\\> & \\&amp;"),
        ("2 \\* 3, \\_so\\_, snake_case", "2 \\* 3, \\_so\\_, snake_case"),
        ("\\# no heading", "\\# no heading"),
        ("\\- no list", "\\- no list"),
        ("\\[no\\](link)", "\\[no\\](link)"),
        ("~~kept~~", "\\~\\~kept\\~\\~"),
        ("#hashtag @vera :tea: 5 > 3", "#hashtag @vera :tea: 5 \\> 3"),
        ("``a ` b``", "`` a ` b ``"),
    ],
)
def test_markdown_means_there_what_it_means_here(written: str, raw: str) -> None:
    assert drawn(styled(written)) == raw


@pytest.mark.parametrize(
    "written",
    [
        "**bold** and *soft*",
        "[a *b* c](https://example.org)",
        "> a\n>\n> b",
        "- a\n- b",
        "x \\* y_z",
    ],
)
def test_what_was_drawn_reads_the_same(written: str) -> None:
    once = styled(written)
    again = styled(drawn(once))
    assert (again.text, again.spans) == (once.text, once.spans)


READER = MarkdownIt("commonmark", {"html": True, "breaks": True})  # a port of the one that Discourse has


@pytest.mark.parametrize(
    "written",
    [
        "a <b>c</b> d & &lt; e &amp;amp; f",
        "<script>alert(1)</script>",
        "2 * 3 * 4, _so_ and snake_case_name, __init__.py",
        "5\n= 6\n\n7\n- 8",
        "\\# one\n\\## two\n\\+ three\n\\- four\n\\> five",
        "\\[x\\](y) ![no](picture) [a]: b",
        "line \\\\ back ` tick ~~wave~~",
        "**a\\*b** *c\\_d* `e\\f`",
        "--\n---- x\n==",
        "    \\* * *",
        "**bold *soft* more** end",
        "> a quote with *style* and <tag>\n>\n> # and more",
    ],
)
def test_another_reader_shows_the_same_words(written: str) -> None:
    piece = styled(written)
    shown = lines_of(READER.render(drawn(piece)))
    assert " ".join(shown.split()) == " ".join(piece.text.replace("• ", "").split())


def test_link_parameters_are_put_into_addresses() -> None:
    links = Links((("utm_source", "forum"),))
    assert drawn(styled("[a](https://example.org)", links)) == "[a](https://example.org?utm_source=forum)"


def test_a_picture_has_its_description_and_size_and_is_found_again() -> None:
    image = places.picture("A [red]\nboat | sea\\side")
    drawn_ = picture(image, "upload://abc.png")
    assert drawn_ == "![A \\[red\\] boat \\| sea\\\\side|8x8](upload://abc.png)"
    assert pictures_in(f"words\n\n{drawn_}\n\n![x|1x1](upload://d.jpeg) ![](https://example.org/a.png)") == [
        drawn_,
        "![x|1x1](upload://d.jpeg)",
    ]
