"""Which posts are to be measured now: asked of the database, with no plan to keep in step.

A post is due from each age of the rhythm until it was looked at past that age. So nothing is lost when nobody
looked for a day: it is due still, once, with the age that it has by then.
"""

from datetime import datetime

from django.db.models import F, Q, QuerySet

import publishers
from planner.deliveries.invented import INVENTED
from planner.deliveries.models import Delivery
from planner.metrics.rhythm import AGES, EARLY, spans
from publishers.base import Measurable

MOST = 2000  # deliveries in one round; the rest is asked about in the next


def due(now: datetime) -> QuerySet[Delivery]:
    """What has reached an age, the longest waiting first."""
    return askable(now).filter(_past_an_age(now)).order_by(F("measured_at").asc(nulls_first=True), "pk")


def along(channel_id: int, now: datetime, most: int) -> QuerySet[Delivery]:
    """What is near its next age, and may come along when its channel is asked anyway."""
    near = askable(now).filter(_near_an_age(now), channel=channel_id).exclude(_past_an_age(now))
    return near.order_by("published_at")[:most]


def askable(now: datetime) -> QuerySet[Delivery]:
    measurable = [name for name, kind in publishers.PUBLISHERS.items() if issubclass(kind, Measurable)]
    out = Delivery.objects.filter(state="published", taken_back_at=None, gone_at=None)
    out = out.filter(channel__state="active", channel__network__in=measurable)
    out = out.filter(Q(measure_after=None) | Q(measure_after__lte=now))
    for name in INVENTED:
        out = out.exclude(receipt_id__startswith=name)
    return out


def _past_an_age(now: datetime) -> Q:
    found = Q(pk__in=[])
    for age, following in spans():
        of_age = Q(published_at__lte=now - age)
        if following is not None:
            of_age &= Q(published_at__gt=now - following)
        else:  # a post older than the last age is looked at once more, not for ever
            of_age &= Q(published_at__gt=now - age * 2)
        found |= of_age & (Q(measured_at=None) | Q(measured_at__lt=F("published_at") + age * (1 - EARLY)))
    return found


def _near_an_age(now: datetime) -> Q:
    found = Q(pk__in=[])
    for age in AGES:
        early = age * (1 - EARLY)
        of_age = Q(published_at__lte=now - early, published_at__gt=now - age)
        found |= of_age & (Q(measured_at=None) | Q(measured_at__lt=F("published_at") + early))
    return found
