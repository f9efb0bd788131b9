"""One event of a calendar file, read with distrust: its name, its days, its rule. Pure."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Event as Component
from icalendar import vRecur

from planner.plain import plain

MOST_LINE = 4_000  # characters of one property
MOST_DATES = 400  # extra or left-out days of one event
LONGEST = 31  # days of one time
STEPS = 60_000  # that a rule may take from its beginning on
OLDEST, LATEST = date(1583, 1, 1), date(2200, 12, 31)
A_YEAR_HAS = {"YEARLY": 1, "MONTHLY": 12, "WEEKLY": 53, "DAILY": 366}
TAKEN = {
    "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS",
}  # fmt: skip
RULE_PARTS = (
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY",
    "BYSETPOS", "WKST",
)  # fmt: skip


class Unfit(Exception):
    """One event is refused; the text says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """One VEVENT: an event, or one time of a repeating one that is otherwise (`instead_of`)."""

    uid: str
    name: str
    first: date
    days: int = 1
    rule: str = ""
    also: tuple[date, ...] = ()
    never: tuple[date, ...] = ()
    instead_of: date | None = None
    is_cancelled: bool = False


def told(block: list[str], zone: ZoneInfo, today: date) -> Told:
    kept = [line for line in block if re.split("[:;]", line, maxsplit=1)[0].strip().upper() in TAKEN]
    if any(len(line) > MOST_LINE for line in kept):
        raise Unfit(_("one of its lines is too long"))
    try:
        read = Component.from_ical("\r\n".join(["BEGIN:VEVENT", *kept, "END:VEVENT", ""]))
    except Exception:  # whatever a parser makes of a hostile line
        raise Unfit(_("it cannot be read")) from None
    if not isinstance(read, Component):
        raise Unfit(_("it cannot be read"))
    name = name_in(block)
    if not name:
        raise Unfit(_("it has no name"))
    first = _day(read, "DTSTART", zone)
    if first is None:
        raise Unfit(_("it has no day, or one that does not exist"))
    if not OLDEST <= first <= LATEST:
        raise Unfit(_("its day is too far away: %(day)s") % {"day": first})
    rule = _rule(read, first, today)
    return Told(
        uid=_uid(read, name, first, rule),
        name=name,
        first=first,
        days=_length(read, first, zone),
        rule=rule,
        also=_days(read, "RDATE", zone),
        never=_days(read, "EXDATE", zone),
        instead_of=_day(read, "RECURRENCE-ID", zone),
        is_cancelled=str(_one(read, "STATUS") or "").upper() == "CANCELLED",
    )


def _one(read: Component, name: str) -> Any:
    value = read.get(name)
    return value[0] if isinstance(value, list) and value else value


def _day(read: Component, name: str, zone: ZoneInfo) -> date | None:
    try:
        return _as_day(_one(read, name).dt, zone)
    except Exception:  # a broken property raises whatever its type likes
        return None


def _as_day(value: Any, zone: ZoneInfo) -> date | None:
    """The day on the wall: a time in UTC is read in `zone`, any other as the clock there shows it."""
    if isinstance(value, datetime):
        if value.tzinfo is not None and str(value.tzinfo) == "UTC":
            return value.astimezone(zone).date()
        return value.date()
    return value if isinstance(value, date) else None


def _days(read: Component, name: str, zone: ZoneInfo) -> tuple[date, ...]:
    value = read.get(name)
    found: list[date] = []
    try:
        for those in value if isinstance(value, list) else [value] if value is not None else []:
            found += [day for one in those.dts if (day := _as_day(one.dt, zone))]
    except Exception:
        raise Unfit(_("its days cannot be read")) from None
    if len(found) > MOST_DATES:
        raise Unfit(_("it names more than %(most)s days") % {"most": MOST_DATES})
    return tuple(sorted({day for day in found if OLDEST <= day <= LATEST}))


def _length(read: Component, first: date, zone: ZoneInfo) -> int:
    """How many days it takes. The end of a whole day is the morning after."""
    end, length = _day(read, "DTEND", zone), 1
    if end is not None:
        length = (end - first).days
        if isinstance(_one(read, "DTEND").dt, datetime):
            length += 1 if _one(read, "DTEND").dt.timetz().replace(tzinfo=None) > datetime.min.time() else 0
    elif (duration := _one(read, "DURATION")) is not None:
        try:
            length = -(-duration.dt // timedelta(days=1))
        except Exception:
            raise Unfit(_("its length cannot be read")) from None
    if length < 0:
        raise Unfit(_("it ends before it begins"))
    if length > LONGEST:
        raise Unfit(_("it is longer than %(most)s days; make a campaign of it") % {"most": LONGEST})
    return max(1, length)


def _rule(read: Component, first: date, today: date) -> str:
    """The repeating rule as far as it speaks of days; "" where there is none."""
    given = read.get("RRULE")
    if given is None:
        return ""
    if isinstance(given, list):
        raise Unfit(_("it repeats by two rules at once"))
    try:
        parts = {str(name).upper(): values for name, values in dict(given).items()}
        often = str(parts["FREQ"][0]).upper()
        every = int(parts.get("INTERVAL", [1])[0])
        times = int(parts.get("COUNT", [1])[0])
    except Exception:
        raise Unfit(_("its repeating rule cannot be read")) from None
    if often not in A_YEAR_HAS:
        raise Unfit(_("it repeats more than once a day"))
    if not 1 <= every <= 1000:
        raise Unfit(_("its repeating rule never comes to an end"))
    if times < 1:
        raise Unfit(_("its repeating rule cannot be read"))
    years = max(0, today.year - first.year) + 4
    if years * A_YEAR_HAS[often] // every > STEPS:
        raise Unfit(_("it has repeated for too long; begin it later"))
    kept = {name: parts[name] for name in RULE_PARTS if name in parts}
    if "UNTIL" in kept:
        ends = kept["UNTIL"][0]
        kept["UNTIL"] = [ends.date() if isinstance(ends, datetime) else ends]
    try:
        spelt = str(vRecur(kept).to_ical().decode())  # type: ignore[no-untyped-call]
    except Exception:
        raise Unfit(_("its repeating rule cannot be read")) from None
    if len(spelt) > 400:
        raise Unfit(_("its repeating rule is too long"))
    return spelt


def _uid(read: Component, name: str, first: date, rule: str) -> str:
    said = plain(str(_one(read, "UID") or ""))[:255]
    if said:
        return said
    seen = hashlib.sha256(f"{name}\n{first}\n{rule}".encode()).hexdigest()[:32]
    return f"{seen}@unnamed"


def name_in(block: list[str]) -> str:
    """The name, unescaped (RFC 5545, 3.3.11) and without what cannot be seen."""
    for line in block:
        head, mark, value = line.partition(":")
        if mark and re.split(";", head)[0].strip().upper() == "SUMMARY":
            if '"' in head:  # a colon inside of a quoted parameter
                value = re.split(r':(?=(?:[^"]*"[^"]*")*[^"]*$)', line, maxsplit=1)[-1]
            return plain(unescaped(value))[:200]
    return ""


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": " ", "N": " "}.get(found[1], found[1]), text)


def written(events: Iterable[Told]) -> str:
    """The cleaned events as a calendar file says them: what is kept, and unrolled again later."""
    return "".join(str(_component(event).to_ical().decode()) for event in events)


def _component(event: Told) -> Component:
    made = Component()
    made.add("uid", event.uid)
    made.add("summary", event.name)
    made.add("dtstart", event.first)
    made.add("dtend", event.first + timedelta(days=event.days))
    if event.rule:
        made.add("rrule", vRecur.from_ical(event.rule))
    for name, days in (("rdate", event.also), ("exdate", event.never)):
        if days:
            made.add(name, list(days))
    if event.instead_of:
        made.add("recurrence-id", event.instead_of)
    return made
