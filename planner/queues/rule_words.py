"""A rule in words: "every second Tuesday at 10:00, 12 times, the last on 9 March"."""

from collections import deque
from datetime import datetime

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.queues.monthly_words import NTH
from planner.queues.rule import SHORTEST, Rule, walls

WORKDAYS = (0, 1, 2, 3, 4)


def words(rule: Rule, start: datetime) -> str:
    """The whole rule; `start` is the wall time of the first."""
    said = _("%(every)s at %(time)s") % {"every": every(rule), "time": f"{start:%H:%M}"}
    if rule.times is not None:
        [last] = deque(walls(rule, start), maxlen=1)
        ends = ngettext("%(count)s time, on %(day)s", "%(count)s times, the last on %(day)s", rule.times) % {
            "count": rule.times,
            "day": _day(last, start),
        }
        return f"{said}, {ends}"
    if rule.until is not None:
        return _("%(rule)s, until %(day)s") % {"rule": said, "day": _day(rule.until, start)}
    return said


def every(rule: Rule) -> str:
    """How often, without the time of day."""
    if rule.frequency == "DAILY":
        if rule.step == 1:
            return _("every day")
        return ngettext("every %(n)s day", "every %(n)s days", rule.step) % {"n": rule.step}
    if rule.frequency == "WEEKLY":
        return _weekly(rule)
    return _monthly(rule)


def _weekly(rule: Rule) -> str:
    if rule.weekdays == WORKDAYS and rule.step == 1:
        return _("every working day")
    if len(rule.weekdays) == 1 and rule.step <= 2:
        names = (_each, _second)[rule.step - 1]()
        return names[rule.weekdays[0]]
    days = ", ".join(_short()[day] for day in rule.weekdays)
    if rule.step == 1:
        return _("every week on %(days)s") % {"days": days}
    text = ngettext("every %(n)s week on %(days)s", "every %(n)s weeks on %(days)s", rule.step)
    return text % {"n": rule.step, "days": days}


def _monthly(rule: Rule) -> str:
    if rule.weekdays:
        which = str(NTH[rule.nth][rule.weekdays[0]])
    elif rule.day > SHORTEST:
        which = _("day %(day)s, or the last day of a shorter month") % {"day": rule.day}
    else:
        which = _("day %(day)s") % {"day": rule.day}
    if rule.step == 1:
        return _("every month on %(which)s") % {"which": which}
    text = ngettext("every %(n)s month on %(which)s", "every %(n)s months on %(which)s", rule.step)
    return text % {"n": rule.step, "which": which}


def _day(day: object, start: datetime) -> str:
    year = getattr(day, "year", start.year)
    return date_format(day, "j E" if year == start.year else "j E Y")  # type: ignore[arg-type]


def _each() -> tuple[str, ...]:
    return (
        _("every Monday"),
        _("every Tuesday"),
        _("every Wednesday"),
        _("every Thursday"),
        _("every Friday"),
        _("every Saturday"),
        _("every Sunday"),
    )


def _second() -> tuple[str, ...]:
    return (
        _("every second Monday"),
        _("every second Tuesday"),
        _("every second Wednesday"),
        _("every second Thursday"),
        _("every second Friday"),
        _("every second Saturday"),
        _("every second Sunday"),
    )


def _short() -> tuple[str, ...]:
    return tuple(str(WEEKDAYS_ABBR[day]) for day in range(7))
