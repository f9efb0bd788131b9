"""What somebody writes is never taken for a key, and a key is one on any keyboard."""

from typing import Any

import pytest
from playwright.sync_api import expect

from planner.posts.models import Post

pytestmark = pytest.mark.django_db(transaction=True)
REVIEW = "/w/harbour/review/"
CHANGES = "button[value=changes]"


@pytest.fixture
def page(visit: Any, grace: Any, asked: Any) -> Any:
    asked("Fog")
    page = visit(grace)
    page.goto(REVIEW)
    return page


def state() -> str:
    return Post.objects.get(head__title="Fog").state


def folded(page: Any, within: str) -> Any:
    return page.locator("details", has=page.locator(within)).last


def press(page: Any, **key: Any) -> None:
    """A key as another keyboard sends it."""
    page.evaluate(
        "key => document.body.dispatchEvent(new KeyboardEvent('keydown', key))", key | {"bubbles": True}
    )


def test_a_reason_is_typed_at_once_and_approves_nothing(page: Any) -> None:
    folded(page, CHANGES).locator("summary").click()
    expect(page.locator(f"form:has({CHANGES}) textarea[name=note]")).to_be_focused()
    page.keyboard.type("a lot to fix")
    expect(page.locator(f"form:has({CHANGES}) textarea[name=note]")).to_have_value("a lot to fix")
    assert (page.url.endswith(REVIEW), state()) == (True, "in_review")


def test_it_is_opened_by_the_keyboard_too(page: Any) -> None:
    folded(page, CHANGES).locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"form:has({CHANGES}) textarea[name=note]")).to_be_focused()


def test_a_comment_is_typed_at_once_and_approves_nothing(page: Any) -> None:
    page.locator("details.begin > summary").click()
    expect(page.locator("#remark-new [name=remark]")).to_be_focused()
    page.keyboard.type("a lot to fix")
    expect(page.locator("#remark-new [name=remark]")).to_have_value("a lot to fix")
    assert state() == "in_review"


@pytest.mark.parametrize("opened", [f"form:has({CHANGES}) > details", "details.begin"])
def test_no_key_acts_while_such_a_form_is_open(page: Any, opened: str) -> None:
    page.locator(f"{opened} > summary").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("a")
    page.locator(f"{opened} > summary").focus()
    page.keyboard.press("a")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert (page.url.endswith(REVIEW), state()) == (True, "in_review")
    page.locator(f"{opened} > summary").click()  # closed again, and left: keys are keys
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation():
        page.keyboard.press("a")
    assert state() == "approved"


def test_the_key_is_the_one_with_this_letter_on_it_where_another_alphabet_is_written(page: Any) -> None:
    with page.expect_navigation():
        press(page, key="ф", code="KeyA")
    assert state() == "approved"


def test_a_letter_that_stands_elsewhere_on_a_keyboard_is_that_letter(page: Any) -> None:
    press(page, key="q", code="KeyA")  # French
    page.wait_for_timeout(300)
    assert state() == "in_review"


@pytest.mark.parametrize("more", ["shiftKey", "ctrlKey", "altKey", "metaKey", "repeat"])
def test_held_down_or_with_another_key_it_does_nothing(page: Any, more: str) -> None:
    press(page, key="a", code="KeyA", **{more: True})
    page.wait_for_timeout(300)
    assert state() == "in_review"


def test_who_is_already_writing_elsewhere_in_it_is_not_led_away(page: Any) -> None:
    """The browser tells late that a form was opened: words would go on in another field."""
    begin = page.locator("details.begin")
    begin.evaluate(
        "one => { one.querySelector('summary').click(); one.querySelector('[name=quote]').focus(); }"
    )
    page.wait_for_timeout(200)
    expect(begin.locator("[name=quote]")).to_be_focused()
