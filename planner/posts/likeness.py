"""How alike two texts are: the share of their runs of three words that they have in common. Pure."""

import re

WORD = re.compile(r"[^\W_]+")
RUN = 3
NEARLY_THE_SAME = 0.9


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every three words that follow each other, in small letters; a shorter text is one run."""
    words = WORD.findall(re.sub(r"https?://\S+", " ", text).lower().replace("ё", "е"))
    if not words:
        return frozenset()
    return frozenset(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """From 0 to 1: runs in common by all runs (Jaccard)."""
    return len(one & other) / len(one | other) if one and other else 0.0
