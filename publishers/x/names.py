"""The names of hosts in a text, as X reads them: the longest that ends with a top-level domain it knows."""

import functools
import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

LONGEST_LABEL = 63  # of one piece between the dots, as DNS has it
LATIN = (
    "\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
    "\u02bb\u0300-\u036f\u1e00-\u1eff"
)
ASCII_RUN = re.compile(rf"[-.A-Za-z0-9{LATIN}]+")
PUNYCODE = re.compile(r"xn--[-0-9a-z]+", re.IGNORECASE)
PLAIN = re.compile(r"[0-9A-Za-z]+")
NOT_AFTER = re.compile(r"[0-9A-Za-z@+-]")  # a top-level domain is a whole word


@dataclass(slots=True)
class Label:
    """A piece of a name between two dots, and where a name reaches that begins with it (0: nowhere)."""

    start: int
    end: int
    reach_over: int = 0  # as one of several labels before the last two
    reach_last: int = 0  # as the one right before the top-level domain

    @property
    def leads(self) -> bool:
        return bool(self.reach_over or self.reach_last)


class Names:
    """All names that can begin somewhere in the run of characters text[start:end]."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.labels = _labels(text, start, end)
        self._ends = [label.end for label in self.labels]
        for label, following in reversed(list(pairwise(self.labels))):
            label.reach_last = top_level_end(text, following.start, len(text))
            label.reach_over = self._reach(following, following.start)

    def end(self, start: int) -> int:
        """Where the longest name that begins at `start` ends, or 0."""
        return self._reach(self.labels[bisect_left(self._ends, start)], start)

    def _reach(self, label: Label, start: int) -> int:
        if start >= label.end or self.text[start] in "-_" or self.text[label.end - 1] in "-_":
            return 0
        if label.reach_over:
            return label.reach_over
        return 0 if label.reach_last and "_" in self.text[start : label.end] else label.reach_last


def ascii_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names in plain letters inside of text[start:end]: all that X links where there is no https://."""
    found: list[tuple[int, int]] = []
    for run in ASCII_RUN.finditer(text, start, end):
        labels = _labels(text, run.start(), run.end())
        for label, following in reversed(list(pairwise(labels))):
            if following.end > following.start:
                label.reach_over = following.reach_over or following.reach_last
            label.reach_last = top_level_end(text, following.start, end)
        taken = run.start()
        for label in labels:
            begins = max(label.start, taken)
            if begins < label.end and label.leads:
                taken = label.reach_over or label.reach_last
                found.append((begins, taken))
    return found


def is_name(name: str) -> bool:
    """Could DNS hold it? Letters of other alphabets count as they are written there."""
    if any(len(label) > LONGEST_LABEL for label in name.split(".")):
        return False
    try:
        return bool(name.isascii() or name.encode("idna"))
    except UnicodeError:
        return False


def top_level_end(text: str, start: int, most: int) -> int:
    """Where the top-level domain that begins at `start` ends, or 0. What lies beyond `most` is not seen."""
    domains, longest = top_level_domains()
    plain = PLAIN.match(text, start, most)
    ends = [plain.end()] if plain else []
    if not text[start : start + longest].isascii():  # other alphabets have no blanks between words
        ends = list(range(min(start + longest, most), start, -1))
    for end in ends:
        if text[start:end].lower() in domains and (end == most or not NOT_AFTER.match(text, end)):
            return end
    punycode = PUNYCODE.match(text, start, most)
    return punycode.end() if punycode else 0


@functools.cache
def top_level_domains() -> tuple[frozenset[str], int]:
    """The top-level domains that X knows (twitter-text, 2021), and the length of the longest."""
    names = frozenset(Path(__file__).with_name("top_level_domains.txt").read_text("utf-8").split())
    return names, max(map(len, names))


def _labels(text: str, start: int, end: int) -> list[Label]:
    labels = []
    for piece in text[start:end].split("."):
        labels.append(Label(start, start + len(piece)))
        start += len(piece) + 1
    return labels
