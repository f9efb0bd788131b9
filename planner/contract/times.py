"""Times as they come and go: ISO 8601; without an offset they are read on somebody's wall."""

import re
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from planner import walltime
from planner.contract.refusals import Invalid
from planner.walltime import Change, NoZone, When
from planner.zones import NOT_A_PLACE

PLUS_LOST = re.compile(r"(T[\d:.]+) (\d\d:?\d\d)$")  # "+" means a space in an address


class WhenShown(Schema):
    """A time that was read, and what the clocks do at it."""

    at: datetime
    wall: str = Field(description="As a clock on the wall shows it there.")
    timezone: str
    fold: int
    change: str | None = Field(
        description="`gap`: this hour does not exist and the time was moved; `fold`: it comes twice."
    )
    asked: str | None = Field(description="The wall time that was asked for, where a gap moved it.")


def read(text: str, zone: str, where: str, fold: int | None = None) -> When:
    """The instant that was meant. Raises Invalid, naming the field."""
    try:
        return walltime.parse(PLUS_LOST.sub(r"\1+\2", text.strip()), zone, fold)
    except NoZone as trouble:
        raise Invalid("body.timezone", str(trouble)) from None
    except (ValueError, OverflowError):
        raise Invalid(
            where,
            _("This time cannot be read."),
            _("Write it as 2026-11-25T09:30, or with an offset as 2026-11-25T09:30+03:00."),
        ) from None


def zone_given(name: str, otherwise: str) -> str:
    """The zone that a program names, or else the other one. Raises NoZone for what is no place."""
    if name in NOT_A_PLACE:
        raise walltime.no_zone(name)
    return name or otherwise


def instant(text: str, zone: str, where: str) -> datetime:
    return read(text, zone, where).at


def shown(when: When) -> WhenShown:
    return WhenShown(
        at=when.at.astimezone(UTC),
        wall=when.wall,
        timezone=when.zone,
        fold=when.fold,
        change=str(when.change) if when.change is not Change.NONE else None,
        asked=when.asked or None,
    )
