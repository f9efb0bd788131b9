"""A place to publish to, for every publisher in the list."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import publishers
from tests.publishers.places import Place, place


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every publisher in the list, or those of which `@pytest.mark.where` says that it can be asked."""
    if "there" in metafunc.fixturenames:
        where = metafunc.definition.get_closest_marker("where")
        names = [name for name in publishers.NAMES if where is None or where.args[0](publishers.get(name))]
        metafunc.parametrize("there", names, indirect=True)


@pytest.fixture
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One publisher after the other. A new one needs a place in places.py."""
    with place(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def linkedin(tmp_path: Path) -> Iterator[Place]:
    """As a page; the profile's own tests make theirs."""
    with place("linkedin", tmp_path) as found:
        yield found


@pytest.fixture
def mastodon(tmp_path: Path) -> Iterator[Place]:
    with place("mastodon", tmp_path) as found:
        yield found


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[Place]:
    with place("telegram", tmp_path) as found:
        yield found


@pytest.fixture
def vk(tmp_path: Path) -> Iterator[Place]:
    with place("vk", tmp_path) as found:
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


@pytest.fixture
def x(tmp_path: Path) -> Iterator[Place]:
    with place("x", tmp_path) as found:
        yield found
