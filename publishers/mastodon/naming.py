"""Whom a few letters may mean: the accounts that the server knows."""

from collections.abc import Callable

from publishers.answer import Answer
from publishers.answers import asked
from publishers.message import Person

MOST = 8


def people(ask: Callable[..., Answer], letters: str) -> tuple[Person, ...]:
    """By /api/v1/accounts/search, which read:accounts opens; /api/v2/search would ask for another scope."""
    params = {"q": letters, "limit": str(MOST), "resolve": "false"}
    found = asked(ask("GET", "/api/v1/accounts/search", params=params), "Mastodon")
    return tuple(
        Person(f"@{one['acct']}", str(one.get("display_name") or ""))
        for one in (found if isinstance(found, list) else [])[:MOST]
        if isinstance(one, dict) and isinstance(one.get("acct"), str)
    )
