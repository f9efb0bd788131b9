"""Sessions: an app password gives one, which is then renewed again and again.

Signing in is limited to 30 times in five minutes and 300 a day for an account (@atproto/pds, createSession),
so nobody signs in for a post. A session's token lasts 120 minutes and renewing it gives the next pair; the
old refresh token soon ends, so the new one must be kept.
"""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.answer import read_moment
from publishers.bluesky.answers import asked, text_in
from publishers.bluesky.identity import Ask
from publishers.errors import Expired, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _

AT_LEAST = timedelta(minutes=60)  # for a token that does not say when it ends
MARGIN = timedelta(minutes=2)  # before its end a token counts as ended: an upload takes its time


@dataclass(frozen=True, slots=True)
class Session:
    home: str  # the address of the server
    did: str
    handle: str
    access_token: str
    refresh_token: str
    ends_at: datetime

    def fields(self) -> dict[str, str]:
        """As credentials keep it; an empty token is not among them."""
        found = {
            "home": self.home,
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "ends_at": self.ends_at.isoformat(),
        }
        return {name: value for name, value in found.items() if value}


def sign_in(ask: Ask, home: str, handle: str, password: str, now: datetime) -> Session:
    """A new session from an app password. Raises Expired, Busy, Unreachable."""
    answer = ask(
        "POST",
        f"{home}/xrpc/com.atproto.server.createSession",
        json={"identifier": handle, "password": password},
    )
    if answer.status == 401 and b"AuthFactorTokenRequired" in answer.body:
        raise Expired(
            Sentence(_("This is the account's own password. Make an app password for Almanac.")),
            code="AuthFactorTokenRequired",
        )
    return _session(asked(answer), home, now)


def renewed(ask: Ask, home: str, refresh_token: str, now: datetime) -> Session | None:
    """The next session; None where this token has ended, or was used by somebody before us."""
    headers = {"authorization": f"Bearer {refresh_token}"}
    answer = ask("POST", f"{home}/xrpc/com.atproto.server.refreshSession", headers=headers)
    try:
        return _session(asked(answer), home, now)
    except Expired as error:
        if error.code in ("ExpiredToken", "InvalidToken", "401"):
            return None
        raise
    except Rejected:
        return None


def ending(token: str) -> datetime | None:
    """When a token ends, as it says itself (RFC 7519, exp); None where that cannot be read."""
    middle = [*token.split("."), ""][1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        return None


def is_over(ends_at: str, now: datetime) -> bool:
    """Whether a token that ends then should no longer be used; one of which nothing is known, too."""
    ends = read_moment(ends_at)
    return ends is None or now > ends - MARGIN


def _session(said: Any, home: str, now: datetime) -> Session:
    access, did = text_in(said, "accessJwt"), text_in(said, "did")
    if not access or not did:
        raise Unreachable(Sentence(_("This server does not answer as Bluesky does.")), code="not_bluesky")
    if isinstance(said, dict) and said.get("active") is False:
        raise Expired(
            Sentence(
                _("Bluesky has closed this account or does not know it: {reason}"),
                {"reason": text_in(said, "status") or "inactive"},
            ),
            code="AccountInactive",
        )
    ends_at = ending(access) or now + AT_LEAST
    return Session(home, did, text_in(said, "handle"), access, text_in(said, "refreshJwt"), ends_at)
