"""Write down everything about some posts, each record with the hash of the one before: an evidence pack."""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db.models import Q

from planner.evidence import check
from planner.evidence.editions import Edition, Seen, for_client
from planner.evidence.gaps import gaps
from planner.evidence.lines import Line, lines_of, stamp
from planner.history.models import FIRST_HASH, Actor, Entry
from planner.people.groups import Group
from planner.people.models import User, Workspace
from planner.people.permissions import Role
from planner.posts.models import Post
from planner.schedule.days import begins, month_after

BATCH = 50  # posts that are in memory at once
IN_MEMORY = 1_000_000  # bytes of a pack; a larger one waits on disk
CLAIM = (
    "Each record carries the SHA-256 of the one before it, so that a changed, dropped, added or moved record "
    "shows. Entries of the history and steps of stories carry their own hashes in the installation's chains. "
    "It shows what this installation had written down; not that it wrote down the truth."
)


class NothingThere(Exception):
    """There is no such post here, and never was."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pack is about: one post, or all of a month in the workspace's own zone."""

    workspace: Workspace
    edition: Edition = Edition.WHOLE
    post_id: int | None = None
    month: date | None = None  # its first day

    @property
    def name(self) -> str:
        """For its file."""
        about = f"{self.month:%Y-%m}" if self.month else f"post-{self.post_id}"
        client = "-client" if self.edition == Edition.CLIENT else ""
        return f"evidence-{self.workspace.slug}-{about}{client}"

    @property
    def bounds(self) -> tuple[datetime, datetime] | None:
        """The instants between which the month lies."""
        if self.month is None:
            return None
        zone = self.workspace.zone
        return begins(self.month, zone), begins(month_after(self.month), zone)

    def told(self) -> dict[str, Any]:
        says = f"month {self.month:%Y-%m}" if self.month else f"post {self.post_id}"
        bounds = self.bounds
        return {
            "says": says,
            "post": self.post_id,
            "month": f"{self.month:%Y-%m}" if self.month else None,
            "from": stamp(bounds[0]) if bounds else None,
            "to": stamp(bounds[1]) if bounds else None,
        }


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack on disk, a record a line. Close it: it goes with that."""

    file: IO[bytes]
    header: Mapping[str, Any]
    seal: Mapping[str, Any]

    def chunks(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        self.file.seek(0)
        while piece := self.file.read(64 * 1024):
            yield piece

    def records(self) -> Iterator[bytes]:
        """Each record's JSON."""
        self.file.seek(0)
        for line in self.file:
            if line.startswith(b'{"at"'):
                yield line.rstrip(b",\n")

    def texts(self) -> Iterator[str]:
        """The file as text, line by line."""
        self.file.seek(0)
        for line in self.file:
            yield line.decode()

    def close(self) -> None:
        self.file.close()


def pack(wanted: Wanted, by: Actor, now: datetime) -> Pack:
    """Make it. Post by post, in the order of their times; a post's records in time order.

    Rows are read post by post, not in one transaction: the history is cut at `now`, so that one post is not
    told of a later moment than another. Raises NothingThere for a post that never was here.
    """
    ids = _posts_of(wanted)
    header = _header(wanted, by, now)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the reader closes it
    last, number = check.hash_of_header(header), 0
    file.write(
        f'{{"format":{check.canonical(check.FORMAT)},"header":{check.canonical(header)},\n'
        f'"header_hash":"{last}","records":[\n'.encode()
    )
    for line in _lines(wanted, ids, header["history"]["number"]):
        number += 1
        record = {
            "number": number,
            "kind": line.kind,
            "post": line.post,
            "at": stamp(line.at),
            "body": line.body,
            "previous_hash": last,
        }
        last = record["hash"] = check.hash_of_record(last, record)
        file.write((",\n" if number > 1 else "").encode() + check.canonical(record).encode())
    seal = {"records": number, "posts": len(ids), "last_hash": last}
    seal["hash"] = check.hash_of_seal(seal)
    file.write(f'\n],"seal":{check.canonical(seal)}}}\n'.encode())
    return Pack(file, header, seal)


def _header(wanted: Wanted, by: Actor, now: datetime) -> dict[str, Any]:
    head = Entry.objects.filter(workspace=wanted.workspace).order_by("-number").first()
    is_client = wanted.edition == Edition.CLIENT
    return {
        "workspace": {
            "id": wanted.workspace.pk,
            "name": wanted.workspace.name,
            "slug": wanted.workspace.slug,
            "zone": wanted.workspace.timezone,
        },
        "range": wanted.told(),
        "edition": str(wanted.edition),
        "made_at": stamp(now),
        "made_by": "" if is_client and "@" in by.name else by.name,
        "made_via": by.via,
        "history": {"number": head.number if head else 0, "hash": head.hash if head else FIRST_HASH},
        "claim": CLAIM,
    }


def _posts_of(wanted: Wanted) -> list[int]:
    """Ids, in the order of their times; those last of which only the history is left."""
    posts = Post.objects.filter(workspace=wanted.workspace)
    told = Entry.objects.filter(workspace=wanted.workspace, thing="post")
    bounds = wanted.bounds
    if bounds is None:
        found = posts.filter(pk=wanted.post_id or 0)
        told = told.filter(thing_id=wanted.post_id or 0)
    else:
        planned = Q(planned_at__gte=bounds[0], planned_at__lt=bounds[1])
        out = Q(deliveries__published_at__gte=bounds[0], deliveries__published_at__lt=bounds[1])
        found = posts.filter(planned | out)
        told = told.filter(at__gte=bounds[0], at__lt=bounds[1])
    there = list(dict.fromkeys(found.order_by("planned_at", "pk").values_list("pk", flat=True)))
    gone = set(told.exclude(thing_id__in=posts.values("pk")).values_list("thing_id", flat=True))
    if bounds is None and not there and not gone:
        raise NothingThere
    return there + sorted(gone)


def _lines(wanted: Wanted, ids: Sequence[int], head: int) -> Iterator[Line]:
    clients = _clients(wanted.workspace) if wanted.edition == Edition.CLIENT else frozenset()
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        found = lines_of(wanted.workspace, some, head)
        for post in some:
            lines = sorted(found.pop(post, ()), key=lambda line: line.place)
            lines = sorted([*lines, *gaps(post, lines)], key=lambda line: line.place)
            yield from lines if wanted.edition == Edition.WHOLE else _for_client(lines, clients)


def _for_client(lines: Sequence[Line], clients: Collection[int]) -> Iterator[Line]:
    seen = Seen(_shown(lines, clients), clients)
    for line in lines:
        body = for_client(line.kind, line.body, seen)
        if body is not None:
            yield Line(line.post, line.at, line.kind, line.row, body)


def _shown(lines: Sequence[Line], clients: Collection[int]) -> frozenset[int]:
    """The versions that a client was asked about or answered, that were agreed to, or that went out."""
    found: set[int] = set()
    for line in lines:
        body = line.body
        is_theirs = line.kind == "review" and (body["contact_id"] is not None or body["user_id"] in clients)
        if is_theirs or line.kind in {"pin", "delivery"}:
            found.add(body["version"])
        elif line.kind == "entry" and body["act"] == "post.step_opened":
            asked = body["details"]
            if asked.get("contacts") or set(asked.get("approvers", ())) & set(clients):
                found.add(asked["version"])
    return frozenset(found)


def _clients(workspace: Workspace) -> frozenset[int]:
    """Members who are a client's people."""
    members = workspace.memberships.filter(role=Role.CLIENT).values_list("user_id", flat=True)
    groups = Group.objects.filter(workspace=workspace, is_client=True)
    in_groups = User.objects.filter(review_groups__in=groups).values_list("pk", flat=True)
    return frozenset(members) | frozenset(in_groups)
