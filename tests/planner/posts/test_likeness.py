"""Two texts that say the same are found, whatever their spelling; two that do not are left in peace."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.posts.likeness import alike, likeness, links, overlap, shingles


@pytest.mark.parametrize(
    ("a", "b", "index"),
    [
        ("We open at 9 on Monday with coffee", "We open at 9 on Monday with coffee and cake", 0.75),
        ("Скидка 20% до пятницы на все курсы", "Скидка 30% до пятницы на все курсы", 0.4286),
        ("Fog over the harbour", "FOG — over the «harbour»!", 1.0),
        ("Ещё один тёплый день у моря", "Еще один теплый день у моря.", 1.0),
        ("Fog", "Fog", 1.0),
        ("Fog", "Sun", 0.0),
        ("", "", 0.0),
        ("…", "!", 0.0),
        (
            "Read it: https://www.example.org/fog/?utm_source=vk",
            "Read it: http://example.org/fog?utm_source=tg#top",
            1.0,
        ),
    ],
)
def test_the_index_is_that_of_the_worked_examples(a: str, b: str, index: float) -> None:
    assert likeness(a, b) == pytest.approx(index, abs=5e-5)
    assert likeness(b, a) == likeness(a, b)


def test_where_a_text_leads_is_known_without_the_links_query() -> None:
    text = "See https://Example.org/fog/?utm_source=x. And (https://example.org/sun), https://example.org/"
    assert links(text) == {"example.org/fog", "example.org/sun"}


def test_a_link_that_is_none_breaks_nothing() -> None:
    assert likeness("Fog http://[broken", "Fog http://[broken") == 1.0
    assert links("Fog http://[broken") == frozenset()


words = st.lists(
    st.sampled_from(["fog", "sun", "sea", "ship", "crew", "port", "bell"]), min_size=0, max_size=30
)


@given(st.lists(words, max_size=12), st.sampled_from([0.3, 0.5, 0.75, 0.9, 1.0]))
def test_no_pair_is_overlooked_and_none_is_made_up(texts: list[list[str]], least: float) -> None:
    sets = {number: shingles(" ".join(text)) for number, text in enumerate(texts)}
    found = {(a, b) for a, b, _ in alike(sets, least)}
    each = {(a, b) for a, b in combinations(sets, 2) if sets[a] and overlap(sets[a], sets[b]) >= least}
    assert found == each
