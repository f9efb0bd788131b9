"""Public holidays of a country, with moved days off and moved working days. No query; kept in memory."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from types import MappingProxyType

import holidays as packaged
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

KEPT_YEARS = 256  # of one country in one language each
OTHERWISE = "en_US"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off, or a Saturday on which people work."""

    name: str
    is_off: bool = True
    is_moved: bool = False  # in place of another day


NONE: Mapping[date, Holiday] = MappingProxyType({})


@cache
def countries() -> frozenset[str]:
    """ISO 3166 codes of the countries whose holidays are known."""
    return frozenset(packaged.list_supported_countries(include_aliases=False))


@lru_cache(maxsize=KEPT_YEARS)
def holidays_of(country: str, year: int, language: str) -> Mapping[date, Holiday]:
    """The year's days that are not as the week says; none for a country that is not known.

    Names are in the language where the package has it, else in English, else in the country's own.
    """
    if country not in countries() or not 1970 <= year <= 2200:
        return NONE
    own, told = _read(country, year, ""), _read(country, year, language)
    with translation.override(language):
        found = {day: _told(day, name, own, told) for day, name in own.items() if day.year == year}
        for day in getattr(own, "weekend_workdays", ()):
            if day.year == year:
                found[day] = Holiday(_("Working day"), is_off=False, is_moved=True)
    return MappingProxyType(dict(sorted(found.items())))


def _read(country: str, year: int, language: str) -> packaged.HolidayBase:
    """In the country's own language without another: there the words for a moved day are known."""
    kind = getattr(packaged, country)
    speaks = _closest(kind, language) if language else kind.default_language
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of estimated moon dates
        return packaged.country_holidays(country, years=year, language=speaks)


def _closest(kind: type[packaged.HolidayBase], language: str) -> str | None:
    for supported in kind.supported_languages:
        if supported.split("_")[0] == language.split("-")[0] and language:
            return supported
    return OTHERWISE if OTHERWISE in kind.supported_languages else kind.default_language


def _told(day: date, name: str, own: packaged.HolidayBase, told: packaged.HolidayBase) -> Holiday:
    moved = _moved_from(name, own)
    if moved is None:
        return Holiday(told.get(day) or name)
    spelt = date_format(moved, "j E" if moved.year == day.year else "j E Y")
    return Holiday(_("Day off moved from %(day)s") % {"day": spelt}, is_moved=True)


def _moved_from(name: str, own: packaged.HolidayBase) -> date | None:
    """The day whose rest this one gives: 3 January of “Выходной (перенесено с 03.01.2026)”."""
    before, mark, after = str(getattr(own, "substituted_label", None) or "").partition("%s")
    if not mark or not (name.startswith(before) and name.endswith(after)):
        return None
    written = name[len(before) : len(name) - len(after)]
    try:
        return datetime.strptime(written, str(getattr(own, "substituted_date_format", ""))).date()  # noqa: DTZ007
    except ValueError:
        return None
