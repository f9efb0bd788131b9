"""How much work a repeating rule makes, found out before anything unrolls it. Pure.

A rule that never matches is walked to the year 9999 by whoever asks for its next day, so its steps are
counted here first, and it is refused where they are too many. dateutil says nothing of its steps, but it
goes forward by the interval that it is given: ours is a number that counts how often.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.rrule import rrule, rrulestr
from django.utils.translation import gettext as _

from planner.days.ics_event import A_YEAR_HAS, Unfit

LOOKS_AT = {"DAILY": 11, "WEEKLY": 17, "MONTHLY": 41, "YEARLY": 376}  # days, and the step itself
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
        last += SPARE
        try:
            made, step = _counted(rule, begin)
        except Exception:  # whatever a parser makes of a hostile rule
            raise Unfit(_("its repeating rule cannot be read")) from None
        years = max(0, last.year - begin.year) + 1 + PATIENCE
        most = min(MOST_EACH, years * step.a_year // step + 20 * step.each, self.left)
        step.left = most
        try:
            for at in made:
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


def _counted(rule: str, begin: date) -> tuple[rrule, "_Step"]:
    """The rule, whose every step is counted. Raises ValueError and whatever a parser raises."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";"))
    step, frequency = _Step(parts.get("INTERVAL", "1")), parts["FREQ"]
    step.each = LOOKS_AT[frequency]
    step.a_year = A_YEAR_HAS[frequency] * step.each
    made = rrulestr(rule, dtstart=datetime(begin.year, begin.month, begin.day))  # noqa: DTZ001
    if not isinstance(made, rrule) or step < 1 or int(parts.get("COUNT", "1")) < 1:
        raise ValueError(rule)
    replace: Callable[..., rrule] = made.replace
    return replace(interval=step), step


class _Spent(Exception):
    """The steps are used up."""


class _Step(int):
    """An interval that counts how often it is gone forward by: once for every step of a rule."""

    each: int  # what one step costs
    a_year: int  # what the steps of a year cost, taken one by one
    left: int = 0

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
