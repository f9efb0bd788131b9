"""OAuth 2 with a code (RFC 6749, 7636): the address to leave for, and what a token endpoint answers."""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from publishers.answer import Answer
from publishers.answers import asked
from publishers.errors import Expired, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.web import Web

OVER = {"invalid_grant", "invalid_client", "unauthorized_client", "access_denied", "invalid_token"}


def address(endpoint: str, values: Mapping[str, str]) -> str:
    """The page where a person says yes; empty values are left out, and a blank is %20."""
    given = {name: value for name, value in values.items() if value}
    return f"{endpoint}?{urlencode(given, quote_via=quote)}"


def by_code(code: str, redirect: str, verifier: str = "") -> dict[str, str]:
    """What a token endpoint is asked with when a person comes back; without PKCE there is no verifier."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
    return form | ({"code_verifier": verifier} if verifier else {})


def by_refresh(credentials: Any) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token}


def basic(client_id: str, client_secret: str) -> dict[str, str]:
    """How an app proves itself in a header (RFC 7617), where the endpoint does not read its form."""
    pair = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
    return {"authorization": f"Basic {pair}"}


def must_hold(given: Sequence[str], wanted: Sequence[str], network: str) -> None:
    """A person may leave out single rights on the network's page: later something would fail for it.

    Raises Expired. Where nothing is `given`, the network does not say, and it is believed.
    """
    missing = [scope.rpartition("/")[2] for scope in wanted if scope not in given]
    if given and missing:
        raise Expired(
            Sentence(
                _("{network} did not give the right {right}. Sign in again, and allow all that it asks."),
                {"network": network, "right": ", ".join(missing)},
            ),
            code="scope",
        )


def tokens(
    web: Web,
    endpoint: str,
    form: Mapping[str, str],
    network: str,
    now: datetime,
    headers: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """access_token, and what else the endpoint gives of refresh_token, ends_at (ISO, UTC) and scope.

    Raises Expired only where the endpoint says that this grant is over, Busy or Unreachable for all else.
    """
    data = {name: value for name, value in form.items() if value}
    answer = web.ask("POST", endpoint, data=data, headers=dict(headers or {}))
    if answer.status in (200, 400, 401, 403) and _said(answer) in OVER:
        raise Expired(
            Sentence(_("{network} did not accept our sign-in. Sign in again."), {"network": network}),
            code=_said(answer),
        )
    found = asked(answer, network) if answer.ok or answer.status == 429 else None
    if not isinstance(found, dict) or not _text(found, "access_token"):
        raise Unreachable(
            Sentence(
                _("{network} gave no sign-in (status {status})."),
                {"network": network, "status": answer.status},
            ),
            code=_said(answer) or str(answer.status),
        )
    given = {name: _text(found, name) for name in ("access_token", "refresh_token", "scope")}
    given["ends_at"] = _end(found.get("expires_in"), now)
    return {name: value for name, value in given.items() if value}


def _end(seconds: Any, now: datetime) -> str:
    if type(seconds) is not int or not 0 < seconds < 10**10:
        return ""
    return (now + timedelta(seconds=seconds)).astimezone(UTC).isoformat(timespec="seconds")


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def _said(answer: Answer) -> str:
    return _text(answer.fields(), "error")[:60]
