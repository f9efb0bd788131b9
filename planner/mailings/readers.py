"""Who reads: brought one by one or from a table, and gone when they say so or nobody is there."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.decoding import decoded
from planner.history.models import Actor
from planner.history.record import record
from planner.mailings.models import Reader
from planner.states import WrongState
from publishers.letters import WritesToEach
from publishers.newsletter.letters import on_the_wire

ADDRESS = re.compile(
    r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]{1,64}@(?:[\w-]{1,63}\.)+(?:[^\W_]{2,63}|xn--[\w-]{1,59})"
)
NAMED = re.compile(
    r"\s*\"?(?P<name>[^<>\"]*?)\"?\s*<(?P<address>[^<>\s]+@[^<>\s]+)>\s*"
)  # Ada <ada@example.org>
MOST = 50_000  # in one table
MOST_BYTES = 5_000_000
MOST_SHOWN = 20  # lines that could not be read


class NotReaders(Exception):
    """Why nobody was brought."""


@dataclass(slots=True)
class Brought:
    """What became of a table: how many came, were there, and had left before."""

    new: int = 0
    there: int = 0
    left: int = 0  # who unsubscribed is not brought back by a table
    wrong: list[str] = field(default_factory=list)


def has_readers(channel: Channel) -> bool:
    """Whether posts there go to each of many people."""
    return issubclass(channel.kind, WritesToEach)


def insist(channel: Channel) -> None:
    """Raises WrongState where posts do not go to each of many people."""
    if not has_readers(channel):
        raise WrongState(_("Only a newsletter has readers."))


def clean(address: str) -> str:
    """With its domain in lower case; "" for what is no address."""
    found = address.strip().strip("<>").removeprefix("mailto:")
    if len(found) > 254 or not ADDRESS.fullmatch(found):
        return ""
    local, _at, domain = found.rpartition("@")
    if ".." in local or local.startswith(".") or local.endswith("."):
        return ""
    return f"{local}@{domain.lower()}"


def key_of(address: str) -> str:
    """Of one address in all its spellings: who left must not come back as somebody else."""
    return on_the_wire(unicodedata.normalize("NFC", address.casefold())).casefold()


class Row(NamedTuple):
    address: str
    name: str = ""
    is_away: bool = False  # by the table's own word they get no letters


def table(data: bytes) -> list[Row]:
    """Each line: of a CSV whose head says “email”, or of addresses. Raises NotReaders."""
    if len(data) > MOST_BYTES:
        raise NotReaders(_("That file is too large: 5 MB is the most."))
    lines = [line for line in decoded(data).replace("\x00", "").splitlines() if line.strip()]
    if not lines:
        raise NotReaders(_("There is no address in it."))
    if len(lines) > MOST + 1:
        raise NotReaders(_("That is too many at once: %(most)s lines are the most.") % {"most": MOST})
    delimiter = max(",;\t", key=lines[0].count)
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
    except csv.Error as fault:
        raise NotReaders(_("That file cannot be read: a cell in it is too long.")) from fault
    head = [cell.strip().lower() for cell in rows[0]]
    email = _column(head, HEADS_OF_ADDRESSES)
    if email is None:
        return [one for row in rows for one in _addresses_in(row)]
    names, state = [_column(head, heads) for heads in HEADS_OF_NAMES], _column(head, HEADS_OF_STATES)
    return [
        Row(
            _cell(row, email),
            next((name for at in names if (name := _cell(row, at))), ""),
            _cell(row, state).lower() in AWAY,
        )
        for row in rows[1:]
    ]


@transaction.atomic
def bring(channel: Channel, rows: Iterable[tuple[str, str] | Row], by: Actor, now: datetime) -> Brought:
    """Those who are not here yet. Who left stays away, and so do those who have by the table's own word.

    Who is gone may come again.
    """
    told = Brought()
    wanted: dict[str, Row] = {}
    for address, name, is_away in (Row(*row) for row in rows):
        found = clean(address)
        if found:
            wanted.setdefault(key_of(found), Row(found, " ".join(name.split())[:120], is_away))
        elif len(told.wrong) < MOST_SHOWN:
            told.wrong.append(address.strip()[:100] or "…")
    here = _here(channel, wanted)
    back = [one.pk for key, one in here.items() if one.state == Reader.State.GONE and not wanted[key].is_away]
    Reader.objects.filter(pk__in=back).update(state=Reader.State.READS, why="", changed_at=now, left_at=None)
    fresh = {key: row for key, row in wanted.items() if key not in here}
    told.left = sum(one.state == Reader.State.LEFT for one in here.values())
    told.left += sum(row.is_away for row in fresh.values())
    told.new = len(back) + sum(not row.is_away for row in fresh.values())
    told.there = len(wanted) - told.left - told.new
    Reader.objects.bulk_create(
        [
            Reader(
                workspace_id=channel.workspace_id, channel=channel, address=row.address, key=key,
                name=row.name, since=now, changed_at=now,
                state=Reader.State.LEFT if row.is_away else Reader.State.READS,
            )
            for key, row in fresh.items()
        ],
        batch_size=500,
    )  # fmt: skip
    record(channel.workspace_id, by, "channel.readers_brought", channel, at=now, new=told.new)
    return told


@transaction.atomic
def set_state(reader: Reader, state: str, by: Actor, now: datetime) -> None:
    """Somebody of ours takes them off the list, or puts them back. The history knows them by number only."""
    others = Reader.objects.filter(pk=reader.pk).exclude(state=state)
    if others.update(state=state, why="", changed_at=now, left_at=None):
        act = "channel.reader_put_back" if state == Reader.State.READS else "channel.reader_taken_off"
        record(reader.workspace_id, by, act, reader.channel, at=now, reader=reader.pk)
    reader.refresh_from_db()


@transaction.atomic
def take_along(channel: Channel, by: Actor, now: datetime) -> "QuerySet[Reader]":
    """All of them, for whoever downloads the list: that is written down."""
    rows = channel.readers.all()
    record(channel.workspace_id, by, "channel.readers_taken_along", channel, at=now, readers=rows.count())
    return rows


@transaction.atomic
def forget(reader: Reader, by: Actor, now: datetime) -> None:
    """Nothing of them stays, not even that they left; their letters are only counted."""
    theirs = reader.envelopes.all()
    if reader.state == Reader.State.LEFT and reader.left_at:
        theirs.filter(mailing__opened_at__lte=reader.left_at).update(had_left=True)
    theirs.filter(state="waiting").update(state="skipped", next_try_at=None)
    theirs.update(said="", message_id="")
    record(reader.workspace_id, by, "channel.reader_forgotten", reader.channel, at=now)
    reader.delete()


HEADS_OF_ADDRESSES = frozenset(
    {"email", "e-mail", "email address", "e-mail address", "address", "mail", "почта", "эл. почта", "адрес"}
)
HEADS_OF_NAMES = (  # the first that says something
    frozenset({"name", "full name", "имя", "фио"}),
    frozenset({"first name", "firstname", "last name"}),
)
HEADS_OF_STATES = frozenset({"state", "status", "состояние", "статус"})
AWAY = frozenset(
    {"left", "gone", "unsubscribed", "cleaned", "bounced", "complained", "removed", "inactive", "отписан"}
)


def _here(channel: Channel, wanted: Iterable[str]) -> dict[str, Reader]:
    keys = list(wanted)
    found: dict[str, Reader] = {}
    for start in range(0, len(keys), 500):
        found |= {one.key: one for one in channel.readers.filter(key__in=keys[start : start + 500])}
    return found


def _column(head: list[str], names: frozenset[str]) -> int | None:
    return next((at for at, cell in enumerate(head) if cell in names), None)


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _addresses_in(row: list[str]) -> list[Row]:
    """All that stand on a line; of a line without any, its beginning, so that it is told."""
    found: list[Row] = []
    for cell in row:
        if named := NAMED.fullmatch(cell):
            found.append(Row(named["address"], named["name"]))
        elif "@" in cell:
            pieces = [one for one in re.split(r"[\s,;]+", cell.strip()) if "@" in one]
            found += [Row(one) for one in pieces] if len(pieces) > 1 else [Row(cell.strip())]
    return found or [Row(row[0] if row else "")]
