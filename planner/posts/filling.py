"""What the variables of a snippet stand for in the post that is being written."""

import re
from datetime import datetime

from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format, time_format

from planner.campaigns.models import Campaign
from planner.channels.models import Channel
from planner.day_names import within
from planner.days.models import Event
from planner.people.models import Workspace
from planner.posts.form import Form

ADDRESS = re.compile(r"https?://[^\s<>)\]]+")


def values_for(form: Form, workspace: Workspace, channel: Channel | None, now: datetime) -> dict[str, str]:
    """In the language of the post. What there is not yet is left out."""
    content, found = form.content, {"title": form.content.title.strip(), "campaign": form.labels.campaign}
    if channel is not None:
        found["channel"] = channel.name
    if address := content.card.url if content.card else _first_address(content.text):
        found["link"] = address
    if form.when is not None:
        at = form.when.at.astimezone(workspace.zone)
        with translation.override(content.language or workspace.language):
            found |= {
                "date": date_format(at, "j E"),
                "day": within(date_format(at, "l")),
                "time": time_format(at, "H:i"),
            }
    if (event := next_event(form, workspace, now)) is not None:
        with translation.override(content.language or workspace.language):
            found |= {f"event.{name}": value for name, value in _said_of(event, workspace).items()}
    return {name: value for name, value in found.items() if value}


def next_event(form: Form, workspace: Workspace, now: datetime) -> Event | None:
    """The first that begins after the post goes out: within the days of its campaign, or else of any."""
    at = max(form.when.at, now) if form.when else now
    today = at.astimezone(workspace.zone).date()
    later = Q(starts_at__gt=at) | Q(starts_at=None, starts_on__gte=today)
    coming = Event.objects.filter(later, workspace=workspace).order_by("starts_on", "starts_at", "pk")
    campaign = Campaign.objects.filter(workspace=workspace, name=form.labels.campaign).first()
    if campaign is not None and (campaign.starts_on or campaign.ends_on):
        within = coming.filter(starts_on__gte=campaign.starts_on) if campaign.starts_on else coming
        within = within.filter(starts_on__lte=campaign.ends_on) if campaign.ends_on else within
        if (found := within.first()) is not None:
            return found
    return coming.first()


def _said_of(event: Event, workspace: Workspace) -> dict[str, str]:
    """On the workspace's clock."""
    at = event.starts_at.astimezone(workspace.zone) if event.starts_at else None
    day = at.date() if at else event.starts_on
    return {
        "name": event.name,
        "date": date_format(day, "j E"),
        "day": within(date_format(day, "l")),
        "until": date_format(event.ends_on, "j E") if event.ends_on > event.starts_on else "",
        "time": time_format(at, "H:i") if at else "",
        "place": event.place,
        "link": event.link,
    }


def _first_address(text: str) -> str:
    found = ADDRESS.search(text)
    return found[0].rstrip(".,;:!?") if found else ""
