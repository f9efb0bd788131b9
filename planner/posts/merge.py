"""Two people's changes of the same words, put together where they do not touch. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from planner.posts.diff import MOST, WORDS

Typed = Mapping[str, Sequence[str]]
WORDY = ("text", "title", "alt-", "card_title", "card_description", "option-")
LISTS = ("channels", "pictures")
NOT_WORDS = {"based_on"}


@dataclass(frozen=True, slots=True)
class Merged:
    typed: dict[str, list[str]]
    conflicts: tuple[str, ...] = ()  # fields that both changed in the same place


def merge(base: Typed, mine: Typed, theirs: Typed) -> Merged:
    """What only one of them changed is taken; words that both changed are put together where they can be."""
    typed: dict[str, list[str]] = {}
    conflicts: list[str] = []
    for name in dict.fromkeys([*mine, *theirs, *base]):
        before, here, there = (_values(one, name) for one in (base, mine, theirs))
        if name in NOT_WORDS or here == there or before == there:
            found: list[str] | None = here
        elif before == here:
            found = there
        elif name in LISTS:
            found = both_lists(before, here, there)
        else:
            found = _words(name, before, here, there)
        if found is None:
            conflicts.append(name)
            found = here
        if found:
            typed[name] = found
    return Merged(typed, tuple(conflicts))


def together(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of a text; None where they touch each other."""
    words = WORDS.findall(base)
    if max(len(words), len(mine), len(theirs)) > MOST * 8:
        return None
    ours, others = _edits(words, mine), _edits(words, theirs)
    for start, end, new in ours:
        for first, last, other in others:
            touch = start <= last and first <= end
            if touch and (start, end, new) != (first, last, other):
                return None
    for start, end, new in sorted({*ours, *others}, reverse=True):
        words[start:end] = new
    return "".join(words)


def both_lists(before: Sequence[str], here: Sequence[str], there: Sequence[str]) -> list[str]:
    """Mine in my order, without what they took out, and behind it what they put in."""
    kept = [one for one in here if one in there or one not in before]
    return [*kept, *(one for one in there if one not in before and one not in kept)]


Edit = tuple[int, int, tuple[str, ...]]


def _edits(words: list[str], changed: str) -> list[Edit]:
    new = WORDS.findall(changed)
    found = SequenceMatcher(None, words, new, autojunk=False).get_opcodes()
    return [(i1, i2, tuple(new[j1:j2])) for what, i1, i2, j1, j2 in found if what != "equal"]


def _words(name: str, before: list[str], here: list[str], there: list[str]) -> list[str] | None:
    if not name.startswith(WORDY) or max(len(before), len(here), len(there)) > 1:
        return None
    one = together("".join(before), "".join(here), "".join(there))
    return None if one is None else [one]


def _values(typed: Typed, name: str) -> list[str]:
    found = [one.replace("\r\n", "\n").strip() for one in typed.get(name, ())]
    return [] if found == [""] else found
