"""Is publishing alive? Says what a person would find out anyway, only sooner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min

from planner.deliveries import keys
from planner.deliveries.models import Delivery
from planner.deliveries.skew import HOLD
from planner.installation import Heartbeat, Installation

OVERDUE_AFTER = 300.0  # seconds past its time that make a delivery overdue
MOST_WORKERS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    says: str


@dataclass(frozen=True, slots=True)
class Health:
    """`status` is ok, degraded (a person should look) or down (nothing goes out)."""

    status: str
    worker_seen_at: datetime | None
    oldest_due_at: datetime | None
    overdue: int
    checks: tuple[Check, ...]

    @property
    def is_worker_alive(self) -> bool:
        return next(check.ok for check in self.checks if check.name == "worker")


def beat(owner: str, now: datetime) -> None:
    """A worker says that it is alive."""
    alive = Heartbeat.objects.filter(pk=owner).update(seen_at=now)
    if not alive:
        Heartbeat.objects.create(owner=owner, started_at=now, seen_at=now)
        Heartbeat.objects.filter(seen_at__lt=now - MOST_WORKERS_KEPT).delete()


def is_alive(owner: str, now: datetime) -> bool:
    """Whether this very process was seen a moment ago and is not known to be gone."""
    since = now - timedelta(seconds=settings.WORKER_SILENT_AFTER)
    return not keys.is_dead(owner) and Heartbeat.objects.filter(pk=owner, seen_at__gte=since).exists()


def worker_seen_at(now: datetime) -> datetime | None:
    newest = Heartbeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    return newest if newest is None or newest <= now else now


def is_worker_silent(now: datetime) -> bool:
    seen = worker_seen_at(now)
    return seen is None or now - seen > timedelta(seconds=settings.WORKER_SILENT_AFTER)


def health(now: datetime, workspace_id: int | None = None) -> Health:
    """The truth about this installation, or about one workspace of it."""
    seen = worker_seen_at(now)
    unsent = Delivery.objects.filter(state__in=("scheduled", "waiting", "claimed", "sending"))
    if workspace_id is not None:
        unsent = unsent.filter(workspace=workspace_id)
    due = unsent.filter(
        due_at__lte=now, workspace__paused_at__isnull=True, post__state="approved", channel__state="active"
    )
    oldest = due.aggregate(oldest=Min("due_at"))["oldest"]
    overdue = due.filter(due_at__lt=now - timedelta(seconds=OVERDUE_AFTER)).count() if oldest else 0
    installation = Installation.get()
    checks = (
        Check("worker", not is_worker_silent(now), _worker(seen, now)),
        Check("overdue", overdue == 0, f"{overdue} deliveries are more than five minutes late"),
        Check("clock", installation.clock_skew == 0, _clock(installation.clock_skew)),
        Check("paused", installation.paused_at is None, installation.pause_reason or "publishing is on"),
    )
    failing = {check.name for check in checks if not check.ok}
    stopped = "worker" in failing or abs(installation.clock_skew) > HOLD
    status = "down" if stopped else "degraded" if failing else "ok"
    return Health(status, seen, oldest, overdue, checks)


def _clock(skew: int) -> str:
    if not skew:
        return "the clock agrees with the networks"
    return f"the clock is {abs(skew)} s {'ahead of' if skew > 0 else 'behind'} the networks"


def _worker(seen: datetime | None, now: datetime) -> str:
    if seen is None:
        return "no worker has been seen yet"
    return f"a worker was seen {max(0, (now - seen).total_seconds()):.0f} s ago"
