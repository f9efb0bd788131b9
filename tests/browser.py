"""A real browser for tests: Chromium's own headless build where there is one, else the whole Chromium.

Playwright's loop may run only once in a thread, so it lasts as long as the process of the tests; the browser
is started anew for each file, and what one file leaves in it cannot weigh on the next. Skipped by name where
there is no browser; never in CI.
"""

import importlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), "")
# Containers often share 64 MB of memory between processes, which is not enough for a browser.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop is not ours
    sync = _playwright()
    if not CHROMIUM and not os.environ.get("CI"):
        pytest.skip("there is no chromium on this machine")
    with sync.sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Any) -> Iterator[Any]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


def _playwright() -> Any:
    if os.environ.get("CI"):
        return importlib.import_module("playwright.sync_api")
    return pytest.importorskip("playwright.sync_api")
