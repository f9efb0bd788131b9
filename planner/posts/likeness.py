"""How alike two texts are: three words at a time, links by where they lead. Pure, and exact."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from math import ceil
from typing import TypeVar
from urllib.parse import urlsplit

SIZE = 3  # words of a shingle
SAME = 0.9  # from here on two texts say the same
LINK = re.compile(r"https?://[^\s<>\"»”)\]]+", re.IGNORECASE)
ROUNDING = 1e-9  # 0.7 * 10 is a little more than 7
WORD = re.compile(r"\w+")

Name = TypeVar("Name", bound=Hashable)
Shingle = tuple[str, ...]


def likeness(a: str, b: str) -> float:
    """The Jaccard index of the texts' shingles, from 0 to 1. What says nothing is like nothing."""
    return overlap(shingles(a), shingles(b))


def shingles(text: str) -> frozenset[Shingle]:
    """Every three words that follow each other; a text of fewer is one shingle.

    Case, punctuation, ё or е and what stands behind a link's question mark make no difference.
    """
    words = _words(text)
    if len(words) < SIZE:
        return frozenset([tuple(words)] if words else [])
    return frozenset(tuple(words[n : n + SIZE]) for n in range(len(words) - SIZE + 1))


def overlap(a: frozenset[Shingle], b: frozenset[Shingle]) -> float:
    """What both have, of all that there is: |a ∩ b| / |a ∪ b|."""
    common = len(a & b)
    return common / (len(a) + len(b) - common) if common else 0.0


def links(text: str) -> frozenset[str]:
    """Where a text leads: host and path of its links. A site's front page is left out: many posts name it."""
    places = (_place(found[0]) for found in LINK.finditer(text))
    return frozenset(place for place in places if "/" in place)


def alike(
    texts: Mapping[Name, frozenset[Shingle]], least: float = SAME
) -> Iterator[tuple[Name, Name, float]]:
    """Every pair whose overlap is at least this, each once, the earlier in the mapping first.

    Exact, without comparing each with each: with its shingles in one order, the rarest first, a text shares
    one of its first n - ceil(least * n) + 1 with whatever is that much like it (the prefix filter of
    Chaudhuri, Ganti and Kaushik, 2006).
    """
    often = Counter(shingle for one in texts.values() for shingle in one)
    behind: defaultdict[Shingle, list[Name]] = defaultdict(list)
    for name, own in texts.items():
        first = sorted(own, key=lambda shingle: (often[shingle], shingle))
        first = first[: len(own) - ceil(least * len(own) - ROUNDING) + 1] if own else []
        candidates = dict.fromkeys(other for shingle in first for other in behind[shingle])
        for other in candidates:
            if _may_be(len(texts[other]), len(own), least) and (found := overlap(texts[other], own)) >= least:
                yield other, name, found
        for shingle in first:
            behind[shingle].append(name)


def _may_be(a: int, b: int, least: float) -> bool:
    """Sets of such different sizes cannot overlap so much."""
    return min(a, b) >= least * max(a, b) - ROUNDING


def _words(text: str) -> list[str]:
    spelt = LINK.sub(lambda found: f" {_place(found[0])} ", text).lower().replace("ё", "е")
    return WORD.findall(spelt)


def _place(link: str) -> str:
    """Host and path: example.org/sale of https://www.example.org/sale/?utm_source=vk#top."""
    try:
        parts = urlsplit(link.rstrip(".,:;!?…"))
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return host + parts.path.rstrip("/")
