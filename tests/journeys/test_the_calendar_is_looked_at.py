"""Views, periods and filters of the calendar, places where a post is begun, and what others do meanwhile."""

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from media import intake
from planner.campaigns.models import Campaign, Pillar, Tag
from planner.posts.content import Content, Picture
from planner.posts.models import Post
from planner.queues.models import Slot
from planner.walltime import resolve
from tests.axe import insist_on_axe
from tests.journeys.calendar_steps import MARCH, WEEK, Visit, Write, chip
from tests.journeys.hands import press
from tests.journeys.looks import SHIFT, Look, dated, insist_on_width, picture
from tests.planner.library.conftest import drawn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]


def month_of(day: date) -> str:
    return dated(day, "F Y")


def test_every_view_is_whole_and_open_to_all(
    visit: Visit, look: Look, grace: Any, write: Write, harbour: Any
) -> None:
    harbour.country = "RU"
    harbour.save()
    for hour in range(9, 14):
        write(f"Post at {hour}", f"2032-03-17T{hour:02}:00")
    write("Author evening with a title that is longer than its place", "2032-03-18T18:30")
    write("Idea")
    page = visit(grace)
    page.goto(WEEK)
    for view in ("week", "day", "list", "board", "month"):
        press(page, look, f".seg [data-key={view[0]}]")
        page.wait_for_selector(f"#cal.view-{view}")
        insist_on_width(page)
        insist_on_axe(page)
        picture(page, view, whole=False)
    before = page.locator(".bar").first.bounding_box()
    press(page, look, ".more-of summary")
    picture(page, "more", whole=False)
    assert page.locator(".bar").first.bounding_box() == before  # a menu moves nothing


def test_narrow_cards_say_their_stage_by_more_than_colour(
    visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    for day, most in (("15", 1), ("16", 2), ("17", 3), ("18", 4)):
        for _number in range(most):
            write("Ships", f"2032-03-{day}T09:30")
    page = visit(grace)
    page.goto(WEEK)
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('.wk-col .p')].filter(one => {
          const card = one.getBoundingClientRect(), icon = one.querySelector('.s').getBoundingClientRect();
          const isCut = icon.left < card.left || icon.right > card.right || icon.bottom > card.bottom;
          return icon.width < 9 || isCut;
        }).length"""
    )
    assert (page.locator(".wk-col .p").count(), hidden) == (10, 0)
    picture(page, "narrow", whole=False)


def test_filters_and_periods_never_load_the_page_again(
    visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    page.evaluate("window.stays = 1")
    press(page, look, "[data-pick=stage] summary")
    press(page, look, "[data-pick=stage] .menu a[href*='stage=draft']")
    page.wait_for_url("**stage=draft**")
    page.wait_for_selector("[data-pick=stage] .chipf.on")
    press(page, look, "[data-key=right]")
    page.wait_for_selector(f"h1:has-text('{month_of(date(2032, 4, 1))}')")
    assert "stage=draft" in page.url
    page.go_back()
    page.wait_for_selector(f"h1:has-text('{month_of(date(2032, 3, 1))}')")
    page.go_back()
    page.wait_for_selector(".chipf.on", state="detached")
    assert page.evaluate("window.stays") == 1
    assert page.title().startswith(month_of(date(2032, 3, 1)))


def test_each_filter_is_in_the_address_and_remembered(
    visit: Visit, look: Look, grace: Any, ada: Any, harbour: Any, acting: Any, write: Write
) -> None:
    """Each leaves the post that fits and takes the other away; the next visit finds it as it was left."""
    post, other = write("Ships", "2032-03-17T09:30"), write("Fog", "2032-03-17T12:00")
    post.submit(acting(ada))
    mine = Post.objects.write(harbour, acting(grace), Content(title="Grace's", text="Fog."))
    channel = harbour.channels.first()
    campaign = Campaign.objects.create(workspace=harbour, name="Spring")
    pillar = Pillar.objects.create(workspace=harbour, name="Tips")
    post.tags.add(tag := Tag.objects.create(workspace=harbour, name="fog"))
    Post.objects.filter(pk=post.pk).update(campaign=campaign, pillar=pillar)
    page = visit(grace)
    chosen = {
        "channel": channel.pk, "stage": "in_review", "campaign": campaign.pk, "pillar": pillar.pk,
        "tag": tag.pk, "author": ada.pk,
    }  # fmt: skip
    page.goto(MARCH)
    for name, value in chosen.items():
        press(page, look, f"[data-pick={name}] summary")
        choice = f"[data-pick={name}] .menu a[href*='{name}={value}']"
        page.wait_for_selector(choice)
        insist_on_width(page)
        picture(page, name, whole=False)
        press(page, look, choice)
        page.wait_for_selector(f"[data-pick={name}] .chipf.on")
        assert parse_qs(urlparse(page.url).query)[name] == [str(value)]
    expect(page.locator(chip(post))).to_have_count(1)
    for gone in (other, mine):
        expect(page.locator(chip(gone))).to_have_count(0)
    page.goto("/w/harbour/calendar/")
    assert {name: str(value) for name, value in chosen.items()}.items() <= {
        name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()
    }.items()
    picture(page, "remembered", whole=False)
    press(page, look, "[data-key=clear]")
    page.wait_for_selector(".chipf.on", state="detached")
    page.goto(MARCH)
    press(page, look, ".chipf[href*='mine=1']")
    page.wait_for_url("**mine=1**")
    page.wait_for_selector(chip(other), state="detached")
    expect(page.locator(chip(post))).to_have_count(1)


def test_what_somebody_else_does_appears_by_itself(
    visit: Visit, look: Look, grace: Any, ada: Any, acting: Any, write: Write
) -> None:
    post, _there = write("Ships", "2032-03-17T09:30"), write("Fog", "2032-03-18T12:00")
    page = visit(grace)
    page.goto(MARCH)
    page.evaluate("window.stays = 1")
    post.submit(acting(ada))
    write("New here", "2032-03-18T09:30")
    page.wait_for_selector(f"#d0317 {chip(post)}.st-in_review", timeout=15_000)
    page.wait_for_selector("#d0318:has-text('New here')")
    assert page.inner_text("[data-mine]") == "1"
    assert page.evaluate("window.stays") == 1


def test_an_empty_place_begins_a_post_at_that_very_time(
    visit: Visit, look: Look, grace: Any, harbour: Any, write: Write
) -> None:
    channel = harbour.channels.first()
    Slot.objects.create(channel=channel, weekday=3, wall="18:00")
    write("Fog", "2032-03-18T12:00")
    page = visit(grace)
    page.goto(WEEK)
    column, body = page.locator("#d0316").bounding_box(), page.locator(".wk-body").bounding_box()
    y = max(column["y"] + 10.25 * column["height"] / 24 + 3, body["y"] + 5)
    if look.is_phone:
        page.touchscreen.tap(column["x"] + 60, y)
    else:
        page.mouse.move(column["x"] + 60, y)
        page.wait_for_selector("#d0316 .here")
        picture(page, "a place", whole=False)
        page.mouse.click(column["x"] + 60, y)
    page.wait_for_url("**/posts/new/**")
    assert page.input_value("[name=date]") == "2032-03-16"
    assert page.input_value("[name=time]") == "10:15"
    page.goto(MARCH)
    press(page, look, "#d0318 .sl:has-text('18:00')")
    page.wait_for_url(f"**/posts/new/?at=2032-03-18T18:00&channel={channel.pk}")
    assert page.input_value("[name=time]") == "18:00"


def test_two_more_opens_the_day(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    for hour in range(9, 14):
        write(f"Post at {hour}", f"2032-03-17T{hour:02}:00")
    page = visit(grace)
    page.goto(MARCH)
    press(page, look, "#d0317 a.more")
    lines = "#cal .line" if look.is_phone else "#day[open] .line"
    page.wait_for_selector(f"{lines} >> nth=4")
    insist_on_axe(page)
    picture(page, "the day", whole=False)
    press(page, look, f"{lines} >> nth=4")
    page.wait_for_url(re.compile(r"/posts/\d+/$"))
    assert page.input_value("[name=title]") == "Post at 13"


def test_thumbnails_that_arrive_move_nothing(
    visit: Visit, look: Look, grace: Any, harbour: Any, ada: Any, acting: Any, write: Write
) -> None:
    asset = intake.take_in(harbour.library, "Fog.jpg", drawn(1, (640, 400)))
    content = Content(title="Fog", text="Fog.", pictures=(Picture(asset.pk, "Fog"),))
    post = Post.objects.write(harbour, acting(ada), content)
    post.plan_for(resolve(datetime.fromisoformat("2032-03-17T09:30"), harbour.timezone))
    page = visit(grace)
    page.goto(MARCH)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".p .th")).to_have_count(1)
    assert page.evaluate(SHIFT) < 0.01
    picture(page, "thumbnail", whole=False)


def test_a_second_press_wins_over_an_answer_that_has_not_come(visit: Visit, look: Look, grace: Any) -> None:
    page = visit(grace)
    page.goto(WEEK)
    page.evaluate("for (const key of 'dl') document.querySelector(`.seg [data-key=${key}]`).click()")
    page.wait_for_selector("#cal.view-list")
    page.wait_for_load_state("networkidle")
    assert page.locator("#cal").get_attribute("class").split().count("view-list") == 1
    assert "view=list" in page.url
