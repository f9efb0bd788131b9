"""Markdown as words with their styles, from which every network draws its own markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishers.links import Links, tagged
from publishers.styled import Styled, styled
from publishers.text import plain

UTM = (("utm_source", "mastodon"), ("utm_medium", "social"))


def told(text: Styled) -> list[tuple[str, str, str]]:
    return [(span.kind, text.text[span.start : span.end], span.href) for span in text.spans]


@pytest.mark.parametrize(
    ("markdown", "text", "spans"),
    [
        ("just words", "just words", []),
        ("a **bold** word", "a bold word", [("strong", "bold", "")]),
        ("a ***both*** word", "a both word", [("strong", "both", ""), ("em", "both", "")]),
        ("see [our **page**](https://e.org/x)", "see our page",
         [("link", "our page", "https://e.org/x"), ("strong", "page", "")]),
        ("see https://e.org/a_b_c now", "see https://e.org/a_b_c now",
         [("link", "https://e.org/a_b_c", "https://e.org/a_b_c")]),
        ("# Title\n\nwords", "Title\n\nwords", [("heading", "Title", "")]),
        ("> said\n> so\n\nwe", "said\nso\n\nwe", [("quote", "said\nso", "")]),
        ("- one\n- *two*", "• one\n• two", [("em", "two", "")]),
        ("`x < 1`", "x < 1", [("code", "x < 1", "")]),
        ("```\nif a:\n    b\n```", "if a:\n    b", [("pre", "if a:\n    b", "")]),
        ("[bad](javascript:alert(1))", "bad", []),
    ],
)  # fmt: skip
def test_every_style_is_where_it_was_written(
    markdown: str, text: str, spans: list[tuple[str, str, str]]
) -> None:
    found = styled(markdown)
    assert found.text == text
    assert told(found) == spans


def test_spelled_out_a_link_says_its_address_and_a_quote_has_its_mark() -> None:
    found = styled("> see [us](https://e.org/x)\n\n**bold**", spelled=True)
    assert found.text == "> see us (https://e.org/x)\n\nbold"
    assert told(found) == [("link", "https://e.org/x", "https://e.org/x")]


@pytest.mark.parametrize(
    ("address", "with_them"),
    [
        ("https://e.org", "https://e.org?utm_source=mastodon&utm_medium=social"),
        ("https://e.org/a?b=1#c", "https://e.org/a?b=1&utm_source=mastodon&utm_medium=social#c"),
        ("https://e.org/?utm_source=mine", "https://e.org/?utm_source=mine&utm_medium=social"),
        ("https://e.org/?q=%D1%84&x=a+b", "https://e.org/?q=%D1%84&x=a+b&utm_source=mastodon&utm_medium=social"),
        ("mailto:us@e.org", "mailto:us@e.org"),
        ("http://[broken", "http://[broken"),
    ],
)  # fmt: skip
def test_link_parameters_join_what_is_there(address: str, with_them: str) -> None:
    assert tagged(address, UTM) == with_them


def test_every_address_in_a_text_gets_them() -> None:
    found = styled("[a](https://e.org/1) and https://e.org/2", Links(UTM))
    assert [span.href for span in found.spans] == [
        tagged("https://e.org/1", UTM),
        tagged("https://e.org/2", UTM),
    ]
    assert tagged("https://e.org/2", UTM) in found.text


def test_a_piece_keeps_the_styles_that_reach_into_it() -> None:
    whole = styled("one **two three** four")
    assert told(whole.cut(0, 8)) == [("strong", "two", "")]
    assert told(whole.cut(8, 99)) == [("strong", "three", "")]
    assert whole.cut(8, 99).text == "three four"


@given(st.text(alphabet="ab *_`[]()>#-1.\n!~:/hтps\u200d\ufdd0\ufdd1&;", max_size=80))
def test_spans_lie_inside_of_the_text_and_never_hold_only_blanks(markdown: str) -> None:
    for spelled in (False, True):
        found = styled(markdown, spelled=spelled)
        assert "\ufdd0" not in found.text
        assert "\ufdd1" not in found.text
        for span in found.spans:
            assert 0 <= span.start < span.end <= len(found.text)
            assert found.text[span.start : span.end].strip()
    assert plain(markdown) == styled(markdown, spelled=True).text
