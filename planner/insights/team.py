"""How the work goes, of the team as a whole: nobody is counted or ranked."""

from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Q

from planner.channels.models import Channel
from planner.deliveries.invented import EXAMPLE, SAID
from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.people.models import Workspace

PUNCTUAL = timedelta(seconds=60)
MOST = 4000  # entries of the history that are read, the newest
ASKED, AGREED = "post.submitted", "post.approved"
ENDED = ("post.withdrawn", "post.rejected", "post.archived")


def punctuality(workspace: Workspace, channel: Channel | None, since: datetime) -> dict[str, int]:
    """What went out since, how many of it within a minute of their time, and what missed its time.

    First parts; what a person said was out, and examples, were not sent by us.
    """
    ours = Delivery.objects.filter(workspace=workspace, part=0, due_at__gte=since)
    ours = ours.exclude(receipt_id__startswith=SAID).exclude(receipt_id__startswith=EXAMPLE)
    if channel:
        ours = ours.filter(channel=channel)
    out = Q(state="published")
    counted: dict[str, int] = ours.aggregate(
        out=Count("pk", filter=out),
        on_time=Count("pk", filter=out & Q(published_at__lte=F("due_at") + PUNCTUAL)),
        missed=Count("pk", filter=Q(state="missed")),
    )
    return counted


def reviews(workspace: Workspace, since: datetime) -> dict[str, Any]:
    """How many yeses there were and how long the middle one took, in hours on the wall's clock."""
    acts = Entry.objects.filter(workspace=workspace, at__gte=since, act__in=(ASKED, AGREED, *ENDED))
    read = list(acts.order_by("-number").values_list("at", "act", "thing_id")[:MOST])[::-1]
    begun: dict[int, datetime] = {}
    took: list[float] = []
    for at, act, post in read:
        if act == ASKED:
            begun.setdefault(post, at)
        elif (start := begun.pop(post, None)) is not None and act == AGREED:
            took.append((at - start).total_seconds() / 3600)
    return {"reviews": len(took), "review_hours": median(took) if took else None}
