"""What stands in a cell: numbers and times as people and programs write them. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from planner.walltime import NoZone, resolve

NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "nan", "нет", "н/д", "."})
BLANKS = re.compile(r"[\s\u00a0\u2009\u202f'’_]+")
NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)(k|m|b|к|тыс|млн|млрд)?\.?", re.IGNORECASE)
TIMES = {"": 1, "k": 10**3, "к": 10**3, "тыс": 10**3, "m": 10**6, "млн": 10**6, "b": 10**9, "млрд": 10**9}
GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
LARGEST = 10**15
# A spreadsheet would run these; what it would show is not in the file.
FORMULA = re.compile(r"^[=+@-]\s*[A-Za-zА-Яа-я_.]+\s*\(|^[=+@-][^|\n]*\|[^!\n]*!")

MONTHS = (
    "jan янв", "feb фев", "mar мар", "apr апр", "may май мая", "jun июн", "jul июл", "aug авг", "sep сен",
    "oct окт", "nov ноя", "dec дек",
)  # fmt: skip
MONTH_OF = {word: number for number, words in enumerate(MONTHS, 1) for word in words.split()}
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\b)?\.?", re.IGNORECASE)
NUMERIC = re.compile(r"(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})")
NAMED = re.compile(
    r"(?:(\d{1,2})\s+)?([A-Za-zА-Яа-яё]{3,10})\.?\s+(\d{1,2}(?=[\s,]+\d{4}))?,?\s*(\d{4})", re.IGNORECASE
)


WORD = re.compile(r"[^\W_]+")
BESIDE = frozenset({
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "at", "on", "t", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "понедельник", "вторник",
    "среда", "четверг", "пятница", "суббота", "воскресенье", "в", "г", "года",
})  # fmt: skip  # what may stand beside a date and a time


class NotRead(ValueError):
    """What stands in the cell cannot be read."""


def number(text: str) -> int | None:
    """A count: "1 234", "1,234", "1.2K", "1,5 тыс."; None where nothing is said, which is not zero.

    Raises NotRead.
    """
    tight = BLANKS.sub("", text).lower()
    if tight in NOTHING:
        return None
    found = NUMBER.fullmatch(tight)
    if not found:
        raise NotRead(text)
    digits, unit = found[1], found[2] or ""
    if GROUPED.fullmatch(digits) and not unit:
        digits = re.sub("[.,]", "", digits)
    if digits.count(",") + digits.count(".") > 1:  # 1,234.0
        digits = re.sub("[.,](?=.*[.,])", "", digits)
    value = float(digits.replace(",", ".")) * TIMES[unit]
    if value > LARGEST or (not unit and value != int(value)):
        raise NotRead(text)
    return round(value)


def is_formula(text: str) -> bool:
    return bool(FORMULA.match(text.strip()))


def days_first(cells: Iterable[str]) -> bool:
    """Whether 03/04/2026 is the third of April: told from the other dates in the column, else it is."""
    for cell in cells:
        found = NUMERIC.search(cell)
        if found and found[2] == "/" and len(found[1]) < 3 and max(int(found[1]), int(found[3])) > 12:
            return int(found[1]) > 12
        if found and found[2] == "/" and re.search(r"\d\s*[ap]\.?m", cell, re.IGNORECASE):
            return False
    return True


def moment(text: str, zone: str, day_first: bool, clock: str = "") -> tuple[datetime, bool]:
    """The instant (UTC) of a time as it was written, and whether it said the time of day; else noon is meant.

    `zone`: where a time without an offset was written. `clock`: the time of day, where it has its own cell.
    Raises NotRead, NoZone.
    """
    said = " ".join(f"{text} {clock}".replace("\u202f", " ").replace("\u00a0", " ").split())
    if re.fullmatch(r"\d{10}|\d{13}", said):
        return datetime.fromtimestamp(int(said[:10]), UTC), True
    try:
        return _exact(said), True
    except ValueError:
        pass
    try:
        day, rest = _day(said, day_first)
        at = CLOCK.search(rest)
        if not BESIDE.issuperset(WORD.findall(CLOCK.sub(" ", rest, count=1).lower())):
            raise NotRead(text)  # "half past ten" is not read as no time at all
        return resolve(datetime.combine(day, _clock(at) if at else time(12)), zone).at, at is not None
    except NoZone:
        raise  # the time is right
    except (ValueError, OverflowError):
        raise NotRead(text) from None


def _exact(said: str) -> datetime:
    """One that says its offset: ISO 8601, RFC 2822, or "Wed Oct 10 20:19:24 +0000 2018"."""
    iso = re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$)", "", said).replace(" UTC", "+00:00").replace(" GMT", "+00:00")
    ways = ((datetime.fromisoformat, iso), (parsedate_to_datetime, said), (_of_an_archive, said))
    for read, spelt in ways:
        try:
            found = read(spelt)
        except (ValueError, TypeError, IndexError):
            continue
        if found.tzinfo is not None and found.utcoffset() is not None:
            return found.astimezone(UTC)
    raise ValueError(said)


def _of_an_archive(said: str) -> datetime:
    return datetime.strptime(said, "%a %b %d %H:%M:%S %z %Y")


def _day(said: str, day_first: bool) -> tuple[date, str]:
    """The day, and what else is said. Raises ValueError."""
    if found := NUMERIC.search(said):
        first, mark, second, third = found[1], found[2], int(found[3]), found[4]
        rest = NUMERIC.sub(" ", said, count=1)
        if len(first) == 4:
            return date(int(first), second, int(third)), rest
        year = int(third) + (2000 if len(third) == 2 else 0)
        if mark == "/" and not day_first:
            return date(year, int(first), second), rest
        return date(year, second, int(first)), rest
    for found in NAMED.finditer(said):
        month = MONTH_OF.get(found[2][:3].lower())
        day = found[1] or found[3]
        if month and day:
            return date(int(found[4]), month, int(day)), said[: found.start()] + " " + said[found.end() :]
    raise ValueError(said)


def _clock(found: "re.Match[str]") -> time:
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found[2]), int(found[3] or 0))


def is_ahead(at: datetime, now: datetime) -> bool:
    """Not past yet; clocks may differ a little."""
    return at > now + timedelta(minutes=5)
