"""Reddit's API as we ask it, and what its answers mean: errors stand in the body of a 200."""

import re
from collections.abc import Mapping
from typing import Any

from publishers import answers
from publishers.answer import Answer
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
from publishers.reddit.credentials import Credentials
from publishers.reddit.signing_in import NETWORK, agent
from publishers.web import Web

WAITING = re.compile(r"(\d+)\s*(millisecond|second|minute|hour)", re.IGNORECASE)
SECONDS = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0}
NOT_ALLOWED = ("SUBREDDIT_NOTALLOWED", "SUBREDDIT_NOEXIST", "BANNED_FROM_SUBREDDIT", "USER_BLOCKED")


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.base = credentials.api
        self.headers = {
            "authorization": f"bearer {credentials.access_token}",
            "user-agent": agent(web),
        }
        self.web = web

    def ask(self, path: str, **params: str) -> Any:
        """A question. Raises Rejected where there is no such thing."""
        params = {"raw_json": "1", **params}
        return self._asked(self.web.ask("GET", self.base + path, headers=self.headers, params=params))

    def tell(self, path: str, **form: str) -> Any:
        """An act that may be repeated."""
        answer = self.web.ask("POST", self.base + path, headers=self.headers, data=form)
        found = self._asked(answer)
        if trouble := trouble_in(found):
            raise trouble
        return found

    def submit(self, path: str, form: Mapping[str, str], deadline: float) -> Answer:
        """The one request that publishes."""
        return self.web.request("POST", self.base + path, headers=self.headers, data=form, deadline=deadline)

    def _asked(self, answer: Answer) -> Any:
        if not answer.ok:
            raise trouble_of(answer, Unreachable)
        return answers.asked(answer, NETWORK)


def confirmed(answer: Answer) -> dict[str, Any]:
    """The data of a thing that was published. Raises what anything else means."""
    if not answer.ok:
        raise trouble_of(answer, Uncertain)
    found = answers.committed(answer, NETWORK)
    if trouble := trouble_in(found):
        raise trouble
    inner = found.get("json")
    data = inner.get("data") if isinstance(inner, dict) else None
    if not isinstance(data, dict):
        raise Uncertain(Sentence(_("Reddit answered without saying where the post is.")), code="no_id")
    return data


def trouble_in(found: Any) -> PublisherError | None:
    """The first of the errors that an answer with status 200 holds: [code, sentence, field]."""
    inner = found.get("json") if isinstance(found, dict) else None
    errors = inner.get("errors") if isinstance(inner, dict) else None
    if not isinstance(errors, list) or not errors:
        return None
    first = errors[0] if isinstance(errors[0], list) else [errors[0]]
    code, said = str(first[0]), str(first[1]) if len(first) > 1 else str(first[0])
    values: dict[str, str | int] = {"reason": said[:200], "code": code}
    if code == "RATELIMIT":
        return Busy(
            Sentence(_("Reddit asks us to wait before posting more.")), retry_after=_wait(said), code=code
        )
    if code == "ALREADY_SUB":
        return AlreadyThere(Sentence(_("That link was posted in this subreddit before.")), code=code)
    if code in NOT_ALLOWED:
        return Expired(
            Sentence(_("This account may not post in the subreddit: {reason}"), values),
            code=code,
            is_certain=True,
        )
    if code in ("USER_REQUIRED", "INVALID_TOKEN"):
        return Expired(
            Sentence(
                _("{network} no longer accepts our sign-in. Connect the channel again."), {"network": NETWORK}
            ),
            code=code,
        )
    return Rejected(Sentence(_("Reddit refused this: {reason}"), values), code=code)


def trouble_of(answer: Answer, unclear: Unclear) -> PublisherError:
    if answer.status == 403:
        reason = str(answer.fields().get("reason") or answers.said(answer) or "403")
        return Expired(
            Sentence(_("Reddit does not let this account do that: {reason}"), {"reason": reason[:100]}),
            code="403",
        )
    if answer.status == 429:
        reset = answer.headers.get("x-ratelimit-reset", "")
        seconds = float(reset) if re.fullmatch(r"\d{1,6}(\.\d+)?", reset) else answers.retry_after(answer)
        return Busy(
            Sentence(_("Reddit asks us to wait before posting more.")), retry_after=seconds, code="429"
        )
    return answers.trouble(answer, NETWORK, unclear)


def _wait(said: str) -> float | None:
    """“Take a break for 9 minutes before trying again.”"""
    found = WAITING.search(said)
    return float(found[1]) * SECONDS[found[2].lower()] if found else None
