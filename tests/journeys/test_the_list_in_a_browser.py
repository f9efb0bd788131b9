"""The list is sorted by the heads of its columns, by mouse and by keyboard, without a new page."""

from typing import Any

import pytest

from planner.campaigns.models import Campaign
from planner.posts.models import Post
from tests.axe import insist_on_axe
from tests.journeys.calendar_steps import Visit
from tests.journeys.hands import press
from tests.journeys.looks import Look, insist_on_width, picture

pytestmark = pytest.mark.django_db(transaction=True)
TITLES = ".agenda a.line"


@pytest.fixture
def three(harbour: Any, write: Any) -> list[Post]:
    posts = [
        write(name, f"2032-03-{17 + n}T09:00")
        for n, name in enumerate(("Fog over the quay", "Boats", "Ropes"))
    ]
    spring = Campaign.objects.create(workspace=harbour, name="Spring at the harbour")
    Post.objects.filter(pk=posts[0].pk).update(campaign=spring)
    return posts


def test_a_head_sorts_and_sorts_the_other_way(
    visit: Visit, look: Look, grace: Any, three: list[Post]
) -> None:
    page = visit(grace)
    page.goto("/w/harbour/calendar/?view=list")
    page.evaluate("window.sameDocument = true")
    press(page, look, "#sort-title")
    picture(page, "sorted")
    page.wait_for_selector("[aria-sort=ascending] #sort-title")
    assert page.locator(TITLES).all_inner_texts() == ["Boats", "Fog over the quay", "Ropes"]
    assert "sort=title" in page.url
    page.keyboard.press("Enter")  # the focus stayed where it was
    page.wait_for_selector("[aria-sort=descending] #sort-title")
    assert page.locator(TITLES).all_inner_texts() == ["Ropes", "Fog over the quay", "Boats"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "sort-channel"
    page.go_back()
    page.wait_for_selector("[aria-sort=ascending] #sort-title")
    page.go_back()
    page.wait_for_selector("[aria-sort=ascending] #sort-time")
    assert page.locator(TITLES).all_inner_texts() == ["Fog over the quay", "Boats", "Ropes"]
    assert page.evaluate("window.sameDocument")


def test_a_row_is_opened_anywhere_and_chosen_by_its_box(
    visit: Visit, look: Look, grace: Any, three: list[Post]
) -> None:
    page = visit(grace)
    page.goto("/w/harbour/calendar/?view=list&sort=title")
    press(page, look, f"[data-choose='{three[1].pk}']")
    page.wait_for_selector("#bulk:not([hidden])")
    row = page.locator(".line-row", has_text="Ropes").bounding_box()
    page.mouse.click(row["x"] + row["width"] * 0.8, row["y"] + row["height"] / 2)
    page.wait_for_url(f"**/posts/{three[2].pk}/**")


@pytest.mark.parametrize("sort", ["time", "-campaign"])
def test_the_list_is_sound_and_fits(
    visit: Visit, look: Look, grace: Any, three: list[Post], sort: str
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/calendar/?view=list&sort={sort}")
    insist_on_axe(page)
    insist_on_width(page)
    picture(page, "list")
