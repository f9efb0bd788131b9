"""Facets, counting and TIDs as Bluesky has them: own samples, and the network's own vectors where present."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishers.bluesky.facets import found
from publishers.bluesky.text import drawn, facets_of, length
from publishers.bluesky.tid import is_tid, tid, tid_for
from publishers.styled import styled
from publishers.text import graphemes
from publishers.threads import cut

VECTORS = Path(__file__).resolve().parents[3] / "shared/data/text/bluesky"
NOON = datetime(2026, 11, 22, 12, 0, 0, 123_456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a.", [(4, 25, "link", "https://example.org/a")]),
        ("see example.org/a)", [(4, 17, "link", "https://example.org/a")]),
        ("(https://example.org/a_(b))", [(1, 26, "link", "https://example.org/a_(b)")]),
        ("notes.jpg, e.g. and main.cpp", []),
        ("HTTPS://Example.org", [(0, 19, "link", "HTTPS://Example.org")]),
        ("mail ada@example.org", []),
        ("Привет, @ada.bsky.social!", [(14, 30, "mention", "ada.bsky.social")]),
        ("@ada alone is nobody", []),
        ("👋 #Питон, #1 #a_b_", [(5, 16, "tag", "Питон"), (21, 25, "tag", "a_b")]),
        ("#" + "a" * 65, []),
        ("buy $nvda now, not a$b or $100", [(4, 9, "tag", "$NVDA")]),
        ("#tag https://x.example.org/#b @a.example.com", [
            (0, 4, "tag", "tag"),
            (5, 29, "link", "https://x.example.org/#b"),
            (30, 44, "mention", "a.example.com"),
        ]),
    ],
)  # fmt: skip
def test_links_mentions_and_tags_are_found_by_their_bytes(text: str, expected: list[Any]) -> None:
    assert [(f.start, f.end, f.kind, f.value) for f in found(text)] == expected


@given(st.text(alphabet="a.b#@$/: ()é👨\u200d\ufe0fhttps://org1,"))
def test_facets_lie_in_the_text_in_order_and_never_cut_a_character(text: str) -> None:
    raw, end = text.encode(), 0
    for facet in found(text):
        assert end <= facet.start < facet.end <= len(raw)
        assert raw[facet.start : facet.end].decode()
        end = facet.end


def test_the_networks_own_texts_give_its_own_facets() -> None:
    vectors = shared("facet_vectors.json")
    for case in vectors["mentions_and_links"]:
        expected = [(f["byteStart"], f["byteEnd"], f["kind"], f["value"]) for f in case["facets"]]
        assert [(f.start, f.end, f.kind, f.value) for f in found(case["text"])] == expected, case["text"]
    for case in vectors["hashtags"] + vectors["cashtags"]:
        places = [(place["byteStart"], place["byteEnd"]) for place in case["indices"]]
        expected = [(*place, tag) for place, tag in zip(places, case["tags"], strict=True)]
        tags = [(f.start, f.end, f.value) for f in found(case["text"]) if f.kind == "tag"]
        assert tags == expected, case["text"]


@pytest.mark.parametrize(
    ("text", "seen", "size"), [("👨‍👩‍👧‍👧🔥 good!✅", 9, 38), ("नमस्ते", 3, 18), ("ö", 1, 2), ("", 0, 0)]
)
def test_characters_are_counted_as_people_see_them(text: str, seen: int, size: int) -> None:
    assert (graphemes(text), len(text.encode())) == (seen, size)


def test_the_networks_own_counts_are_ours() -> None:
    for case in shared("grapheme_vectors.json")["cases"]:
        assert (graphemes(case["text"]), len(case["text"].encode())) == (case["graphemes"], case["bytes"])


@pytest.mark.parametrize(
    ("microseconds", "clock", "expected"),
    [
        (0, 0, "2222222222222"),
        (1_700_000_000_000_001, 31, "3ke6kg3wk232z"),
        (2**53 - 1, 1023, "bzzzzzzzzzzzz"),
    ],
)
def test_a_moment_and_a_clock_make_a_tid(microseconds: int, clock: int, expected: str) -> None:
    assert tid(microseconds, clock) == expected
    assert is_tid(expected)


@pytest.mark.parametrize(("microseconds", "clock"), [(-1, 0), (2**53, 0), (0, -1), (0, 1024)])
def test_what_no_tid_can_say_is_refused(microseconds: int, clock: int) -> None:
    with pytest.raises(ValueError, match="no TID"):
        tid(microseconds, clock)


@pytest.mark.parametrize("text", ["3jzfcijpj2z21", "3jzfcijpj2z2aa", "3jzfcijpj2z2", "zzzzzzzzzzzzz", ""])
def test_what_is_no_tid_is_known(text: str) -> None:
    assert not is_tid(text)


def test_the_networks_own_tids_are_known_and_made() -> None:
    for case in shared("tid_vectors.json")["vectors"]:
        assert tid(case["unix_us"], case["clock_id"]) == case["tid"]
    assert all(is_tid(line) for line in lines("tid_syntax_valid.txt"))
    assert not any(is_tid(line) for line in lines("tid_syntax_invalid.txt"))


@given(st.text(), st.timedeltas(timedelta(days=-9_000), timedelta(days=80_000)).map(lambda away: NOON + away))
def test_the_same_key_and_moment_always_make_the_same_tid(key: str, moment: datetime) -> None:
    assert is_tid(tid_for(key, moment))
    assert tid_for(key, moment) == tid_for(key, moment)
    assert tid_for(key, moment) < tid_for(key, moment + timedelta(milliseconds=1))


def test_keys_of_the_same_moment_make_different_tids() -> None:
    assert len({tid_for(f"key-{number}", NOON) for number in range(1_000)}) > 995


def shared(name: str) -> Any:
    path = VECTORS / name
    if not path.exists():
        pytest.skip("the network's vectors are not on this machine")
    return json.loads(path.read_text())


def lines(name: str) -> list[str]:
    shared("tid_vectors.json")
    found = (VECTORS / name).read_text().splitlines()
    return [line for line in found if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("markdown", "text", "facets"),
    [
        ("see [the *docs*](https://example.org/a)!", "see the docs!", [(4, 12, "link", "https://example.org/a")]),
        ("**Ура**, [тут](https://example.org)", "Ура, тут", [(8, 14, "link", "https://example.org")]),
        ("write [me](mailto:a@example.org)", "write me", []),
        ("`#notag` #tag", "#notag #tag", [(7, 11, "tag", "tag")]),
        (
            "https://example.org/a/very/long/address/that/nobody/reads?x=1 #a",
            "example.org/a/very/long/addre… #a",
            [
                (0, 32, "link", "https://example.org/a/very/long/address/that/nobody/reads?x=1"),
                (33, 35, "tag", "a"),
            ],
        ),
        ("[#tag](https://example.org)", "#tag", [(0, 4, "link", "https://example.org")]),
        ("> said [so](https://example.org)\n> twice\n\nme", "> said so\n> twice\n\nme", [
            (7, 9, "link", "https://example.org")
        ]),
        ("- one #a\n- two", "• one #a\n• two", [(8, 10, "tag", "a")]),
    ],
)  # fmt: skip
def test_markdown_becomes_words_and_facets(markdown: str, text: str, facets: list[Any]) -> None:
    part = drawn(styled(markdown), ())
    assert part.text == text
    assert [(f.start, f.end, f.kind, f.value) for f in facets_of(part)] == facets


@given(st.text(alphabet="ab .#@[](*`>\nй👨", max_size=80))
def test_whatever_is_written_its_facets_lie_in_it(markdown: str) -> None:
    link = " https://example.org/" + "x" * 40
    part = drawn(styled(markdown + link), ())
    raw = part.text.encode()
    for facet in facets_of(part):
        assert 0 <= facet.start < facet.end <= len(raw)
        assert raw[facet.start : facet.end].decode().strip()


def test_the_bytes_of_a_text_count_where_they_are_the_tighter_bound() -> None:
    family = "👨‍👩‍👧‍👧"  # one character to people, and 25 bytes
    assert length("a" * 300) == 300
    assert length(family * 120) == 300
    assert length(family * 121) > 300
    assert length("й" * 300) == 300


def test_a_long_text_is_cut_so_that_its_bytes_fit_too() -> None:
    words = " ".join(["👨‍👩‍👧‍👧" * 20] * 12)
    pieces = cut(styled(words), lambda piece: drawn(piece, ()).count <= 300)
    assert len(pieces) > 1
    assert all(len(piece.text.encode()) <= 3_000 for piece in pieces)
