"""From an empty calendar to a scheduled post, in a real browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.deliveries.models import Delivery
from planner.posts.models import Post
from tests.conftest import PASSWORD
from tests.journeys.hands import press
from tests.journeys.looks import Look, insist_on_width, picture

pytestmark = pytest.mark.django_db(transaction=True)


def test_write_see_the_preview_and_schedule(visit: Any, look: Look, grace: Any, harbour: Any) -> None:
    page = visit(grace)
    page.goto("/w/harbour/calendar/")
    if look.is_phone:
        press(page, look, ".bar [data-key=n]")
    else:
        page.keyboard.press("n")
    page.wait_for_url("**/posts/new/")
    page.fill("[name=title]", "Fog")
    page.fill("[name=text]", "Ships wait in the **fog**.")
    page.wait_for_selector("#preview .n-site strong")
    press(page, look, "[role=tab]:has-text('Sandbox')")
    page.fill(".pane:not([hidden]) .editor", "x" * 512)
    page.wait_for_selector("#preview .n-sandbox .count.over")
    assert "12" in page.inner_text("#preview .n-sandbox .count.over")
    picture(page, "too long")
    assert page.inner_text("[role=tab]:has-text('Sandbox') .count") == "−12"
    press(page, look, "[data-back]:visible")
    page.wait_for_selector("#preview .n-sandbox .count:not(.over)")
    tomorrow = (timezone.now() + timedelta(days=1)).astimezone(harbour.zone)
    page.fill("[name=date]", tomorrow.strftime("%Y-%m-%d"))
    page.fill("[name=time]", "09:30")
    page.wait_for_selector("#when-says:has-text('09:30')")
    picture(page, "ready")
    press(page, look, "button[value=save]")
    page.wait_for_url(re.compile(r"/posts/\d+/$"))
    press(page, look, "button[value=approve_and_schedule]")
    page.wait_for_url("**/calendar/**")
    picture(page, "scheduled", whole=False)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}
    assert Post.objects.get().newest.content().wordings[0].text is None


def test_the_form_opens_the_door(visit: Any, look: Look, ada: Any) -> None:
    """The one journey that signs in by typing; the others begin inside."""
    page = visit(ada)
    page.context.clear_cookies()
    page.goto("/account/login/")
    insist_on_width(page)
    picture(page, "door")
    page.fill("[name=login]", ada.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/calendar/**")


@pytest.mark.only_at("desk")
def test_a_month_is_seen_without_scrolling(visit: Any, look: Look, olga: Any) -> None:
    page = visit(olga)
    page.goto("/w/harbour/calendar/?month=2032-03&view=month")
    assert page.evaluate("document.documentElement.scrollHeight") <= 900


def test_everybody_finds_their_page_and_the_way_out(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto("/w/harbour/calendar/")
    press(page, look, ".me summary")
    picture(page, "mine", whole=False)
    press(page, look, ".me a[href='/me/']")
    page.wait_for_url("**/me/")
    press(page, look, ".me summary")
    press(page, look, ".me form button")
    page.wait_for_url("**/account/login/**")


@pytest.mark.only_at("phone")
def test_a_toast_stands_clear_of_the_buttons_and_can_be_closed(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto("/w/harbour/posts/new/")
    page.fill("[name=text]", "Ships wait.")
    press(page, look, "button[value=save]")
    page.wait_for_selector(".toast")
    picture(page, "toast", whole=False)
    toast, bar = page.locator(".toast").bounding_box(), page.locator(".actions").bounding_box()
    assert toast["y"] + toast["height"] <= bar["y"]
    press(page, look, ".toast button")
    page.wait_for_selector(".toast", state="detached")
