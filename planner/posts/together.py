"""What somebody typed beside what somebody else saved meanwhile. Pure."""

from dataclasses import dataclass

from planner.posts import diff, sides
from planner.posts.diff import Piece
from planner.posts.merge import Merged, Typed, merge


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one text: what theirs says otherwise than mine."""

    field: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    differences: tuple[Difference, ...]
    merged: Merged
    sides: sides.Met  # labels and time
    seen: str  # what was looked at: of another mark than this, something is new again
    is_newer: bool  # there is a version that I have not seen
    ways: dict[str, dict[str, list[str]]]  # by the name of the button: what is kept for me

    @property
    def can_merge(self) -> bool:
        return not self.conflicts

    def way(self, name: str, seen: str) -> dict[str, list[str]]:
        """What is kept for me; as it was where something else is new than what I looked at."""
        return self.ways[name if seen in ("", self.seen) else "theirs"]

    @property
    def conflicts(self) -> tuple[str, ...]:
        return (*self.merged.conflicts, *self.sides.conflicts)


def meet(base: Typed, mine: Typed, theirs: Typed, number: int) -> Meeting:
    """`number` is that of their version, on which I go on."""
    mine = _said(mine)
    merged = merge(*(sides.without(one) for one in (base, mine, theirs)))
    now = sides.values_of(theirs)
    met = sides.meet(sides.began_with(mine), sides.values_of(mine), now)
    on_theirs = {"based_on": [str(number)]} | sides.remembered(theirs) | sides.fields_of(met.values)
    ways = {"theirs": _lists(mine), "mine": _lists(mine) | on_theirs}
    if not merged.conflicts and not met.conflicts:
        ways["merge"] = merged.typed | on_theirs
    seen, is_newer = sides.mark_of(number, now), 0 < based_on(mine) < number
    return Meeting(tuple(_differences(mine, theirs)), merged, met, seen, is_newer, ways)


def caught_up(mine: Typed, theirs: Typed) -> dict[str, list[str]]:
    """What was typed, with the labels and the time of theirs where I changed nothing."""
    met = sides.meet(sides.began_with(mine), sides.values_of(mine), sides.values_of(theirs))
    return _lists(mine) | sides.fields_of(met.values)


def _said(typed: Typed) -> dict[str, list[str]]:
    """Without the fields of channels that say the common words: they only repeat them."""
    silent = {name for name in typed if name.startswith("text-") and _one(typed, f"own-{name[5:]}") != "1"}
    return {name: list(values) for name, values in typed.items() if name not in silent}


def based_on(typed: Typed) -> int:
    value = (typed.get("based_on") or ["0"])[-1]
    return int(value[:9]) if value.isdecimal() else 0


def _differences(mine: Typed, theirs: Typed) -> list[Difference]:
    found = []
    for name in dict.fromkeys([*mine, *theirs]):
        here, there = _one(mine, name), _one(theirs, name)
        if (name in ("title", "text") or name.startswith(("text-", "alt-"))) and here != there:
            found.append(Difference(name.partition("-")[0], tuple(diff.words(here, there))))
    return found


def _one(typed: Typed, name: str) -> str:
    return (typed.get(name) or [""])[-1].replace("\r\n", "\n").strip()


def _lists(typed: Typed) -> dict[str, list[str]]:
    return {name: list(values) for name, values in typed.items()}
