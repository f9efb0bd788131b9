"""A place to publish to, for every publisher in the list."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import publishers
from publishers.base import Assisted
from tests.publishers.places import Place, place


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every publisher that sends, or those of which `@pytest.mark.where` says that it can be asked.

    Where people publish by hand nothing is sent: those are asked with `where(…, by_hand=True)` only.
    """
    if "there" in metafunc.fixturenames:
        where = metafunc.definition.get_closest_marker("where")
        by_hand = bool(where and where.kwargs.get("by_hand"))
        kinds = [publishers.get(name) for name in publishers.NAMES]
        kinds = [kind for kind in kinds if issubclass(kind, Assisted) == by_hand]
        names = [kind.name for kind in kinds if where is None or not where.args or where.args[0](kind)]
        metafunc.parametrize("there", names, indirect=True)


@pytest.fixture
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One publisher after the other. A new one needs a place in places/."""
    with place(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[Place]:
    """As a bot; tests of webhooks and forums make theirs."""
    with place("discord", tmp_path) as found:
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
def slack(tmp_path: Path) -> Iterator[Place]:
    with place("slack", tmp_path) as found:
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


@pytest.fixture
def discourse(tmp_path: Path) -> Iterator[Place]:
    with place("discourse", tmp_path) as found:
        yield found


@pytest.fixture
def ghost(tmp_path: Path) -> Iterator[Place]:
    with place("ghost", tmp_path) as found:
        yield found


@pytest.fixture
def tiktok(tmp_path: Path) -> Iterator[Place]:
    """Its messages have a video where they show nothing, and who sees it is chosen: places/given.py."""
    with place("tiktok", tmp_path) as found:
        yield found


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Place]:
    """Its messages have a video each, where they say none: places/given.py."""
    with place("youtube", tmp_path) as found:
        yield found


@pytest.fixture
def wordpress(tmp_path: Path) -> Iterator[Place]:
    with place("wordpress", tmp_path) as found:
        yield found


@pytest.fixture
def matrix(tmp_path: Path) -> Iterator[Place]:
    with place("matrix", tmp_path) as found:
        yield found


@pytest.fixture
def nostr(tmp_path: Path) -> Iterator[Place]:
    with place("nostr", tmp_path) as found:
        yield found


@pytest.fixture
def facebook(tmp_path: Path) -> Iterator[Place]:
    with place("facebook", tmp_path) as found:
        yield found


@pytest.fixture
def instagram(tmp_path: Path) -> Iterator[Place]:
    with place("instagram", tmp_path) as found:
        yield found


@pytest.fixture
def google_business(tmp_path: Path) -> Iterator[Place]:
    with place("google_business", tmp_path) as found:
        yield found


@pytest.fixture
def pinterest(tmp_path: Path) -> Iterator[Place]:
    with place("pinterest", tmp_path) as found:
        yield found


@pytest.fixture
def threads(tmp_path: Path) -> Iterator[Place]:
    with place("threads", tmp_path) as found:
        yield found


@pytest.fixture
def reddit(tmp_path: Path) -> Iterator[Place]:
    with place("reddit", tmp_path) as found:
        yield found
