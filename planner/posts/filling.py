"""What the variables of a snippet stand for in the post that is being written."""

import re

from django.utils import translation
from django.utils.formats import date_format, time_format

from planner.channels.models import Channel
from planner.people.models import Workspace
from planner.posts.form import Form

ADDRESS = re.compile(r"https?://[^\s<>)\]]+")


def values_for(form: Form, workspace: Workspace, channel: Channel | None) -> dict[str, str]:
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
                "day": date_format(at, "l"),
                "time": time_format(at, "H:i"),
            }
    return {name: value for name, value in found.items() if value}


def _first_address(text: str) -> str:
    found = ADDRESS.search(text)
    return found[0].rstrip(".,;:!?") if found else ""
