"""Words such as “tomorrow” and “в пятницу” against the day on which a post goes out. Pure.

A reader counts from the day on which they read, which is the day it goes out, not the day it was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from planner.posts import day_words as words


class Slip(StrEnum):
    """What is the matter."""

    CONTRADICTS = "contradicts"  # another date, or another weekday, stands beside it
    IS_TODAY = "is_today"  # the weekday that it names is the very day it goes out
    PASSED = "passed"  # the hour or the day that it names is over by then
    MOVED = "moved"  # it was written for another day, on which it meant another one
    MEANS = "means"  # nothing is the matter; this is what a reader will take it for


@dataclass(frozen=True, slots=True)
class Said:
    """A word or two that name a day, in their place in the text."""

    start: int
    end: int
    words: str
    first: date  # the day, or the first of several, that it means when it goes out
    last: date
    weekday: int | None = None
    named: bool = False  # a weekday by itself, which may be any week's: only what stands beside it counts
    dated: bool = False  # a date that is written out


@dataclass(frozen=True, slots=True)
class Finding:
    slip: Slip
    said: Said
    other: Said | None = None  # what it contradicts
    before: date | None = None  # what it meant on the day it was written for
    at: time | None = None  # the hour that is over


# What does not speak for us: quotations, code, addresses, hashtags, names.
NOT_OURS = re.compile(
    r"«[^»]*»|“[^”]*”|„[^“”]*[“”]|(?<!\w)\"[^\"\n]*\"|`[^`]*`|^[ \t]*>.*$|https?://\S+|[#@]\w[\w.@-]*|<[^>\n]*>",
    re.MULTILINE,
)
FILLER = re.compile(
    r"[\s,(–—:·|/-]*(?:(?:на|в|во|on|the|at|is|of|это|этот|день|утром|вечером|дн[её]м|morning|evening|"
    r"afternoon|night)\b[\s,(–—:-]*)*"
    r"(?:\d{1,2}[:.]\d\d\s*)?(?:\d{0,2}\s*(?:am|pm|a\.m\.|p\.m\.)\b)?[\s,(–—:·|/-]*",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"[\s,(–—-]*(?:at|в|к|from|с)?\s*(?:(?P<hour>\d{1,2})[:.](?P<minute>\d\d)\s*(?P<half>am|pm)?"
    r"|(?P<hour2>\d{1,2})\s*(?P<half2>am|pm)|(?:в|к|с)\s*(?P<hour3>\d{1,2})\s*час)",
    re.IGNORECASE,
)
CONTINUES = re.compile(r"[\s,]*(?:and|or|и|или|&|[-–—])\s*$", re.IGNORECASE)


def findings(text: str, planned: datetime, written_for: date | None = None) -> list[Finding]:
    """Everything to know about the day words of a text that goes out at `planned` (local time).

    `written_for` is the day for which the words were written, where that is known.
    """
    clear = _clear(text)
    day = planned.date()
    spoken = _spoken(clear, day)
    all_found = [_finding(clear, one, spoken, planned) for one in spoken if not one.dated]
    found = [one for one in all_found if one is not None]
    if written_for is not None and written_for != day:
        before = {one.start: one for one in _spoken(clear, written_for)}
        found = [_moved(one, before.get(one.said.start)) for one in found]
    return [one for one in found if not _is_plain(one)]


def words_in(text: str) -> frozenset[str]:
    """The day words of a text that count from the day on which it is read, in small letters."""
    spoken = _spoken(_clear(text), date(2026, 1, 1))
    return frozenset(one.words.lower() for one in spoken if not one.dated and not one.named)


def is_settled(finding: Finding) -> bool:
    """Only says what the words will mean."""
    return finding.slip is Slip.MEANS


def _clear(text: str) -> str:
    """The text with blanks where somebody else speaks, so that every place stays where it is."""
    text = NOT_OURS.sub(lambda found: " " * len(found[0]), text)
    return words.IDIOMS.sub(lambda found: " " * len(found[0]), text)


def _spoken(text: str, day: date) -> list[Said]:
    """Every day that is named, in order; what lies inside of a longer one is left out."""
    found = sorted(
        [*_dates(text, day), *_relative(text, day), *_weekdays(text, day)],
        key=lambda one: (one.start, -one.end),
    )
    kept: list[Said] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _relative(text: str, day: date) -> Iterator[Said]:
    for pattern, means in words.WORDS:
        for match in pattern.finditer(text):
            first, last = means(day)
            yield Said(match.start(), match.end(), match[0], first, last)
    for pattern, unit, sign in words.AWAY:
        for match in pattern.finditer(text):
            count = (match["count"] or "1").lower()
            days = sign * unit * (int(count) if count.isdecimal() else words.COUNTS[count])
            there = day + timedelta(days)
            yield Said(match.start(), match.end(), match[0], there, there)


def _weekdays(text: str, day: date) -> Iterator[Said]:
    for match in words.NAMED.finditer(text):
        name = match["name"].lower()
        number = next(number for stem, number in words.WEEKDAYS.items() if name.startswith(stem))
        before = f"{match['before'] or ''}{match['second'] or ''}"
        if words.ALWAYS.search(before):
            continue
        there = _weekday(day, number, before)
        yield Said(
            match.start(), match.end(), match[0].strip(), there, there, number, named=not before.strip()
        )


def _weekday(day: date, number: int, before: str) -> date:
    """Which one is meant: “next” is of next week, “this” of this week, else the first from today on."""
    monday = day - timedelta(day.weekday())
    if words.NEXT.search(before):
        return monday + timedelta(7 + number)
    if words.LAST.search(before):
        back = (day.weekday() - number) % 7 or 7
        return day - timedelta(back)
    if words.THIS.search(before):
        return monday + timedelta(number)
    return day + timedelta((number - day.weekday()) % 7)


def _dates(text: str, day: date) -> Iterator[Said]:
    for pattern in words.DATES:
        for match in pattern.finditer(text):
            named = match.groupdict()
            if "number" in named and not named["year"] and not _is_date(text, match.start()):
                continue
            month = int(named["number"]) if named.get("number") else words.MONTHS[named["month"].lower()]
            year = int(named["year"]) if named.get("year") else None
            first = _nearest(year, month, int(named["day"]), day)
            last = _nearest(year, month, int(named["last"]), day) if named.get("last") else first
            if first and last and first <= last:
                yield Said(match.start(), match.end(), match[0].strip(), first, last, dated=True)


def _is_date(text: str, start: int) -> bool:
    return bool(words.BEFORE_NUMBERS.search(text[max(0, start - 20) : start]))


def _nearest(year: int | None, month: int, number: int, day: date) -> date | None:
    """Without a year it is the one that lies nearest."""
    found = []
    for one in (year,) if year else (day.year - 1, day.year, day.year + 1):
        try:
            found.append(date(one, month, number))
        except ValueError:
            continue
    return min(found, key=lambda one: abs((one - day).days), default=None)


def _finding(text: str, said: Said, spoken: list[Said], planned: datetime) -> Finding | None:
    beside = [one for one in spoken if one is not said and _is_beside(text, said, one)]
    for other in beside:
        if not _agree(said, other):
            told = said.weekday is not None and not other.dated  # by the finding of the other one
            return None if told else Finding(Slip.CONTRADICTS, said, other)
    if said.named:
        return None
    if any(other.dated or (said.first == said.last and other.weekday is not None) for other in beside):
        return _passed(text, said, planned)
    if said.weekday is not None and any(other.weekday is None for other in beside):
        return None
    if said.weekday is not None and said.first == planned.date():
        return Finding(Slip.IS_TODAY, said)
    if said.weekday is not None and words.THIS.search(said.words) and said.last < planned.date():
        return Finding(Slip.PASSED, said)
    return _passed(text, said, planned) or Finding(Slip.MEANS, said)


def _is_beside(text: str, one: Said, other: Said) -> bool:
    """They speak of the same day: nothing stands between them but a comma, a bracket or an hour."""
    left, right = sorted((one, other), key=lambda each: each.start)
    between = text[left.end : right.start]
    return len(between) <= 30 and not CONTINUES.fullmatch(between) and bool(FILLER.fullmatch(between))


def _agree(one: Said, other: Said) -> bool:
    if one.weekday is not None and other.weekday is not None:
        return True  # “Saturday, Sunday”: two days, not one
    if one.weekday is None and other.weekday is None:
        if not one.dated and not other.dated:
            return True  # “yesterday, today, tomorrow”
        return one.first <= other.last and other.first <= one.last
    named, plain = (one, other) if one.weekday is not None else (other, one)
    if words.LAST.search(named.words) and plain.first > named.first:
        return False  # “next” and “this” are not taken at their word: people mean either week by them
    days = [plain.first + timedelta(number) for number in range(min(6, (plain.last - plain.first).days) + 1)]
    return any(day.weekday() == named.weekday for day in days)


def _passed(text: str, said: Said, planned: datetime) -> Finding | None:
    """It goes out today, after the hour that it names; or an evening is promised when it is late."""
    if said.first != said.last or said.first != planned.date():
        return None
    hour = _hour(text, said)
    if hour is not None and hour <= planned.time():
        return Finding(Slip.PASSED, said, at=hour)
    if hour is None and words.EVENING.fullmatch(said.words) and planned.hour >= 22:
        return Finding(Slip.PASSED, said)
    return None


def _hour(text: str, said: Said) -> time | None:
    found = CLOCK.match(text, said.end)
    if not found:
        return None
    hour = int(found["hour"] or found["hour2"] or found["hour3"])
    half = (found["half"] or found["half2"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minute = int(found["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _moved(finding: Finding, before: Said | None) -> Finding:
    """On the day it was written for it meant something else."""
    if before is None or finding.slip is Slip.CONTRADICTS:
        return finding
    if (before.first, before.last) == (finding.said.first, finding.said.last):
        return finding
    return replace(finding, slip=Slip.MOVED, before=before.first)


def _is_plain(finding: Finding) -> bool:
    """That “today” is today need not be said."""
    return finding.slip is Slip.MEANS and finding.said.first == finding.said.last and _is_zero(finding)


def _is_zero(finding: Finding) -> bool:
    return bool(re.match(r"today|tonight|this |сегодня", finding.said.words, re.IGNORECASE))
