"""From an empty calendar to a scheduled post, in a real browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.deliveries.models import Delivery
from planner.posts.content import Content
from planner.posts.models import Post
from planner.posts.unsaved import Unsaved

PAGES = (
    "calendar/", "calendar/?view=list", "posts/new/", "review/",
    "channels/", "channels/new/", "history/", "settings/",
)  # fmt: skip
pytestmark = pytest.mark.django_db(transaction=True)


def test_write_see_the_preview_and_schedule(visit: Any, grace: Any, harbour: Any) -> None:
    page = visit(grace)
    page.keyboard.press("n")
    page.wait_for_url("**/posts/new/")
    page.fill("[name=title]", "Fog")
    page.fill("[name=text]", "Ships wait in the **fog**.")
    page.wait_for_selector("#preview .n-site strong")
    page.click("[role=tab]:has-text('Sandbox')")
    page.fill(".pane:not([hidden]) .editor", "x" * 512)
    page.wait_for_selector("#preview .n-sandbox .count.over")
    assert "12 over" in page.inner_text("#preview .n-sandbox")
    assert page.inner_text("[role=tab]:has-text('Sandbox') .count") == "−12"
    page.click("[data-back]:visible")
    page.wait_for_selector("#preview .n-sandbox .count:not(.over)")
    tomorrow = (timezone.now() + timedelta(days=1)).astimezone(harbour.zone)
    page.fill("[name=date]", tomorrow.strftime("%Y-%m-%d"))
    page.fill("[name=time]", "09:30")
    page.wait_for_selector("#when-says:has-text('09:30')")
    page.click("button[value=save]")
    page.wait_for_url(re.compile(r"/posts/\d+/$"))
    page.click("button[value=approve_and_schedule]")
    page.wait_for_url("**/calendar/**")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}
    assert Post.objects.get().newest.content().wordings[0].text is None


def test_what_is_typed_is_kept_without_asking(visit: Any, ada: Any, acting: Any, harbour: Any) -> None:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    page = visit(ada)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.fill("[name=text]", "Ships wait no more.")
    page.wait_for_selector("#saved:has-text('Kept for you')", timeout=10_000)
    assert Unsaved.objects.get().form["text"] == ["Ships wait no more."]


def test_a_new_post_becomes_a_draft_while_it_is_written(visit: Any, ada: Any) -> None:
    page = visit(ada)
    page.goto("/w/harbour/posts/new/")
    page.fill("[name=text]", "Ships wait.")
    page.wait_for_url(re.compile(r"/posts/\d+/$"), timeout=10_000)
    page.fill("[name=text]", "Ships wait no more.")
    page.click("button[value=save]")
    page.wait_for_selector("#saved:has-text('Version 2')")
    assert Post.objects.get().newest.text == "Ships wait no more."


def test_keys_work_and_can_be_switched_off(visit: Any, grace: Any) -> None:
    page = visit(grace)
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"month=\d{4}-\d\d"))
    page.keyboard.press("t")
    page.wait_for_url(re.compile(r"view=month$"))
    grace.single_keys = False
    grace.save()
    page.reload()
    page.keyboard.press("?")
    assert not page.is_visible("#keys")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_no_page_is_wider_than_its_window(size: tuple[int, int], visit: Any, olga: Any) -> None:
    page = visit(olga, viewport={"width": size[0], "height": size[1]})
    for path in PAGES:
        page.goto(f"/w/harbour/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
    if size[0] == 1440:
        page.goto("/w/harbour/calendar/?month=2027-03&view=month")
        assert page.evaluate("document.documentElement.scrollHeight") <= 900


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desk"])
def test_everybody_finds_their_page_and_the_way_out(size: tuple[int, int], visit: Any, ada: Any) -> None:
    page = visit(ada, viewport={"width": size[0], "height": size[1]})
    page.goto("/w/harbour/calendar/")
    page.click(".me summary")
    page.click(".me a[href='/me/']")
    page.wait_for_url("**/me/")
    page.click(".me summary")
    page.click(".me form button")
    page.wait_for_url("**/account/login/**")


def test_a_toast_stands_clear_of_the_buttons_and_can_be_closed(visit: Any, ada: Any) -> None:
    page = visit(ada, viewport={"width": 390, "height": 844})
    page.goto("/w/harbour/posts/new/")
    page.fill("[name=text]", "Ships wait.")
    page.click("button[value=save]")
    page.wait_for_selector(".toast")
    toast, bar = page.locator(".toast").bounding_box(), page.locator(".actions").bounding_box()
    assert toast["y"] + toast["height"] <= bar["y"]
    page.click(".toast button")
    page.wait_for_selector(".toast", state="detached")
