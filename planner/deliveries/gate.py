"""The gate: an intent is written, on disk, only for what is agreed, due, ours and not stopped.

Page, API, drag, import and "publish now" all end here, because nothing else makes an Intent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from planner.deliveries import keys, ledger, points
from planner.deliveries.installation import Installation
from planner.deliveries.models import Delivery, Step, new_attempt_id
from planner.deliveries.now import monotonic
from planner.posts.models import Post
from planner.reviews.models import Pin
from planner.states import WrongState
from publishers.errors import gettext_noop

WRITE_WITHIN = 10.0  # seconds from the intent to the first byte; a process that slept longer gives up


@dataclass(frozen=True, slots=True)
class Intent:
    """Leave to make one request, written down before. Only this module makes one."""

    attempt: str
    key: str
    digest: str
    deadline: float  # time.monotonic(): the request must have begun
    fence: int


def begin_send(delivery: Delivery, digest: str, account_id: str, now: datetime) -> Intent | None:
    """Write the intent to send what has this digest from this account; None when the gate is shut.

    The digest was computed from rows that never change (version, variants, attachments); what can change
    (approval, plan, pause, channel, account) is looked at here, in the transaction that writes.
    """
    intent = Intent(
        attempt=new_attempt_id(),
        key=delivery.key or keys.key_of(delivery),
        digest=digest,
        deadline=monotonic() + WRITE_WITHIN,
        fence=delivery.fence,
    )
    reason = ledger.write_alone(lambda: _write_intent(delivery, intent, account_id, now))
    points.reach("C3a", delivery.pk)
    return None if reason else intent


def repeat_send(delivery: Delivery, digest: str, now: datetime) -> Intent | None:
    """Write the intent to send the same key again, from `uncertain`, where the network knows the key."""
    intent = Intent(new_attempt_id(), delivery.key, digest, monotonic() + WRITE_WITHIN, delivery.fence)
    if digest != delivery.digest:
        return None

    def write() -> bool:
        well = Delivery.objects.filter(channel__state="active", workspace__paused_at__isnull=True)
        if not well.filter(pk=delivery.pk).exists() or _all_is_paused():
            return False
        try:
            delivery.step(
                "sending",
                "repeated",
                now,
                attempt=intent.attempt,
                details={"key": intent.key, "payload": digest},
                lease_until=_lease(now),
                owner=keys.me(),
                sent_at=now,
                looks=delivery.looks + 1,
                absent_at=None,  # what was not there before this send says nothing about it
            )
        except WrongState:
            return False
        return True

    return intent if ledger.write_alone(write) else None


def _write_intent(delivery: Delivery, intent: Intent, account_id: str, now: datetime) -> str:
    """The reason why not; "" when the intent is written."""
    if connection.vendor == "postgresql":  # SQLite has one writer anyway
        Post.objects.select_for_update().only("pk").get(
            pk=delivery.post_id
        )  # edits wait for us, or we for them
        _hold_still("planner_channel", delivery.channel_id)  # and so does whoever pauses
        _hold_still("planner_workspace", delivery.workspace_id)
    details = {
        "key": intent.key,
        "payload": intent.digest,
        "claimed_at": delivery.claimed_at.isoformat() if delivery.claimed_at else "",
        "by": keys.me(),
        "to": "sending",
    }
    line = Step.after(delivery, "intent", now, intent.attempt, details)
    changes = {
        "state": "sending",
        "steps": line.number,
        "last_hash": line.hash,
        "key": intent.key,
        "digest": intent.digest,
        "lease_until": _lease(now),
        "owner": keys.me(),
        "sent_at": now,
        "intent_at": delivery.intent_at or now,
        "deaths": 0,
    }
    if not _pass(delivery, intent, account_id, now, changes):
        return _turn_back(delivery, intent.digest, account_id, now)
    line.save(force_insert=True)
    for name, value in changes.items():
        setattr(delivery, name, value)
    return ""


# Every condition of the gate, in the one statement that opens it.
OPEN = """
UPDATE planner_delivery SET {columns}
WHERE id = %s AND fence = %s AND steps = %s AND state = 'claimed' AND NOT maybe_out
  AND due_at <= %s AND lease_until > %s
  AND EXISTS (SELECT 1 FROM planner_post p WHERE p.id = post_id AND p.state = 'approved'
              AND p.approved_version_id = planner_delivery.version_id
              AND (p.valid_until IS NULL OR p.valid_until > %s))
  AND EXISTS (SELECT 1 FROM planner_channel c WHERE c.id = channel_id AND c.state = 'active'
              AND c.account_id = %s AND (c.rest_until IS NULL OR c.rest_until <= %s))
  AND EXISTS (SELECT 1 FROM planner_workspace w WHERE w.id = workspace_id AND w.paused_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM planner_installation i WHERE i.paused_at IS NOT NULL)
  AND %s = (SELECT digest || '|' || account_id FROM planner_pin n
            WHERE n.version_id = planner_delivery.version_id AND n.channel_id = planner_delivery.channel_id
            ORDER BY n.at DESC, n.id DESC LIMIT 1)
"""


def _pass(
    delivery: Delivery, intent: Intent, account_id: str, now: datetime, changes: dict[str, Any]
) -> bool:
    """One statement: agreed, due, ours, not stopped, and the same words from the same account."""
    prepare = connection.ops.adapt_datetimefield_value
    given = [
        delivery.pk,
        delivery.fence,
        delivery.steps,
        *[prepare(now)] * 3,
        account_id,
        prepare(now),
    ]
    values = [prepare(value) if isinstance(value, datetime) else value for value in changes.values()]
    columns = ", ".join(f"{name} = %s" for name in changes)
    with connection.cursor() as cursor:
        cursor.execute(OPEN.format(columns=columns), [*values, *given, f"{intent.digest}|{account_id}"])
        return bool(cursor.rowcount)


def _hold_still(table: str, pk: int) -> None:
    """Nobody changes the row until we are through; other intents go on."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR SHARE", [pk])  # noqa: S608 - our names


def _all_is_paused() -> bool:
    return Installation.objects.filter(paused_at__isnull=False).exists()


def _turn_back(delivery: Delivery, digest: str, account_id: str, now: datetime) -> str:
    """Give the claim back; block what would go out differently from what was agreed."""
    fresh = Delivery.objects.select_related("post", "channel").filter(pk=delivery.pk).first()
    if fresh is None or fresh.state != "claimed" or fresh.fence != delivery.fence:
        return "somebody else has it"
    agreed = fresh.post.state == "approved" and fresh.post.approved_version_id == fresh.version_id
    newest = (
        Pin.objects.filter(version=fresh.version_id, channel=fresh.channel_id).order_by("-at", "-pk").first()
    )
    differs = newest is None or newest.digest != digest or newest.account_id != account_id
    if agreed and differs:
        trouble = {"template": CHANGED, "values": {}, "code": "changed"}
        fresh.step(
            "blocked",
            "refused",
            now,
            details={"payload": digest},
            trouble=trouble,
            owner="",
            lease_until=None,
        )
        return "changed"
    fresh.step("scheduled", "released", now, owner="", lease_until=None)
    return "not now"


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.REQUEST_TIMEOUT + 15)


CHANGED = gettext_noop("What would go out now is not what was approved. Read it again and approve it.")
