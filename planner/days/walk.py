"""How much work a repeating rule makes, found out before anything unrolls it. Pure.

A rule that never matches is walked to the year 9999 by whoever asks for its next day, so its steps are
counted here first, and it is refused where they are too many.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, rrulestr
from django.utils.translation import gettext as _

from planner.days.ics_event import Unfit

LOOKS_AT = {DAILY: 11, WEEKLY: 17, MONTHLY: 41}  # days, and the step itself
A_YEAR = 376
PATIENCE = 9  # years beyond the day until which it is asked for: a 29 February may be eight away
MOST_EACH = 1_000_000
MOST_OF_A_FILE = 4_000_000  # a second or two
SPARE = timedelta(days=62)  # the length of an event, twice


@dataclass(slots=True)
class Budget:
    """What is left of the work that one file may make."""

    left: int = MOST_OF_A_FILE

    def walk(self, rule: str, begin: date, last: date) -> None:
        """Go through a rule as far as `last`. Raises Unfit where it is broken, endless or empty."""
        if self.left <= 0:
            raise Unfit(_("the file asks for too much counting; split it"))
        try:
            made: Any = rrulestr(rule, dtstart=datetime(begin.year, begin.month, begin.day))  # noqa: DTZ001
        except Exception:  # whatever a parser makes of a hostile rule
            raise Unfit(_("its repeating rule cannot be read")) from None
        if not isinstance(made, rrule) or (made._count or 1) < 1:
            raise Unfit(_("its repeating rule cannot be read"))
        last += SPARE
        kept: Any = made
        each = LOOKS_AT.get(kept._freq, A_YEAR)
        years = max(0, last.year - begin.year) + 1 + PATIENCE
        a_year = {DAILY: 366, WEEKLY: 53, MONTHLY: 12}.get(kept._freq, 1) * each
        most = min(MOST_EACH, years * a_year // kept._interval + 20 * each, self.left)
        kept._interval = step = _Step(kept._interval)
        step.each, step.left = each, most
        try:
            for at in kept:
                if at.date() > last:
                    break
        except _Spent:
            if most == self.left:
                self.left = 0
                raise Unfit(_("the file asks for too much counting; split it")) from None
            raise Unfit(_("its repeating rule never matches a day, or too seldom")) from None
        except (ValueError, OverflowError):
            raise Unfit(_("its repeating rule cannot be read")) from None
        finally:
            self.left -= most - max(0, step.left)


class _Spent(Exception):
    """The steps are used up."""


class _Step(int):
    """An interval that counts how often it is gone forward by: once for every step of a rule."""

    each: int
    left: int

    def __radd__(self, other: int) -> int:
        self._count()
        return other + int(self)

    def __mul__(self, other: int) -> int:
        self._count()
        return int(self) * other

    def _count(self) -> None:
        self.left -= self.each
        if self.left < 0:
            raise _Spent
