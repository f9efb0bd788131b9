"""Little text: what LinkedIn shows is what was written, to the last character."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publishers.linkedin.text import escaped, is_same, little, shielded, unmentioned
from publishers.styled import styled
from publishers.utf16 import units
from tests.fakes.linkedin_feed import read_little

VECTORS = Path(__file__).resolve().parents[3] / "shared/data/text/derived/escape_and_count_vectors.json"
ESCAPED = [
    ("plain", "plain"),
    ("50% (approx) [note] #tag @me", r"50% \(approx\) \[note\] \#tag \@me"),
    ("a_b*c~d|e", r"a\_b\*c\~d\|e"),
    ("<b>&amp;</b>", r"\<b\>&amp;\</b\>"),
    ("C:\\path {x}", r"C:\\path \{x\}"),
]
MENTION = "@[Harbour](urn:li:organization:2414183)"


@pytest.mark.parametrize(("text", "expected"), ESCAPED)
def test_every_reserved_character_gets_a_backslash(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.skipif(not VECTORS.exists(), reason="the test vectors are not on this machine")
def test_the_vectors_agree() -> None:
    vectors = json.loads(VECTORS.read_text())
    for one in vectors["linkedin_little_text_escape_all"]:
        assert escaped(one["in"]) == one["out"]
    for one in vectors["utf16_units"]:
        number = next(value for value in one.values() if isinstance(value, int))
        text = next(value for value in one.values() if isinstance(value, str))
        assert units(text) == number


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("#fog today", "#fog today"),
        ("today: #туман, #Fog2026.", "today: #туман, #Fog2026."),
        ("#2026 and C# and a#b and #", r"\#2026 and C\# and a\#b and \#"),
        ("#low_tide", r"#low\_tide"),
        ("#_tide", r"\#\_tide"),
        ("&#39;", r"&\#39;"),
        (f"with {MENTION} today", f"with {MENTION} today"),
        ("@[A (b_c)](urn:li:person:a_B-1)", r"@[A \(b\_c\)](urn:li:person:a_B-1)"),
        ("@[A](urn:li:group:1)", r"\@\[A\]\(urn:li:group:1\)"),
        (
            "us (https://example.org/a_b~c?utm_source=x#part)",
            r"us \(https://example.org/a_b~c?utm_source=x#part\)",
        ),
        ("https://example.org/Fog_(sea)*x.", "https://example.org/Fog_%28sea%29%2Ax."),
        ("https://example.org/a]b, ok", r"https://example.org/a%5Db, ok"),
        ("https://medium.com/@ada/fog", "https://medium.com/@ada/fog"),
    ],
)
def test_what_should_work_stays_and_all_else_is_only_text(text: str, sent: str) -> None:
    assert little(text) == sent


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"\\|{}@[]()<>#*_~ a1\n", "#tag", MENTION, "é", "👋"]) | st.text(max_size=3)
    ).map("".join)
)
@example("Va al repo (durable)")
@example("#_A")
@example("#a#b #_ ##x @[](urn:li:person:1) \\#tag")
def test_nothing_is_ever_cut_off(text: str) -> None:
    """The fake stops, as LinkedIn does, at the first reserved character that nothing explains."""
    if "http" not in text.lower():
        assert read_little(little(text)) == unmentioned(text)


@pytest.mark.parametrize(
    "name", ["Harbour", "A_b_c", "Harbour & *Sons*", "1. Harbour!", "Ада", "#1 `Fish` {Ltd}"]
)
def test_a_mention_passes_through_markdown_as_it_is(name: str) -> None:
    mention = f"@[{name}](urn:li:organization:1)"
    assert styled(shielded(f"**With** {mention} and _more_"), spelled=True).text == f"With {mention} and more"


def test_a_mention_in_code_is_left_alone() -> None:
    text = f"see\n\n```\n{MENTION}\n```"
    assert shielded(text) == text


def test_length_is_counted_before_escaping_and_in_units_of_utf_16() -> None:
    assert units("(fog)") == 5
    assert units("👋") == 2
    assert units("") == 0


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        (r"fog \(thick\)", "fog (thick)", True),
        (r"{hashtag|\#|fog} today", "#fog  today\n", True),
        ("{hashtag|#|fog} today", "#fog today", True),
        ("see https://lnkd.in/abc today", "see https://example.org/a today", True),
        ("see https://lnkd.in/abc today", "see https://example.org/a tomorrow", False),
        ("see https://example.org/b", "see https://example.org/a", False),
        ("see https://example.org", "see https://example.org/", True),
        ("see", "see https://example.org", False),
        ("fog", "frog", False),
        ("x https://a.example/(1)", "x https://a.example/(1)", True),
    ],
)
def test_what_is_read_back_is_compared_as_people_see_it(theirs: str, ours: str, same: bool) -> None:
    """Also where LinkedIn takes the percents out of an address again."""
    assert is_same(theirs, little(ours)) is same
