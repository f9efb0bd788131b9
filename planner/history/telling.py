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
    "post.step_opened": gettext_noop("“%(step)s” is asked about %(thing)s."),
    "post.stood_in": gettext_noop("“%(step)s” is asked about %(thing)s in the place of %(person)s."),
    "post.step_approved": gettext_noop("%(actor)s said yes to version %(version)s of %(thing)s: “%(step)s”."),
    "post.yes_taken_back": gettext_noop("%(actor)s took back their yes to %(thing)s."),
    "post.approval_kept": gettext_noop(
        "%(thing)s stays approved: no channel gets anything else with version %(version)s."
    ),
    "post.approval_void": gettext_noop("What was approved of %(thing)s no longer counts."),
    "post.rejected": gettext_noop("%(actor)s rejected %(thing)s."),
    "post.urgent": gettext_noop("%(actor)s approved %(thing)s alone, the urgent way."),
    "post.afterlook_waits": gettext_noop("Nobody has looked yet at %(thing)s, which went the urgent way."),
    "post.afterlooked": gettext_noop("%(actor)s looked at %(thing)s, which went the urgent way."),
    "post.deadline_near": gettext_noop("“%(step)s” was reminded of %(thing)s."),
    "post.step_late": gettext_noop("“%(step)s” did not answer in time about %(thing)s."),
    "post.step_escalated": gettext_noop("Others are asked about %(thing)s as well, in place of “%(step)s”."),
    "post.step_skipped": gettext_noop("“%(step)s” was passed over for %(thing)s: nobody answered in time."),
    "post.slot_passed": gettext_noop("The time of %(thing)s came before its yes."),
    "post.not_scheduled": gettext_noop("%(thing)s is approved, but could not be put on the calendar."),
    "post.scheduled": gettext_noop("%(actor)s scheduled %(thing)s for %(due_at)s."),
    "post.moved": gettext_noop("%(actor)s moved %(thing)s from %(before)s to %(to)s."),
    "post.held": gettext_noop("%(actor)s put %(thing)s on hold."),
    "post.released": gettext_noop("%(actor)s let %(thing)s go on."),
    "post.labelled": gettext_noop("%(actor)s changed the labels of %(thing)s."),
    "post.assigned": gettext_noop("%(actor)s gave %(thing)s to %(person)s."),
    "post.stopped": gettext_noop("%(thing)s was stopped: something it says is no longer so."),
    "post.overridden": gettext_noop("%(actor)s lets version %(version)s of %(thing)s go out all the same."),
    "post.still_valid": gettext_noop("%(actor)s read %(thing)s and said that it is still valid."),
    "post.cared_for": gettext_noop("%(actor)s said who looks after %(thing)s: %(person)s."),
    "post.states": gettext_noop("%(actor)s noted that %(thing)s states “%(token)s”."),
    "post.states_not": gettext_noop("%(actor)s noted that %(thing)s no longer states “%(token)s”."),
    "post.refreshed": gettext_noop("%(actor)s began to write %(thing)s anew."),
    "fact.added": gettext_noop("%(actor)s added the fact “%(token)s”: %(value)s."),
    "fact.changed": gettext_noop("%(actor)s changed the fact “%(token)s” from %(old)s to %(value)s."),
    "fact.kept": gettext_noop("%(actor)s changed what is kept of the fact “%(token)s”."),
    "fact.confirmed": gettext_noop("%(actor)s said that the fact “%(token)s” is still right: %(value)s."),
    "fact.removed": gettext_noop("%(actor)s removed the fact “%(token)s”."),
    "post.archived": gettext_noop("%(actor)s archived %(thing)s."),
    "post.brought_back": gettext_noop("%(actor)s brought %(thing)s back."),
    "remark.written": gettext_noop("%(actor)s commented on %(thing)s."),
    "remark.changed": gettext_noop("%(actor)s edited a comment on %(thing)s."),
    "remark.removed": gettext_noop("%(actor)s removed a comment on %(thing)s."),
    "remark.resolved": gettext_noop("%(actor)s resolved a comment on %(thing)s."),
    "remark.reopened": gettext_noop("%(actor)s opened a comment on %(thing)s again."),
    "suggestion.made": gettext_noop("%(actor)s suggested other words for %(thing)s."),
    "suggestion.accepted": gettext_noop(
        "%(actor)s accepted a suggestion for %(thing)s: version %(version)s."
    ),
    "suggestion.rejected": gettext_noop("%(actor)s rejected a suggestion for %(thing)s."),
    "post.queued": gettext_noop("%(actor)s gave %(thing)s the next free slot."),
    "channel.slots": gettext_noop("%(actor)s changed the weekly times of %(thing)s."),
    "channel.experiment": gettext_noop("%(actor)s let the queue of %(thing)s try other hours."),
    "channel.no_experiment": gettext_noop("%(actor)s let the queue of %(thing)s keep to its slots."),
    "series.begun": gettext_noop("%(actor)s let %(thing)s come again by a rule."),
    "series.made": gettext_noop("%(thing)s was made for its series."),
    "series.changed": gettext_noop("%(actor)s changed several posts of a series, with %(thing)s."),
    "series.ended": gettext_noop("%(actor)s ended a series after %(thing)s."),
    "evergreen.marked": gettext_noop("%(actor)s made %(thing)s evergreen."),
    "evergreen.changed": gettext_noop("%(actor)s changed how often %(thing)s is said again."),
    "evergreen.paused": gettext_noop("%(actor)s paused the repeats of %(thing)s."),
    "evergreen.resumed": gettext_noop("%(actor)s let %(thing)s be said again."),
    "evergreen.stopped": gettext_noop("%(actor)s stopped the repeats of %(thing)s."),
    "evergreen.again": gettext_noop("%(thing)s was made to say an evergreen post again."),
    "queue.arranged": gettext_noop("%(actor)s put the queue of %(thing)s in another order."),
    "delivery.moved": gettext_noop("%(actor)s moved %(thing)s to %(to)s."),
    "delivery.gone": gettext_noop("%(thing)s was no longer there when its numbers were asked for."),
    "delivery.changed_there": gettext_noop("Somebody changed %(thing)s on the network itself."),
    "delivery.cancelled": gettext_noop("%(actor)s cancelled %(thing)s."),
    "delivery.retried": gettext_noop("%(actor)s asked to try %(thing)s again."),
    "delivery.resolved": gettext_noop("%(actor)s said what became of %(thing)s: %(outcome)s."),
    "mailing.stopped": gettext_noop("%(actor)s stopped the letters of %(thing)s."),
    "mailing.resumed": gettext_noop("%(actor)s let the letters of %(thing)s go on."),
    "mailing.repeated": gettext_noop("%(actor)s had letters of %(thing)s sent again."),
    "mailing.halted": gettext_noop("The letters of %(thing)s stopped."),
    "mailing.delayed": gettext_noop("The letters of %(thing)s have not got on for an hour."),
    "channel.readers_brought": gettext_noop("%(actor)s brought readers to %(thing)s: %(n)s."),
    "channel.reader_forgotten": gettext_noop("%(actor)s had a reader of %(thing)s forgotten."),
    "channel.reader_taken_off": gettext_noop("%(actor)s took a reader off the list of %(thing)s."),
    "channel.reader_put_back": gettext_noop("%(actor)s put a reader back on the list of %(thing)s."),
    "channel.reader_complained": gettext_noop(
        "A reader of %(thing)s complained about a letter, and gets no more."
    ),
    "channel.readers_taken_along": gettext_noop(
        "%(actor)s downloaded the addresses of the readers of %(thing)s: %(n)s."
    ),
    "past.brought": gettext_noop("%(actor)s brought past posts to %(thing)s from the file “%(token)s”."),
    "past.taken_back": gettext_noop("%(actor)s took back the past posts of the file “%(token)s”."),
    "channel.short_links": gettext_noop("%(actor)s had links on %(thing)s made short."),
    "channel.long_links": gettext_noop("%(actor)s had links on %(thing)s stay as they are."),
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
    "note.written": gettext_noop("%(actor)s wrote a note on a day."),
    "note.changed": gettext_noop("%(actor)s changed a note on a day."),
    "note.removed": gettext_noop("%(actor)s removed a note from a day."),
    "event.added": gettext_noop("%(actor)s added the event “%(token)s”."),
    "event.changed": gettext_noop("%(actor)s changed an event."),
    "event.removed": gettext_noop("%(actor)s removed the event “%(token)s”."),
    "campaign.added": gettext_noop("%(actor)s added the campaign “%(token)s”."),
    "campaign.changed": gettext_noop("%(actor)s changed a campaign."),
    "campaign.archived": gettext_noop("%(actor)s archived the campaign “%(token)s”."),
    "campaign.brought_back": gettext_noop("%(actor)s brought the campaign “%(token)s” back."),
    "pillar.added": gettext_noop("%(actor)s added the pillar “%(token)s”."),
    "pillar.changed": gettext_noop("%(actor)s changed a pillar."),
    "pillar.removed": gettext_noop("%(actor)s removed the pillar “%(token)s”."),
    "observance.added": gettext_noop("%(actor)s added the day “%(token)s”."),
    "observance.removed": gettext_noop("%(actor)s removed the day “%(token)s”."),
    "observances.brought": gettext_noop("%(actor)s brought days from the calendar file “%(calendar)s”."),
    "observances.removed": gettext_noop("%(actor)s removed the days of the calendar file “%(calendar)s”."),
    "feed.made": gettext_noop("%(actor)s made the calendar feed “%(token)s”."),
    "feed.revoked": gettext_noop("%(actor)s revoked the calendar feed “%(token)s”."),
    "policy.added": gettext_noop("%(actor)s gave the posts of “%(token)s” their own terms of agreement."),
    "policy.changed": gettext_noop("%(actor)s changed how posts are agreed."),
    "policy.removed": gettext_noop("%(actor)s took away the own terms of agreement of “%(token)s”."),
    "step.added": gettext_noop("%(actor)s added the step of agreement “%(token)s”."),
    "step.changed": gettext_noop("%(actor)s changed the step of agreement “%(token)s”."),
    "step.removed": gettext_noop("%(actor)s removed the step of agreement “%(token)s”."),
    "steps.ordered": gettext_noop("%(actor)s put the steps of agreement in another order."),
    "group.added": gettext_noop("%(actor)s made the group “%(token)s”."),
    "group.changed": gettext_noop("%(actor)s changed the group “%(token)s”."),
    "group.removed": gettext_noop("%(actor)s removed the group “%(token)s”."),
    "contact.added": gettext_noop("%(actor)s added “%(token)s” as a client’s contact."),
    "contact.changed": gettext_noop("%(actor)s changed the client’s contact “%(token)s”."),
    "contact.removed": gettext_noop("%(actor)s removed the client’s contact “%(token)s”."),
    "route.added": gettext_noop("%(actor)s added a rule: some posts need “%(token)s” too."),
    "route.changed": gettext_noop("%(actor)s changed the rule by which some posts need “%(token)s” too."),
    "route.removed": gettext_noop("%(actor)s removed the rule by which some posts need “%(token)s” too."),
    "absence.set": gettext_noop(
        "%(actor)s said: %(token)s is away, and %(person)s answers instead, until %(to)s."
    ),
    "absence.ended": gettext_noop("%(actor)s said: %(token)s is back."),
    "notices.bot": gettext_noop("%(actor)s connected the bot “%(token)s” for notices."),
    "notices.bot_removed": gettext_noop("%(actor)s removed the bot “%(token)s” for notices."),
    "webhook.added": gettext_noop("%(actor)s added the webhook “%(token)s”."),
    "webhook.changed": gettext_noop("%(actor)s changed the webhook “%(token)s”."),
    "webhook.secret": gettext_noop("%(actor)s gave the webhook “%(token)s” another secret."),
    "webhook.removed": gettext_noop("%(actor)s removed the webhook “%(token)s”."),
    "guest.invited": gettext_noop("A letter with a link to %(thing)s was written to who is asked."),
    "guest.reminded": gettext_noop("Who is asked about %(thing)s was reminded by letter."),
    "guest.unreached": gettext_noop("A letter about %(thing)s could not be sent."),
    "guest.link_made": gettext_noop("%(actor)s made a link to %(thing)s by hand."),
    "guest.asked_again": gettext_noop("%(actor)s had the link to %(thing)s sent again."),
    "guest.revoked": gettext_noop("%(actor)s revoked a link to %(thing)s."),
    "guest.revoked_all": gettext_noop("%(actor)s revoked all links of a contact."),
    "goal.added": gettext_noop("%(actor)s set a goal."),
    "goal.removed": gettext_noop("%(actor)s removed a goal."),
    "report.link_made": gettext_noop("%(actor)s made a link to the report “%(token)s”."),
    "report.link_revoked": gettext_noop("%(actor)s revoked a link to the report “%(token)s”."),
    "report.letter_added": gettext_noop("%(actor)s has reports sent to %(token)s."),
    "report.letter_removed": gettext_noop("%(actor)s stopped reports to %(token)s."),
    "report.sent": gettext_noop("A report was sent to %(token)s."),
    "report.unsent": gettext_noop("A report to %(token)s could not be sent."),
    "report.unsure": gettext_noop("Nobody knows whether the report to %(token)s has arrived."),
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
        "step": details.get("step", "–"),
        "email": details.get("email", ""),
        "role": _(str(details.get("role", "–")).capitalize()),
        "token": details.get("name", ""),
        "calendar": details.get("calendar", ""),
        "n": details.get("new", details.get("readers", "")),
        "value": details.get("value", ""),
        "old": details.get("before_value", ""),
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
