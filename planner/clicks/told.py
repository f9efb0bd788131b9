"""How often the short links of a post were opened, for pages and programs."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from planner.clicks.models import ClickDay, ShortLink


@dataclass(frozen=True, slots=True)
class Opened:
    """The short links of one post on one channel. Never mixed with the clicks that a network counts."""

    clicks: int  # by people, as far as we can tell
    bots: int
    links: int


def opened(post_id: int, channel_id: int) -> Opened | None:
    """None where there is no short link, which is not the same as no click."""
    rows = ShortLink.objects.filter(post=post_id, channel=channel_id)
    found = rows.aggregate(
        clicks=Coalesce(Sum("days__clicks"), 0),
        bots=Coalesce(Sum("days__bots"), 0),
        links=Count("pk", distinct=True),
    )
    return Opened(**found) if found["links"] else None


def of_post(post_id: int) -> "QuerySet[ShortLink]":
    """Its links, each with `total` and `by_bots`."""
    counted = {"total": Coalesce(Sum("days__clicks"), 0), "by_bots": Coalesce(Sum("days__bots"), 0)}
    return ShortLink.objects.filter(post=post_id).annotate(**counted)


def days_of(post_id: int) -> "QuerySet[ClickDay]":
    return ClickDay.objects.filter(link__post=post_id).order_by("on", "link")
