"""A channel's queue in a real browser: weekly times, the next free slot, moving posts, pausing."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from planner.campaigns.models import Pillar
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import weekly
from planner.queues.models import Experiment
from planner.queues.other_hours import EVERY
from planner.walltime import resolve
from tests.axe import insist_on_axe
from tests.journeys.hands import Finger
from tests.journeys.looks import PHONE, Look, counted, insist_on_width, picture, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]
Visit = Callable[..., Any]
NAMES = ["Market day", "Spring fair", "Fog signals", "Author evening"]


@pytest.fixture
def channel(harbour: Any) -> Any:
    return harbour.channels.select_related("workspace").get(network="sandbox")


@pytest.fixture
def full(harbour: Any, channel: Any, grace: Any, acting: Any) -> list[Post]:
    """A slot a day, for four posts of Grace's, with gaps between them; a fifth at a time of its own.

    What is free first is free for every theme: the slot of one theme comes late, whatever day it is today.
    """
    tips = Pillar.objects.create(workspace=harbour, name="tips")
    weekly.add(channel, [weekly.Given(day, "10:00") for day in range(7)], acting(grace))
    weekly.add(channel, [weekly.Given((date.today().weekday() - 2) % 7, "18:30", tips.pk)], acting(grace))  # noqa: DTZ011
    posts = []
    for name, days in zip(NAMES, (1, 2, 4, 7), strict=True):
        post = write(harbour, channel, acting(grace), name, days)
        Post.objects.filter(pk=post.pk).update(queue=channel)
        posts.append(post)
    write(harbour, channel, acting(grace), "At noon exactly", 2, "12:00")
    write(harbour, channel, acting(grace), "Without a time yet", None)
    return posts


def write(harbour: Any, channel: Any, by: Any, name: str, days: int | None, clock: str = "10:00") -> Post:
    content = Content(title=name, text=f"{name}: ships wait.", wordings=(Wording(channel.pk),))
    post = Post.objects.write(harbour, by, content)
    if days is not None:
        day = date.today() + timedelta(days=days)  # noqa: DTZ011 - far enough from midnight's neighbours
        post.plan_for(resolve(datetime.fromisoformat(f"{day}T{clock}"), harbour.timezone))
    return post


def order(page: Any) -> list[str]:
    return [one.strip() for one in page.locator("[data-post] .q-title").all_inner_texts()]


def in_the_database(posts: list[Post]) -> list[str]:
    rows = Post.objects.filter(pk__in=[post.pk for post in posts]).order_by("planned_at")
    return [post.newest.title for post in rows.select_related("head")]


def wait_for(page: Any, said: str) -> None:
    page.locator("#toasts .toast", has_text=said).first.wait_for()


def test_weekly_times_are_added_copied_and_removed(
    visit: Visit, look: Look, grace: Any, channel: Any
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel.pk}/")
    page.get_by_role("link", name=said("Queue and weekly times")).click()
    page.get_by_role("link", name=said("Choose weekly times")).click()
    page.get_by_role("button", name=said("Working days at 10:00, Tuesday and Thursday also at 18:00")).click()
    expect(page.locator(".q-week li")).to_have_count(7)
    form = page.locator("form:has(button[value=add])")
    for number in range(1, 5):
        form.locator(f"[name=day][value='{number}']").uncheck()
    form.locator("[name=wall]").fill("08:15")
    form.locator("button[value=add]").click()
    page.locator("section[aria-labelledby=day-0] b", has_text="08:15").wait_for()
    page.locator("[name=to][value='5']").check()
    page.locator("button[value=copy-day]").click()
    saturday = page.locator("section[aria-labelledby=day-5]")
    saturday.locator("b", has_text="08:15").wait_for()
    assert saturday.locator("li b").all_inner_texts() == ["08:15", "10:00"]
    saturday.get_by_role("button", name=said("Remove %(wall)s", wall="08:15")).click()
    saturday.locator("b", has_text="08:15").wait_for(state="detached")
    assert saturday.locator("li b").all_inner_texts() == ["10:00"]
    picture(page, "weekly times")
    page.locator("button[value=copy-all]").click()
    wait_for(page, counted("%(count)s slot added.", "%(count)s slots added.", 9))


@pytest.mark.only_at("desk")
def test_posts_are_dragged_by_mouse_and_the_drop_is_undone(
    visit: Visit, look: Look, grace: Any, full: list[Post]
) -> None:
    page = visit(grace)
    page.set_viewport_size({"width": 1440, "height": 1200})
    page.goto(f"/w/harbour/channels/{full[0].queue_id or channel_of(full)}/queue/")
    assert order(page) == NAMES
    drag(page, "Author evening", page.locator("[data-title='Market day']"))
    wait_for(page, counted("%(count)s post moved.", "%(count)s posts moved.", 4))
    assert order(page) == ["Author evening", "Market day", "Spring fair", "Fog signals"]
    assert in_the_database(full) == order(page)
    page.locator(".toast .undo").click()
    wait_for(page, said("Undone."))
    assert order(page) == NAMES == in_the_database(full)
    free = page.locator(".is-free").nth(0)
    when = free.get_attribute("data-place")
    drag(page, "Spring fair", free)
    wait_for(page, counted("%(count)s post moved.", "%(count)s posts moved.", 1))
    moved = Post.objects.get(pk=full[1].pk).planned_at
    assert moved is not None
    assert moved.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") == when


@pytest.mark.only_at("desk")
def test_posts_are_moved_by_keys_alone(visit: Visit, look: Look, grace: Any, full: list[Post]) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    page.get_by_role("button", name="Move “Market day”").focus()
    page.keyboard.press("Enter")
    assert "Picked up “Market day”" in page.locator("#queue-says").inner_text()
    while "Spring fair" not in page.locator("#queue-says").inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for(page, counted("%(count)s post moved.", "%(count)s posts moved.", 2))
    assert order(page) == ["Spring fair", "Market day", "Fog signals", "Author evening"]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move “Market day”"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert "Nothing was moved" in page.locator("#queue-says").inner_text()
    assert in_the_database(full) == order(page)


def slide(finger: Finger, what: Any, to: Any, rest: int) -> None:
    """From the middle of one thing to that of another, after `rest` milliseconds; not let go yet."""
    begin, end = what.bounding_box(), to.bounding_box()
    x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
    goal = end["y"] + end["height"] / 2
    finger.touch("touchStart", x, y)
    finger.page.wait_for_timeout(rest)
    for step in range(1, 9):
        finger.touch("touchMove", x, y + (goal - y) * step / 8)


def test_a_finger_that_rests_carries_a_post(visit: Visit, grace: Any, full: list[Post]) -> None:
    page = visit(grace, **PHONE)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    page.locator("[data-title='Market day']").scroll_into_view_if_needed()
    title = page.locator("[data-title='Market day'] .q-title")
    finger = Finger(page)
    slide(finger, title, page.locator("[data-title='Spring fair']"), 500)
    finger.put_down()
    wait_for(page, "2 posts moved.")
    assert order(page) == ["Spring fair", "Market day", "Fog signals", "Author evening"]
    assert in_the_database(full) == order(page)
    assert page.locator("#queue-says").inner_text() == "Dropped."
    assert "/queue/" in page.url  # the press was not a tap on the link
    page.locator(".toast .undo").tap()
    wait_for(page, "Undone.")
    assert in_the_database(full) == NAMES


def test_a_finger_that_moves_at_once_scrolls(visit: Visit, grace: Any, full: list[Post]) -> None:
    page = visit(grace, **PHONE)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    title = page.locator("[data-title='Market day'] .q-title")
    finger = Finger(page)
    slide(finger, title, page.locator("[data-title='Spring fair']"), 20)
    finger.put_down()
    page.wait_for_timeout(300)
    expect(page.locator(".toast")).to_have_count(0)
    assert in_the_database(full) == NAMES


def test_the_handle_carries_at_once_and_escape_lets_go(visit: Visit, grace: Any, full: list[Post]) -> None:
    page = visit(grace, **PHONE)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    page.locator("[data-title='Market day']").scroll_into_view_if_needed()
    finger, handle = Finger(page), page.locator("[data-title='Market day'] .q-handle")
    slide(finger, handle, page.locator("[data-title='Spring fair']"), 20)
    page.locator(".q-ghost").wait_for()
    assert "Spring fair" in page.locator("#queue-says").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#queue-says").inner_text() == "Let go. Nothing was moved."
    finger.put_down()
    expect(page.locator(".q-ghost")).to_have_count(0)
    assert in_the_database(full) == NAMES


def test_posts_are_shuffled_and_put_back(visit: Visit, look: Look, grace: Any, full: list[Post]) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    for _try in range(20):  # luck may leave everything as it was
        press(page, said("Shuffle"))
        if in_the_database(full) != NAMES:
            break
    shuffled = order(page)
    picture(page, "shuffled")
    assert shuffled == in_the_database(full)
    page.locator(".toast .undo").click()
    wait_for(page, said("Undone."))
    press(page, said("Close up gaps"))
    assert order(page) == NAMES == in_the_database(full)
    assert page.locator(".q-line").nth(0).get_attribute("data-title") == "Market day"


def press(page: Any, name: str) -> None:
    with page.expect_response("**/queue/change/**"):
        page.get_by_role("button", name=name).click()
    page.locator("#queue:not([aria-busy])").wait_for()


def test_a_draft_is_put_into_a_free_place_and_the_queue_is_paused(
    visit: Visit, look: Look, grace: Any, full: list[Post], channel: Any
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel.pk}/queue/")
    page.locator(".is-free").first.get_by_role("link", name=said("Put a draft here")).click()
    page.get_by_role("button", name="Without a time yet").click()
    wait_for(page, counted("%(count)s post moved.", "%(count)s posts moved.", 1))
    assert "Without a time yet" in order(page)
    page.get_by_text(said("Pause this queue")).click()
    page.get_by_label(said("Why? Everybody sees it.")).fill("Storm")
    page.get_by_role("button", name=said("Pause"), exact=True).click()
    page.locator(".banner", has_text="Storm").wait_for()
    picture(page, "paused")
    page.get_by_role("button", name=said("Go on")).click()
    page.get_by_text(said("Pause this queue")).wait_for()


def test_other_hours_are_tried_once_somebody_switches_it_on(
    visit: Visit, look: Look, grace: Any, full: list[Post], channel: Any
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel.pk}/slots/")
    switch = page.locator("#experiment")
    switch.get_by_text(said("Try other hours: one slot in five")).click()
    picture(page, "an experiment is offered")
    insist_on_axe(page)
    switch.locator("button[value=on]").click()
    switch.locator("button[value=off]").wait_for()
    picture(page, "an experiment is on")
    insist_on_axe(page)
    Experiment.objects.update(seed=7, turn=EVERY - 1)  # the next slot is one of those that are tried
    post = Post.objects.get(head__title="Without a time yet")
    page.goto(f"/w/harbour/posts/{post.pk}/")
    with page.expect_response("**/posts/slot/**"):
        page.locator("[name=way][value=slot]").check()
    told = said("An hour we are trying out; the slot itself is at %(wall)s.", wall="10:00")
    page.locator("#slot-says", has_text=told).wait_for()
    offered = page.locator("[name=time]").input_value()
    with page.expect_navigation():
        page.locator("button[name=do][value=save]:visible").first.click()
    page.locator("#when-says ~ .q-trial").wait_for()
    assert page.locator("[name=time]").input_value() == offered != "10:00"
    picture(page, "a time that is tried in the composer")
    insist_on_axe(page)
    page.goto(f"/w/harbour/channels/{channel.pk}/queue/")
    line = page.locator("[data-title='Without a time yet']")
    assert said("An hour we are trying out") in line.inner_text()
    assert line.locator("time").inner_text() == offered
    picture(page, "a slot that is tried")
    insist_on_axe(page)


def test_a_free_place_opens_the_composer_at_that_very_time(
    visit: Visit, look: Look, grace: Any, full: list[Post]
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    place = page.locator(".is-free").first
    when = datetime.fromisoformat(place.get_attribute("data-place"))
    place.get_by_role("link", name=said("Write")).click()
    page.wait_for_url("**/posts/new/**")
    shown = when.astimezone(timezone.get_fixed_timezone(180))
    assert page.locator("[name=date]").input_value() == shown.date().isoformat()
    assert page.locator("[name=time]").input_value() == shown.strftime("%H:%M")


def test_what_would_break_is_asked_before_it_is_done(
    visit: Visit, look: Look, grace: Any, full: list[Post]
) -> None:
    first = Post.objects.values_list("planned_at", flat=True).get(pk=full[0].pk)
    assert first is not None
    Post.objects.filter(pk=full[0].pk).update(valid_until=first + timedelta(hours=1))
    page = visit(grace)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    page.locator("[data-title='Market day']").get_by_role(
        "button", name=said("“%(title)s” later", title="Market day")
    ).click()
    page.wait_for_function("() => !document.querySelector('#queue[aria-busy]')")
    assert "Market day" in asked[0]
    assert in_the_database(full) == NAMES


def test_the_pages_are_whole(visit: Visit, look: Look, grace: Any, full: list[Post], channel: Any) -> None:
    page = visit(grace)
    for name in ("queue", "slots"):
        page.goto(f"/w/harbour/channels/{channel.pk}/{name}/")
        picture(page, name)
        insist_on_width(page)
        insist_on_axe(page)


def channel_of(posts: list[Post]) -> int:
    return int(Post.objects.values_list("queue_id", flat=True).get(pk=posts[0].pk) or 0)


def drag(page: Any, title: str, to: Any) -> None:
    page.get_by_role("button", name=re.compile(f"Move “{title}”")).hover()
    page.mouse.down()
    to.scroll_into_view_if_needed()
    box = to.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
