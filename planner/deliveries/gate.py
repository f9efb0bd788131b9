"""The gate: an intent is written, on disk, only for what is agreed, due, ours and not stopped.

Page, API, drag, import and "publish now" all end here, because nothing else makes an Intent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery

from planner.deliveries import keys, ledger, points
from planner.deliveries.models import Delivery, Installation, new_attempt_id
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
    reason = ledger.write(lambda: _write_intent(delivery, intent, account_id, now))
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
            )
        except WrongState:
            return False
        return True

    return intent if ledger.write(write) else None


def _write_intent(delivery: Delivery, intent: Intent, account_id: str, now: datetime) -> str:
    """The reason why not; "" when the intent is written."""
    Post.objects.select_for_update().only("pk").get(pk=delivery.post_id)  # edits wait for us, or we for them
    _hold_still("planner_channel", delivery.channel_id)  # and so does whoever pauses
    _hold_still("planner_workspace", delivery.workspace_id)
    if not _open_for(delivery, intent.digest, account_id, now):
        return _turn_back(delivery, intent.digest, account_id, now)
    try:
        delivery.step(
            "sending",
            "intent",
            now,
            attempt=intent.attempt,
            details={
                "key": intent.key,
                "payload": intent.digest,
                "claimed_at": delivery.claimed_at.isoformat() if delivery.claimed_at else "",
                "by": keys.me(),
            },
            key=intent.key,
            digest=intent.digest,
            lease_until=_lease(now),
            owner=keys.me(),
            sent_at=now,
            intent_at=delivery.intent_at or now,
            deaths=0,
        )
    except WrongState:
        return "somebody else has it"
    return ""


def _open_for(delivery: Delivery, digest: str, account_id: str, now: datetime) -> bool:
    newest = Pin.objects.filter(version=OuterRef("version"), channel=OuterRef("channel")).order_by(
        "-at", "-pk"
    )
    return (
        not _all_is_paused()
        and Delivery.objects.filter(
            Q(channel__rest_until__isnull=True) | Q(channel__rest_until__lte=now),
            pk=delivery.pk,
            state="claimed",
            fence=delivery.fence,
            due_at__lte=now,
            lease_until__gt=now,
            maybe_out=False,
            post__state="approved",
            post__approved_version=F("version"),
            channel__state="active",
            channel__account_id=account_id,
            workspace__paused_at__isnull=True,
        )
        .annotate(
            pinned=Subquery(newest.values("digest")[:1]),
            pinned_account=Subquery(newest.values("account_id")[:1]),
        )
        .filter(pinned=digest, pinned_account=account_id)
        .exists()
    )


def _hold_still(table: str, pk: int) -> None:
    """Nobody changes the row until we are through; other intents go on. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
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
