"""Whom a few letters may mean, as the app's own field for names asks."""

from collections.abc import Callable
from typing import Any

from publishers.bluesky.answers import text_in
from publishers.message import Person

MOST = 8


def people(query: Callable[..., Any], letters: str) -> tuple[Person, ...]:
    said = query("app.bsky.actor.searchActorsTypeahead", q=letters, limit=str(MOST))
    found = said.get("actors") if isinstance(said, dict) else None
    return tuple(
        Person(f"@{text_in(one, 'handle')}", text_in(one, "displayName"))
        for one in (found if isinstance(found, list) else [])[:MOST]
        if isinstance(one, dict) and text_in(one, "handle")
    )
