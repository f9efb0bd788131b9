"""Who reads: brought one by one or from a table, and gone when they say so or nobody is there."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.history.models import Actor
from planner.history.record import record
from planner.mailings.models import Reader
from planner.states import WrongState
from publishers.base import WritesToEach

ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:[\w-]{1,63}\.)+[^\W_]{2,63}")
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
    return f"{local}@{domain.lower()}"


def table(data: bytes) -> list[tuple[str, str]]:
    """(address, name) of each line: of a CSV whose head says “email”, or of addresses. Raises NotReaders."""
    if len(data) > MOST_BYTES:
        raise NotReaders(_("That file is too large: 5 MB is the most."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", "replace")  # as Excel in Russian writes
    lines = [line for line in text.replace("\x00", "").splitlines() if line.strip()]
    if not lines:
        raise NotReaders(_("There is no address in it."))
    if len(lines) > MOST + 1:
        raise NotReaders(_("That is too many at once: %(most)s lines are the most.") % {"most": MOST})
    delimiter = max(",;\t", key=lines[0].count)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
    head = [cell.strip().lower() for cell in rows[0]]
    email = next((at for at, cell in enumerate(head) if cell in HEADS_OF_ADDRESSES), None)
    name = next((at for at, cell in enumerate(head) if cell in HEADS_OF_NAMES), None)
    if email is None:
        return [(_address_in(row), "") for row in rows]
    return [(_cell(row, email), _cell(row, name)) for row in rows[1:]]


@transaction.atomic
def bring(channel: Channel, rows: Iterable[tuple[str, str]], by: Actor, now: datetime) -> Brought:
    """Those who are not here yet. Who left stays away, and who is gone may come again."""
    told = Brought()
    wanted: dict[str, tuple[str, str]] = {}
    for address, name in rows:
        found = clean(address)
        if found:
            wanted.setdefault(found.lower(), (found, " ".join(name.split())[:120]))
        elif len(told.wrong) < MOST_SHOWN:
            told.wrong.append(address.strip()[:100] or "…")
    here = _here(channel, wanted)
    told.left = sum(one.state == Reader.State.LEFT for one in here.values())
    told.there = len(here) - told.left
    fresh = [(address, name) for key, (address, name) in wanted.items() if key not in here]
    Reader.objects.bulk_create(
        [
            Reader(
                workspace_id=channel.workspace_id, channel=channel, address=address, name=name, since=now,
                changed_at=now,
            )
            for address, name in fresh
        ],
        batch_size=500,
    )  # fmt: skip
    told.new = len(fresh)
    record(channel.workspace_id, by, "channel.readers_brought", channel, at=now, new=told.new)
    return told


def set_state(reader: Reader, state: str, now: datetime, why: str = "") -> None:
    """In, left or gone."""
    Reader.objects.filter(pk=reader.pk).exclude(state=state).update(
        state=state, why=why[:300], changed_at=now
    )
    reader.refresh_from_db()


@transaction.atomic
def forget(reader: Reader, by: Actor, now: datetime) -> None:
    """Nothing of them stays, not even that they left; their letters are only counted."""
    record(reader.workspace_id, by, "channel.reader_forgotten", reader.channel, at=now)
    reader.delete()


HEADS_OF_ADDRESSES = frozenset({"email", "e-mail", "address", "mail", "почта", "эл. почта", "адрес"})
HEADS_OF_NAMES = frozenset({"name", "full name", "имя", "фио"})


def _here(channel: Channel, wanted: Iterable[str]) -> dict[str, Reader]:
    keys = list(wanted)
    found: dict[str, Reader] = {}
    for start in range(0, len(keys), 500):
        rows = channel.readers.annotate(key=Lower("address")).filter(key__in=keys[start : start + 500])
        found |= {one.address.lower(): one for one in rows}
    return found


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _address_in(row: list[str]) -> str:
    return next((cell for cell in row if "@" in cell), row[0] if row else "")
