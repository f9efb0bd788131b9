"""A notice in sentences: what happened, why, and what the reader can do now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from planner.deliveries.telling import SENTENCES as STORY
from planner.notices.models import Notice
from planner.sentences import said

SENTENCES = {
    "post.step_opened": gettext_noop("“%(post)s” waits for your answer."),
    "post.stood_in": gettext_noop("“%(post)s” waits for your answer in the place of %(person)s."),
    "post.submitted": gettext_noop("%(actor)s asks for a review of “%(post)s”."),
    "post.deadline_near": gettext_noop("“%(post)s” still waits for your answer."),
    "post.step_late": gettext_noop("Nobody answered in time about “%(post)s”."),
    "post.step_escalated": gettext_noop(
        "Nobody answered in time about “%(post)s”, so others are asked as well."
    ),
    "post.step_skipped": gettext_noop("Nobody answered in time about “%(post)s”, so a step was passed over."),
    "post.approved": gettext_noop("%(actor)s approved “%(post)s”."),
    "post.step_approved": gettext_noop("%(actor)s said yes to “%(post)s”; others still answer."),
    "post.changes_asked": gettext_noop("%(actor)s asks for changes to “%(post)s”."),
    "post.rejected": gettext_noop("%(actor)s rejected “%(post)s”."),
    "post.yes_taken_back": gettext_noop("%(actor)s took back their yes to “%(post)s”."),
    "post.approval_void": gettext_noop("%(actor)s changed “%(post)s”, so its approval no longer counts."),
    "post.stopped": gettext_noop("Something that “%(post)s” says is no longer so."),
    "post.slot_passed": gettext_noop("“%(post)s” had no yes when its time came. It is not out."),
    "post.not_scheduled": gettext_noop("“%(post)s” is approved, but it could not be put on the calendar."),
    "post.urgent": gettext_noop("%(actor)s approved “%(post)s” by the urgent path."),
    "post.afterlook_waits": gettext_noop(
        "“%(post)s” went the urgent way (%(person)s), and nobody has looked at it afterwards."
    ),
    "post.afterlooked": gettext_noop("%(actor)s looked at “%(post)s”, which went the urgent way."),
    "remark.written": gettext_noop("%(actor)s wrote about “%(post)s”."),
    "suggestion.accepted": gettext_noop("%(actor)s took the suggestion for “%(post)s”."),
    "suggestion.rejected": gettext_noop("%(actor)s did not take the suggestion for “%(post)s”."),
    "post.assigned": gettext_noop("%(actor)s gave you “%(post)s”."),
    "channel.to_reconnect": gettext_noop("%(channel)s has to be connected again."),
    "delivery.failed": gettext_noop("“%(post)s” could not be published on %(channel)s. It is not out."),
    "delivery.missed": gettext_noop("“%(post)s” missed its time on %(channel)s, %(due_at)s. It is not out."),
    "delivery.held": gettext_noop("Nobody knows whether “%(post)s” is out on %(channel)s."),
    "delivery.by_hand": gettext_noop("It is time to publish “%(post)s” on %(channel)s by hand."),
    "delivery.blocked": gettext_noop("“%(post)s” cannot go out on %(channel)s at the moment."),
    "mailing.halted": gettext_noop("The letters of “%(post)s” on %(channel)s have stopped."),
    "mailing.delayed": gettext_noop("The letters of “%(post)s” on %(channel)s do not get on."),
    "delivery.gone": gettext_noop("“%(post)s” is no longer on %(channel)s. Nobody deleted it here."),
    "delivery.changed_there": gettext_noop("Somebody changed “%(post)s” on %(channel)s itself."),
    "notice.untold": gettext_noop("%(person)s could not be told by %(way)s."),
    "notice.unread": gettext_noop("Something happened that nobody could be told of: %(about)s."),
    "webhook.off": gettext_noop("The webhook to %(url)s is switched off: nothing arrived there for a day."),
}
MENTION = gettext_noop("%(actor)s mentioned you, writing about “%(post)s”.")
TAKEN_BACK = gettext_noop("The approval of “%(post)s” no longer counts.")
YOURSELF = gettext_noop("You could not be told by %(way)s.")

NEXT = {
    "post.step_opened": gettext_noop("Read it and answer."),
    "post.stood_in": gettext_noop("Read it and answer."),
    "post.submitted": gettext_noop("Read it and answer."),
    "post.deadline_near": gettext_noop("Answer before the deadline."),
    "post.step_late": gettext_noop("Answer now, or ask somebody who can."),
    "post.step_escalated": gettext_noop("Any of those who are asked can answer."),
    "post.step_skipped": gettext_noop("Look whether that is right for this post."),
    "post.approved": gettext_noop("Give it a time, if it has none yet."),
    "post.changes_asked": gettext_noop("Change it and ask for a review again."),
    "post.rejected": gettext_noop("Duplicate it to try again with other words."),
    "post.yes_taken_back": gettext_noop("Others are still asked; speak with them."),
    "post.approval_void": gettext_noop("Read what is new; where you are not asked again, ask for a review."),
    "post.stopped": gettext_noop("Mend it, say that it is still right, or put it away."),
    "post.slot_passed": gettext_noop("Answer, and choose a new time."),
    "post.not_scheduled": gettext_noop("Mend what stands in the way, then put it on the calendar."),
    "post.urgent": gettext_noop("Look at it afterwards."),
    "post.afterlook_waits": gettext_noop("Say on the review page whether it was right."),
    "remark.written": gettext_noop("Read and answer."),
    "suggestion.accepted": gettext_noop("See how the words stand now."),
    "suggestion.rejected": gettext_noop("See how the words stand now."),
    "post.assigned": gettext_noop("Open it."),
    "channel.to_reconnect": gettext_noop("Connect it again; what is planned there waits."),
    "delivery.failed": gettext_noop("Change what was refused, then try again; or choose a new time."),
    "delivery.missed": gettext_noop("Choose a new time, or send it now."),
    "delivery.held": gettext_noop("Look on the channel, and decide whether it is out."),
    "delivery.by_hand": gettext_noop("Copy its words and pictures, and say when it is done."),
    "delivery.blocked": gettext_noop("Connect the channel again; then it goes on by itself."),
    "mailing.halted": gettext_noop("Mend what the reason says, then let the letters go on."),
    "mailing.delayed": gettext_noop("Look after the mail server; the letters go on by themselves."),
    "delivery.gone": gettext_noop("Look on the channel, and publish it again if it should be there."),
    "delivery.changed_there": gettext_noop("Look whether what stands there now is what was agreed."),
    "notice.untold": gettext_noop("Tell them yourself, and look at the settings of this way."),
    "notice.unread": gettext_noop("Look into the history."),
    "webhook.off": gettext_noop("Mend the program at the other end, then switch it on again."),
}  # fmt: skip
TYPE_PICTURE = gettext_noop("Type what the picture says, on its page.")
AGREE_AGAIN = gettext_noop("Read what would go out now, and approve it again.")
MEND = gettext_noop(
    "Mend it, say that it is still right, or override it with a reason; then it goes on by itself."
)
TROUBLED = frozenset({"notice.untold", "webhook.off", "post.stopped", "mailing.halted", "mailing.delayed"})
VOID = {
    "words": gettext_noop("Its words, pictures or channels are not the ones that were agreed to."),
    "time": gettext_noop("It stands outside of the time that was agreed to."),
    "labels": gettext_noop("By its labels other people are asked about it."),
    "person": gettext_noop("A yes that it rested on was taken back."),
}  # fmt: skip
NOBODY = gettext_noop("Nobody is left who could answer. An admin names somebody in the agreement.")
ANSWERED = frozenset({"post.step_opened", "post.stood_in", "post.submitted", "post.deadline_near"})


@dataclass(frozen=True, slots=True)
class Told:
    """`path` leads to where the next step is done. `why`: somebody's reason, or what a network said."""

    sentence: str
    why: str
    next: str
    path: str

    @property
    def url(self) -> str:
        return f"{settings.PUBLIC_URL}{self.path}"


def tell(notice: Notice) -> Told:
    """In the language that is active and the time zone that is current."""
    values = _values(notice)
    template = SENTENCES.get(notice.act, gettext_noop("Something happened to “%(post)s”."))
    if notice.kind == "mention":
        template = MENTION
    elif notice.act == "post.approval_void" and notice.data.get("reason") == "person":
        template = TAKEN_BACK
    elif notice.act == "notice.untold" and notice.data.get("user") == notice.user_id:
        template = YOURSELF
    return Told(_(template) % values, _why(notice), _next(notice), path_of(notice))


def path_of(notice: Notice) -> str:
    """Where the next step is done."""
    slug = notice.workspace.slug
    if notice.post_id is not None and (
        notice.act in ANSWERED or notice.data.get("outside")
    ):  # their one page
        return f"{reverse('review', args=[slug])}?post={notice.post_id}"
    if notice.delivery_id is not None:
        return reverse("delivery", args=[slug, notice.delivery_id])
    if notice.act == "post.afterlook_waits":
        return reverse("review", args=[slug])
    if notice.post_id is not None and notice.act == "post.stopped":
        return reverse("post-freshness", args=[slug, notice.post_id])
    if notice.post_id is not None:
        return reverse("post", args=[slug, notice.post_id])
    if notice.act == "channel.to_reconnect" and notice.thing_id is not None:
        return reverse("channel", args=[slug, notice.thing_id])
    if notice.act == "webhook.off" or notice.data.get("way") == "webhook":
        return reverse("notice-ways", args=[slug])
    if notice.act == "notice.unread":
        return reverse("history", args=[slug])
    return reverse("notices", args=[slug])


def _values(notice: Notice) -> dict[str, str]:
    data: Mapping[str, Any] = notice.data
    name = notice.post.newest.name if notice.post is not None and notice.post.head is not None else ""
    return {
        "actor": str(data.get("actor") or _("Somebody")),
        "post": name or _("Untitled"),
        "channel": str(data.get("channel") or _("a channel")),
        "due_at": moment(data.get("due_at")),
        "person": str(data.get("person") or _("Somebody")),
        "way": way_word(str(data.get("way", ""))),
        "url": str(data.get("url", "")),
        "about": str(data.get("about", "")),
    }


def way_word(way: str) -> str:
    return {"email": _("e-mail"), "telegram": "Telegram", "webhook": _("webhook")}.get(way, way)


def _why(notice: Notice) -> str:
    data: Mapping[str, Any] = notice.data
    if notice.act.startswith("delivery."):
        return said(data.get("trouble")) or _(STORY.get(str(data.get("what")), ""))
    if notice.act in TROUBLED:
        return said(data.get("trouble"))
    if notice.act == "post.approval_void":
        return _why_void(notice)
    if notice.act == "post.step_late" and data.get("reason") == "nobody":
        return _(NOBODY)
    if notice.act == "post.step_late":
        data = {**data, "reason": ""}
    given = data.get("note") or data.get("reason") or data.get("remark") or data.get("text")
    if given:
        return str(given)
    step = data.get("step_name") or data.get("name") or data.get("step")
    pieces = [_("Step: %(name)s.") % {"name": step}] if isinstance(step, str) and notice.post_id else []
    if data.get("deadline_at"):
        pieces.append(_("The deadline is %(at)s.") % {"at": moment(data["deadline_at"])})
    return " ".join(pieces)


def _why_void(notice: Notice) -> str:
    """What is different; and to the author whose yes it was. A client does not read who else agreed."""
    pieces = [_(VOID[reason])] if (reason := str(notice.data.get("reason"))) in VOID else []
    is_author = notice.post is not None and notice.user_id == notice.post.author_id is not None
    if is_author and notice.data.get("person"):
        pieces.append(_("It had a yes from: %(names)s.") % {"names": notice.data["person"]})
    return " ".join(pieces)


def _next(notice: Notice) -> str:
    code = str((notice.data.get("trouble") or {}).get("code", ""))
    if notice.act == "notice.untold" and notice.data.get("user") == notice.user_id:
        return _("Look whether your address and your chat are right, or tell an admin.")
    if notice.act == "delivery.blocked" and notice.data.get("puzzle"):
        return _(TYPE_PICTURE)
    if notice.act == "delivery.blocked" and code == "stopped":
        return _(MEND)
    if notice.act == "delivery.blocked" and notice.data.get("what") == "refused":
        return _(AGREE_AGAIN)
    if notice.act == "delivery.missed" and code == "expired":
        return _("Make it valid for longer, then choose a new time.")
    template = NEXT.get(notice.act, "")
    return _(template) if template else ""


def moment(text: object) -> str:
    try:
        return date_format(timezone.localtime(datetime.fromisoformat(str(text))), "j E, H:i")
    except ValueError:
        return "–"
