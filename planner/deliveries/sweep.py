"""Nothing is forgotten: every state that could last for ever has a rule here that ends it.

Runs in every worker, and in the web process when no worker has been seen for a minute.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import IntegrityError
from django.db.models import F, Q, QuerySet

from planner import walltime
from planner.deliveries import by_hand, health, keys, ledger, receipts, settle, spool, stops
from planner.deliveries.models import Delivery
from planner.deliveries.preparing import died_while_preparing
from planner.states import WrongState
from publishers.errors import gettext_noop

log = logging.getLogger("almanac.sweep")
MOST = 200  # rows of a kind in one sweep; the next sweep takes the next
MISSED = gettext_noop("Its time passed more than {minutes} minutes ago, so it did not go out by itself.")
EXPIRED = gettext_noop("What it says is no longer valid, so it did not go out.")
BLOCKED = gettext_noop("The channel has to be connected again first.")


def sweep(now: datetime) -> None:
    """Apply every rule once."""
    take_over_from_the_dead(now)
    _each(_leases_over(now), now, _let_go)
    _each(_too_late(now), now, _miss)
    _each(stops.held_back(), now, _stop)
    _each(stops.free_again(), now, _unblock)
    _each(by_hand.overdue(now), now, by_hand.remind)
    _each(_on_lost_channels(), now, _block)
    _each(_on_channels_that_are_back(), now, _unblock)
    _unspool(now)
    _read_zones_again(now)


def take_over_from_the_dead(now: datetime, is_dead: Callable[[str], bool] = keys.is_dead) -> int:
    """At a worker's start: free at once what a dead process of this host held. Returns how many."""
    held = Delivery.objects.filter(state__in=("claimed", "sending", "uncertain")).exclude(owner="")
    gone = {owner for owner in {one.owner for one in held} if is_dead(owner)}
    dead = [one for one in held if one.owner in gone]
    _each_of(dead, now, _let_go)
    return len(dead)


def let_go_of(owner: str, now: datetime) -> None:
    """At a worker's end: give back what it had claimed and not begun."""
    _each_of(list(Delivery.objects.filter(state="claimed", owner=owner)), now, _let_go)


def _leases_over(now: datetime) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(state__in=("claimed", "sending"), lease_until__lte=now)


def _let_go(delivery: Delivery, now: datetime) -> None:
    """Nothing was sent: free it. An intent was written: it may be out. A look was begun: look again."""
    if delivery.state == "uncertain":
        Delivery.objects.filter(pk=delivery.pk, owner=delivery.owner).update(owner="", next_try_at=now)
        return
    if delivery.state == "sending":
        settle.doubt(delivery, now, fence=delivery.fence + 1)
        return
    died = not health.is_alive(delivery.owner, now) and died_while_preparing(delivery.pk, delivery.owner)
    deaths = delivery.deaths + died
    if deaths >= settle.MOST_DEATHS:
        settle.poisoned(delivery, now)
    else:
        details = {"owner": delivery.owner}
        delivery.step(
            "scheduled", "lease_over", now, details=details, owner="", lease_until=None, deaths=deaths
        )


def _too_late(now: datetime) -> "QuerySet[Delivery]":
    """Past their grace, and not waiting for the part of the thread before them; or no longer valid.

    A part that comes after a published one has no grace while its words are agreed; when they no longer are,
    nothing would ever send it.
    """
    waiting = Delivery.objects.filter(state__in=("scheduled", "waiting"), due_at__lt=now, maybe_out=False)
    lost = Q(previous__state__in=("missed", "cancelled", "failed"))
    agreed = Q(post__state="approved", post__approved_version=F("version"))
    left = Q(previous__isnull=True) | lost | (Q(previous__state="published") & ~agreed)
    return waiting.filter((Q(late_until__lt=now) & left) | stops.not_let_through(now))


def _miss(delivery: Delivery, now: datetime) -> None:
    minutes = int((delivery.late_until - delivery.due_at).total_seconds() // 60)
    said = {"template": MISSED, "values": {"minutes": minutes}, "code": "missed"}
    until = delivery.post.valid_until
    if until is not None and until <= now and not stops.is_let_through(delivery.post, delivery.version_id):
        said = {"template": EXPIRED, "values": {}, "code": "expired"}
    delivery.step("missed", "missed", now, trouble=said)


def _stop(delivery: Delivery, now: datetime) -> None:
    """What it says is no longer so: blocked well before its time, so that somebody can mend it."""
    trouble = stops.trouble_of(stops.first_of(delivery))
    delivery.step("blocked", "stopped", now, trouble=trouble, next_try_at=None)


def _on_lost_channels() -> "QuerySet[Delivery]":
    return Delivery.objects.filter(
        state__in=("scheduled", "waiting"), maybe_out=False, channel__state__in=("reconnect", "removed")
    )


def _block(delivery: Delivery, now: datetime) -> None:
    said = {"template": BLOCKED, "values": {}, "code": "channel"}
    delivery.step("blocked", "blocked", now, trouble=said)


def _on_channels_that_are_back() -> "QuerySet[Delivery]":
    return Delivery.objects.filter(state="blocked", trouble__code="channel", channel__state="active")


def _unblock(delivery: Delivery, now: datetime) -> None:
    what = "unstopped" if delivery.trouble.get("code") == "stopped" else "unblocked"
    delivery.step("scheduled", what, now, trouble={}, next_try_at=None)


def _unspool(now: datetime) -> None:
    for path, delivery_id, key, receipt in spool.waiting():
        delivery = Delivery.objects.filter(pk=delivery_id, key=key).first()
        try:
            if delivery is not None and delivery.state != "published":
                receipts.found(delivery, receipt, now, how="late_receipt")
        except WrongState:
            continue  # somebody else has it in hand; the next sweep looks again
        except IntegrityError:
            log.exception("The receipt in %s does not fit what is planned now; it is set aside", path)
            spool.set_aside(path)
            continue
        path.unlink(missing_ok=True)


def _read_zones_again(now: datetime) -> None:
    """The rules of time zones change; a wall time stays, its instant moves, and the story says so."""
    version = walltime.zone_data_version()
    stale = Delivery.objects.filter(state="scheduled", due_at__gt=now).exclude(zone_data=version)
    for delivery in stale[:MOST]:
        at = walltime.again(delivery.wall, delivery.zone, delivery.fold)
        if at == delivery.due_at:
            Delivery.objects.filter(pk=delivery.pk).update(zone_data=version)
            continue
        details = {"from": delivery.due_at.isoformat(), "to_at": at.isoformat(), "zone_data": version}
        _quietly(partial(_move_instant, delivery, now, at, details, version))


def _move_instant(
    delivery: Delivery, now: datetime, at: datetime, details: dict[str, str], version: str
) -> None:
    later = delivery.late_until + (at - delivery.due_at)
    delivery.note("zone_changed", now, details=details, due_at=at, late_until=later, zone_data=version)


def _each(found: "QuerySet[Delivery]", now: datetime, act: Callable[[Delivery, datetime], None]) -> None:
    _each_of(list(found.select_related("channel", "post")[:MOST]), now, act)


def _each_of(found: list[Delivery], now: datetime, act: Callable[[Delivery, datetime], None]) -> None:
    for delivery in found:
        _quietly(partial(act, delivery, now))


def _quietly(act: Callable[[], None]) -> None:
    """Somebody else may have been at it a moment ago: then it is theirs. One bad row stops no other."""
    try:
        ledger.write(act)
    except WrongState as moved:
        log.debug("%s", moved)
    except Exception:
        log.exception("A delivery could not be swept")
