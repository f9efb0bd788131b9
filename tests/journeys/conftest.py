"""A real browser at a real server. Skipped by name where there is no browser; never in CI."""

import importlib
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop is not ours
    sync = _playwright()
    if not CHROMIUM and not os.environ.get("CI"):
        pytest.skip("there is no chromium on this machine")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


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
        page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
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


def _playwright() -> Any:
    if os.environ.get("CI"):
        return importlib.import_module("playwright.sync_api")
    return pytest.importorskip("playwright.sync_api")


def _is_ours(address: str, ours: str) -> bool:
    return address.startswith((ours, "data:"))
