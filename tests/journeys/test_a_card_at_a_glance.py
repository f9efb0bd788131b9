"""A card of the calendar is looked at closely, and something is done with its post there."""

from typing import Any

import pytest

from tests.axe import insist_on_axe
from tests.journeys.calendar_steps import MARCH, WEEK, Visit, Write, chip, saved
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_at("desk")]
GLANCE = "#glance:not([hidden])"


def test_a_mouse_that_rests_is_shown_the_post_and_one_that_leaves_is_not(
    visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    page.hover(chip(post))
    page.wait_for_selector(GLANCE)
    assert "Fog." in page.inner_text(GLANCE)
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    card, shown = page.locator(chip(post)).bounding_box(), page.locator(GLANCE).bounding_box()
    assert shown["x"] >= card["x"] + card["width"] or shown["x"] + shown["width"] <= card["x"]
    insist_on_axe(page)
    insist_on_width(page)
    picture(page, "rest", whole=False)
    page.mouse.move(shown["x"] + 20, shown["y"] + 20)
    page.wait_for_timeout(600)
    assert page.is_visible(GLANCE)
    page.mouse.move(5, 895)
    page.wait_for_selector("#glance", state="hidden")


@pytest.mark.parametrize("by", ["button", "key"])
def test_it_is_put_on_hold_there_and_goes_on(
    by: str, visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(WEEK if by == "button" else MARCH)
    if by == "button":
        page.click(chip(post), button="right")
    else:
        page.focus(chip(post))
        page.keyboard.press(".")
    page.wait_for_selector(GLANCE)
    assert page.evaluate("document.getElementById('glance').contains(document.activeElement)")
    picture(page, by, whole=False)
    page.click(f"{GLANCE} [data-glance=hold]")
    page.wait_for_selector(f"{chip(post)}.st-on_hold")
    post.refresh_from_db()
    assert post.held_at is not None
    page.click(".toast .undo")
    page.wait_for_selector(f"{chip(post)}.st-draft")
    saved(page, said("Undone."))


def test_escape_goes_back_to_the_card(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    page.focus(chip(post))
    page.keyboard.press("Shift+F10")
    page.wait_for_selector(GLANCE)
    page.keyboard.press("Escape")
    page.wait_for_selector("#glance", state="hidden")
    assert page.evaluate("document.activeElement.dataset.p") == str(post.pk)


def test_it_is_duplicated_from_there(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    page.click(chip(post), button="right")
    page.click(f"{GLANCE} form button")
    page.wait_for_url("**/posts/*/")
    assert f"/posts/{post.pk}/" not in page.url
    assert page.input_value("[name=text]") == "Fog."


def test_a_card_that_is_carried_shows_nothing(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    page.hover(chip(post))
    page.mouse.down()
    page.mouse.move(700, 500, steps=4)
    page.wait_for_timeout(900)
    assert page.is_hidden("#glance")
    page.keyboard.press("Escape")
    page.mouse.up()
