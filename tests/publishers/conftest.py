"""A place to publish to, for every publisher in the list."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import publishers
from tests.publishers.places import Place, place


@pytest.fixture(params=publishers.NAMES)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Every publisher in the list, one after the other. A new one needs a place in places.py."""
    with place(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def mastodon(tmp_path: Path) -> Iterator[Place]:
    with place("mastodon", tmp_path) as found:
        yield found


@pytest.fixture
def webhook(tmp_path: Path) -> Iterator[Place]:
    with place("webhook", tmp_path) as found:
        yield found


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Place]:
    with place("site", tmp_path) as found:
        yield found


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Place]:
    with place("sandbox", tmp_path) as found:
        yield found
