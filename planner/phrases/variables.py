"""Variables of a snippet, such as {date}: filled in, and what cannot be filled in is said. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAME = re.compile(r"\{([a-z][a-z_.]*)\}")
EVENT = ("name", "date", "day", "until", "time", "place", "link")
KNOWN = ("date", "time", "day", "channel", "link", "campaign", "title", *(f"event.{name}" for name in EVENT))


@dataclass(frozen=True, slots=True)
class Filled:
    text: str
    unknown: tuple[str, ...] = ()  # names that there are not
    empty: tuple[str, ...] = ()  # names that there are, of which this post has nothing yet


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """What is known is put in as it is, and is not read again; what is not known stays as it was typed."""
    unknown: dict[str, None] = {}
    empty: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in KNOWN:
            unknown[name] = None
        elif not values.get(name):
            empty[name] = None
        else:
            return values[name]
        return found[0]

    return Filled(NAME.sub(value, text), tuple(unknown), tuple(empty))


def left_in(text: str) -> tuple[str, ...]:
    """The variables that still stand in a text that is about to go out."""
    return tuple(dict.fromkeys(NAME.findall(text)))
