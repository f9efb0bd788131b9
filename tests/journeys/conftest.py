"""A real browser at a real server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import PASSWORD


@pytest.fixture
def visit(chromium: Any, live_server: Any, settings: Any) -> Iterator[Callable[..., Any]]:
    """A page where this person is signed in. It fails on any console error and any foreign request."""
    settings.ALLOWED_HOSTS = ["*"]
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_as(user: Any, **options: Any) -> Any:
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: troubles.append(line.text) if _is_trouble(line) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: _is_ours(asked.url, live_server.url) or troubles.append(asked.url))
        page.goto("/account/login/")
        page.fill("[name=login]", user.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/calendar/**")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert troubles == []


def _is_ours(address: str, ours: str) -> bool:
    return address.startswith((ours, "data:"))


def _is_trouble(line: Any) -> bool:
    """Chromium also tells of a page that is a 409, and one of ours is: two people saved at once."""
    return line.type == "error" and "409 (Conflict)" not in line.text
