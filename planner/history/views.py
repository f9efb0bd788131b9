"""Who did what, newest first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from media.models import Asset
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history import telling
from planner.history.models import Entry
from planner.people.request import MemberRequest
from planner.posts.models import Post
from planner.remarks.readers import told_to

PAGE = 50


@require_safe
def history(request: MemberRequest) -> HttpResponse:
    """A page of entries; `before` is the number of the oldest one seen."""
    before = request.GET.get("before", "")
    entries = told_to(Entry.objects.filter(workspace=request.workspace), request.membership).order_by(
        "-number"
    )
    if before.isdecimal() and len(before) < 16:
        entries = entries.filter(number__lt=int(before))
    found = list(entries[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    names = _names(found)
    with timezone.override(request.workspace.zone):
        told = [
            (
                entry,
                telling.tell(entry, names.get((entry.thing, entry.thing_id), "")),
                telling.why(entry),
                telling.way(entry),
            )
            for entry in found
        ]
    context = {
        "told": told,
        "older": found[-1].number if more else None,
        "month": timezone.localdate(timezone=request.workspace.zone).strftime("%Y-%m"),
    }
    return render(request, "history/history.html", context)


def _names(entries: list[Entry]) -> dict[tuple[str, int], str]:
    """What the things are called today, in four queries."""
    kinds = ("post", "delivery", "channel", "asset")
    ids = {kind: [e.thing_id for e in entries if e.thing == kind] for kind in kinds}
    named: dict[tuple[str, int], str] = {}
    for post in Post.objects.filter(pk__in=ids["post"]).select_related("head"):
        named["post", post.pk] = post.newest.name
    for delivery in Delivery.objects.filter(pk__in=ids["delivery"]).select_related("version", "channel"):
        named["delivery", delivery.pk] = f"{delivery.version.name}, {delivery.channel.name}"
    for channel in Channel.objects.filter(pk__in=ids["channel"]):
        named["channel", channel.pk] = channel.name
    for asset in Asset.objects.filter(pk__in=ids["asset"]):
        named["asset", asset.pk] = asset.name
    return named
