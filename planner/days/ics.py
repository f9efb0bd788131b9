"""A calendar file, read with distrust: what is left of it are names and days. Pure.

Of each event only its UID, name, day, length and rule are taken, and its rule only as far as it speaks of
days; time zones, alarms, attachments and everything else of the file are never parsed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from planner.days.ics_event import MOST_LINE, Told, Unfit, name_in, told, unescaped
from planner.plain import plain

MOST_BYTES = 500_000
MOST_EVENTS = 1_000
MOST_DEEP = 20


class NotRead(Exception):
    """The whole file is refused; the text says why."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that is left out."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class File:
    name: str  # what the calendar calls itself
    events: tuple[Told, ...]
    refused: tuple[Refusal, ...]


def read(data: bytes, zone: ZoneInfo, today: date) -> File:
    """What a calendar file says; times given in UTC are read on the clock of `zone`. Raises NotRead."""
    lines = _unfolded(decoded(data))
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines[:20]):
        raise NotRead(_("That is not a calendar file: it does not begin with BEGIN:VCALENDAR."))
    events: list[Told] = []
    refused: list[Refusal] = []
    for number, block in enumerate(_blocks(lines), start=1):
        if number > MOST_EVENTS:
            raise NotRead(_("The file has more than %(most)s events. Split it.") % {"most": MOST_EVENTS})
        try:
            events.append(told(block, zone, today))
        except Unfit as unfit:
            refused.append(Refusal(name_in(block) or _("Event %(n)s") % {"n": number}, str(unfit)))
    if not events and not refused:
        raise NotRead(_("There is no event in this file."))
    return File(_calendar_name(lines), tuple(events), tuple(refused))


def series(events: Iterable[Told]) -> dict[str, list[Told]]:
    """Events by UID: a repeating one stands with its changed times."""
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for event in events:
        found[event.uid].append(event)
    return dict(found)


def decoded(data: bytes) -> str:
    """The file as text: UTF-8, UTF-16 with its mark, or an old Windows. Raises NotRead."""
    if len(data) > MOST_BYTES:
        raise NotRead(
            _("The file is too large: at most %(most)s KB are read.") % {"most": MOST_BYTES // 1000}
        )
    marked = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotRead(_("The file’s letters cannot be read. Save it as UTF-8."))


def _unfolded(text: str) -> list[str]:
    """Content lines. A line that begins with a space goes on from the one before (RFC 5545, 3.1)."""
    lines: list[str] = []
    for line in re.split(r"\r\n|\n|\r", text):
        if line[:1] in {" ", "\t"} and lines:
            if len(lines[-1]) < MOST_LINE:
                lines[-1] += line[1:]
        elif line:
            lines.append(line)
    return lines


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each VEVENT, without what stands inside of it or around it."""
    inside: list[str] = []
    block: list[str] | None = None
    for line in lines:
        head = line.strip().upper()
        if head.startswith("BEGIN:"):
            inside.append(head[6:])
            if len(inside) > MOST_DEEP:
                raise NotRead(_("The file is nested too deeply to be a calendar."))
            if inside == ["VCALENDAR", "VEVENT"]:
                block = []
        elif head.startswith("END:"):
            if not inside or inside.pop() != head[4:]:
                raise NotRead(_("The file is damaged: “%(line)s” closes nothing.") % {"line": head[:40]})
            if head == "END:VEVENT" and len(inside) == 1 and block is not None:
                yield block
                block = None
        elif block is not None and len(inside) == 2:
            block.append(line)
    if inside:
        raise NotRead(_("The file ends in the middle. Save or copy it again."))


def _calendar_name(lines: list[str]) -> str:
    for line in lines[:200]:
        head, _mark, value = line.partition(":")
        if head.upper() in {"X-WR-CALNAME", "NAME"}:
            return plain(unescaped(value))[:120]
    return ""
