"""What YouTube says: `{error: {code, message, errors: [{reason}]}}` where it did not do it.

Reasons: YouTube Data API, errors, and those of each method. Only 4xx says for certain that nothing was done.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from publishers import answers
from publishers.answer import Answer
from publishers.answers import retry_after, trouble
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _

NETWORK = "YouTube"
unreadable = partial(answers.unreadable, NETWORK)
PACIFIC = ZoneInfo("America/Los_Angeles")  # quotas count anew at its midnight

QUOTA = {"quotaExceeded", "dailyLimitExceeded"}
RATE = {"rateLimitExceeded", "userRateLimitExceeded"}
UPLOADS = 3600.0  # seconds: nobody says when a channel may upload again, so it is tried each hour
MISSING = {"videoNotFound", "commentNotFound"}
GONE = _(
    "The video is no longer on YouTube: somebody deleted it there. Plan the post anew to bring it again."
)
OUT_OF_QUOTA = _(
    "Your Google project has used up YouTube's quota of the day. It counts anew at {time} (UTC)."
)
TOO_MANY = _("YouTube takes no more videos from this channel for now.")
# Where no other post would pass either until a person acts.
TO_CONNECT = {
    "accessNotConfigured": _(
        "The YouTube Data API is not switched on in your Google project. Enable it under APIs and services."
    ),
    "insufficientPermissions": _("The sign-in does not have the rights for this. Sign in again."),
    "youtubeSignupRequired": _(
        "This Google account has no YouTube channel yet. Make one, then sign in again."
    ),
    "accountClosed": _("The YouTube account is closed."),
    "accountSuspended": _("The YouTube account is suspended."),
    "channelClosed": _("The YouTube channel is closed."),
    "channelSuspended": _("The YouTube channel is suspended."),
}
MAY_NOT = _("YouTube does not let this account do it. It says: {reason}")
REFUSED = {
    "commentsDisabled": _("Comments are switched off for this video."),
    "forbiddenPrivacySetting": _("YouTube does not let this channel choose who can see the video so."),
    "invalidTitle": _("YouTube does not take the title."),
    "invalidDescription": _("YouTube does not take the description."),
    "invalidTags": _("YouTube does not take the tags."),
    "invalidCategoryId": _("YouTube does not know the category. Choose another."),
}


def object_of(answer: Answer) -> dict[str, Any]:
    """The object that answers a question."""
    if not answer.ok:
        raise refusal(answer, Unreachable)
    if answer.status == 204:
        return {}
    try:
        body = answer.json()
    except ValueError as error:
        raise unreadable() from error
    if not isinstance(body, dict):
        raise unreadable()
    return body


def items_of(answer: Answer) -> list[dict[str, Any]]:
    """The resources of a list that answers a question."""
    items = object_of(answer).get("items", [])
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise unreadable()
    return items


def inside(what: Any, *names: str) -> dict[str, Any]:
    """The object at this path inside of a resource; empty where there is none."""
    for name in names:
        what = what.get(name) if isinstance(what, dict) else None
    return what if isinstance(what, dict) else {}


def refusal(answer: Answer, unclear: Unclear) -> PublisherError:
    """What an answer that is no success means."""
    reason, status = reason_of(answer), answer.status
    message = inside(answer.fields(), "error").get("message")
    said = " ".join(str(message or reason or status).split())[:200]
    values: dict[str, str | int] = {"network": NETWORK, "reason": said, "status": status}
    if 400 <= status < 500 and status != 408:
        if reason in QUOTA:
            return _until_midnight(answer, reason)
        if reason in RATE:
            return Busy(
                Sentence(_("{network} asks us to wait before posting more."), values),
                retry_after=retry_after(answer) or 60.0,
                code=reason,
            )
        if reason == "uploadLimitExceeded":
            return Busy(Sentence(TOO_MANY), retry_after=UPLOADS, code=reason)
        if reason in TO_CONNECT:
            return Expired(Sentence(TO_CONNECT[reason]), code=reason, is_certain=True)
        if reason in MISSING:
            return Rejected(Sentence(GONE), code=reason)
        if reason in REFUSED:
            return Rejected(Sentence(REFUSED[reason]), code=reason)
        if reason == "processingFailure":  # so comments are answered where YouTube itself stumbled
            return unclear(
                Sentence(_("{network} gave no clear answer (status {status})."), values), code=reason
            )
        if status == 403:
            return Expired(Sentence(MAY_NOT, values), code=reason or "403", is_certain=True)
        if status not in (401, 429) and reason:
            return Rejected(Sentence(_("{network} refused this: {reason}"), values), code=reason)
    found = trouble(answer, NETWORK, unclear)
    found.code = reason or found.code
    return found


def reason_of(answer: Answer) -> str:
    """YouTube's own word for what is wrong; "" where it says none."""
    errors = inside(answer.fields(), "error").get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    reason = first.get("reason") if isinstance(first, dict) else None
    return reason if isinstance(reason, str) else ""


def is_gone(answer: Answer) -> bool:
    return answer.status == 404 and reason_of(answer) in MISSING


def gone() -> Rejected:
    return Rejected(Sentence(GONE), code="videoNotFound")


def midnight(now: datetime) -> datetime:
    """When quotas count anew: the next midnight of the Pacific coast, in UTC."""
    there = now.astimezone(PACIFIC)
    tomorrow = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.astimezone(UTC)


def _until_midnight(answer: Answer, reason: str) -> Busy:
    now = answer.date or datetime.now(UTC)
    until = midnight(now)
    said = Sentence(OUT_OF_QUOTA, {"time": until.strftime("%H:%M")})
    return Busy(said, retry_after=(until - now).total_seconds(), code=reason)
