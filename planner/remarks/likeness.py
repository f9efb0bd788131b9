"""How alike two pieces of text are. Pure."""

import re
from difflib import SequenceMatcher

LONGEST = (
    400  # code points that are compared letter by letter; above it words are, for time grows as the square
)
WORDS = re.compile(r"\w+")


def alike(one: str, other: str, worth: float) -> float:
    """From 0 to 1, as difflib's ratio; 0 where it cannot reach what it would be `worth`."""
    if not one or not other:
        return 0.0
    long = max(len(one), len(other)) > LONGEST
    mine, theirs = (WORDS.findall(one), WORDS.findall(other)) if long else (list(one), list(other))
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    if matcher.real_quick_ratio() < worth or matcher.quick_ratio() < worth:
        return 0.0
    return matcher.ratio()


def side(kept: str, now: str) -> int:
    """How many code points of one side's surroundings are there still, near the words.

    Counted is what stands right beside the words; or else whole words in their order, with others between.
    Both texts are given from the quoted words outwards.
    """
    touching = next(
        (at for at, (a, b) in enumerate(zip(kept, now, strict=False)) if a != b), min(len(kept), len(now))
    )
    if touching == len(kept):
        return touching
    mine, theirs = WORDS.findall(kept), WORDS.findall(now)
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    common = sum(
        len(mine[one.a + at]) + 1 for one in blocks for at in range(one.size) if len(mine[one.a + at]) > 2
    )
    return max(touching, min(common, len(kept)))
