"""A delivery's story in sentences that a person understands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from publishers.letters import WritesToEach

SENTENCES = {
    "planned": gettext_noop("Put on the calendar for %(at)s."),
    "intent": gettext_noop("Written down that it is being sent now, before the first byte left."),
    "repeated": gettext_noop("Sent again with the same key, which the network knows: it cannot come twice."),
    "published": gettext_noop("The network took it and gave a receipt."),
    "rejected": gettext_noop("The network refused it. It is not out."),
    "busy": gettext_noop("The network asked us to wait. It is not out; the next try is at %(at)s."),
    "unreachable": gettext_noop(
        "The network could not be reached. It is not out; the next try is at %(at)s."
    ),
    "no_answer": gettext_noop("No clear answer came back. It may be out, so it is not sent again."),
    "looked": gettext_noop("Looked on the channel: not there yet. The next look is at %(at)s."),
    "waited": gettext_noop("Waited for the channel to answer. The next step is at %(at)s."),
    "could_not_look": gettext_noop("Could not look on the channel. The next look is at %(at)s."),
    "found": gettext_noop("Found on the channel: it is out."),
    "absent": gettext_noop("Looked twice and it is certainly not there. It will be sent with a new key."),
    "held": gettext_noop("Nothing more can be found out by machine. A person decides."),
    "handed": gettext_noop("Its time came: its words and pictures were handed to people."),
    "by_hand": gettext_noop("A person publishes it, and says here when it is done."),
    "by_hand_again": gettext_noop("Nobody has said yet that it is done: people were told once more."),
    "by_hand_done": gettext_noop("%(by)s published it by hand."),
    "by_hand_placed": gettext_noop("%(by)s said where it is."),
    "postponed": gettext_noop("%(by)s will publish it later; it comes again at %(at)s."),
    "confirmed": gettext_noop("%(by)s saw it on the channel: it is out."),
    "denied": gettext_noop("%(by)s looked and it is not there. It will be sent again."),
    "dropped": gettext_noop("%(by)s dropped it."),
    "moved": gettext_noop("%(by)s moved it to %(to)s."),
    "cancelled": gettext_noop("%(by)s took it off the calendar."),
    "replaced": gettext_noop("Replaced by the newly approved words, at the same time."),
    "released": gettext_noop("Given back unsent: it may not go out at this moment."),
    "refused": gettext_noop("Stopped: what would have gone out is not what was approved."),
    "carried": gettext_noop("Its video was brought to the network; it goes out at its time."),
    "carry_later": gettext_noop("Its video could not be brought yet. It is tried again."),
    "lease_over": gettext_noop("The worker that held it stopped before sending anything. It is free again."),
    "missed": gettext_noop("Its time passed while it could not go out. It does not go out late by itself."),
    "blocked": gettext_noop("The channel has to be connected again first."),
    "unblocked": gettext_noop("The channel works again, so it goes on."),
    "stopped": gettext_noop(
        "Stopped: something it says is no longer so. Mend it, or override it with a reason."
    ),
    "unstopped": gettext_noop("What stopped it is mended or overridden, so it goes on."),
    "agreed_again": gettext_noop("It was read again and approved, so it goes on."),
    "expired": gettext_noop("The network no longer accepts our sign-in. It is not out."),
    "gave_up": gettext_noop("Tried as often as makes sense. It is not out."),
    "poison": gettext_noop("The worker stopped three times while preparing it. A person should look."),
    "challenged": gettext_noop("The network asks a person to read a picture first. It is not out."),
    "answered": gettext_noop("%(by)s typed what the picture says, so it goes on."),
    "corrected": gettext_noop("%(by)s changed its words on the network."),
    "taken_back": gettext_noop("%(by)s deleted it on the network."),
    "retried": gettext_noop("%(by)s asked to try again."),
    "zone_changed": gettext_noop("The rules of the time zone changed; the clock time stays: %(to)s."),
    "late_receipt": gettext_noop("A receipt arrived late and was kept: it is out."),
    "brought": gettext_noop("%(by)s brought it from a table. It was published before, not by Almanac."),
    "unbrought": gettext_noop("%(by)s took the import back. Whatever is on the network stays there."),
    "example": gettext_noop("Example content, shown as if it had gone out. It was never sent."),
}
OF_LETTERS = {  # what is true of many letters, which leave one by one afterwards
    "intent": gettext_noop("Written down that its letters may leave now, before the first of them left."),
    "published": gettext_noop("Its letters were written out to leave, one by one."),
}
GOOD = frozenset({"published", "found", "confirmed", "late_receipt", "by_hand_done", "by_hand_placed"})
DOUBT = frozenset(
    {
        "handed",
        "by_hand",
        "by_hand_again",
        "no_answer",
        "challenged",
        "looked",
        "waited",
        "could_not_look",
        "held",
    }
)
BAD = frozenset({"rejected", "missed", "gave_up", "expired", "poison", "refused", "blocked", "stopped"})
MOVING = frozenset({"intent", "repeated"})


@dataclass(frozen=True, slots=True)
class Told:
    """One line: when, what, and what the network said in its own words."""

    at: datetime
    sentence: str
    heard: str
    tone: str  # a stage's colour
    key: str
    payload: str
    url: str


def tell(step: Step, are_letters: bool = False) -> Told:
    details = step.details
    sentences = SENTENCES | OF_LETTERS if are_letters else SENTENCES
    values = {
        "by": details.get("by") or _("Somebody"),
        "at": _clock(details.get("again_at") or details.get("due_at")),
        "to": _clock(details.get("to_at")),
    }
    sentence = _(sentences[step.what]) % values if step.what in sentences else step.what
    return Told(
        step.at,
        sentence,
        heard=_heard(details),
        tone=_tone(step.what),
        key=str(details.get("key", "")),
        payload=str(details.get("payload", "")),
        url=_link(str(details.get("url", ""))),
    )


def story(delivery: Delivery) -> list[Told]:
    """Every line in order; looks that found nothing are told once, with their number."""
    with timezone.override(delivery.workspace.zone):
        are_letters = issubclass(delivery.channel.kind, WritesToEach)
        return list(_shortened(delivery.story.order_by("number"), are_letters))


def lateness(delivery: Delivery) -> float | None:
    """Seconds from the planned time to the moment it left; None while it has not."""
    if delivery.sent_at is None:
        return None
    return max(0.0, (delivery.sent_at - delivery.due_at).total_seconds())


def _shortened(steps: Iterable[Step], are_letters: bool) -> Iterable[Told]:
    same: list[Step] = []
    for step in [*steps, None]:
        if same and (step is None or step.what != same[0].what or step.what not in DOUBT):
            yield _once(same, are_letters)
            same = []
        if step is not None:
            same.append(step)


def _once(steps: list[Step], are_letters: bool) -> Told:
    told = tell(steps[-1], are_letters)
    if len(steps) == 1:
        return told
    times = ngettext("%(n)s time so far.", "%(n)s times so far.", len(steps)) % {"n": len(steps)}
    return Told(told.at, told.sentence, f"{times} {told.heard}".strip(), told.tone, "", "", told.url)


def _heard(details: dict[str, object]) -> str:
    """What the network said, translated where it is one of our sentences."""
    template, values = details.get("template"), details.get("values")
    if isinstance(template, str) and template:
        try:
            return _(template).format(**(values if isinstance(values, dict) else {}))
        except (KeyError, IndexError, ValueError):
            return template
    return str(details.get("heard") or "")


def _tone(what: str) -> str:
    tones = {"published": GOOD, "partly": DOUBT, "failed": BAD, "scheduled": MOVING}
    return next((tone for tone, those in tones.items() if what in those), "")


def _link(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _clock(text: object) -> str:
    try:
        at = timezone.localtime(datetime.fromisoformat(str(text)))
    except ValueError:
        return _("a time unknown")
    today = timezone.localdate()
    return date_format(at, "H:i:s") if at.date() == today else date_format(at, "j E, H:i")
