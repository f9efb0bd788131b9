"""The gate: an intent is written, on disk, only for what is agreed, due, ours and not stopped.

Page, API, drag, import and "publish now" all end here, because nothing else makes an Intent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from planner.deliveries import keys, ledger, points, stops
from planner.deliveries.models import Delivery
from planner.deliveries.now import monotonic
from planner.deliveries.story import Step, learn, new_attempt_id
from planner.installation import Installation
from planner.reviews.models import Pin
from planner.reviews.pins import Window
from planner.rows import add_each, marks
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


@dataclass(frozen=True, slots=True)
class Wish:
    """A delivery that asks to go through the gate."""

    delivery: Delivery
    intent: Intent
    account_id: str
    now: datetime


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
    opened = ledger.write_with_others(_write_intents, Wish(delivery, intent, account_id, now))
    points.reach("C3a", delivery.pk)
    return intent if opened else None


def repeat_send(delivery: Delivery, digest: str, now: datetime) -> Intent | None:
    """Write the intent to send the same key again, from `uncertain`, where the network knows the key."""
    intent = Intent(new_attempt_id(), delivery.key, digest, monotonic() + WRITE_WITHIN, delivery.fence)
    if digest != delivery.digest:
        return None

    return intent if ledger.write_with_others(_write_repeats, Wish(delivery, intent, "", now)) else None


def _write_repeats(wishes: Sequence[Wish]) -> list[bool]:
    return [_write_repeat(wish.delivery, wish.intent, wish.now) for wish in wishes]


def _write_repeat(delivery: Delivery, intent: Intent, now: datetime) -> bool:
    well = Delivery.objects.filter(
        channel__state="active", workspace__paused_at__isnull=True, post__held_at__isnull=True
    )
    well = well.exclude(stops.not_let_through(now)).exclude(stops.holding())
    if not well.filter(pk=delivery.pk).exists() or _all_is_paused():
        return False
    try:
        delivery.step(
            "sending",
            "repeated",
            now,
            attempt=intent.attempt,
            details={"key": intent.key, "payload": intent.digest},
            lease_until=_lease(now),
            owner=keys.me(),
            sent_at=now,
            looks=delivery.looks + 1,
            absent_at=None,  # what was not there before this send says nothing about it
        )
    except WrongState:
        return False
    return True


def _write_intents(wishes: Sequence[Wish]) -> list[bool]:
    """Write those that may go; give the others back, or block them. One statement opens the gate for all.

    A stale claim and a fresh one of the same delivery may meet here: then each asks alone.
    """
    if len({wish.delivery.pk for wish in wishes}) < len(wishes):
        return [written for wish in wishes for written in _write_intents([wish])]
    for wish in wishes:
        _hold_still(wish.delivery)
    now, me = max(wish.now for wish in wishes), keys.me()
    lines = {wish.delivery.pk: _line(wish, now, me) for wish in wishes}
    passed = _pass(wishes, lines, now, me)
    if passed:
        add_each([lines[pk] for pk in passed])
    for wish in wishes:
        if wish.delivery.pk in passed:
            changes = {
                "state": "sending",
                "key": wish.intent.key,
                "digest": wish.intent.digest,
                "sent_at": now,
            }
            learn(wish.delivery, lines[wish.delivery.pk], changes)
        else:
            _turn_back(wish, now)
    return [wish.delivery.pk in passed for wish in wishes]


def _line(wish: Wish, now: datetime, me: str) -> Step:
    claimed_at = wish.delivery.claimed_at
    details = {
        "key": wish.intent.key,
        "payload": wish.intent.digest,
        "claimed_at": claimed_at.isoformat() if claimed_at else "",
        "by": me,
        "to": "sending",
    }
    return Step.after(wish.delivery, "intent", now, wish.intent.attempt, details)


# Every condition of the gate, in the one statement that opens it: agreed, due, ours, not stopped, still so,
# and the same words from the same account at a time that was agreed to.
OPEN = """
WITH v(id, its_fence, its_steps, new_hash, new_key, new_digest, its_account) AS (VALUES {wishes})
UPDATE planner_delivery SET
  state = 'sending', steps = v.its_steps + 1, last_hash = v.new_hash, key = v.new_key, digest = v.new_digest,
  lease_until = %s, owner = %s, sent_at = %s, intent_at = COALESCE(intent_at, %s), deaths = 0
FROM v
WHERE planner_delivery.id = v.id AND fence = v.its_fence AND steps = v.its_steps AND state = 'claimed'
  AND NOT maybe_out AND due_at <= %s AND lease_until > %s
  AND EXISTS (SELECT 1 FROM planner_post p WHERE p.id = post_id AND p.state = 'approved'
              AND p.approved_version_id = planner_delivery.version_id AND p.held_at IS NULL
              AND {may_go})
  AND EXISTS (SELECT 1 FROM planner_channel c WHERE c.id = channel_id AND c.state = 'active'
              AND c.account_id = v.its_account AND (c.rest_until IS NULL OR c.rest_until <= %s))
  AND EXISTS (SELECT 1 FROM planner_workspace w WHERE w.id = workspace_id AND w.paused_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM planner_installation i WHERE i.paused_at IS NOT NULL)
  AND EXISTS (SELECT 1 FROM planner_pin n WHERE n.id = (
        SELECT m.id FROM planner_pin m
        WHERE m.version_id = planner_delivery.version_id AND m.channel_id = planner_delivery.channel_id
        ORDER BY m.at DESC, m.id DESC LIMIT 1)
      AND n.digest = v.new_digest AND n.account_id = v.its_account
      AND (n.not_before IS NULL OR n.not_before <= planner_delivery.due_at)
      AND (n.not_after IS NULL OR n.not_after >= planner_delivery.due_at))
RETURNING planner_delivery.id
"""
MAY_GO = stops.may_go("p", "planner_delivery", "%s")


def _pass(wishes: Sequence[Wish], lines: Mapping[int, Step], now: datetime, me: str) -> set[int]:
    """The ids of those that went through the gate."""
    moment = connection.ops.adapt_datetimefield_value(now)
    given: list[Any] = []
    for wish in wishes:
        one, intent = wish.delivery, wish.intent
        given += [
            one.pk,
            one.fence,
            one.steps,
            lines[one.pk].hash,
            intent.key,
            intent.digest,
            wish.account_id,
        ]
    lease = connection.ops.adapt_datetimefield_value(_lease(now))
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN.format(wishes=marks(7, len(wishes)), may_go=MAY_GO),
            [*given, lease, me, moment, moment, *[moment] * 4],
        )
        return {pk for (pk,) in cursor.fetchall()}


def _hold_still(delivery: Delivery) -> None:
    """On PostgreSQL: whoever edits or pauses waits for us, or we for them. SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM planner_post WHERE id = %s FOR UPDATE", [delivery.post_id])
        cursor.execute("SELECT 1 FROM planner_channel WHERE id = %s FOR SHARE", [delivery.channel_id])
        cursor.execute("SELECT 1 FROM planner_workspace WHERE id = %s FOR SHARE", [delivery.workspace_id])


def _all_is_paused() -> bool:
    return Installation.objects.filter(paused_at__isnull=False).exists()


def _turn_back(wish: Wish, now: datetime) -> None:
    """Give the claim back; block what would go out differently from what was agreed."""
    fresh = Delivery.objects.select_related("post", "channel").filter(pk=wish.delivery.pk).first()
    if fresh is None or fresh.state != "claimed" or fresh.fence != wish.delivery.fence:
        return  # somebody else has it
    if (stop := stops.first_of(fresh)) is not None:
        trouble = stops.trouble_of(stop)
        fresh.step("blocked", "stopped", now, trouble=trouble, owner="", lease_until=None)
        return
    agreed = fresh.post.state == "approved" and fresh.post.approved_version_id == fresh.version_id
    pins = Pin.objects.filter(version=fresh.version_id, channel=fresh.channel_id)
    newest = pins.order_by("-at", "-pk").first()
    said = (wish.intent.digest, wish.account_id)
    in_time = newest is None or Window(newest.not_before, newest.not_after).has(fresh.due_at)
    if agreed and (newest is None or (newest.digest, newest.account_id) != said or not in_time):
        trouble = {"template": CHANGED if in_time else OUT_OF_TIME, "values": {}, "code": "changed"}
        details = {"payload": wish.intent.digest}
        fresh.step("blocked", "refused", now, details=details, trouble=trouble, owner="", lease_until=None)
        return
    fresh.step("scheduled", "released", now, owner="", lease_until=None)


def _lease(now: datetime) -> datetime:
    """A heavy picture may take three times as long as other requests (Web.patience)."""
    return now + timedelta(seconds=3 * settings.REQUEST_TIMEOUT + 15)


OUT_OF_TIME = gettext_noop(
    "It was approved for another time. Move it back, or ask for a review at the time it has now."
)
CHANGED = gettext_noop("What would go out now is not what was approved. Read it again and approve it.")
