"""The names of time zones: those we offer, and those we understand."""

import importlib.resources
import zoneinfo
from functools import cache

NOT_A_PLACE = frozenset({"Factory", "localtime"})  # names for "not set" and for whatever this machine has


@cache
def offered() -> tuple[str, ...]:
    """One name for each place, as the zone data lists them, and UTC."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    places = {line.split("\t")[2].strip() for line in table.splitlines() if line and line[0] != "#"}
    return tuple(sorted(places | {"UTC"}))


@cache
def understood() -> frozenset[str]:
    """Also the older names and fixed offsets that browsers, programs and workspaces have."""
    return frozenset(zoneinfo.available_timezones() - NOT_A_PLACE)


@cache
def country_of(zone: str) -> str:
    """The ISO 3166 code of the country that a zone of `offered` lies in; "" for others."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    return {row[2].strip(): row[0] for row in rows}.get(zone, "")
