"""What LinkedIn says. A post counts as out only with its name in the header `x-restli-id`."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from publishers import answers
from publishers.answer import Answer
from publishers.answers import said, trouble
from publishers.errors import (
    AlreadyThere,
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
)
from publishers.errors import gettext_noop as _
from publishers.linkedin.credentials import SITE
from publishers.message import Receipt

NETWORK = "LinkedIn"
json_of = partial(answers.object_of, network=NETWORK)
unreadable = partial(answers.unreadable, NETWORK)
POST = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
COMMENT = re.compile(r"urn:li:comment:\((?P<post>urn:li:(?:share|ugcPost|activity):\d+),(?P<number>\d+)\)")

ENDED = _("The sign-in at LinkedIn has ended: it lasts 60 days. Sign in again.")
WITHDRAWN = _("The sign-in was withdrawn at LinkedIn. Sign in again.")
NOT_ACCEPTED = _("LinkedIn no longer accepts our sign-in. Connect the channel again.")
TOKENS = {"EXPIRED_ACCESS_TOKEN": ENDED, "REVOKED_ACCESS_TOKEN": WITHDRAWN}
VERSION_ENDED = _(
    "LinkedIn no longer speaks the version of its API that this channel uses. Connect the channel again with "
    "a newer API version, as year and month. LinkedIn says: {reason}"
)
MAY_NOT = _(
    "LinkedIn does not let this app or this person post here. Look at the app's products and at the person's "
    "role on the page, then connect the channel again. LinkedIn says: {reason}"
)
NEEDS = _("LinkedIn lets only apps with the right {right} do this. LinkedIn says: {reason}")
PROBE = 300.0  # seconds
NO_RIGHT = "no_right"
DUPLICATE = _("LinkedIn has a post with these words already.")


def receipt(answer: Answer) -> Receipt:
    """Where our post is. Raises what an answer means that is no receipt."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    urn = answer.headers.get("x-restli-id", "")
    if not POST.fullmatch(urn):
        raise Uncertain(Sentence(_("LinkedIn answered without saying where the post is.")), code="no_id")
    return Receipt(urn, address(urn), server_date=answer.date)


def comment_receipt(answer: Answer, post: str) -> Receipt:
    """Where our comment is."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    number = answer.headers.get("x-restli-id", "")
    urn = number if COMMENT.fullmatch(number) else f"urn:li:comment:({post},{number})"
    if not COMMENT.fullmatch(urn):
        raise Uncertain(Sentence(_("LinkedIn answered without saying where the comment is.")), code="no_id")
    return Receipt(urn, address(urn), server_date=answer.date)


def address(urn: str) -> str:
    """The page that shows a post, or a comment below its post."""
    comment = COMMENT.fullmatch(urn)
    if comment:
        return f"{SITE}/feed/update/{comment['post']}/?commentUrn={quote(urn, safe='')}"
    return f"{SITE}/feed/update/{urn}/"


def elements_of(answer: Answer) -> list[dict[str, Any]]:
    """The objects of a list that answers a question."""
    elements = json_of(answer).get("elements")
    if not isinstance(elements, list) or not all(isinstance(one, dict) for one in elements):
        raise unreadable()
    return elements


def refusal(answer: Answer, unclear: Unclear, right: str = "") -> PublisherError:
    """What an answer that is no success means. `right`: what was asked needs it, and no post hangs on it."""
    body, status = answer.fields(), answer.status
    code = body["code"] if isinstance(body.get("code"), str) else str(status)
    values: dict[str, str | int] = {
        "network": NETWORK,
        "status": status,
        "reason": said(answer),
        "right": right,
    }
    duplicate = _duplicate(answer)
    if duplicate is not None:
        url = address(duplicate) if duplicate else ""
        return AlreadyThere(Sentence(DUPLICATE), receipt_id=duplicate, url=url, code="DUPLICATE_POST")
    if status == 426 or code == "NONEXISTENT_VERSION" or (status == 404 and _is_about_version(values)):
        return Expired(Sentence(VERSION_ENDED, values), code=code, is_certain=True)
    if status == 401:
        return Expired(Sentence(TOKENS.get(code, NOT_ACCEPTED)), code=code)
    if status == 403 and right:
        return Rejected(Sentence(NEEDS, values), code=NO_RIGHT)
    if status == 403:
        # "resource is forbidden" may pass by itself; a right that is missing does not.
        return Expired(Sentence(MAY_NOT, values), code=code, is_certain=_is_about_rights(values))
    if status == 409:
        return unclear(Sentence(_("{network} gave no clear answer (status {status})."), values), code=code)
    found = trouble(answer, NETWORK, unclear)
    if isinstance(found, Busy) and found.retry_after is None:
        found.retry_after = _wait(answer)
    return found


def _duplicate(answer: Answer) -> str | None:
    """The name of the post that has these words already, "" where it is not said; None for another answer."""
    if not 400 <= answer.status < 500:
        return None
    body = answer.fields()
    details = body.get("errorDetails")
    errors = details.get("inputErrors") if isinstance(details, dict) else None
    codes = [one.get("code") for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    message = str(body.get("message", ""))
    if "DUPLICATE_POST" not in [*codes, body.get("code")] and "is a duplicate of" not in message:
        return None
    named = POST.search(message.partition("duplicate of")[2])
    return named.group() if named else ""


def _is_about_version(values: dict[str, str | int]) -> bool:
    """A version that is too old or too new does not know a whole kind of things."""
    words = str(values["reason"]).lower()
    return "version" in words or "virtual resource" in words


def _is_about_rights(values: dict[str, str | int]) -> bool:
    return "permission" in str(values["reason"]).lower()


def _wait(answer: Answer) -> float:
    """Seconds until quotas count anew, at 00:00 UTC, but at most PROBE.

    The answer does not say whether a quota of the day ran out or only that of a minute; who waits for
    midnight after every 429 misses the time of posts that would have gone out a minute later.
    """
    now = answer.date or datetime.now(UTC)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min((midnight - now).total_seconds(), PROBE)
