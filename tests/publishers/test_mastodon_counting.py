"""We count as Mastodon counts."""

import json
from pathlib import Path

import pytest

from publishers.mastodon.text import length

VECTORS = Path(__file__).resolve().parents[3] / "shared/data/text/mastodon/length_vectors.json"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", 5),
        ("", 0),
        ("👨‍👩‍👧‍👧", 1),
        ("नमस्ते", 3),
        ("cafe\u0301", 4),
        ("one\r\ntwo", 7),
        ("https://example.org", 23),
        ("http://a.io", 23),
        ("see https://example.org/a/very/long/path/indeed?with=query#and-more now", 31),
        ("(https://example.org)", 25),
        ("https://example.org.", 24),
        ("https://en.wikipedia.org/wiki/Python_(language)", 23),
        ("https://example.org https://example.org", 47),
        ("HTTPS://EXAMPLE.ORG", 23),
        ("https://пример.рф/путь", 23),
        ("https://example.org:8443/a", 23),
        ("ahttps://example.org", 20),
        ("example.org", 11),
        ("https://localhost", 17),
        ("https://" + "a" * 300 + ".org", 312),
        ("https://example.org/" + "a" * 5000, 5020),
        ("@ada", 4),
        ("@ada@example.org", 4),
        ("@ada@example.org, @bob@example.org!", 4 + 2 + 4 + 1),
        ("x@ada@example.org", 17),
        ("ada@example.org", 15),
        ("@ada@" + "b" * 300 + ".com", 309),
    ],
)
def test_lengths_are_as_the_server_finds_them(text: str, expected: int) -> None:
    assert length(text) == expected


def test_the_content_warning_counts_too() -> None:
    assert length("hello", "careful") == 12


def test_a_server_may_reserve_another_length_for_addresses() -> None:
    assert length("https://example.org", per_url=30) == 30


def test_the_restated_cases_of_mastodons_own_specification() -> None:
    if not VECTORS.exists():
        pytest.skip("the shared vectors are not on this machine")
    for case in json.loads(VECTORS.read_text())["cases"]:
        counted = length(case["text"], case["spoiler_text"])
        assert (counted <= 500) == case["valid"], case["name"]
        assert case.get("length", counted) == counted, case["name"]
