"""Posts are carried to another time: by the mouse at a desk, after a long press of a finger on a phone.

A phone shows a month as its days with posts, so those that posts are carried to have one already.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from planner.deliveries import plan
from planner.deliveries.models import Delivery
from planner.walltime import resolve
from tests.axe import insist_on_axe
from tests.journeys.calendar_steps import MARCH, WEEK, Visit, Write, chip, saved, wall
from tests.journeys.hands import Finger, carried, carry, press
from tests.journeys.looks import Look, picture, planned_at, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]


def test_a_post_is_carried_to_another_day_and_back(
    visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    post, _other = write("Ships", "2032-03-17T09:30"), write("Fog", "2032-03-19T12:00")
    page = visit(grace)
    page.goto(MARCH)
    with carried(page, look, chip(post)) as hand:
        hand.to("#d0319")
        assert planned_at("2032-03-19T09:30").split(",")[1].strip() in page.inner_text(".ghost .target")
        picture(page, "carried", whole=False)
    page.wait_for_selector(f"#d0319 {chip(post)}")  # at once, before it is saved
    saved(page, planned_at("2032-03-19T09:30"))
    picture(page, "moved", whole=False)
    assert wall(post) == "2032-03-19T09:30"
    press(page, look, ".toast .undo")
    saved(page, said("Undone."))
    page.wait_for_selector(f"#d0317 {chip(post)}")
    assert wall(post) == "2032-03-17T09:30"


def test_in_a_week_the_hour_changes_too(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(WEEK)
    page.locator(chip(post)).scroll_into_view_if_needed()
    day = "2032-03-17" if look.is_phone else "2032-03-19"  # as far as the window reaches
    column = page.locator(f"#d{day[5:7]}{day[8:]}").bounding_box()
    with carried(page, look, chip(post)) as hand:
        hand.move(column["x"] + 60, hand.y + column["height"] / 12)
        assert "11:30" in page.inner_text(".ghost .target")
        picture(page, "carried", whole=False)
    saved(page, planned_at(f"{day}T11:30"))
    assert wall(post) == f"{day}T11:30"


@pytest.mark.only_at("desk")
def test_escape_puts_it_back_and_the_past_takes_nothing(
    visit: Visit, look: Look, grace: Any, write: Write, harbour: Any, now: datetime
) -> None:
    soon = now.astimezone(harbour.zone).date() + timedelta(days=1)
    post = write("Ships", f"{soon}T12:00")
    page = visit(grace)
    page.goto(f"/w/harbour/calendar/?month={soon:%Y-%m}")
    with carried(page, look, chip(post)) as hand:
        hand.move(hand.x + 30, hand.y + 52)
        page.keyboard.press("Escape")
    expect(page.locator(".ghost")).to_have_count(0)
    past = page.locator(".day.past").last
    if past.count():
        with carried(page, look, chip(post)) as hand:
            hand.to(f"#{past.get_attribute('id')}")
            picture(page, "refused", whole=False)
        saved(page, said("The past takes no posts."))
    assert wall(post) == f"{soon}T12:00"


def test_what_is_out_does_not_leave_its_place(
    visit: Visit, look: Look, grace: Any, harbour: Any, olga: Any, acting: Any, write: Write, now: datetime
) -> None:
    harbour.review_policy = "none"
    harbour.save()
    post, _other = write("Out"), write("Fog", "2032-03-19T12:00")
    when = resolve(datetime.fromisoformat("2032-03-17T09:30"), harbour.timezone)
    for one in plan.schedule(post, plan.Plan(when), acting(olga), now):
        Delivery.objects.filter(pk=one.pk).update(state="published", receipt_id=f"r{one.pk}")
    page = visit(grace)
    page.goto(MARCH)
    carry(page, look, chip(post), "#d0319")
    saved(page, said("What is out, or on its way, stays where it is."))
    picture(page, "stays", whole=False)
    assert wall(post) == "2032-03-17T09:30"


def test_a_doubtful_move_asks_and_no_puts_it_back(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    _other, post = write("Ships", "2032-03-19T09:30"), write("Fair", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    carry(page, look, chip(post), "#d0319")
    page.wait_for_selector("#asks[open] li")
    assert "Ships" in page.inner_text("#asks li")
    insist_on_axe(page)
    picture(page, "asks", whole=False)
    press(page, look, "#asks button[value=no]")
    page.wait_for_selector(f"#d0317 {chip(post)}")
    assert wall(post) == "2032-03-17T09:30"
    carry(page, look, chip(post), "#d0319")
    press(page, look, "#asks button[value=yes]")
    saved(page, planned_at("2032-03-19T09:30"))
    assert wall(post) == "2032-03-19T09:30"


@pytest.mark.only_at("desk")
def test_a_quick_hand_presses_the_next_thing_at_once(
    visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    link = page.locator(".seg a[data-key=l]").first.bounding_box()
    carry(page, look, chip(post), "#d0319")
    page.mouse.click(link["x"] + link["width"] / 2, link["y"] + link["height"] / 2)
    page.wait_for_url("**view=list*")


def test_into_another_month_by_way_of_the_arrow(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post, _there = write("Ships", "2032-03-17T09:30"), write("Fog", "2032-04-14T12:00")
    page = visit(grace)
    page.goto(MARCH)
    with carried(page, look, chip(post)) as hand:
        hand.to("[data-key=right]")
        page.wait_for_selector("#d0414:visible")
        hand.to("#d0414")
        picture(page, "over another month", whole=False)
    saved(page, planned_at("2032-04-14T09:30"))
    assert wall(post) == "2032-04-14T09:30"


def test_what_is_carried_to_the_edge_scrolls_on(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    """To a day below, in a list of many; and a week goes on to the days and hours that are out of sight."""
    post = write("Ships", "2032-03-01T09:30")
    for day in range(2, 17):
        write("Fog", f"2032-03-{day:02}T12:00")
    page = visit(grace)
    page.goto(MARCH if look.is_phone else f"{WEEK[:-2]}03")
    if look.is_phone:
        carry(page, look, chip(post), "#d0316")
        saved(page, planned_at("2032-03-16T09:30"))
        return
    with carried(page, look, chip(post)) as hand:
        hand.to(".wk-body")
        hand.move(hand.x, page.viewport_size["height"] - 10)
        page.wait_for_function("() => document.querySelector('.wk-body').scrollTop > 400")
    assert page.evaluate("document.querySelector('.wk-body').scrollTop") > 400


def test_a_post_gets_a_time_from_the_tray_and_loses_it_there(
    visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    post, _other = write("Idea"), write("Fog", "2032-03-18T12:00")
    page = visit(grace)
    page.goto(MARCH)
    carry(page, look, f".tray {chip(post)}", "#d0318")
    saved(page, planned_at("2032-03-18T09:00"))
    assert wall(post) == "2032-03-18T09:00"
    page.wait_for_selector(f"#d0318 {chip(post)}")
    with carried(page, look, chip(post)) as hand:
        hand.to(".tray")
        picture(page, "over the tray", whole=False)
    saved(page, said("“%(name)s” has no time now.", name="Idea"))
    assert wall(post) == ""


@pytest.mark.only_at("phone")
def test_a_finger_that_moves_at_once_scrolls(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    finger = Finger(page)
    finger.press(page.locator(chip(post)))
    finger.move(finger.x, finger.y - 40)
    page.wait_for_timeout(500)  # longer than a long press
    expect(page.locator(".ghost")).to_have_count(0)
    finger.put_down()
    assert wall(post) == "2032-03-17T09:30"


def test_the_board_carries_stages(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(f"{MARCH}&view=board")
    carry(page, look, chip(post), "#pile-in_review")
    page.wait_for_selector(f"#pile-in_review {chip(post)}")
    saved(page, said("“%(name)s” is now: %(stage)s", name="Ships", stage=said("In review")))
    picture(page, "asked for review", whole=False)
    post.refresh_from_db()
    assert post.state == "in_review"
    press(page, look, ".toast .undo")
    saved(page, said("Undone."))
    page.wait_for_selector(f"#pile-draft {chip(post)}")
    post.refresh_from_db()
    assert post.state == "draft"
    carry(page, look, chip(post), "#pile-in_review")
    page.wait_for_selector(f"#pile-in_review {chip(post)}")
    carry(page, look, chip(post), "#pile-approved")
    saved(page, said("you have not opened it yet. Read it first."))
    post.refresh_from_db()
    assert post.state == "in_review"


@pytest.mark.only_at("phone")
def test_an_empty_day_of_a_phone_takes_a_post_and_begins_one(
    visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    post = write("Ships", "2032-03-03T09:30")
    page = visit(grace)
    page.goto(MARCH)
    carry(page, look, chip(post), "#d0305")
    saved(page, planned_at("2032-03-05T09:30"))
    assert wall(post) == "2032-03-05T09:30"
    picture(page, "carried to an empty day", whole=False)
    press(page, look, "#d0306 .add")
    page.wait_for_url("**/posts/new/?at=2032-03-06T09:00")
