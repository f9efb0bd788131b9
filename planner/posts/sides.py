"""Labels and time have no versions: what they were when somebody began, beside what they are now. Pure.

The composer's form carries what stood there in fields named `was-…`. What only one person changed is taken,
tags are put together as a list, and what both changed to different things is for a person to choose.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from planner.posts.merge import both_lists

Typed = Mapping[str, Sequence[str]]
Values = Mapping[
    str, tuple[str, ...]
]  # by side, spelled so that they can be compared; () where there is nothing
FIELDS = {
    "time": ("date", "time", "fold"),
    "campaign": ("campaign",),
    "pillar": ("pillar",),
    "tags": ("tags",),
    "kind": ("kind",),
    "valid_until": ("valid_until",),
}
NAMES = tuple(name for names in FIELDS.values() for name in names)
WAS = "was-"
CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class Side:
    """One thing that somebody else changed meanwhile."""

    name: str
    theirs: tuple[str, ...]
    mine: tuple[str, ...]
    is_mine_too: bool  # I changed it as well


@dataclass(frozen=True, slots=True)
class Met:
    values: Values  # of both together; mine where a person has to choose
    news: tuple[Side, ...] = ()
    conflicts: tuple[str, ...] = ()


def meet(was: Values, mine: Values, theirs: Values) -> Met:
    """A side of which `was` says nothing is mine."""
    values: dict[str, tuple[str, ...]] = {}
    news: list[Side] = []
    conflicts: list[str] = []
    for side in FIELDS:
        here, there = mine[side], theirs[side]
        before = was.get(side, there)
        values[side] = there if here == before else here
        if before == there:
            continue
        news.append(Side(side, there, here, here != before))
        if before == here or here == there:
            continue
        if side == "tags":
            values[side] = tuple(both_lists(before, here, there))
        else:
            conflicts.append(side)
    return Met(values, tuple(news), tuple(conflicts))


def values_of(typed: Typed) -> Values:
    return {side: _value(side, typed) for side in FIELDS}


def began_with(typed: Typed) -> Values:
    """What the form says that it began with; nothing where it says nothing."""
    was = {name.removeprefix(WAS): values for name, values in typed.items() if name.startswith(WAS)}
    return {side: _value(side, was) for side, names in FIELDS.items() if any(name in was for name in names)}


def remembered(typed: Typed) -> dict[str, list[str]]:
    """The fields that say later what somebody began with."""
    return {WAS + name: [_one(typed, name)] for name in NAMES}


def was_in(typed: Typed) -> dict[str, str]:
    """Only those fields."""
    return {WAS + name: _one(typed, WAS + name) for name in NAMES if WAS + name in typed}


def fields_of(values: Values) -> dict[str, list[str]]:
    """As the form has them."""
    typed = {name: [""] for name in NAMES}
    for side, value in values.items():
        spelled = [", ".join(value)] if side == "tags" else value
        typed |= {name: [one] for name, one in zip(FIELDS[side], spelled, strict=False)}
    return typed


def without(typed: Typed) -> dict[str, list[str]]:
    """Everything else that was typed."""
    return {
        name: list(said) for name, said in typed.items() if name not in NAMES and not name.startswith(WAS)
    }


def mark_of(number: int, values: Values) -> str:
    """Another one for every other version, labels or time."""
    return f"{number}-{crc32(repr(sorted(values.items())).encode()):x}"


def tags_in(text: str) -> tuple[str, ...]:
    """ "#sea, fog" is two."""
    tags = [tag.strip().lstrip("#").strip() for tag in text.split(",")]
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _value(side: str, typed: Typed) -> tuple[str, ...]:
    said = [_one(typed, name) for name in FIELDS[side]]
    if side == "time":
        day, clock, fold = said
        hours = CLOCK.fullmatch(clock)
        spelled = f"{int(hours[1]):02}:{hours[2]}" if hours else clock
        return (day, spelled, "1" if fold == "1" else "0") if day or clock else ()
    if side == "tags":
        return tags_in(said[0])
    if side == "kind":
        return (said[0] or "timely",)
    return (said[0],) if said[0] else ()


def _one(typed: Typed, name: str) -> str:
    return " ".join(str((typed.get(name) or [""])[-1]).split())
