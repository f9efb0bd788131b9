"""What an answer means for the post: the statuses of HTTP, sorted by what to do next."""

import math
from datetime import UTC, datetime
from typing import Any

from publishers.answer import Answer, read_date
from publishers.errors import (
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

LONGEST_WAIT = 3600.0  # seconds; whoever asks for more is asked again after this


def committed(answer: Answer, network: str) -> dict[str, Any]:
    """The JSON object that confirms a post. Raises what anything else means."""
    if not answer.ok:
        raise trouble(answer, network, Uncertain)
    return object_of(answer, network, Uncertain)


def asked(answer: Answer, network: str) -> Any:
    """The JSON that answers a question or an upload; nothing of it can be half published."""
    if not answer.ok:
        raise trouble(answer, network, Unreachable)
    try:
        return answer.json()
    except ValueError as error:
        raise unreadable(network) from error


def object_of(answer: Answer, network: str, unclear: Unclear = Unreachable) -> dict[str, Any]:
    """The JSON object in an answer, whatever its status. Raises `unclear`."""
    try:
        body = answer.json()
    except ValueError as error:
        raise unreadable(network, unclear) from error
    if not isinstance(body, dict):
        raise unreadable(network, unclear)
    return body


def unreadable(network: str, unclear: Unclear = Unreachable) -> PublisherError:
    """What an answer means that is none: `unclear` says whether anything may have been published."""
    said = Sentence(_("{network} answered in a way that cannot be read."), {"network": network})
    return unclear(said, code="unreadable")


def trouble(answer: Answer, network: str, unclear: Unclear) -> PublisherError:
    """What a status that is not 2xx means; `unclear` where it does not say what became of the request."""
    reason, status = said(answer), answer.status
    values: dict[str, str | int] = {"network": network, "reason": reason, "status": status}
    code = str(status)
    if status == 401:
        return Expired(
            Sentence(_("{network} no longer accepts our sign-in. Connect the channel again."), values),
            code=code,
        )
    if status == 429:
        return Busy(
            Sentence(_("{network} asks us to wait before posting more."), values),
            retry_after=retry_after(answer),
            code=code,
        )
    if 400 <= status < 500 and status != 408:
        if reason:
            return Rejected(Sentence(_("{network} refused this: {reason}"), values), code=code)
        return Rejected(Sentence(_("{network} refused this (status {status})."), values), code=code)
    return unclear(Sentence(_("{network} gave no clear answer (status {status})."), values), code=code)


def retry_after(answer: Answer) -> float | None:
    """How many seconds we are asked to wait: 0 to 3600, or None where the answer does not say."""
    # The server's own clock where it tells us, so that a skewed one does not matter.
    now = answer.date or datetime.now(UTC)
    text = answer.headers.get("retry-after", "").strip()
    seconds = _seconds(text)
    if seconds is None:
        moment = read_date(text) or _reset(answer)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    if not math.isfinite(seconds) or seconds < 0:
        return None
    return min(seconds, LONGEST_WAIT)


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _reset(answer: Answer) -> datetime | None:
    """When the count begins anew: Mastodon says it as an ISO time, X in seconds since 1970."""
    try:
        if "x-ratelimit-reset" in answer.headers:
            moment = datetime.fromisoformat(answer.headers["x-ratelimit-reset"])
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(float(answer.headers["x-rate-limit-reset"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def said(answer: Answer) -> str:
    """The network's own words about what is wrong: short, one line, never the raw page."""
    body = answer.fields()
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    for where in (body, first if isinstance(first, dict) else {"message": first}):
        for name in ("error_description", "error", "context", "message", "detail"):
            if isinstance(words := where.get(name), str):
                return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]
    return ""
