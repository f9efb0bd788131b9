"""What Discourse says: `{errors: [words], error_type}` where it did not do it (Discourse API docs).

The words are in the forum's own language. Only two of them are read, and where they are not understood, a
refusal is a refusal all the same.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from publishers import answers
from publishers.answer import Answer, read_moment
from publishers.answers import LONGEST_WAIT, said, trouble
from publishers.errors import (
    AlreadyThere,
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

NETWORK = "Discourse"
object_of = partial(answers.object_of, network=NETWORK)
unreadable = partial(answers.unreadable, NETWORK)
SAID_BEFORE = {"external has already": "external_id", "body is too similar": "too_similar"}

MAY_NOT = _(
    "Discourse does not let us do this. Look at the API key, the user name, and what this person may do in "
    "the category. Discourse says: {reason}"
)
MOVED = _("The forum is at another address, {to}. Enter that one: redirects are not followed.")
NO_FORUM = _("No Discourse answers at this address.")
HELD = _(
    "A moderator of the forum must let this post through first; it waits for them there. Once it has "
    "appeared, say so here, with its address. Send it again only where they have refused it. Let this person "
    "post without approval to have posts out at their time."
)
QUEUED = "enqueued"  # Discourse's word for it, and the name under which it is kept


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a post is: its topic, its number there (1 is what the topic began with), and its own id."""

    topic: int
    number: int
    post: int

    def written(self) -> str:
        return f"{self.topic}/{self.number}/{self.post}"

    @classmethod
    def read(cls, receipt_id: str) -> Self:
        topic, number, post = receipt_id.split("/")
        return cls(int(topic), int(number), int(post))

    @property
    def begins(self) -> bool:
        """Is it what a topic began with?"""
        return self.number == 1


def objects_in(what: Any, *names: str) -> list[dict[str, Any]]:
    """The objects of a list inside of an answer."""
    for name in names:
        what = what.get(name) if isinstance(what, dict) else None
    if not isinstance(what, list) or not all(isinstance(one, dict) for one in what):
        raise unreadable()
    return what


def receipt(answer: Answer, site: str) -> Receipt:
    """Where our post is. Raises what an answer means that is no receipt."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    body = answer.fields()
    if body.get("action") == QUEUED:
        raise Uncertain(Sentence(HELD), code=QUEUED, kept={QUEUED: "yes"})
    found = receipt_of(body, answer, site)
    if found is None:
        raise Uncertain(Sentence(_("Discourse answered without saying where the post is.")), code="no_id")
    return found


def receipt_of(post: dict[str, Any], answer: Answer, site: str) -> Receipt | None:
    """Where a post is; None where it does not say so."""
    numbers = [post.get(name) for name in ("topic_id", "post_number", "id")]
    if not all(type(one) is int and one > 0 for one in numbers):
        return None
    spot = Spot(*(int(str(one)) for one in numbers))
    at = read_moment(post.get("created_at"))
    return Receipt(spot.written(), address(site, spot, post.get("topic_slug")), at, answer.date)


def address(site: str, spot: Spot, slug: Any) -> str:
    topic = f"{site}/t/{slug}/{spot.topic}" if isinstance(slug, str) and slug else f"{site}/t/{spot.topic}"
    return topic if spot.begins else f"{topic}/{spot.number}"


def refusal(answer: Answer, unclear: Unclear) -> PublisherError:
    """What an answer that is no success means."""
    status, words = answer.status, said(answer)
    kind = str(answer.fields().get("error_type") or status)
    if status in (301, 302, 307, 308) and unclear is Unreachable:
        return Rejected(Sentence(MOVED, {"to": answer.headers.get("location", "")[:200]}), code=str(status))
    if status in (401, 403):  # so Discourse calls a wrong key, too
        return Expired(Sentence(MAY_NOT, {"reason": words or status}), code=kind)
    if status == 404 and not answer.fields():
        return Expired(Sentence(NO_FORUM), code="404")
    if status == 409:  # it is doing the same at this moment
        return unclear(Sentence(_("Discourse is busy with this post already.")), code="409")
    if status == 422 and (code := _said_before(answer)):
        return AlreadyThere(Sentence(_("Discourse has a post with these words already.")), code=code)
    found = trouble(answer, NETWORK, unclear)
    if isinstance(found, Busy) and found.retry_after is None:
        found.retry_after = _wait(answer)
    return found


def is_gone(what: dict[str, Any]) -> bool:
    """Staff are shown deleted posts too, and an author's own deletion leaves a note in its place."""
    return bool(what.get("deleted_at") or what.get("user_deleted"))


def _said_before(answer: Answer) -> str:
    """Does one of several complaints tell of a copy? Our mark is taken, or the words were just said."""
    errors = answer.fields().get("errors")
    words = " ".join(str(one).lower() for one in errors) if isinstance(errors, list) else ""
    return next((code for begins, code in SAID_BEFORE.items() if begins in words), "")


def _wait(answer: Answer) -> float | None:
    """How many seconds it asks us to wait, in its own words beside the header that others send."""
    extras = answer.fields().get("extras")
    seconds = extras.get("wait_seconds") if isinstance(extras, dict) else None
    return min(float(seconds), LONGEST_WAIT) if type(seconds) is int and seconds >= 0 else None
