"""Where a person is signed in. A session ends after 14 days without use, and after 30 in any case."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from planner.people.mail import about, tell
from planner.people.models import User

LONGEST = timedelta(days=30)
TOUCH_EVERY = timedelta(hours=1)  # writing on every request would cost a write on every request

FAMILIES = [("Edg", "Edge"), ("OPR", "Opera"), *((one, one) for one in ("Firefox", "Chrome", "Safari"))]
SYSTEMS = [*((one, one) for one in ("Windows", "Android", "iPhone", "iPad", "Linux")), ("Mac OS", "macOS")]


@dataclass(frozen=True, slots=True)
class SignedInAt:
    """One place where a person is signed in."""

    key: str
    address: str
    browser: str
    since: datetime | None
    seen_at: datetime | None
    is_this: bool


def begin(request: Any, user: User, now: datetime) -> None:
    """Note where a person has just signed in, and tell them when it is a place they were not at before."""
    address, browser = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", "")[:200]
    before = [place for place in places_of(user, now) if place.key != request.session.session_key]
    request.session.update(
        {"address": address, "browser": browser, "since": now.timestamp(), "seen": now.timestamp()}
    )
    if before and address not in {place.address for place in before}:
        tell(
            user.email,
            user.language,
            _("A new sign-in"),
            about(_("Somebody signed in as you from %(address)s with %(browser)s."),
                  address=address, browser=plain_name(browser) or "-"),
            _("If that was not you, change your password and end all other sessions on your own page."),
        )  # fmt: skip


def keep_fresh(request: Any, now: datetime) -> None:
    """Put off the end of a session that is in use; end one that is too old."""
    session = request.session
    since = session.get("since")
    if since is None:
        session["since"] = session["seen"] = now.timestamp()
    elif now.timestamp() - since > LONGEST.total_seconds():
        logout(request)
    elif now.timestamp() - session.get("seen", 0) > TOUCH_EVERY.total_seconds():
        session["seen"] = now.timestamp()


def places_of(user: User, now: datetime, this_key: str | None = None) -> list[SignedInAt]:
    """All live sessions of a person, the newest first."""
    found = [
        SignedInAt(
            key=row.session_key,
            address=data.get("address", ""),
            browser=plain_name(data.get("browser", "")),
            since=_moment(data.get("since")),
            seen_at=_moment(data.get("seen")),
            is_this=row.session_key == this_key,
        )
        for row, data in _live(user, now)
    ]
    return sorted(found, key=lambda place: (place.is_this, place.seen_at or now - LONGEST), reverse=True)


def end_others(user: User, this_key: str | None, now: datetime) -> int:
    """Sign the person out everywhere but here. How many places that were."""
    keys = [row.session_key for row, _data in _live(user, now) if row.session_key != this_key]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def plain_name(agent: str) -> str:
    """What people call a browser: "Firefox, Linux". A guess from what it says of itself; for reading only."""
    found = [next((name for sign, name in table if sign in agent), "") for table in (FAMILIES, SYSTEMS)]
    return ", ".join(part for part in found if part) or agent[:60]


def _live(user: User, now: datetime) -> list[tuple[Session, dict[str, Any]]]:
    """Sessions do not say in a column whose they are, so every live one is opened: some microseconds each."""
    rows = [(row, row.get_decoded()) for row in Session.objects.filter(expire_date__gt=now).iterator()]
    alive = user.get_session_auth_hash()  # changes with the password, which ends the sessions before
    return [
        (row, data)
        for row, data in rows
        if data.get(SESSION_KEY) == str(user.pk) and data.get(HASH_SESSION_KEY) == alive
    ]


def _moment(stamp: float | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if stamp else None
