"""Countries: their names as readers say them, and the one that a time zone lies in."""

import importlib.resources
from functools import cache

from planner.zones import country_of

SPOKEN = ("en", "ru")  # the columns of countries.tsv after the code


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name), in the order of the names."""
    column = SPOKEN.index(spoken) + 1 if (spoken := language.split("-")[0]) in SPOKEN else 1
    table = importlib.resources.files("planner.people").joinpath("countries.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines()]
    return tuple(sorted(((row[0], row[column]) for row in rows), key=lambda pair: _in_order(pair[1])))


def named(code: str, language: str) -> str:
    """The country's name; "" where there is none."""
    return dict(countries(language)).get(code, "")


def offered_for(timezone: str, language: str) -> tuple[str, str] | None:
    """The country that the time zone lies in, as a choice."""
    code = country_of(timezone)
    name = named(code, language)
    return (code, name) if name else None


def _in_order(name: str) -> str:
    return name.casefold().replace("ё", "е").replace("å", "a").replace("ö", "o")
