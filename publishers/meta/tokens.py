"""Tokens: from the code of a sign-in to a token of an hour, to one of 60 days, to the next one of 60 days."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers import oauth
from publishers.answers import asked
from publishers.errors import Expired, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.meta import answers
from publishers.web import Web

AHEAD = timedelta(days=7)  # before its end: a token of 60 days that has ended cannot be renewed any more
# Where nobody said when a token ends that is new, or less than a day old: it is renewed in a day or so, when
# Meta takes it for old enough, and long before the end of its 60 days.
LATER = AHEAD + timedelta(hours=25)
YOUNG = "24 hours"  # in Meta's words; it has no number for it


def page(endpoint: str, client_id: str, redirect: str, scopes: tuple[str, ...], state: str) -> str:
    """Where a person says yes. Meta knows no PKCE here."""
    values = {"client_id": client_id, "redirect_uri": redirect, "scope": ",".join(scopes)}
    return oauth.address(endpoint, values | {"response_type": "code", "state": state})


def of_code(web: Web, method: str, endpoint: str, form: Mapping[str, str], network: str) -> str:
    """The token of an hour. Raises Expired where the code is not accepted."""
    # Instagram and Threads put “#_” behind a code, and Instagram its answer into a list.
    form = {**form, "code": form["code"].removesuffix("#_")}
    how = {"data": form} if method == "POST" else {"params": form}
    answer = web.ask(method, endpoint, **how)
    if 400 <= answer.status < 500 and answer.status not in (408, 429):
        raise Expired(
            Sentence(_("{network} did not accept our sign-in. Sign in again."), {"network": network}),
            code=str(answer.status),
        )
    body = asked(answer, network)
    data = body.get("data") if isinstance(body, dict) else None
    return _token(data[0] if isinstance(data, list) and data else body, network)


def long_lived(
    web: Web, endpoint: str, given: Mapping[str, str], network: str, now: datetime
) -> tuple[str, str]:
    """A token of 60 days, and when it ends (ISO, UTC; "" where that is not said)."""
    body = answers.asked(web.ask("GET", endpoint, params=given), network)
    seconds = body.get("expires_in")
    ends = ""
    if type(seconds) is int and 0 < seconds < 10**10:
        ends = _iso(now + timedelta(seconds=seconds))
    return _token(body, network), ends


def renewed(
    web: Web, endpoint: str, given: Mapping[str, str], network: str, now: datetime, known: str
) -> dict[str, str]:
    """The fields of the next token. One that is refused as too young is tried again a day later.

    `known`: when the token ends, "" where nobody knows. That end is never moved.
    """
    try:
        token, ends = long_lived(web, endpoint, given, network, now)
    except Rejected as trouble:
        if YOUNG not in str(trouble.sentence):
            raise
        return {} if known else {"ends_at": _iso(now + LATER)}
    return {"access_token": token, "ends_at": ends or _iso(now + LATER)}


def _token(body: Any, network: str) -> str:
    token = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(token, str) or not token:
        raise Unreachable(Sentence(_("{network} gave no sign-in."), {"network": network}), code="no_token")
    return token


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
