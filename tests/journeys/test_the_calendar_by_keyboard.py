"""The calendar by keys alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.calendar_steps import MARCH, WEEK, Visit, Write, chip, saved, wall
from tests.journeys.looks import Look, picture, planned_at, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_at("desk")]


def test_a_post_is_carried_by_the_keyboard(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    page.focus(chip(post))
    page.keyboard.press("Space")
    assert said("Picked up. Arrow keys move it, Enter puts it down, Escape puts it back.") in page.inner_text(
        "#says"
    )
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert "25 Mar" in page.inner_text("#says")
    picture(page, "carried", whole=False)
    page.keyboard.press("Escape")
    assert wall(post) == "2032-03-17T09:30"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    saved(page, planned_at("2032-03-18T09:30"))
    assert wall(post) == "2032-03-18T09:30"
    page.wait_for_selector(f"{chip(post)}:focus")
    page.keyboard.press("Control+z")
    page.wait_for_selector(f"#d0317 {chip(post)}:focus")
    assert wall(post) == "2032-03-17T09:30"
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.wait_for_selector("h1:has-text('April 2032')")
    page.keyboard.press("Enter")
    saved(page, planned_at("2032-04-07T09:30"))
    assert wall(post) == "2032-04-07T09:30"


def test_in_a_week_the_keyboard_moves_by_quarters(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(WEEK)
    page.focus(chip(post))
    page.keyboard.press("Space")
    for key in ("ArrowDown", "Shift+ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    picture(page, "carried", whole=False)
    page.keyboard.press("Enter")
    saved(page, planned_at("2032-03-16T10:45"))
    assert wall(post) == "2032-03-16T10:45"


def test_days_are_walked_with_arrows_and_enter_begins_a_post(visit: Visit, look: Look, grace: Any) -> None:
    page = visit(grace)
    page.goto(MARCH)
    page.focus(".day[tabindex='0']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    picture(page, "a day", whole=False)
    day = page.evaluate("document.activeElement.dataset.day")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/posts/new/\?at={day}T09:00"))
    assert page.input_value("[name=date]") == day


def test_single_letters_change_the_view_and_can_be_switched_off(visit: Visit, look: Look, grace: Any) -> None:
    page = visit(grace)
    page.goto(MARCH)
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    picture(page, "keys", whole=False)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("h1:has-text('April 2032')")
    page.keyboard.press("t")
    page.wait_for_url(re.compile(r"view=month$"))
    for key, view in (("w", "week"), ("d", "day"), ("b", "board"), ("l", "list"), ("m", "month")):
        page.keyboard.press(key)
        page.wait_for_selector(f"#cal.view-{view}")
    type(grace).objects.filter(pk=grace.pk).update(single_keys=False)
    page.reload()
    for key in ("w", "?"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    expect(page.locator("#cal.view-month")).to_have_count(1)
    assert not page.is_visible("#keys")


def test_a_post_is_chosen_with_x(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    page.focus(chip(post))
    page.keyboard.press("x")
    page.wait_for_selector("#bulk:visible")
    page.keyboard.press("Escape")
    page.wait_for_selector("#bulk", state="hidden")
