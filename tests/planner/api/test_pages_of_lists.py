"""Lists come in pages, and no row is lost or shown twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def _all(ask: Any, path: str, limit: int) -> list[Any]:
    found, cursor = [], ""
    while True:
        _status, page = ask("GET", f"{path}{'&' if '?' in path else '?'}limit={limit}&cursor={cursor}")
        found += page["items"]
        assert len(page["items"]) <= limit
        if page["next"] is None:
            return found
        cursor = page["next"]


def test_every_post_comes_once(ask: Any, write: Callable[..., Any]) -> None:
    made = [write()["id"] for _ in range(5)]
    for limit in (1, 2, 5, 100):
        assert [post["id"] for post in _all(ask, "/posts", limit)] == made[::-1]


def test_what_comes_meanwhile_disturbs_nothing(ask: Any, write: Callable[..., Any]) -> None:
    made = [write()["id"] for _ in range(3)]
    first = ask("GET", "/posts?limit=2")[1]
    write()
    rest = ask("GET", f"/posts?limit=2&cursor={first['next']}")[1]
    assert [post["id"] for post in first["items"] + rest["items"]] == made[::-1]


def test_deliveries_of_one_moment_are_not_mixed_up(ask: Any, agreed: Callable[..., Any]) -> None:
    at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    made = []
    for _ in range(3):
        status, planned = ask("POST", f"/posts/{agreed()['id']}/schedule", {"at": at})
        assert status == 201
        made += [delivery["id"] for delivery in planned["deliveries"]]
    assert [one["id"] for one in _all(ask, "/deliveries", 1)] == made


def test_all_lists_page(ask: Any, picture: int) -> None:
    for path in ("/channels", "/assets", "/history", "/history?thing=channel"):
        assert _all(ask, path, 1) == ask("GET", path)[1]["items"] != []


def test_a_cursor_of_another_list_is_refused_or_harmless(ask: Any, write: Callable[..., Any]) -> None:
    write(), write()
    cursor = ask("GET", "/posts?limit=1")[1]["next"]
    assert ask("GET", f"/deliveries?cursor={cursor}")[0] == 422
