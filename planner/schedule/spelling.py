"""Days and times in sentences."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from planner.day_names import within


def clock(at: datetime) -> str:
    return at.strftime("%H:%M")


def long_day(day: date) -> str:
    """Thursday 26 November."""
    return within(date_format(day, _("l j E")))


def span(first: date, last: date) -> str:
    """Thursday 26 November; from Thursday 26 to Saturday 28 November."""
    if first == last:
        return long_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first)s to %(last)s") % {
            "first": within(date_format(first, _("l j"))),
            "last": long_day(last),
        }
    return _("%(first)s to %(last)s") % {"first": long_day(first), "last": long_day(last)}


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
