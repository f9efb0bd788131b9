"""The composer follows what is typed: its buttons, and what it keeps."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner import outside
from planner.deliveries import health
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.posts.unsaved import Unsaved
from planner.queue import queue
from tests.fakes.server import FakeServer, Reply, Request

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def choose_tomorrow(harbour: Any) -> Callable[[Any], None]:
    tomorrow = (timezone.now() + timedelta(days=1)).astimezone(harbour.zone)

    def fill(page: Any) -> None:
        page.fill("[name=date]", tomorrow.strftime("%Y-%m-%d"))
        page.fill("[name=time]", "09:30")

    return fill


def test_a_time_that_is_typed_brings_the_button_that_schedules(
    visit: Any, grace: Any, choose_tomorrow: Callable[[Any], None]
) -> None:
    page = visit(grace)
    page.goto("/w/harbour/posts/new/")
    assert page.inner_text("#acts .primary") == "Approve"
    page.fill("[name=text]", "Ships wait.")
    choose_tomorrow(page)
    page.click("#acts button:has-text('Approve and schedule')")
    page.wait_for_url("**/calendar/**")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}


def test_the_focus_stays_on_its_button_and_on_an_approved_post_too(
    visit: Any, grace: Any, harbour: Any, acting: Any, now: Any, choose_tomorrow: Callable[[Any], None]
) -> None:
    words = Content("Fog", "Ships wait.", "", tuple(Wording(one.pk) for one in harbour.channels.all()))
    post = Post.objects.write(harbour, acting(grace), words)
    page = visit(grace)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.click("#acts button[value=approve]")
    page.goto(f"/w/harbour/posts/{post.pk}/")
    choose_tomorrow(page)
    page.focus("#acts [value=save]")
    page.wait_for_selector("#acts .primary[value=schedule]")
    assert page.evaluate("document.activeElement.value") == "save"
    page.fill("[name=text]", "Other words.")
    page.wait_for_selector("#acts .primary[value=approve_and_schedule]")


def test_what_is_typed_while_a_save_is_under_way_is_saved_too(
    visit: Any, ada: Any, acting: Any, harbour: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    page = visit(ada)

    def slowly(route: Any) -> None:
        page.fill("[name=text]", "Ships wait no more.")
        page.unroute("**/autosave/")
        route.continue_()

    page.route("**/autosave/", slowly)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.fill("[name=text]", "Ships wait no")
    with page.expect_response("**/autosave/", timeout=10_000):
        pass
    with page.expect_response("**/autosave/", timeout=10_000):
        pass
    assert Unsaved.objects.get().form["text"] == ["Ships wait no more."]


def test_what_cannot_be_kept_is_said_beside_the_title(visit: Any, ada: Any) -> None:
    page = visit(ada)
    page.goto("/w/harbour/posts/new/")
    page.evaluate(
        "const at = document.querySelector('[name=text]'); at.value = 'x'.repeat(5e6);"
        "at.dispatchEvent(new Event('input', { bubbles: true }))"
    )
    page.wait_for_selector("#saved:has-text('Not saved: This is more than can be sent at once')")
    page.fill("[name=text]", "Short.")
    page.wait_for_url(re.compile(r"/posts/\d+/$"), timeout=10_000)
    assert "Version 1" in page.inner_text("#saved")


def test_the_focus_is_seen_and_the_title_is_not_cut(visit: Any, ada: Any) -> None:
    page = visit(ada)
    page.goto("/w/harbour/posts/new/")

    def style(selector: str, name: str) -> str:
        asked = "([at, name]) => getComputedStyle(document.querySelector(at))[name]"
        return str(page.evaluate(asked, [selector, name]))

    line, letters = (float(style(".title-in", name)[:-2]) for name in ("lineHeight", "fontSize"))
    assert line >= 1.4 * letters
    page.focus("[data-library]")
    page.keyboard.press("Shift+Tab")
    assert style("label:has([data-upload])", "outlineStyle") == "solid"
    page.focus("[name=text]")
    assert style(".pane", "boxShadow").startswith(
        style("[role=tab][aria-selected=true]", "borderBottomColor")
    )


class Nothing(FakeServer):
    """A site without a page."""

    async def handle(self, request: Request) -> Reply:
        return Reply(404, b"<html>")


def test_a_dead_link_comes_into_the_checklist_by_itself_after_a_save(
    visit: Any, ada: Any, harbour: Any, settings: Any
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    outside.web.cache_clear()
    queue.flush()
    health.beat("host:1:1", timezone.now())
    with Nothing() as site:
        page = visit(ada)
        page.goto("/w/harbour/posts/new/")
        page.fill("[name=text]", f"See http://127.0.0.1:{site.port}/gone")
        page.click("#acts [value=save]")
        page.wait_for_selector("#checks [data-looking]", state="attached")
        while task := queue.dequeue():
            queue.execute(task)
        page.wait_for_selector("#checks li:has-text('does not answer: there is no such page.')")
    outside.web.cache_clear()
