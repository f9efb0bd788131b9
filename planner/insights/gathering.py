"""Keeping a small row for each delivery as numbers come: so many at once, and what is left in the next round.

Made from snapshots alone, so that it may be done again at any time with the same result. Nothing here holds
what publishing needs: it reads, and writes its own table in short transactions.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from planner.deliveries.models import Delivery
from planner.insights.formats import formats
from planner.insights.halflife import PRIORS, UNKNOWN
from planner.insights.lift import MOST, lift
from planner.insights.models import Outcome
from planner.insights.numbers import Seen, followers, seen
from planner.insights.same_age import AGES, Curve, along, at_the_end
from planner.rounds import Round

ROUND = Round(60)
BATCH, MOST_AT_ONCE = 400, 50_000
IN_ORDER = ("channel", "published_at", "pk")
DAY, WEEK = AGES.index(24.0), AGES.index(168.0)
SETTLED_AT = (AGES[DAY], AGES[WEEK])  # a lift at either is learned from
WRITTEN = [
    "hour", "weekday", "format", "curve", "age", "engagement", "reach", "impressions", "followers", "clicks",
    "day", "week", "log_lift", "percentile", "lift_age", "lift_posts", "settled_at", "measured_at",
]  # fmt: skip

Before = list[tuple[datetime, int, list[float | None]]]  # published at, delivery, curve; the oldest first


def gather(now: datetime) -> int:
    """Bring every row up to what was measured. How many were written."""
    return sum(_write(batch, now) for batch in ROUND.over(_batches()))


def _batches() -> Iterator[Sequence[Delivery]]:
    """What is due is looked for once; a channel's comes in the order of time."""
    due = list(_due().values_list("pk", flat=True)[:MOST_AT_ONCE])
    for start in range(0, len(due), BATCH):
        those = Delivery.objects.filter(pk__in=due[start : start + BATCH])
        yield list(those.select_related("version", "channel__workspace").order_by(*IN_ORDER))


def _due() -> "QuerySet[Delivery]":
    """First parts that were measured since their row was written."""
    out = Delivery.objects.filter(state="published", part=0, published_at__isnull=False)
    out = out.filter(measured_at__isnull=False)
    out = out.filter(Q(outcome=None) | Q(outcome__measured_at__lt=F("measured_at")))
    return out.order_by(*IN_ORDER)


def _write(batch: Sequence[Delivery], now: datetime) -> int:
    looks = seen({one.pk: one.published_at for one in batch if one.published_at})
    made_of = formats(batch)
    since = min(one.published_at for one in batch if one.published_at)
    counted = followers({one.channel_id for one in batch}, since - timedelta(days=1))
    settled = dict(Outcome.objects.filter(pk__in=looks).values_list("pk", "settled_at"))
    rows: list[Outcome] = []
    for _channel, those in groupby(batch, key=lambda one: one.channel_id):
        of_channel = [_row(one, looks[one.pk], made_of[one.pk]) for one in those]
        before = _before(of_channel)
        for row in of_channel:
            row.followers = counted.get((row.channel_id, row.published_at.date().isoformat()))
            _compare(row, before)
            row.settled_at = settled.get(row.pk) or (now if row.lift_age in SETTLED_AT else None)
        rows += of_channel
    Outcome.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["delivery"], update_fields=WRITTEN
    )
    return len(rows)


def _row(delivery: Delivery, looks: Sequence[Seen], made_of: str) -> Outcome:
    channel = delivery.channel
    assert delivery.published_at is not None
    assert delivery.measured_at is not None
    local = delivery.published_at.astimezone(ZoneInfo(channel.zone_name))
    counts, course = [(one.age, one.engagement) for one in looks], Curve(_half_life(channel.network))
    curve = along(counts, course)
    if curve[WEEK] is None:
        curve[WEEK] = at_the_end(counts, AGES[WEEK], course)
    row = Outcome(
        delivery_id=delivery.pk, workspace_id=delivery.workspace_id, channel_id=delivery.channel_id,
        published_at=delivery.published_at, hour=local.hour, weekday=local.weekday(), format=made_of,
        curve=[None if one is None else round(one, 2) for one in curve],
        day=curve[DAY], week=curve[WEEK], measured_at=delivery.measured_at,
    )  # fmt: skip
    if looks:
        newest = looks[-1]
        row.age, row.engagement = newest.age, newest.engagement
        row.reach, row.impressions, row.clicks = newest.reach, newest.impressions, newest.clicks
    return row


def _half_life(network: str) -> float:
    return PRIORS.get(network, UNKNOWN).hours


def _before(rows: Sequence[Outcome]) -> Before:
    """The channel's outcomes from well before the first of these to the last, with these as they are now."""
    first, last = rows[0], rows[-1]
    kept = Outcome.objects.filter(channel=first.channel_id)
    older = kept.filter(published_at__lt=first.published_at).order_by("-published_at")[: 2 * MOST]
    between = kept.filter(published_at__gte=first.published_at, published_at__lte=last.published_at)
    found = {
        pk: (at, pk, curve)
        for those in (older, between)
        for at, pk, curve in those.values_list("published_at", "pk", "curve")
    }
    found |= {row.pk: (row.published_at, row.pk, row.curve) for row in rows}
    return sorted(found.values(), key=lambda one: (one[0], one[1]))


def _compare(row: Outcome, before: Before) -> None:
    """Its lift at the greatest age up to a day at which it is known; else at a week, as posts of before."""
    place = bisect_left(before, (row.published_at, row.pk), key=lambda one: (one[0], one[1]))
    for at in (*range(DAY, -1, -1), WEEK):
        if (own := row.curve[at]) is not None:
            usual = [value for _at, _pk, curve in before[max(0, place - 2 * MOST) : place]
                     if (value := curve[at]) is not None]  # fmt: skip
            if (found := lift(own, usual)) is not None:
                row.log_lift, row.percentile = found.log, found.percentile
                row.lift_posts = found.posts
            row.lift_age = AGES[at]
            return
