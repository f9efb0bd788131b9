"""The links of what somebody saves are looked at in the background, and the checklist says what was seen."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from planner import outside
from planner.ahead.link_looks import LinkLook
from planner.deliveries import health
from planner.deliveries.tasks import lookout
from planner.posts.models import Post
from planner.queue import queue
from tests.fakes.server import FakeServer, Reply, Request

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/w/harbour/posts/new/"


class Pages(FakeServer):
    """One page is there, and no other."""

    async def handle(self, request: Request) -> Reply:
        return Reply(200 if request.path == "/there" else 404, b"<html>")


@pytest.fixture
def pages(settings: Any) -> Iterator[Pages]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    outside.web.cache_clear()
    cache.clear()
    queue.flush()
    with Pages() as server:
        yield server
    outside.web.cache_clear()
    queue.flush()


@pytest.fixture
def _worker() -> None:
    health.beat("host:1:1", timezone.now())


def work() -> int:
    """What a worker does with its messages; how many there were."""
    done = 0
    while task := queue.dequeue():
        queue.execute(task)
        done += 1
    end = time.monotonic() + 10
    while lookout.is_busy and time.monotonic() < end:
        time.sleep(0.02)
    return done


def checks(browser: Any, typed: dict[str, Any], post: Post) -> str:
    page = browser.post(f"/w/harbour/posts/preview/?post={post.pk}", typed).content.decode()
    return str(page[page.index("<div data-checks>") : page.index("<div data-acts>")])


@pytest.mark.usefixtures("_worker")
def test_a_save_has_its_links_looked_at_once(enter: Any, ada: Any, harbour: Any, pages: Pages) -> None:
    gone, there = f"http://127.0.0.1:{pages.port}/gone", f"http://127.0.0.1:{pages.port}/there"
    channels = [str(one.pk) for one in harbour.channels.all()]
    typed = {"title": "Fog", "text": f"See {gone} and {there}.", "channels": channels}
    browser = enter(ada)
    browser.post(NEW, typed | {"do": "save"})
    post = Post.objects.get()
    assert len(pages.requests) == 0  # not in the request: a slow site slows no save
    assert "data-looking" in checks(browser, typed, post)
    assert work() == 1
    assert sorted(one.path for one in pages.requests) == ["/gone", "/there"]
    seen = checks(browser, typed, post)
    assert f"{gone} does not answer: there is no such page." in seen
    assert f"{there} does not answer" not in seen
    assert "data-looking" not in seen
    browser.post(f"/w/harbour/posts/{post.pk}/", typed | {"title": "Mist", "based_on": "1", "do": "save"})
    work()
    assert len(pages.requests) == 2
    LinkLook.objects.update(looked_at=timezone.now() - timedelta(hours=4))
    browser.post(f"/w/harbour/posts/{post.pk}/", typed | {"title": "Sun", "based_on": "2", "do": "save"})
    work()
    assert len(pages.requests) == 4


@pytest.mark.usefixtures("_worker")
def test_what_is_still_being_typed_is_not_asked(enter: Any, ada: Any, harbour: Any, pages: Pages) -> None:
    start = f"http://127.0.0.1:{pages.port}/the"
    typed: dict[str, Any] = {"title": "Fog", "text": "See", "channels": [harbour.channels.first().pk]}
    browser = enter(ada)
    browser.post(NEW, typed | {"do": "save"})
    post = Post.objects.get()
    keep, typed = f"/w/harbour/posts/{post.pk}/autosave/", typed | {"based_on": "1"}
    for address in (start, f"{start}re"):
        browser.post(keep, typed | {"text": f"See {address}"})
        work()
    assert pages.requests == []
    browser.post(keep, typed | {"text": f"See {start}re and more"})
    work()
    assert [one.path for one in pages.requests] == ["/there"]
    for n in range(3):
        browser.post(keep, typed | {"text": f"See {start}re and more {n}"})
    assert work() == 0


def test_without_a_worker_nothing_piles_up(enter: Any, ada: Any, harbour: Any, pages: Pages) -> None:
    typed = {"title": "Fog", "text": f"http://127.0.0.1:{pages.port}/there", "do": "save"}
    enter(ada).post(NEW, typed | {"channels": [harbour.channels.first().pk]})
    assert work() == 0


def test_a_link_that_somebody_asks_for_again_is_asked_again(
    enter: Any, ada: Any, harbour: Any, pages: Pages
) -> None:
    gone = f"http://127.0.0.1:{pages.port}/gone"
    typed = {"title": "Fog", "text": gone, "channels": [harbour.channels.first().pk], "links": "1"}
    browser = enter(ada)
    browser.post("/w/harbour/posts/preview/", typed)
    browser.post("/w/harbour/posts/preview/", typed)
    assert len(pages.requests) == 1
    LinkLook.objects.update(looked_at=timezone.now() - timedelta(minutes=2))
    browser.post("/w/harbour/posts/preview/", typed)
    assert len(pages.requests) == 2
