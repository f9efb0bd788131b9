"""After a restore: whatever was due since the backup may be out already (publish-protocol C11)."""

from datetime import datetime

from django.db import transaction

from planner.deliveries import identity, keys
from planner.deliveries.models import Delivery
from planner.installation import Installation
from planner.mailings import doubting
from planner.mailings.readers import has_readers
from planner.notices import send
from publishers.errors import gettext_noop

PAUSED = (
    "Restored from a backup of {made_at:%Y-%m-%d %H:%M} UTC. Look through what was due since then, "
    "then run: manage.py resume"
)
MAY_HAVE_LEFT = {
    "template": gettext_noop(
        "Its time passed since the backup was made, so its letters may have left. Ask a reader, or look into "
        "the mail server's log: who sends it again sends it to all."
    ),
    "values": {},
    "code": "restored",
}
MAY_BE_OUT = ("scheduled", "waiting", "blocked", "claimed", "sending")


@transaction.atomic
def boot_paused(made_at: datetime, now: datetime, same_secret: bool) -> int:
    """Pause everything, and doubt what was due. How many deliveries that were.

    With another secret key our posts cannot be found by their keys, so a person decides about them.
    """
    Installation.get()
    Installation.objects.filter(pk=1).update(
        home=identity.fingerprint(), paused_at=now, pause_reason=PAUSED.format(made_at=made_at)[:300]
    )
    send.doubt_all(f"{made_at:%Y-%m-%d %H:%M}")
    doubting.doubt_all(made_at, now)
    due = Delivery.objects.filter(state__in=MAY_BE_OUT, due_at__lte=now).order_by("pk")
    for delivery in due:
        _doubt(delivery, made_at, now)
        if not same_secret:
            delivery.step("held", "other_secret", now, next_try_at=None)
    _hold_letters(now)
    return len(due)


def _hold_letters(now: datetime) -> None:
    """Opened under its key once more, a mailing would have all its letters leave once more."""
    for delivery in Delivery.objects.filter(state="uncertain").select_related("channel").order_by("pk"):
        if has_readers(delivery.channel):
            delivery.step("held", "held", now, next_try_at=None, trouble=MAY_HAVE_LEFT)


def _doubt(delivery: Delivery, made_at: datetime, now: datetime) -> None:
    details = {"backup": made_at.isoformat()}
    if delivery.state == "claimed":
        delivery.step("scheduled", "let_go", now, owner="", lease_until=None)
    delivery.step(
        "uncertain",
        "restored",
        now,
        details=details,
        key=delivery.key or keys.key_of(delivery),
        intent_at=delivery.intent_at or delivery.due_at,
        maybe_out=True,
        doubt_at=now,
        next_try_at=now,
        owner="",
        lease_until=None,
    )
