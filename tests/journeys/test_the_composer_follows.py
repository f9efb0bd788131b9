"""The composer follows what is typed: its buttons, the time, what it keeps, and who else is there."""

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
from planner.queues.models import Series, Slot
from tests.axe import insist_on_axe
from tests.fakes.server import FakeServer, Reply, Request
from tests.journeys.composer_steps import is_kept
from tests.journeys.hands import press
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def choose_tomorrow(harbour: Any) -> Callable[[Any], None]:
    tomorrow = (timezone.now() + timedelta(days=1)).astimezone(harbour.zone)

    def fill(page: Any) -> None:
        page.fill("[name=date]", tomorrow.strftime("%Y-%m-%d"))
        page.fill("[name=time]", "09:30")

    return fill


def version(number: int, by: str) -> str:
    return said("Version %(n)s by %(by)s", n=number, by=by)


def test_a_time_that_is_typed_brings_the_button_that_schedules(
    visit: Any, look: Look, grace: Any, choose_tomorrow: Callable[[Any], None]
) -> None:
    page = visit(grace)
    page.goto("/w/harbour/posts/new/")
    assert page.inner_text("#acts .primary") == said("Approve")
    page.fill("[name=text]", "Ships wait.")
    choose_tomorrow(page)
    page.wait_for_selector("#acts .primary[value=approve_and_schedule]")
    picture(page, "with a time")
    press(page, look, "#acts .primary")
    page.wait_for_url("**/calendar/**")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}


def test_the_focus_stays_on_its_button_and_on_an_approved_post_too(
    visit: Any,
    look: Look,
    grace: Any,
    harbour: Any,
    acting: Any,
    now: Any,
    choose_tomorrow: Callable[[Any], None],
) -> None:
    words = Content("Fog", "Ships wait.", "", tuple(Wording(one.pk) for one in harbour.channels.all()))
    post = Post.objects.write(harbour, acting(grace), words)
    page = visit(grace)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.click("#acts button[value=approve]")
    page.wait_for_url("**/calendar/**")
    page.goto(f"/w/harbour/posts/{post.pk}/")
    choose_tomorrow(page)
    page.focus("#acts [value=save]")
    page.wait_for_selector("#acts .primary[value=schedule]")
    assert page.evaluate("document.activeElement.value") == "save"
    page.fill("[name=text]", "Other words.")
    page.wait_for_selector("#acts .primary[value=approve_and_schedule]")


def test_what_is_typed_while_a_save_is_under_way_is_saved_too(
    visit: Any, look: Look, ada: Any, acting: Any, harbour: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    page, under_way = visit(ada), []
    page.route("**/autosave/", lambda route: under_way.append(route))
    page.goto(f"/w/harbour/posts/{post.pk}/")
    with page.expect_request("**/autosave/"):
        page.fill("[name=text]", "Ships wait no")
    page.fill("[name=text]", "Ships wait no more.")
    page.wait_for_timeout(200)
    assert not Unsaved.objects.exists()
    page.unroute("**/autosave/")  # and what waits goes on
    is_kept(page, "text", "Ships wait no more.")


def test_what_cannot_be_kept_is_said_beside_the_title(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto("/w/harbour/posts/new/")
    page.evaluate(
        "const at = document.querySelector('[name=text]'); at.value = 'x'.repeat(5e6);"
        "at.dispatchEvent(new Event('input', { bubbles: true }))"
    )
    words = said("This is more than can be sent at once. Shorten it; nothing was lost.")
    page.locator("#saved", has_text=f"{said('Not saved:')} {words}").wait_for()
    page.fill("[name=text]", "Short.")
    page.wait_for_url(re.compile(r"/posts/\d+/$"), timeout=10_000)
    assert version(1, "Ada") in page.inner_text("#saved")


@pytest.mark.only_at("desk")
def test_the_focus_is_seen_and_the_title_is_not_cut(visit: Any, look: Look, ada: Any) -> None:
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


def test_a_time_is_a_typed_one_the_next_free_slot_or_a_series(
    visit: Any, look: Look, grace: Any, harbour: Any
) -> None:
    for channel in harbour.channels.all():
        Slot.objects.create(channel=channel, weekday=2, wall="18:30")
    visit(grace).close()  # it sets the language
    page = visit(grace, **look.options, timezone_id="Asia/Kamchatka")
    page.goto("/w/harbour/posts/new/")
    page.fill("[name=text]", "Ships wait.")
    page.fill("[name=date]", "2036-11-25")
    page.fill("[name=time]", "09:30")
    page.locator("#when-says", has_text="09:30, Europe/Moscow").wait_for()
    page.locator("#my-clock:visible", has_text="18:30").wait_for()  # the reader's own
    assert "Asia/Kamchatka" in page.inner_text("#my-clock")
    picture(page, "both clocks")
    press(page, look, ".when-ways label:has([value=slot])")
    page.wait_for_function("() => document.querySelector('[name=time]').value === '18:30'")
    assert page.inner_text("#slot-says")
    picture(page, "next free slot")
    press(page, look, ".when-ways label:has([value=series])")
    page.wait_for_selector("#series .series-words")
    insist_on_width(page)
    picture(page, "a series")
    page.check("[name=series-ends][value=after]")
    page.fill("[name=series-times]", "3")
    press(page, look, "#acts .primary")
    page.wait_for_url("**/calendar/**")
    assert Series.objects.count() == 1


def test_what_is_typed_is_kept_without_asking(
    visit: Any, look: Look, ada: Any, acting: Any, harbour: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    page = visit(ada)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.fill("[name=text]", "Ships wait no more.")
    page.locator("#saved", has_text=said("Kept for you %(at)s", at="").strip()).wait_for(timeout=10_000)
    assert Unsaved.objects.get().form["text"] == ["Ships wait no more."]
    page.goto(f"/w/harbour/posts/{post.pk}/")
    picture(page, "kept")
    press(page, look, ".banner a[href='?unsaved=1']")
    page.wait_for_url("**unsaved=1")
    assert page.input_value("[name=text]") == "Ships wait no more."


def test_a_new_post_becomes_a_draft_while_it_is_written(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto("/w/harbour/posts/new/")
    page.fill("[name=text]", "Ships wait.")
    page.wait_for_url(re.compile(r"/posts/\d+/$"), timeout=10_000)
    page.fill("[name=text]", "Ships wait no more.")
    press(page, look, "#acts [value=save]")
    page.locator("#saved", has_text=version(2, "Ada")).wait_for()
    assert Post.objects.get().newest.text == "Ships wait no more."


def test_versions_are_compared_and_brought_back(
    visit: Any, look: Look, ada: Any, acting: Any, harbour: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait in the fog."))
    post.rewrite(acting(ada), Content("Fog", "Ships wait in the thick fog."))
    page = visit(ada)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    press(page, look, "a[href$='/history/']")
    page.wait_for_selector("#v2 ins")
    assert page.inner_text("#v2 ins").strip() == "thick"
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, "versions")
    if not look.is_phone:
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.id") == "v1"
    press(page, look, "#v1 form button")
    page.wait_for_selector("#composer")
    assert page.input_value("[name=text]") == "Ships wait in the fog."


def test_two_people_write_and_nothing_is_lost(
    visit: Any, look: Look, ada: Any, grace: Any, acting: Any, harbour: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait in the fog."))
    hers, his = visit(ada), visit(grace)
    for page in (hers, his):
        page.goto(f"/w/harbour/posts/{post.pk}/")
    hers.locator("#here", has_text="Grace").wait_for(timeout=15_000)
    his.fill("[name=text]", "Ships wait in the thick fog.")
    hers.fill("[name=text]", "Big ships wait in the fog.")
    press(his, look, "#acts [value=save]")
    his.locator("#saved", has_text=version(2, "Grace")).wait_for()
    words = said("%(by)s saved version %(n)s while you were writing", by="Grace", n=2)
    hers.locator("#met", has_text=words).wait_for(timeout=15_000)
    insist_on_axe(hers)
    picture(hers, "both wrote")
    press(hers, look, "#met [value=merge]")
    hers.wait_for_function(
        "() => document.querySelector('[name=text]').value === 'Big ships wait in the thick fog.'"
    )
    press(hers, look, "#acts [value=save]")
    hers.locator("#saved", has_text=version(3, "Ada")).wait_for()
