"""We count as X counts."""

import json
import time
from pathlib import Path

import pytest
import yaml

from publishers.x.addresses import addresses
from publishers.x.counting import weighted_length

VECTORS = Path(__file__).resolve().parents[3] / "shared/data/text/twitter-text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("hello", 5),
        ("Hello, world! 👋", 16),
        ("cafe\u0301", 4),
        ("привет", 6),
        ("日本語", 6),
        ("Hi http://test.co", 26),
        ("http://test.co", 23),
        ("see example.org", 27),
        ("EXAMPLE.ORG/a/very/long/path?with=query#and", 23),
        ("https://пример.рф/путь", 23),
        ("https://example.org. Yes", 28),
        ("(https://example.org/wiki/Python_(language))", 25),
        ("https://example.org:8443/a", 23),
        ("ada@example.org", 15),
        ("@example.org", 12),
        ("example.notadomain", 18),
        ("https://localhost", 17),
        ("v1.2.3", 6),
        ("e.g. this", 9),
        ("example.com,example.org", 23 + 1 + 23),
        ("これはexample.com中国語", 6 + 23 + 6),
        ("https://example.org/" + "a" * 5000, 5020),
        ("👨‍👩‍👧‍👦", 2),
        ("🙋🏽", 2),
        ("🇷🇺", 2),
        ("🇽🇽", 4),
        ("1️⃣", 2),
        ("❤️‍🔥", 2),
        ("🧑🏻‍❤️‍💋‍🧑🏿", 2),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("©", 1),
        ("©️", 2),
        ("a\ufe0f", 3),
        ("👾\u200d👾", 5),
    ],
)
def test_lengths_are_as_x_finds_them(text: str, expected: int) -> None:
    assert weighted_length(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x.com/ada and t.co/abc!", ["x.com/ada", "t.co/abc"]),
        ("https://t.co/abcde.fg", ["https://t.co/abcde"]),
        ("https://t.co/" + "a" * 41, []),
        ("$example.com #example.com foo@example.com", []),
        ("-example.com _example.com", []),
        ("http://foo_bar.com http://foo_bar.example.com", ["http://foo_bar.example.com"]),
        (f"{'a' * 64}.com http://{'a' * 64}.com", []),
    ],
)
def test_addresses_are_where_x_links_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in addresses(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "a." * 2000,
        "http://" + "a." * 2000,
        "字." * 2000,
        "字" * 3996 + ".com",
        "字" * 2000 + "_" * 1996 + ".com",
        "a-" * 1998 + ".com",
        "com." * 1000,
        "http://a.com/" + "a/(b" * 1000,
        "http://a.com/" + "(" * 4000,
        "a.co?!!!" * 500,
        "👨\u200d" * 2000,
        "xn--" * 1000 + ".xn--",
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_text_is_counted_at_once(text: str) -> None:
    before = time.process_time()
    weighted_length(text)
    assert time.process_time() - before < 0.5


@pytest.mark.parametrize("section", ["v3", "docs_examples"])
def test_xs_own_examples_of_lengths(section: str) -> None:
    cases = json.loads(shared("weighted_vectors.json"))[section]
    assert len(cases) >= 7
    for case in cases:
        assert weighted_length(case["text"]) == case["weightedLength"], case["text"]


@pytest.mark.parametrize(
    "section", ["WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"]
)
def test_xs_own_conformance_of_lengths(section: str) -> None:
    for case in yaml.safe_load(shared("conformance_validate.yml"))["tests"][section]:
        assert weighted_length(case["text"]) == case["expected"]["weightedLength"], case["text"]


@pytest.mark.parametrize(
    "section", ["urls", "urls_with_indices", "urls_with_directional_markers", "tco_urls_with_params"]
)
def test_xs_own_conformance_of_addresses(section: str) -> None:
    for case in yaml.safe_load(shared("conformance_extract.yml"))["tests"][section]:
        expected = [e["url"] if isinstance(e, dict) else e for e in case["expected"]]
        assert [case["text"][a:b] for a, b in addresses(case["text"])] == expected, case["description"]


def test_every_top_level_domain_that_x_names_is_known() -> None:
    for cases in yaml.safe_load(shared("conformance_tlds.yml"))["tests"].values():
        for case in cases:
            assert [case["text"][a:b] for a, b in addresses(case["text"])] == case["expected"]


def shared(name: str) -> str:
    if not VECTORS.exists():
        pytest.skip("twitter-text's own vectors are not on this machine")
    return (VECTORS / name).read_text("utf-8")
