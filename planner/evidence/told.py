"""The records of a pack in sentences, for the page that people read and print."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from planner.deliveries import telling as stories
from planner.deliveries.models import State
from planner.deliveries.story import Step
from planner.history import telling
from planner.history.models import Entry
from planner.reviews.models import Review

Body = Mapping[str, Any]
Facts = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """A record: when, what, the words that it holds, and facts with their names."""

    number: int
    kind: str
    at: datetime
    sentence: str
    words: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    tone: str  # "good", "bad" or ""
    hash: str


def tell(record: Mapping[str, Any]) -> Told:
    """In the reader's language; times in the zone that is in force."""
    body, at = record["body"], datetime.fromisoformat(record["at"])
    sentence, facts = TELL[record["kind"]](body, at) if record["kind"] in TELL else (record["kind"], iter(()))
    return Told(
        record["number"],
        record["kind"],
        at,
        sentence,
        tuple(_words(record["kind"], body)),
        tuple((name, value) for name, value in facts if value),
        _tone(record["kind"], body),
        record["hash"],
    )


def name_in(records: list[Mapping[str, Any]]) -> str:
    """What a post is called, by the newest of its words that are told."""
    for record in reversed(records):
        body = record["body"]
        if record["kind"] == "version" and not body["withheld"]:
            return str(body["title"] or body["text"].strip().split("\n")[0].lstrip("# ")[:80])
    return ""


def moment(text: str | None) -> str:
    """“29 November 2026, 10:15:02”."""
    if not text:
        return ""
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "j E Y, H:i:s")


def _post(body: Body, at: datetime) -> tuple[str, Facts]:
    def facts() -> Facts:
        yield _("Author"), body.get("author", "")
        yield _("Campaign"), body.get("campaign", "")
        yield _("Pillar"), body.get("pillar", "")
        yield _("Planned for"), moment(body["planned_at"])
        yield _("On hold"), body.get("hold_reason", "")

    return _("The post was begun."), facts()


def _version(body: Body, at: datetime) -> tuple[str, Facts]:
    def facts() -> Facts:
        for picture in body["pictures"]:
            yield _("Picture"), f"SHA-256 {picture['sha256']}"
            yield _("Its description"), picture["alt"]
        if body["card"]:
            yield _("Link card"), body["card"].get("url", "")
        yield _("Fingerprint of the words"), body["digest"]

    values = {"n": body["number"], "by": body["by"]}
    if body["withheld"]:
        return _("Version %(n)s. Its words are not part of this edition.") % values, facts()
    return _("Version %(n)s was written by %(by)s.") % values, facts()


def _turn(body: Body, at: datetime) -> tuple[str, Facts]:
    def facts() -> Facts:
        yield _("Round"), str(body["round"])
        yield _("Version"), str(body["version"])
        yield _("Deadline"), moment(body["deadline_at"])
        yield _("Out of time"), moment(body["timed_out_at"])
        yield _("Others were asked as well"), moment(body["escalated_at"])
        yield _("Passed over"), moment(body["skipped_at"])
        yield _("Closed"), moment(body["closed_at"])

    step = body["step_name"] or _("Review")
    return _("The step “%(step)s” began to wait.") % {"step": step}, facts()


def _review(body: Body, at: datetime) -> tuple[str, Facts]:
    def facts() -> Facts:
        yield _("Reason or note"), body["note"]
        yield _("Note"), _("not part of this edition") if body["withheld"] else ""
        yield _("Address"), body["address"]
        yield _("By way of"), telling.way(Entry(via=body["via"]))
        yield _("In the place of"), body["seat_of"]
        yield _("Step"), body["step_name"]
        yield _("Round"), str(body["round"])
        yield _("Urgent"), _("yes, for all steps") if body["urgent"] else ""
        yield _("Not before"), moment(body["not_before"])
        yield _("Not after"), moment(body["not_after"])
        for channel, print_ in sorted(body["covers"].items()):
            yield _("Covers channel %(id)s") % {"id": channel}, print_

    answer = dict(Review.Answer.choices).get(body["answer"], body["answer"])
    values = {"who": body["who"] or _("A member"), "answer": answer, "n": body["version"]}
    return _("%(who)s answered about version %(n)s: %(answer)s.") % values, facts()


def _pin(body: Body, at: datetime) -> tuple[str, Facts]:
    def facts() -> Facts:
        yield _("Account"), body["account"]
        yield _("Fingerprint that was approved"), body["digest"]
        yield _("Not before"), moment(body["not_before"])
        yield _("Not after"), moment(body["not_after"])

    values = {"n": body["version"], "channel": body["channel_name"]}
    return _("What version %(n)s sends to %(channel)s was agreed.") % values, facts()


def _delivery(body: Body, at: datetime) -> tuple[str, Facts]:
    def facts() -> Facts:
        yield _("State"), str(dict(State.choices).get(body["state"], body["state"]))
        yield _("Due"), moment(body["due_at"])
        yield _("Sent"), moment(body["sent_at"])
        yield _("Published"), moment(body["published_at"])
        yield _("Receipt"), body["receipt_id"]
        yield _("Address"), body["receipt_url"]
        yield _("Fingerprint that was approved"), body["approved_digest"]
        yield _("Fingerprint that was sent"), body["sent_digest"]
        yield _("Sent as approved"), str(AS_APPROVED[body["sent_as_approved"]]())

    values = {"id": body["delivery"], "n": body["version"], "channel": body["channel_name"]}
    return _("Delivery %(id)s of version %(n)s to %(channel)s was planned.") % values, facts()


AS_APPROVED: Mapping[str, Callable[[], str]] = {
    "yes": lambda: pgettext("as approved", "yes"),
    "no": lambda: pgettext("as approved", "NO"),
    "not sent": lambda: pgettext("as approved", "not sent by this installation"),
}


def _step(body: Body, at: datetime) -> tuple[str, Facts]:
    said = stories.tell(Step(at=at, what=body["what"], details=body["details"]))

    def facts() -> Facts:
        yield _("The network said"), said.heard
        yield _("Fingerprint"), said.payload
        yield _("Hash in the delivery’s story"), body["chain_hash"]

    values = {"id": body["delivery"], "said": said.sentence}
    return _("Delivery %(id)s: %(said)s") % values, facts()


def _afterlook(body: Body, at: datetime) -> tuple[str, Facts]:
    right = _("It was right.") if body["was_right"] else _("It was not right.")
    values = {"who": body["who"], "right": right}
    return _("%(who)s looked at the urgent way afterwards. %(right)s") % values, iter(
        [(_("Note"), body["note"])]
    )


def _remark(body: Body, at: datetime) -> tuple[str, Facts]:
    def facts() -> Facts:
        yield _("About these words"), body["quote"]
        yield _("Comment"), body["text"] or _("Taken away by who wrote it.")

    return _("%(who)s wrote a comment.") % {"who": body["who"] or _("A member")}, facts()


def _entry(body: Body, at: datetime) -> tuple[str, Facts]:
    entry = Entry(
        act=body["act"],
        actor=body["actor"] or _("A member"),
        via=body["via"],
        thing=body["thing"],
        thing_id=body["thing_id"],
        details=body["details"],
    )

    def facts() -> Facts:
        yield _("Reason or note"), telling.why(entry)
        yield _("By way of"), telling.way(entry)
        yield _("Hash in the history"), body["chain_hash"]

    values = {"n": body["number"], "said": telling.tell(entry)}
    return _("History, entry %(n)s: %(said)s") % values, facts()


def _missing(body: Body, at: datetime) -> tuple[str, Facts]:
    values = {"what": body["what"], "by": body["named_by"]}
    return _("MISSING: %(what)s. It is no longer in the database; %(by)s speaks of it.") % values, iter(())


TELL: Mapping[str, Callable[[Body, datetime], tuple[str, Facts]]] = {
    "post": _post,
    "version": _version,
    "turn": _turn,
    "review": _review,
    "pin": _pin,
    "delivery": _delivery,
    "step": _step,
    "afterlook": _afterlook,
    "remark": _remark,
    "entry": _entry,
    "missing": _missing,
}


def _words(kind: str, body: Body) -> Iterator[tuple[str, str]]:
    """Texts as people wrote them, with where they are said."""
    if kind != "version" or body["withheld"]:
        return
    if body["title"]:
        yield _("Title"), body["title"]
    if body["text"]:
        yield _("Words"), body["text"]
    for wording in body["wordings"]:
        if wording["text"] is not None:
            yield wording["channel_name"], wording["text"]
        for name, value in sorted(wording["options"].items()):
            yield f"{wording['channel_name']}, {name}", str(value)


def _tone(kind: str, body: Body) -> str:
    if kind == "missing" or (kind == "delivery" and body["sent_as_approved"] == "no"):
        return "bad"
    good = (kind == "review" and body["answer"] == "yes") or (
        kind == "delivery" and body["sent_as_approved"] == "yes"
    )
    return "good" if good else ""
