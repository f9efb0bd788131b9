"""Words as Slack takes them."""

import json
from pathlib import Path

import pytest

from publishers.message import Message
from publishers.slack.text import escaped, mrkdwn_of, part_of, read
from publishers.styled import styled
from tests.fakes.slack_mrkdwn import shown
from tests.publishers.places import Place

SHARED = Path(__file__).resolve().parents[3] / "shared/data/text/derived/escape_and_count_vectors.json"
VECTORS = [
    ("plain", "plain", "plain"),
    ("a **bold** and *soft* word", "a *bold* and _soft_ word", "a bold and soft word"),
    ("***both***", "*_both_*", "both"),
    ("in**side**words", "insidewords", "insidewords"),
    ("**two\nlines**", "*two*\n*lines*", "two\nlines"),
    ("## A heading\n\nwords", "*A heading*\n\nwords", "A heading\n\nwords"),
    ("<b> & a < b", "&lt;b&gt; &amp; a &lt; b", "<b> & a < b"),
    ("`a<b` and\n\n```\nx & y\n```", "`a&lt;b` and\n\n```\nx &amp; y\n```", "a<b and\n\nx & y"),
    ("> one\n> two", "> one\n> two", "one\ntwo"),
    ("> > one\n\n- > two", "> one\n\n• two", "one\n\n• two"),
    ("- one\n- two", "• one\n• two", "• one\n• two"),
    ("see https://e.org/?a=1&b=2", "see <https://e.org/?a=1&amp;b=2>", "see https://e.org/?a=1&b=2"),
    ("see [us & them](https://e.org/a)", "see <https://e.org/a|us &amp; them>", "see us & them"),
    ("see [a|b](https://e.org/a|b)", "see <https://e.org/a%7Cb|a|b>", "see a|b"),
    ("**[us](https://e.org)**", "*<https://e.org|us>*", "us"),
    ("write to [us](mailto:us@e.org)", "write to <mailto:us@e.org|us>", "write to us"),
    ("см. [порт](https://e.org/порт)", "см. <https://e.org/порт|порт>", "см. порт"),
    ("<!channel> <@U123>", "&lt;!channel&gt; &lt;@U123&gt;", "<!channel> <@U123>"),
]


@pytest.mark.parametrize(("text", "mrkdwn", "seen"), VECTORS, ids=[one[0] for one in VECTORS])
def test_words_are_drawn_with_slacks_marks_and_nobody_is_called_by_accident(
    text: str, mrkdwn: str, seen: str
) -> None:
    part = part_of(styled(text), {})
    assert mrkdwn_of(part) == mrkdwn
    assert part.text == seen
    assert shown(mrkdwn) == seen
    assert part.count == len(mrkdwn)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared vectors are not on this machine")
def test_only_three_signs_are_escaped() -> None:
    for one in json.loads(SHARED.read_text())["slack_mrkdwn_escape"]:
        assert escaped(one["in"]) == one["out"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<https://e.org>", "https://e.org"),
        ("<https://e.org|e.org>", "e.org (https://e.org)"),
        ("<mailto:a@e.org|a@e.org>", "a@e.org"),
        ("<@U1> <@U2|bob> <@U3>", "@ada @bob @U3"),
        ("<!here> <!subteam^S1|@team> <!date^1^x|today>", "@here @team today"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
    ],
)
def test_what_people_wrote_is_read_as_they_see_it(text: str, seen: str) -> None:
    assert read(text, {"U1": "ada"}) == seen


def test_escaped_signs_count_as_they_are_sent(slack: Place) -> None:
    assert slack.publisher.prepare(Message("&" * 800)).problems == ()
    assert [p.code for p in slack.publisher.prepare(Message("&" * 801)).blocked] == ["too_long"]
    slack.send(Message("&" * 800))
