"""Words as Discord takes them."""

import pytest

from publishers.discord.text import content_of, part_of
from publishers.drawing import as_html
from publishers.message import Message
from publishers.styled import styled
from tests.fakes.discord_markdown import links, shown
from tests.publishers.places import Place

VECTORS = [
    ("plain", "plain", "plain"),
    ("a **bold** and *soft* word", "a **bold** and *soft* word", "a bold and soft word"),
    ("***both***", "***both***", "both"),
    ("## A heading\n\nwords", "**A heading**\n\nwords", "A heading\n\nwords"),
    ("2 \\* 3 \\* 4 = snake_case_name", r"2 \* 3 \* 4 = snake\_case\_name", "2 * 3 * 4 = snake_case_name"),
    ("a ~~b~~ ||c|| \\[d\\]", r"a \~\~b\~\~ \|\|c\|\| \[d\]", "a ~~b~~ ||c|| [d]"),
    ("C:\\path", r"C:\\path", "C:\\path"),
    ("`a*b` and ``a`b``", "`a*b` and `` a`b ``", "a*b and a`b"),
    ("```\nx = *y*\n```", "```\nx = *y*\n```", "x = *y*"),
    ("> one\n> two", "> one\n> two", "one\ntwo"),
    ("> > one\n\n- > two", "> one\n\n• two", "one\n\n• two"),
    ("- one\n- two", "• one\n• two", "• one\n• two"),
    ("\\# no heading", "\\# no heading", "# no heading"),
    ("\\- no list", "\\- no list", "- no list"),
    ("at https://e.org/a_b?c=*d_e now", "at https://e.org/a_b?c=*d_e now", "at https://e.org/a_b?c=*d_e now"),
    ("see [us](https://e.org/a_b)", "see [us](https://e.org/a_b)", "see us"),
    ("see [a_b](https://e.org/x(1))", r"see [a\_b](https://e.org/x%281%29)", "see a_b"),
    ("write to [us](mailto:us@e.org) now", "write to us (us@e.org) now", "write to us (us@e.org) now"),
    ("**[us](mailto:us@e.org)** and *you*", "**us (us@e.org)** and *you*", "us (us@e.org) and you"),
    ("at <t:1700000000:R> in <#123>", "at <t:1700000000:R> in <#123>", "at <t:1700000000:R> in <#123>"),
    ("<b>&amp;</b>", "<b>&</b>", "<b>&</b>"),
]


@pytest.mark.parametrize(("text", "content", "seen"), VECTORS, ids=[one[0] for one in VECTORS])
def test_words_are_drawn_with_discords_marks_and_nothing_else_is_one(
    text: str, content: str, seen: str
) -> None:
    part = part_of(styled(text), {})
    assert content_of(part) == content
    assert part.text == seen == shown(content)
    assert part.count == len(content)


def test_the_preview_shows_the_same_styles() -> None:
    part = part_of(styled("**a** < [us](https://e.org/?a=1&b=2)\n\n`x\ny`"), {})
    assert part.html == '<b>a</b> &lt; <a href="https://e.org/?a=1&amp;b=2">us</a><br><br><code>x\ny</code>'
    assert part_of(styled("no styles"), {}).html == ""
    assert as_html("", ()) == ""


def test_a_label_leads_where_it_should() -> None:
    assert links(content_of(part_of(styled("see [the *port*](https://e.org/a)"), {}))) == {
        "the port": "https://e.org/a"
    }


def test_marks_count_as_much_as_words(discord: Place) -> None:
    text = "**" + "a" * 1996 + "**"
    assert discord.publisher.prepare(Message(text)).problems == ()
    assert [p.code for p in discord.publisher.prepare(Message(text + "!")).blocked] == ["too_long"]


def test_signs_that_may_count_twice_only_warn(discord: Place) -> None:
    payload = discord.publisher.prepare(Message("😀" * 1001))
    assert not payload.blocked
    assert [problem.code for problem in payload.problems] == ["perhaps_too_long"]
    assert discord.send(Message("😀" * 2000)).id


def test_a_long_text_is_cut_by_what_is_sent(discord: Place) -> None:
    text = "**Strong words.** " * 200
    payload = discord.publisher.prepare(Message(text, options=(("split", "sentences"),)))
    assert len(payload.parts) > 1
    assert not payload.blocked
    assert all(len(content_of(part)) == part.count <= 2000 for part in payload.parts)
