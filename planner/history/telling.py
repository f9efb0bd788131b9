"""Entries of the history in sentences."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from planner.history.models import Entry

SENTENCES = {
    "post.written": gettext_noop("%(actor)s began %(thing)s."),
    "post.changed": gettext_noop("%(actor)s changed %(thing)s: version %(version)s."),
    "post.submitted": gettext_noop("%(actor)s asked for a review of %(thing)s."),
    "post.withdrawn": gettext_noop("%(actor)s took %(thing)s back from review."),
    "post.approved": gettext_noop("%(actor)s approved version %(version)s of %(thing)s."),
    "post.approved_by_policy": gettext_noop(
        "%(actor)s put %(thing)s on the calendar; nobody needs to agree here."
    ),
    "post.changes_asked": gettext_noop("%(actor)s asked for changes to %(thing)s."),
    "post.scheduled": gettext_noop("%(actor)s scheduled %(thing)s for %(due_at)s."),
    "post.moved": gettext_noop("%(actor)s moved %(thing)s from %(before)s to %(to)s."),
    "post.held": gettext_noop("%(actor)s put %(thing)s on hold."),
    "post.released": gettext_noop("%(actor)s let %(thing)s go on."),
    "post.labelled": gettext_noop("%(actor)s changed the labels of %(thing)s."),
    "post.assigned": gettext_noop("%(actor)s gave %(thing)s to %(person)s."),
    "post.archived": gettext_noop("%(actor)s archived %(thing)s."),
    "post.brought_back": gettext_noop("%(actor)s brought %(thing)s back."),
    "post.queued": gettext_noop("%(actor)s gave %(thing)s the next free slot."),
    "channel.slots": gettext_noop("%(actor)s changed the weekly times of %(thing)s."),
    "queue.arranged": gettext_noop("%(actor)s put the queue of %(thing)s in another order."),
    "delivery.moved": gettext_noop("%(actor)s moved %(thing)s to %(to)s."),
    "delivery.cancelled": gettext_noop("%(actor)s cancelled %(thing)s."),
    "delivery.retried": gettext_noop("%(actor)s asked to try %(thing)s again."),
    "delivery.resolved": gettext_noop("%(actor)s said what became of %(thing)s: %(outcome)s."),
    "channel.connected": gettext_noop("%(actor)s connected %(thing)s."),
    "channel.reconnected": gettext_noop("%(actor)s connected %(thing)s again."),
    "channel.paused": gettext_noop("%(actor)s paused %(thing)s."),
    "channel.resumed": gettext_noop("%(actor)s resumed %(thing)s."),
    "channel.to_reconnect": gettext_noop("%(thing)s has to be connected again."),
    "channel.removed": gettext_noop("%(actor)s removed %(thing)s."),
    "asset.removed": gettext_noop("%(actor)s took %(thing)s out of the library."),
    "asset.erased": gettext_noop("%(actor)s deleted %(thing)s for good."),
    "asset.brought_back": gettext_noop("%(actor)s brought %(thing)s back to the library."),
    "asset.replaced": gettext_noop("%(actor)s replaced %(thing)s in drafts."),
    "workspace.opened": gettext_noop("%(actor)s opened the workspace."),
    "workspace.changed": gettext_noop("%(actor)s changed the settings."),
    "workspace.paused": gettext_noop("%(actor)s paused all publishing."),
    "workspace.paused_but": gettext_noop("%(actor)s paused all channels but the chosen ones."),
    "workspace.resumed": gettext_noop("%(actor)s resumed publishing."),
    "member.invited": gettext_noop("%(actor)s invited %(email)s, role: %(role)s."),
    "member.joined": gettext_noop("%(email)s joined, role: %(role)s."),
    "member.role": gettext_noop("%(actor)s changed the role of %(email)s to: %(role)s."),
    "member.removed": gettext_noop("%(actor)s removed the member %(email)s."),
    "invitation.revoked": gettext_noop("%(actor)s revoked the invitation for %(email)s."),
    "token.made": gettext_noop("%(actor)s made the API token “%(token)s”."),
    "token.revoked": gettext_noop("%(actor)s revoked the API token “%(token)s”."),
}
THINGS = {
    "post": gettext_noop("post %(id)s"),
    "delivery": gettext_noop("delivery %(id)s"),
    "channel": gettext_noop("channel %(id)s"),
    "asset": gettext_noop("picture %(id)s"),
}
OUTCOMES = {
    "published": gettext_noop("it is out"),
    "absent": gettext_noop("it is not there"),
    "drop": gettext_noop("dropped"),
}

WAYS = {"api": "API", "command": gettext_noop("by command"), "worker": gettext_noop("the worker")}


def tell(entry: Entry, name: str = "") -> str:
    """What happened, in the reader's language; `name` is what the thing is called today."""
    details: dict[str, Any] = entry.details
    values = {
        "actor": entry.actor,
        "thing": _thing(entry, name),
        "version": details.get("version", ""),
        "due_at": _moment(details.get("due_at")),
        "to": _moment(details.get("to")),
        "before": _moment(details.get("before")),
        "person": details.get("person", "–"),
        "email": details.get("email", ""),
        "role": _(str(details.get("role", "–")).capitalize()),
        "token": details.get("name", ""),
        "outcome": _(OUTCOMES.get(str(details.get("outcome", "")), "–")),
    }
    if entry.act in SENTENCES:
        return _(SENTENCES[entry.act]) % values
    return f"{entry.actor}: {entry.act.replace('.', ' ').replace('_', ' ')}"


def way(entry: Entry) -> str:
    """Where it came from, unless from a page."""
    return "" if entry.via == "page" else _(WAYS.get(entry.via, entry.via))


def _thing(entry: Entry, name: str) -> str:
    if name:
        return _("“%(name)s”") % {"name": name}
    return _(THINGS.get(entry.thing, "%(id)s")) % {"id": entry.thing_id}


def why(entry: Entry) -> str:
    """The reason or note that was given with it."""
    return str(entry.details.get("note") or entry.details.get("reason") or "")


def _moment(text: object) -> str:
    try:
        return date_format(timezone.localtime(datetime.fromisoformat(str(text))), "j E Y, H:i")
    except ValueError:
        return "–"
