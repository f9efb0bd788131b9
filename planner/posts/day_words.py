"""The words that name a day by another day, in English and Russian: as patterns. Pure."""

import re
from collections.abc import Callable
from datetime import date, timedelta

Means = Callable[[date], tuple[date, date]]

MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
    "января": 1, "янв": 1, "февраля": 2, "фев": 2, "марта": 3, "апреля": 4, "апр": 4, "мая": 5, "июня": 6,
    "июля": 7, "августа": 8, "авг": 8, "сентября": 9, "сен": 9, "сент": 9, "октября": 10, "окт": 10,
    "ноября": 11, "ноя": 11, "нояб": 11, "декабря": 12, "дек": 12,
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d)\b(?:\s*(?:г\.|года?\b))?)?"
_RANGE = r"(?:\s*(?:[-–—]|по|to)\s*" + _DAY.format("last") + ")?"
DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_DAY.format('day')}{_RANGE}\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?{_YEAR}",
        rf"\b(?P<month>{_MONTH})\b\.?\s+{_DAY.format('day')}{_RANGE}\b(?![:.]\d){_YEAR}",
        r"\b(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b",
        r"(?<![\d.])(?P<day>\d{1,2})\.(?P<number>\d\d)(?:\.(?P<year>20\d\d))?(?![\d.]*\d|\s*(?:am|pm|%|₽|руб))",
    )
)

WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "понедельник": 0, "вторник": 1, "сред": 2, "четверг": 3, "пятниц": 4, "суббот": 5, "воскресень": 6,
}  # fmt: skip
_ENGLISH = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
# Not “среде” nor “средой”: that is an environment as often as a Wednesday.
_RUSSIAN = (
    r"понедельник(?:[ауе]|ом)?|вторник(?:[ауе]|ом)?|сред[ауы]|четверг(?:[ауе]|ом)?|пятниц[ауые]|пятницей|"
    r"суббот[ауые]|субботой|воскресень[ею]|воскресенья"
)
NAMED = re.compile(
    rf"(?P<before>\b(?:on|this|coming|next|last|every|each|by|until|till|since|from|black|good|cyber|giving|"
    rf"ash|palm|easter|holy|в|во|к|ко|до|с|со|на|эту|этот|это|эта|следующ\w+|будущ\w+|ближайш\w+|"
    rf"прошл\w+|минувш\w+|кажд\w+|ч[её]рн\w+|страстн\w+|чист\w+)\s+)?"
    rf"(?P<second>\b(?:this|coming|next|last|every|each|black|good|cyber|эту|этот|это|следующ\w+|будущ\w+|"
    rf"ближайш\w+|прошл\w+|минувш\w+|кажд\w+|ч[её]рн\w+|страстн\w+|чист\w+)\s+)?"
    rf"\b(?P<name>{_ENGLISH}|{_RUSSIAN})\b(?!['’]s\b)",
    re.IGNORECASE,
)
# A day that is always or has a name of its own says nothing of this week.
ALWAYS = re.compile(
    r"every|each|кажд|black|good|cyber|giving|ash|palm|easter|holy|ч[её]рн|страстн|чист", re.IGNORECASE
)
NEXT = re.compile(r"next|следующ|будущ", re.IGNORECASE)
LAST = re.compile(r"last|прошл|минувш", re.IGNORECASE)
THIS = re.compile(r"this|эт[оуа]|этот", re.IGNORECASE)

COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "один": 1, "одну": 1, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7,
}  # fmt: skip
_COUNT = r"(?P<count>\d{1,2}|" + "|".join(COUNTS) + ")"
AWAY = tuple(
    (re.compile(rf"\b{pattern}\b", re.IGNORECASE), unit, sign)
    for pattern, unit, sign in (
        (rf"in {_COUNT} days?", 1, 1),
        (rf"in {_COUNT} weeks?", 7, 1),
        (rf"{_COUNT} days? ago", 1, -1),
        (rf"{_COUNT} weeks? ago", 7, -1),
        (rf"через\s+{_COUNT}\s+(?:день|дня|дней)", 1, 1),
        (rf"через\s+(?:{_COUNT}\s+)?(?:неделю|недели|недель)", 7, 1),
        (rf"{_COUNT}\s+(?:день|дня|дней)\s+назад", 1, -1),
        (rf"(?:{_COUNT}\s+)?(?:неделю|недели|недель)\s+назад", 7, -1),
    )
)

EVENING = re.compile(
    r"\b(?:tonight|this evening|сегодня\s+(?:поздно\s+)?(?:вечером|ночью)|сегодняшн\w+\s+вечер\w*)\b",
    re.IGNORECASE,
)


def _days(first: int, last: int | None = None) -> Means:
    def found(day: date) -> tuple[date, date]:
        return day + timedelta(first), day + timedelta(first if last is None else last)

    return found


def _week(number: int) -> Means:
    def found(day: date) -> tuple[date, date]:
        monday = day - timedelta(day.weekday()) + timedelta(7 * number)
        return monday, monday + timedelta(6)

    return found


def _weekend(number: int) -> Means:
    def found(day: date) -> tuple[date, date]:
        saturday = day - timedelta(day.weekday()) + timedelta(5 + 7 * number)
        return saturday, saturday + timedelta(1)

    return found


def _month(number: int) -> Means:
    def found(day: date) -> tuple[date, date]:
        months = day.year * 12 + day.month - 1 + number
        first = date(months // 12, months % 12 + 1, 1)
        return first, date((months + 1) // 12, (months + 1) % 12 + 1, 1) - timedelta(1)

    return found


# Longer ones first: “the day after tomorrow” is not “tomorrow”.
WORDS = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), means)
    for pattern, means in (
        (r"(?:the )?day after tomorrow|послезавтра\w*", _days(2)),
        (r"(?:the )?day before yesterday|позавчера(?:шн\w+)?", _days(-2)),
        (r"tomorrow|завтра|завтрашн\w+", _days(1)),
        (r"yesterday|вчера|вчерашн\w+", _days(-1)),
        (
            r"today|tonight|this (?:morning|afternoon|evening)|"
            r"сегодня(?:\s+(?:утром|дн[её]м|вечером|ночью))?|сегодняшн\w+",
            _days(0),
        ),
        (r"(?:this|coming) weekend|в\s+эти\s+выходные|на\s+этих\s+выходных|на\s+выходных", _weekend(0)),
        (r"next weekend|(?:в|на)\s+следующи[ех]\s+выходны[ех]", _weekend(1)),
        (r"next week|на\s+(?:следующей|будущей)\s+неделе", _week(1)),
        (r"this week|на\s+этой\s+неделе", _week(0)),
        (r"last week|на\s+прошлой\s+неделе", _week(-1)),
        (r"next month|в\s+следующем\s+месяце", _month(1)),
        (r"this month|в\s+этом\s+месяце", _month(0)),
    )
)
# Two numbers with a full stop are a date only where something says so: “version 1.12” is none.
BEFORE_NUMBERS = re.compile(
    rf"(?:^|[,(–—:;|\n]|\b(?:on|by|until|from|to|в|во|до|с|со|по|к|на|завтра|сегодня|послезавтра|вчера|"
    rf"today|tomorrow|yesterday|{_ENGLISH}|{_RUSSIAN}))\s*$",
    re.IGNORECASE,
)
# What is said of no day at all.
IDIOMS = re.compile(
    r"не\s+сегодня[\s,—–-]+завтра|сегодня[—–-]завтра|not today[ ,]+not tomorrow", re.IGNORECASE
)
