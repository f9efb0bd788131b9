"""From what happened to who is told: the history is the outbox, and the cursor moves with the notices.

Each act is an entry, numbered without gaps and written in the transaction of the act. So whoever dies here
loses nothing: the entries after the cursor are read again, and it has moved if, and only if, they were told.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from planner.channels.models import Channel
from planner.deliveries import points
from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.history.models import Actor, Entry
from planner.notices.case import Case, Room
from planner.notices.kinds import Way
from planner.notices.models import Cursor, Dispatch, Notice, Webhook
from planner.notices.reach import Reach
from planner.notices.rules import Reader, kind_of, readers
from planner.notices.troubles import TOLD_STATES, trouble_case
from planner.people.models import Workspace
from planner.posts.models import Post

log = logging.getLogger("almanac.notices")
MOST = 200  # entries in one transaction
LAG = timedelta(minutes=2)  # longer than any transaction takes that writes a step
CREEP = 1000  # steps of no interest after which the cursor moves all the same
MOST_WORDS = 500
OF_DELIVERIES = frozenset(  # told by their entries, not by steps
    {"delivery.gone", "delivery.changed_there", "mailing.halted", "mailing.delayed"}
)
KEPT = ("note", "reason", "deadline_at", "percent", "version", "step_name", "step", "name", "text", "remark",
        "for_client", "thread", "due_at", "person", "trouble")  # fmt: skip  # details that the sentences need


def begin(workspace: Workspace, _by: Actor, _now: datetime) -> None:
    """A new workspace is told of from its first act (people/setup.py: furnish)."""
    Cursor.objects.get_or_create(workspace=workspace, defaults={"step": _newest_step()})


def derive_all(now: datetime) -> int:
    """Of every workspace. How many notices were written; what fails in one does not hold up the others."""
    written = 0
    for workspace in Workspace.objects.order_by("pk"):
        try:
            written += derive(workspace, now)
        except Exception:
            log.exception("What happened in workspace %s could not be told yet", workspace.pk)
    return written


def derive(workspace: Workspace, now: datetime) -> int:
    """Write the notices of all that came since the cursor. How many were written."""
    cursor = Cursor.objects.filter(workspace=workspace).first()
    if cursor is None:
        _start_from_the_present(workspace)
        return 0
    newest = _newest_step()
    if not (_entries(cursor).exists() or _steps(cursor).exists()):
        if newest - cursor.step > CREEP:
            Cursor.objects.filter(pk=cursor.pk, step=cursor.step).update(step=_safe_step(newest, now))
        return 0
    written, more = 0, True
    while more:
        told, more = _derive(workspace, now)
        written += told
    return written


@transaction.atomic
def _derive(workspace: Workspace, now: datetime) -> tuple[int, bool]:
    """At most of MOST entries: how many notices, and whether there may be more to tell."""
    cursor = Cursor.objects.select_for_update().get(workspace=workspace)
    newest = _newest_step()
    entries, steps = list(_entries(cursor).order_by("number")[:MOST]), list(_steps(cursor).order_by("pk"))
    room = Room(workspace)
    cases = [*_of_entries(room, entries), *_of_steps(room, steps)]
    written = write(room, cases, now)
    points.reach("N1", workspace.pk)  # told, but the cursor has not moved
    cursor.number = entries[-1].number if entries else cursor.number
    cursor.step = max(cursor.step, _safe_step(newest, now))
    cursor.save(update_fields=["number", "step"])
    points.reach("N2", workspace.pk)  # moved, but not committed
    return written, len(entries) == MOST


def write(room: Room, cases: Sequence[Case], now: datetime) -> int:
    """The notices of these acts, with their dispatches. Inside the caller's transaction."""
    told = set(
        Notice.objects.filter(workspace=room.workspace, key__in=[case.key for case in cases]).values_list(
            "key", flat=True
        )
    )
    fresh = [case for case in cases if case.key not in told]
    wanted = [(case, reader, kind) for case in fresh for reader, kind in _readers(case).items()]
    reach = Reach(room.workspace, {reader.user_id for _c, reader, _k in wanted if reader.user_id is not None})
    notices: list[Notice] = []
    ways: list[Sequence[tuple[str, datetime]]] = []
    for case, reader, kind in wanted:
        reached = reach.of(reader, kind, now)
        if reached.is_shown or reached.ways:
            notices.append(_notice(case, kind, now, reached.is_shown, **_column(reader)))
            ways.append(reached.ways)
    for case, webhook, kind in _programs(room, fresh):
        notices.append(_notice(case, kind, now, False, webhook_id=webhook.pk))
        ways.append([(Way.WEBHOOK.value, now)])
    Notice.objects.bulk_create(notices)
    Dispatch.objects.bulk_create(
        Dispatch(notice=notice, way=way, due_at=at)
        for notice, each in zip(notices, ways, strict=True)
        for way, at in each
    )
    return len(notices)


def _readers(case: Case) -> dict[Reader, str]:
    """An act that cannot be read must not hold up those after it, nor pass in silence: admins are told."""
    try:
        with transaction.atomic():
            return readers(case)
    except Exception:
        log.exception("Nobody knows who is to be told of %s (%s)", case.act, case.key)
        case.details = {**case.details, "about": case.act}
        case.act = "notice.unread"
        return {Reader(user_id=pk): "untold" for pk in case.room.owners()}


def _programs(room: Room, cases: Iterable[Case]) -> Iterator[tuple[Case, Webhook, str]]:
    webhooks = list(Webhook.objects.filter(workspace=room.workspace, is_on=True))
    for case in cases if webhooks else ():
        kind = kind_of(case)
        for webhook in webhooks:
            if kind and webhook.wants(kind):
                yield case, webhook, kind


def _notice(case: Case, kind: str, now: datetime, is_shown: bool, **reader: Any) -> Notice:
    return Notice(
        workspace=case.room.workspace,
        kind=kind,
        act=case.act,
        data=_data(case) | ({"outside": True} if case.room.is_client(reader.get("user_id")) else {}),
        post=case.post,
        delivery=case.delivery,
        thing_id=case.thing_id,
        key=case.key,
        is_shown=is_shown,
        at=case.entry.at if case.entry else now,
        **reader,
    )


def _column(reader: Reader) -> dict[str, int | None]:
    return {"user_id": reader.user_id} if reader.user_id is not None else {"contact_id": reader.contact_id}


def _data(case: Case) -> dict[str, Any]:
    if case.entry is None:
        return dict(case.details)
    kept = {name: case.details[name] for name in (*KEPT, "about") if name in case.details}
    kept = {name: one[:MOST_WORDS] if isinstance(one, str) else one for name, one in kept.items()}
    return {"actor": case.entry.actor, **({"channel": case.channel.name} if case.channel else {}), **kept}


def _of_entries(room: Room, entries: Sequence[Entry]) -> list[Case]:
    posts = Post.objects.filter(workspace=room.workspace).select_related("head")
    posts_by_id = posts.in_bulk({pk for one in entries if (pk := _post_id(one)) is not None})
    channels = Channel.objects.filter(workspace=room.workspace)
    channels_by_id = channels.in_bulk({one.thing_id for one in entries if one.thing == "channel"})
    deliveries = Delivery.objects.filter(workspace=room.workspace).select_related("post__head", "channel")
    deliveries_by_id = deliveries.in_bulk({one.thing_id for one in entries if one.act in OF_DELIVERIES})
    return [
        Case(
            room,
            one.act,
            f"entry:{one.number}",
            doer=one.user_id,
            details=one.details,
            post=delivery.post if delivery else posts_by_id.get(_post_id(one) or 0),
            delivery=delivery,
            channel=delivery.channel if delivery else _channel_in(one, channels_by_id),
            entry=one,
            thing_id=one.thing_id,
        )
        for one in entries
        for delivery in [deliveries_by_id.get(one.thing_id) if one.act in OF_DELIVERIES else None]
    ]


def _channel_in(entry: Entry, channels: Mapping[int, Channel]) -> Channel | None:
    return channels.get(entry.thing_id) if entry.thing == "channel" else None


def _post_id(entry: Entry) -> int | None:
    found = entry.thing_id if entry.thing == "post" else entry.details.get("post")
    return found if type(found) is int else None


def _of_steps(room: Room, steps: Sequence[Step]) -> list[Case]:
    return [case for step in steps if (case := trouble_case(room, step))]


def _entries(cursor: Cursor) -> Any:
    return Entry.objects.filter(workspace=cursor.workspace_id, number__gt=cursor.number)


def _steps(cursor: Cursor) -> Any:
    """Those with which a delivery came into a state that people are told of."""
    steps = Step.objects.filter(
        pk__gt=cursor.step, details__to__in=TOLD_STATES, delivery__workspace=cursor.workspace_id
    )
    return steps.select_related("delivery__post__head", "delivery__channel", "delivery__previous")


def _newest_step() -> int:
    return Step.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _safe_step(newest: int, now: datetime) -> int:
    """The last id that nothing with a smaller one can come after. SQLite has one writer at a time."""
    if connection.vendor == "sqlite":
        return newest
    return Step.objects.filter(pk__lte=newest, at__lt=now - LAG).aggregate(newest=Max("pk"))["newest"] or 0


@transaction.atomic
def _start_from_the_present(workspace: Workspace) -> None:
    """Nobody is flooded with what happened before anything was told."""
    last = Entry.objects.filter(workspace=workspace).aggregate(last=Max("number"))["last"] or 0
    Cursor.objects.get_or_create(workspace=workspace, defaults={"number": last, "step": _newest_step()})
