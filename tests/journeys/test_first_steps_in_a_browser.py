"""The first steps are a strip on the calendar: they lead on, tick themselves, and take no day away."""

from collections.abc import Callable
from typing import Any

import pytest

from planner.posts.models import Post
from tests.axe import insist_on_axe
from tests.journeys.test_the_calendar_in_a_browser import BOTH, DESK, SHIFT, look, write

__all__ = ["write"]  # a fixture
pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]


@pytest.mark.parametrize("options", BOTH)
def test_the_strip_stands_with_the_whole_month(visit: Visit, olga: Any, options: dict[str, Any]) -> None:
    page = visit(olga, **options)
    page.goto("/w/harbour/calendar/?month=2027-03")
    page.wait_for_selector("#steps")
    assert page.evaluate(SHIFT) < 0.02
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if options["viewport"]["width"] > 1000:
        last = page.locator(".month .day").last.bounding_box()
        assert last["y"] + last["height"] <= options["viewport"]["height"]
    insist_on_axe(page)
    look(page, f"first steps {options['viewport']['width']}")


def test_a_step_leads_to_its_place_and_ticks_itself(visit: Visit, olga: Any, write: Any) -> None:
    page = visit(olga, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    page.click("#steps a:has-text('Write a post')")
    page.wait_for_url("**/posts/new/")
    page.go_back()
    page.wait_for_selector("#steps")
    write("Fog")  # somebody else's hand: the open page ticks by itself
    page.wait_for_selector("#steps .done:has-text('Write a post')")
    assert page.locator("#steps .is-next").inner_text() == "Connect a channel"
    page.click("#steps form button")
    page.wait_for_selector("#steps", state="detached")
    page.reload()
    page.wait_for_selector(".month")
    assert not page.locator("#steps").count()
    assert Post.objects.count() == 1
