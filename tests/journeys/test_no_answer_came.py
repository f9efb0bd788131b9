"""An answer gets lost: nothing is told that is not known, and the page looks again until it knows."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import weekly
from planner.walltime import resolve
from tests.journeys.calendar_steps import MARCH, WEEK, Visit, Write, chip, saved, wall
from tests.journeys.hands import carried, carry, press
from tests.journeys.looks import Look, picture, planned_at, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.answers_get_lost]
NO_ANSWER = "No answer came, so it may have been done. The page looks again until it knows."
SIGNED_OUT = "You are signed out. Sign in in another tab; then go on here."
KNOWN = "The server answers again. This is how it stands now."


def lose(page: Any, address: str, *, done: bool) -> None:
    """The next change there gets no answer: `done` all the same, or never arrived."""

    def swallow(route: Any) -> None:
        if done:
            route.fetch()
        route.abort()

    page.route(address, swallow, times=1)


def toasts(page: Any) -> list[str]:
    return [line.strip() for line in page.locator("#toasts .toast span").all_inner_texts()]


@pytest.mark.parametrize("done", [True, False])
def test_a_move_without_an_answer_is_looked_up(
    visit: Visit, look: Look, grace: Any, write: Write, done: bool
) -> None:
    post, _other = write("Ships", "2032-03-17T09:30"), write("Fog", "2032-03-19T12:00")
    page = visit(grace)
    page.goto(MARCH)
    lose(page, "**/calendar/move/", done=done)
    carry(page, look, chip(post), "#d0319")
    saved(page, said(NO_ANSWER))
    expect(page.locator(".toast.error")).to_have_count(0)
    expect(page.locator(f"{chip(post)}.saving")).to_have_count(1)  # it is not known yet, and does not look so
    picture(page, "not known", whole=False)
    saved(page, said(KNOWN))
    assert toasts(page) == [said(KNOWN)]
    day = "19" if done else "17"
    page.wait_for_selector(f"#d03{day} {chip(post)}:not(.saving)")
    assert wall(post) == f"2032-03-{day}T09:30"


def test_what_is_dropped_offline_goes_back_when_it_is_known(
    visit: Visit, look: Look, grace: Any, write: Write
) -> None:
    post, _other = write("Ships", "2032-03-17T09:30"), write("Fog", "2032-03-19T12:00")
    page = visit(grace)
    page.goto(MARCH)
    page.context.set_offline(True)
    carry(page, look, chip(post), "#d0319")
    saved(page, said(NO_ANSWER))
    page.wait_for_timeout(6000)  # longer than it waits between two looks
    expect(page.locator(f"#d0319 {chip(post)}.saving")).to_have_count(1)
    assert toasts(page) == [said(NO_ANSWER)]
    page.context.set_offline(False)
    page.locator(f"#d0317 {chip(post)}:not(.saving)").wait_for(timeout=2000)  # at once
    saved(page, said(KNOWN))
    carry(page, look, chip(post), "#d0319")
    page.wait_for_selector(".toast .undo")
    assert wall(post) == "2032-03-19T09:30"


@pytest.mark.only_at("desk")
def test_several_and_a_stage_without_an_answer(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(f"{MARCH}&view=board")
    lose(page, "**/calendar/stage/", done=True)
    carry(page, look, chip(post), "#pile-in_review")
    saved(page, said(NO_ANSWER))
    page.wait_for_selector(f"#pile-in_review {chip(post)}")
    saved(page, said(KNOWN))
    page.click(chip(post), modifiers=["Control"])
    lose(page, "**/calendar/bulk/", done=True)
    press(page, look, "#bulk [data-bulk=archive], #bulk [data-do=archive] button")
    saved(page, said(NO_ANSWER))
    page.wait_for_selector(chip(post), state="detached")
    post.refresh_from_db()
    assert post.state == "archived"


def test_who_is_signed_out_hears_it_and_goes_on(
    visit: Visit, look: Look, grace: Any, write: Write, live_server: Any
) -> None:
    post, _other = write("Ships", "2032-03-17T09:30"), write("Fog", "2032-03-19T12:00")
    page = visit(grace)
    page.goto(MARCH)
    page.wait_for_load_state("networkidle")  # the notices come a moment later
    Session.objects.all().delete()
    carry(page, look, chip(post), "#d0319")
    saved(page, said(SIGNED_OUT))
    expect(page.locator(".toast.error")).to_have_count(0)
    assert wall(post) == "2032-03-17T09:30"
    picture(page, "signed out", whole=False)
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(grace)
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)  # signing in makes another one
    page.wait_for_selector(f"#d0317 {chip(post)}:not(.saving)")
    saved(page, said(KNOWN))
    carry(page, look, chip(post), "#d0319")
    page.wait_for_selector(".toast .undo")
    assert wall(post) == "2032-03-19T09:30"


@pytest.mark.parametrize("done", [True, False])
def test_a_queue_without_an_answer_is_looked_up(
    visit: Visit, look: Look, grace: Any, harbour: Any, acting: Any, done: bool
) -> None:
    channel = harbour.channels.select_related("workspace").get(network="sandbox")
    weekly.add(channel, [weekly.Given(day, "10:00") for day in range(7)], acting(grace))
    posts = [
        _queued(harbour, channel, acting(grace), name, days) for name, days in (("Ships", 1), ("Fog", 2))
    ]
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel.pk}/queue/")
    lose(page, "**/queue/change/", done=done)
    page.locator("[data-title='Ships'] .q-handle").focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    saved(page, said(NO_ANSWER))
    expect(page.locator(".toast.error")).to_have_count(0)
    picture(page, "not known", whole=False)
    saved(page, said(KNOWN))
    names = ["Fog", "Ships"] if done else ["Ships", "Fog"]
    assert [one.strip() for one in page.locator("[data-post] .q-title").all_inner_texts()] == names
    rows = Post.objects.filter(pk__in=[post.pk for post in posts]).order_by("planned_at")
    assert [post.newest.title for post in rows] == names


def _queued(harbour: Any, channel: Any, by: Any, name: str, days: int) -> Post:
    post = Post.objects.write(
        harbour, by, Content(title=name, text="Ships wait.", wordings=(Wording(channel.pk),))
    )
    day = date.today() + timedelta(days=days)  # noqa: DTZ011 - far enough from midnight's neighbours
    post.plan_for(resolve(datetime.fromisoformat(f"{day}T10:00"), harbour.timezone))
    Post.objects.filter(pk=post.pk).update(queue=channel)
    return post


TOAST = """() => import(document.querySelector('script[src*="/almanac."]').src).then(page =>
  page.offerBack('A sentence that is as long as sentences of this page are, and more', 'Undo', () => {}))"""
OVER = """place => {
  const toast = document.querySelector('.toast').getBoundingClientRect();
  return [...document.querySelectorAll(place)].map(one => one.getBoundingClientRect()).some(box => box.height
    && box.bottom > toast.top && box.top < toast.bottom && box.right > toast.left && box.left < toast.right);
}"""
CATCHES = """() => {
  const box = document.querySelector('.toast').getBoundingClientRect();
  return document.elementFromPoint(box.left + 40, box.top + box.height / 2)?.closest('.toast') != null;
}"""


@pytest.mark.parametrize("view", ["month", "week", "board"])
def test_a_toast_lies_over_nothing_that_is_used(
    visit: Visit, look: Look, grace: Any, write: Write, view: str
) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto({"month": MARCH, "week": WEEK, "board": f"{MARCH}&view=board"}[view])
    page.evaluate(TOAST)
    picture(page, "toast", whole=False)
    used = ".bar, .filters, .tabbar" if look.is_phone else ".bar, .filters, .foot, .side"
    assert not page.evaluate(OVER, used)
    if look.is_phone:
        return
    page.click(chip(post), modifiers=["Control"])
    page.wait_for_selector("#bulk [data-count]")
    assert not page.evaluate(OVER, "#bulk")
    picture(page, "toast over the bar", whole=False)


@pytest.mark.only_at("desk")
def test_a_toast_stops_nobody_who_carries(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post = write("Ships", "2032-03-17T09:30")
    page = visit(grace)
    page.goto(MARCH)
    page.evaluate(TOAST)
    assert page.evaluate(CATCHES)
    with carried(page, look, chip(post)) as hand:
        assert not page.evaluate(CATCHES)
        hand.to("[data-key=right]")
        page.wait_for_selector("#d0414:visible")
        expect(page.locator(".toast")).to_have_count(1)
        hand.to("#d0414")
    saved(page, planned_at("2032-04-14T09:30"))
    assert wall(post) == "2032-04-14T09:30"
