"""One browser for all tests of a process: Playwright's loop may run only once in a thread.

Skipped by name where there is no browser; never in CI.
"""

import importlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

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


def _playwright() -> Any:
    if os.environ.get("CI"):
        return importlib.import_module("playwright.sync_api")
    return pytest.importorskip("playwright.sync_api")
