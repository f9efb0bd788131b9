"""The foot of the composer on a phone: one row in reach of a thumb, and nothing stands over it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from tests.journeys.looks import picture
from tests.journeys.steps import PHONE
from tests.things import asset_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_foot_is_one_row_with_saving_and_the_main_act_in_reach(
    language: str, visit: Any, grace: Any, harbour: Any, acting: Any, ada: Any
) -> None:
    grace.language = language
    grace.save()
    wordings = tuple(Wording(one.pk) for one in harbour.channels.all())
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait.", "", wordings))
    post.submit(acting(ada))
    page = visit(grace, **PHONE)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    tomorrow = (timezone.now() + timedelta(days=1)).astimezone(harbour.zone)
    page.fill("[name=date]", tomorrow.strftime("%Y-%m-%d"))
    page.fill("[name=time]", "09:30")
    main = page.locator("#acts .primary[value=approve_and_schedule]")
    main.wait_for()
    picture(page, f"foot-{language}", whole=False)
    foot = page.locator(".actions").bounding_box()
    tabs = page.locator(".tabbar").bounding_box()
    assert foot["height"] <= 66
    assert foot["y"] + foot["height"] <= tabs["y"] + 1
    for button in (main, page.locator("#acts > [value=save]"), page.locator(".more-acts > summary")):
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] + box["width"] <= 390
        assert button.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.click(".more-acts > summary")
    page.wait_for_selector(".rest [value=take_back]:visible")
    picture(page, f"foot-open-{language}", whole=False)
    page.keyboard.press("Escape")
    assert not page.is_visible(".rest [value=take_back]")
    page.click("#acts > [value=save]")
    page.wait_for_selector(".toast")
    said = page.locator(".toast").bounding_box()
    foot = page.locator(".actions").bounding_box()
    picture(page, f"toast-{language}", whole=False)
    assert said["y"] + said["height"] <= foot["y"]
    page.click(".more-acts > summary")
    page.click(".rest [value=take_back]")
    page.wait_for_selector(".toast")
    post.refresh_from_db()
    assert post.state == "draft"


def test_the_buttons_of_a_part_and_of_a_picture_stand_in_one_row(
    visit: Any, grace: Any, harbour: Any, acting: Any
) -> None:
    grace.language = "ru"
    grace.save()
    pictures = (Picture(asset_id(harbour)),)
    post = Post.objects.write(harbour, acting(grace), Content("Fog", "One\n\n---\n\nTwo", "", (), pictures))
    page = visit(grace, **PHONE)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    for row in (".part-card:visible > .row >> nth=0", ".picture-acts >> nth=0"):
        tops = {round(one.bounding_box()["y"]) for one in page.locator(row).locator("button:visible").all()}
        assert len(tops) == 1, row
    expect(page.get_by_role("button", name="Кадрировать")).to_have_count(1)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_ways_to_choose_a_time_are_one_row(language: str, visit: Any, grace: Any) -> None:
    grace.language = language
    grace.save()
    for width in (390, 360):
        page = visit(grace, **PHONE | {"viewport": {"width": width, "height": 800}})
        page.goto("/w/harbour/posts/new/")
        ways = page.locator(".when-ways")
        ways.scroll_into_view_if_needed()
        picture(page, f"when-{language}-{width}", whole=False)
        assert 44 <= ways.bounding_box()["height"] <= 48
        assert ways.evaluate("one => one.scrollWidth <= one.clientWidth")
        assert {label.bounding_box()["height"] for label in ways.locator("label").all()} == {44}
