"""Short links are computed, the same each time, from things that nobody outside knows."""

import pytest

import publishers
from publishers.leads import leads
from publishers.links import DIGITS, Links, Shortener
from publishers.message import Account, Card, Message
from publishers.styled import styled
from publishers.text import safe_html

HERE = Shortener("https://a.example", "7|3", b"secret")


def test_a_code_is_the_same_each_time_and_another_elsewhere() -> None:
    code = HERE.code("https://e.org/1")
    assert code == HERE.code("https://e.org/1")
    assert len(code) == 8
    assert set(code) <= set(DIGITS)
    others = {
        HERE.code("https://e.org/2"),
        Shortener("https://a.example", "8|3", b"secret").code("https://e.org/1"),
        Shortener("https://a.example", "7|3", b"another").code("https://e.org/1"),
    }
    assert len(others | {code}) == 4
    assert "secret" not in repr(HERE)


@pytest.mark.parametrize(
    ("address", "is_short"),
    [
        ("https://e.org", True),
        ("HTTP://E.org/x", True),
        ("mailto:us@e.org", False),
        ("https://a.example", False),
        ("https://A.example/l/abc", False),
        ("https://a.example?x=1", False),
        ("https://a.example.org/", True),
        ("ftp://e.org", False),
    ],
)
def test_only_links_to_the_web_that_do_not_lead_here(address: str, is_short: bool) -> None:
    assert Links((), HERE).of(address).startswith("https://a.example/l/") == is_short


def test_tagged_first_then_short_in_words_html_card_and_comment() -> None:
    message = Message(
        "See [us](https://e.org/1)\n\n---\n\nand https://e.org/2?a=1&b=2",
        options=(("first_comment", "more: https://e.org/3"),),
        link_parameters=(("utm_source", "x"),),
        shortener=HERE,
    )
    found = leads(message, "https://e.org/card")
    assert sorted(found.values()) == [
        "https://e.org/1?utm_source=x",
        "https://e.org/2?a=1&b=2&utm_source=x",
        "https://e.org/3?utm_source=x",
        "https://e.org/card?utm_source=x",
    ]
    for short, address in found.items():
        assert short == HERE.short(address)
    drawn = styled("and https://e.org/2?a=1&b=2", message.links)
    assert drawn.text.removeprefix("and ") in found
    assert drawn.spans[0].href in safe_html("and https://e.org/2?a=1&b=2", message.links)


def test_without_a_shortener_nothing_leads_anywhere_else() -> None:
    assert leads(Message("See https://e.org/1", link_parameters=(("utm_source", "x"),))) == {}


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("mastodon", "92672f62e7403d3b4f92b9cc841421834e7feb9339099c66d0165af398d4b0c1"),
        ("webhook", "557e52ed92a25fe3c83b6a9c112b4da7dc5e1060375100601714e3a82ebbf8a7"),
        ("site", "b08498aa7f7e5a0ac39105a6d416cd682da2817dacbe0f1c20aa0fd1d78a45fd"),
    ],
)
def test_what_was_agreed_to_before_there_were_short_links_is_still_agreed_to(name: str, digest: str) -> None:
    message = Message(
        "Read [how](https://example.org/fog?a=1) and https://example.org/b, [write](mailto:us@example.org)"
        "\n\n---\n\n> two https://e.org",
        title="T",
        options=(("first_comment", "see https://e.org/c"),),
        link_parameters=(("utm_source", "x"),),
        card=Card("https://e.org/?utm_source=x", "t"),
    )
    assert publishers.get(name)(None, Account("1"), None).prepare(message).digest() == digest
