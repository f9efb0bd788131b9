"""From a table to past posts: each row read, or said what is wrong with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from planner.metrics.names import NAMES
from planner.past.cells import NotRead, days_first, is_ahead, is_formula, moment, number
from planner.past.columns import NUMBERS, known, unknown
from planner.past.table import LONGEST_CELL, Table
from planner.plain import plain
from planner.walltime import NoZone

OLDEST = 1990
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # what our own tables put an apostrophe before


@dataclass(frozen=True, slots=True)
class PastPost:
    line: int
    at: datetime  # UTC
    text: str
    title: str = ""
    url: str = ""
    id: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)  # what is not said is not in it
    measured_at: datetime | None = None
    tags: tuple[str, ...] = ()
    campaign: str = ""
    pillar: str = ""

    @property
    def named(self) -> list[tuple[Promise, int]]:
        """(name, count), as numbers are called on pages."""
        return [(NAMES[name], count) for name, count in self.numbers.items()]


@dataclass(frozen=True, slots=True)
class Mistake:
    line: int
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Read:
    posts: tuple[PastPost, ...]
    mistakes: tuple[Mistake, ...]
    ignored: tuple[str, ...]  # headers of columns that are not known
    columns: tuple[tuple[str, str], ...]  # (what it is taken for, its header)
    without_clock: int  # rows that say only a day


class _Wrong(Exception):
    """`what` may name the column as the table does: %(column)s of `field`."""

    def __init__(self, what: str, fix: str, field: str = "") -> None:
        self.what, self.fix, self.field = what.replace("%", "%%") if not field else what, fix, field


def read(table: Table, zone: str, now: datetime) -> Read:
    """`zone`: IANA, for times without an offset. Raises NoZone."""
    places = known(table.headers)
    order = days_first(_cell(cells, places, "at") for _line, cells in table.rows)
    posts, mistakes, without_clock = [], [], 0
    for line, cells in table.rows:
        said = {name: _cell(cells, places, name) for name in places}
        try:
            post, has_clock = _post(line, said, zone, order, now)
        except _Wrong as wrong:
            name = table.headers[places[wrong.field]].strip() if wrong.field else ""
            mistakes.append(Mistake(line, wrong.what % {"column": name}, wrong.fix))
        else:
            posts.append(post)
            without_clock += not has_clock
    columns = tuple((name, table.headers[place].strip()) for name, place in places.items())
    return Read(tuple(posts), tuple(mistakes), tuple(unknown(table.headers)), columns, without_clock)


def _cell(cells: Sequence[str], places: Mapping[str, int], name: str) -> str:
    place = places.get(name, len(cells))
    said = cells[place].strip() if place < len(cells) else ""
    return said[1:] if said.startswith("'") and said[1:].startswith(DANGEROUS) else said


def _post(line: int, said: Mapping[str, str], zone: str, order: bool, now: datetime) -> tuple[PastPost, bool]:
    for name, cell in said.items():
        if is_formula(cell):
            raise _Wrong(
                _("There is a formula in the column “%(column)s”."), _("Put its value in its place."), name
            )
        if len(cell) > LONGEST_CELL:
            raise _Wrong(_("A cell is far too long."), _("Is a quotation mark left open?"))
    at, has_clock = _time(said.get("at", ""), said.get("zone") or zone, order, said.get("clock", ""))
    if is_ahead(at, now):
        raise _Wrong(_("It is not past yet."), _("Take it out; plan it in the calendar instead."))
    if at.year < OLDEST:
        raise _Wrong(_("The year is %(year)s.") % {"year": at.year}, _("Look at the time once more."))
    if not said.get("text"):
        raise _Wrong(_("It has no text."), _("Write what it said, or “(picture)”, or take the row out."))
    measured = said.get("measured_at", "")
    return (
        PastPost(
            line,
            at,
            said["text"],
            plain(said.get("title", ""))[:300],
            _url(said.get("url", "")),
            said.get("id", "")[:200],
            _numbers(said),
            max(_time(measured, zone, order)[0], at) if measured else None,
            tuple(dict.fromkeys(filter(None, (plain(one)[:80] for one in _split(said.get("tags", "")))))),
            plain(said.get("campaign", ""))[:80],
            plain(said.get("pillar", ""))[:80],
        ),
        has_clock,
    )


def _time(said: str, zone: str, order: bool, clock: str = "") -> tuple[datetime, bool]:
    if not said:
        raise _Wrong(_("It has no time."), _("Write it as 2026-11-25 09:30."))
    try:
        return moment(said, zone, order, clock)
    except NoZone:
        raise _Wrong(
            _("There is no time zone “%(zone)s”.") % {"zone": zone[:60]},
            _("Write a zone such as Europe/Moscow."),
        ) from None
    except NotRead:
        raise _Wrong(
            _("The time “%(said)s” cannot be read.") % {"said": f"{said} {clock}".strip()[:60]},
            _("Write it as 2026-11-25 09:30."),
        ) from None


def _numbers(said: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in NUMBERS:
        try:
            count = number(said.get(name, ""))
        except NotRead:
            raise _Wrong(
                _("What stands in the column “%(column)s” is no number."),
                _("Write 1234, or leave it empty where nothing is known."),
                name,
            ) from None
        if count is not None:
            found[name] = count
    return found


def _url(said: str) -> str:
    first = said.split()[0] if said else ""
    return first[:1000] if first.lower().startswith(("http://", "https://")) else ""


def _split(said: str) -> list[str]:
    return [one.strip().lstrip("#") for one in said.replace(";", ",").split(",")]
