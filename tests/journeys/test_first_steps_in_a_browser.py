"""The first steps are a strip on the calendar: they lead on, tick themselves, and take no day away."""

from typing import Any

import pytest
from playwright.sync_api import expect

from planner.posts.models import Post
from tests.axe import insist_on_axe
from tests.journeys.calendar_steps import MARCH, Visit
from tests.journeys.hands import press
from tests.journeys.looks import SHIFT, Look, insist_on_width, picture, said

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_strip_stands_with_the_whole_month(visit: Visit, look: Look, olga: Any) -> None:
    page = visit(olga)
    page.goto(MARCH)
    page.wait_for_selector("#steps")
    assert page.evaluate(SHIFT) < 0.02
    insist_on_width(page)
    if not look.is_phone:
        last = page.locator(".month .day").last.bounding_box()
        assert last["y"] + last["height"] <= page.viewport_size["height"]
    insist_on_axe(page)
    picture(page, "strip")


def test_a_step_leads_to_its_place_and_ticks_itself(visit: Visit, look: Look, olga: Any, write: Any) -> None:
    page, step = visit(olga), said("Write a post")
    page.goto(MARCH)
    press(page, look, f"#steps a:has-text('{step}')")
    page.wait_for_url("**/posts/new/")
    page.go_back()
    page.wait_for_selector("#steps")
    write("Fog")  # somebody else's hand: the open page ticks by itself
    page.locator("#steps .done", has_text=step).wait_for(state="attached")
    assert page.locator("#steps .is-next").inner_text() == said("Connect a channel")
    press(page, look, "#steps form button")
    page.wait_for_selector("#steps", state="detached")
    page.reload()
    page.wait_for_selector(".month")
    expect(page.locator("#steps")).to_have_count(0)
    assert Post.objects.count() == 1
