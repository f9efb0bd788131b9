"""Posts are carried, chosen, filtered and seen in a real browser: with mouse, finger and keyboard."""
# ruff: noqa: DTZ001 (wall times have no zone)

import os
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from media import intake
from planner.deliveries import plan
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from planner.queues.models import Slot
from planner.walltime import resolve
from tests.axe import insist_on_axe
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BOTH = [
    pytest.param(DESK | {"color_scheme": "light"}, id="desk-light"),
    pytest.param(PHONE | {"color_scheme": "dark"}, id="phone-dark"),
]
PICTURES = os.environ.get("ALMANAC_SCREENS", "")  # a folder: what each view looks like is kept there
DAY = date(2027, 3, 17)  # a Wednesday, far ahead
SHIFT = """() => new Promise(done => {
  let all = 0;
  const add = one => { if (!one.hadRecentInput) all += one.value; };
  const watch = new PerformanceObserver(list => list.getEntries().forEach(add));
  watch.observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(all), 400);
})"""


@pytest.fixture
def write(harbour: Any, ada: Any, acting: Any) -> Callable[..., Post]:
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())

    def make(title: str, at: datetime | None = None) -> Post:
        post = Post.objects.write(harbour, acting(ada), Content(title=title, text="Fog.", wordings=wordings))
        if at is not None:
            post.plan_for(resolve(at, harbour.timezone))
        return post

    return make


@pytest.fixture
def pictured(harbour: Any, ada: Any, acting: Any) -> Post:
    """A post with a picture of the library."""
    asset = intake.take_in(harbour.library, "Fog.jpg", drawn(1, (640, 400)))
    content = Content(title="Fog", text="Fog.", pictures=(Picture(asset.pk, "Fog"),))
    post = Post.objects.write(harbour, acting(ada), content)
    post.plan_for(resolve(datetime(2027, 3, 17, 9, 30), harbour.timezone))
    return post


def wall(post: Post) -> str:
    post.refresh_from_db()
    return post.planned_wall[:16]


def carry(page: Any, what: str, to: str, dy: float = 70) -> None:
    """By the mouse, from a chip to a place."""
    chip, place = page.locator(what).bounding_box(), page.locator(to).bounding_box()
    page.mouse.move(chip["x"] + 30, chip["y"] + 8)
    page.mouse.down()
    page.mouse.move(chip["x"] + 40, chip["y"] + 18, steps=3)
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + dy, steps=6)
    page.mouse.up()


def saved(page: Any, words: str) -> None:
    page.wait_for_selector(f".toast:has-text('{words}')")


def look(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"calendar {name}.png".replace(" ", "-")))


# --- By mouse --------------------------------------------------------------------------------------------


def test_a_post_is_carried_to_another_day_and_back(visit: Visit, grace: Any, write: Any) -> None:
    post = write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    carry(page, f"[data-p='{post.pk}']", "#d0319")
    page.wait_for_selector(f"#d0319 [data-p='{post.pk}']")  # at once, before it is saved
    saved(page, "Fri 19 March")
    assert wall(post) == "2027-03-19T09:30"
    page.click(".toast .undo")
    saved(page, "Undone")
    page.wait_for_selector(f"#d0317 [data-p='{post.pk}']")
    assert wall(post) == "2027-03-17T09:30"
    carry(page, f"[data-p='{post.pk}']", "#d0319")
    saved(page, "Fri 19 March")
    page.keyboard.press("Control+z")
    page.wait_for_selector(f"#d0317 [data-p='{post.pk}']")
    assert wall(post) == "2027-03-17T09:30"


def test_in_a_week_the_hour_changes_too(visit: Visit, grace: Any, write: Any) -> None:
    post = write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?view=week&on=2027-03-17")
    chip = page.locator(f"[data-p='{post.pk}']").bounding_box()
    column = page.locator("#d0319").bounding_box()
    page.mouse.move(chip["x"] + 30, chip["y"] + 8)
    page.mouse.down()
    page.mouse.move(chip["x"] + 40, chip["y"] + 18, steps=3)
    hour = column["height"] / 24
    page.mouse.move(column["x"] + 60, chip["y"] + 8 + 2 * hour, steps=6)
    assert "11:30" in page.inner_text(".ghost .target")
    look(page, "carried in a week")
    page.mouse.up()
    saved(page, "Fri 19 March")
    assert wall(post) == "2027-03-19T11:30"


def test_escape_puts_it_back_and_the_past_takes_nothing(
    visit: Visit, grace: Any, write: Any, harbour: Any, now: datetime
) -> None:
    soon = now.astimezone(harbour.zone).date() + timedelta(days=1)
    post = write("Ships", datetime.combine(soon, datetime.min.time().replace(hour=12)))
    page = visit(grace, **DESK)
    page.goto(f"/w/harbour/calendar/?month={soon:%Y-%m}")
    chip = page.locator(f"[data-p='{post.pk}']").bounding_box()
    page.mouse.move(chip["x"] + 30, chip["y"] + 8)
    page.mouse.down()
    page.mouse.move(chip["x"] + 60, chip["y"] + 60, steps=5)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator(".ghost").count() == 0
    past = page.locator(".day.past").last
    if past.count():
        carry(page, f"[data-p='{post.pk}']", f"#{past.get_attribute('id')}")
        saved(page, "The past takes no posts")
    assert wall(post) == f"{soon}T12:00"


def test_what_is_out_does_not_leave_its_place(
    visit: Visit, grace: Any, harbour: Any, olga: Any, acting: Any, write: Any, now: datetime
) -> None:
    harbour.review_policy = "none"
    harbour.save()
    post = write("Out")
    for one in plan.schedule(
        post, plan.Plan(resolve(datetime(2027, 3, 17, 9, 30), harbour.timezone)), acting(olga), now
    ):
        Delivery.objects.filter(pk=one.pk).update(state="published", receipt_id=f"r{one.pk}")
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    carry(page, f"[data-p='{post.pk}']", "#d0319")
    saved(page, "stays where it is")
    assert wall(post) == "2027-03-17T09:30"


def test_a_doubtful_move_asks_and_no_puts_it_back(visit: Visit, grace: Any, write: Any) -> None:
    write("Ships", datetime(2027, 3, 19, 9, 30))
    post = write("Fair", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    carry(page, f"[data-p='{post.pk}']", "#d0319")
    page.wait_for_selector("#asks[open] li:has-text('very minute')")
    insist_on_axe(page)
    look(page, "asks")
    page.click("#asks button[value=no]")
    page.wait_for_selector(f"#d0317 [data-p='{post.pk}']")
    assert wall(post) == "2027-03-17T09:30"
    carry(page, f"[data-p='{post.pk}']", "#d0319")
    page.click("#asks button[value=yes]")
    saved(page, "Fri 19 March")
    assert wall(post) == "2027-03-19T09:30"


def test_into_another_month_by_way_of_the_arrow(visit: Visit, grace: Any, write: Any) -> None:
    post = write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    chip, arrow = (
        page.locator(f"[data-p='{post.pk}']").bounding_box(),
        page.locator("[data-key=right]").bounding_box(),
    )
    page.mouse.move(chip["x"] + 30, chip["y"] + 8)
    page.mouse.down()
    page.mouse.move(arrow["x"] + 10, arrow["y"] + 10, steps=8)
    page.wait_for_selector("h1:has-text('April 2027')")
    place = page.locator("#d0414").bounding_box()
    page.mouse.move(place["x"] + 60, place["y"] + 70, steps=6)
    page.mouse.up()
    saved(page, "Wed 14 April")
    assert wall(post) == "2027-04-14T09:30"


def test_a_post_gets_a_time_from_the_tray_and_loses_it_there(visit: Visit, grace: Any, write: Any) -> None:
    post = write("Idea")
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    carry(page, f".tray [data-p='{post.pk}']", "#d0318")
    saved(page, "Thu 18 March")
    assert wall(post) == "2027-03-18T09:00"
    page.wait_for_selector(f"#d0318 [data-p='{post.pk}']")
    carry(page, f"[data-p='{post.pk}']", ".tray", dy=10)
    saved(page, "no time now")
    assert wall(post) == ""


def test_a_finger_carries_after_a_long_press_and_scrolls_before(visit: Visit, grace: Any, write: Any) -> None:
    post = write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **(DESK | {"has_touch": True}))
    page.goto("/w/harbour/calendar/?month=2027-03")
    chip, place = page.locator(f"[data-p='{post.pk}']").bounding_box(), page.locator("#d0319").bounding_box()
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = chip["x"] + 30, chip["y"] + 8
    touch("touchStart", x, y)
    touch("touchMove", x, y + 40)
    assert page.locator(".ghost").count() == 0
    touch("touchEnd", 0, 0)
    touch("touchStart", x, y)
    page.wait_for_selector(".ghost")
    touch("touchMove", place["x"] + 40, place["y"] + 60)
    touch("touchMove", place["x"] + 60, place["y"] + 70)
    touch("touchEnd", 0, 0)
    saved(page, "Fri 19 March")
    assert wall(post) == "2027-03-19T09:30"


# --- By keyboard -----------------------------------------------------------------------------------------


def test_a_post_is_carried_by_the_keyboard(visit: Visit, grace: Any, write: Any) -> None:
    post = write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    page.focus(f"[data-p='{post.pk}']")
    page.keyboard.press("Space")
    assert "Picked up" in page.inner_text("#says")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert "25 Mar" in page.inner_text("#says")
    page.keyboard.press("Escape")
    assert wall(post) == "2027-03-17T09:30"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    saved(page, "Thu 18 March")
    assert wall(post) == "2027-03-18T09:30"
    page.wait_for_selector(f"[data-p='{post.pk}']:focus")
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.wait_for_selector("h1:has-text('April 2027')")
    page.keyboard.press("Enter")
    saved(page, "Thu 8 April")
    assert wall(post) == "2027-04-08T09:30"


def test_in_a_week_the_keyboard_moves_by_quarters(visit: Visit, grace: Any, write: Any) -> None:
    post = write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?view=week&on=2027-03-17")
    page.focus(f"[data-p='{post.pk}']")
    page.keyboard.press("Space")
    for key in ("ArrowDown", "Shift+ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    saved(page, "Tue 16 March")
    assert wall(post) == "2027-03-16T10:45"


def test_days_are_walked_with_arrows_and_enter_begins_a_post(visit: Visit, grace: Any, write: Any) -> None:
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    page.focus(".day[tabindex='0']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    day = page.evaluate("document.activeElement.dataset.day")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/posts/new/\?at={day}T09:00"))
    assert page.input_value("[name=date]") == day


def test_single_letters_change_the_view_and_can_be_switched_off(visit: Visit, grace: Any) -> None:
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    for key, view in (("w", "week"), ("d", "day"), ("b", "board"), ("l", "list"), ("m", "month")):
        page.keyboard.press(key)
        page.wait_for_selector(f"#cal.view-{view}")
    grace.single_keys = False
    grace.save()
    page.reload()
    page.keyboard.press("w")
    page.wait_for_timeout(300)
    assert page.locator("#cal.view-month").count() == 1


# --- Several at a time -----------------------------------------------------------------------------------


def test_several_posts_move_together_and_are_labelled(visit: Visit, grace: Any, write: Any) -> None:
    first, second = write("One", datetime(2027, 3, 16, 9, 30)), write("Two", datetime(2027, 3, 17, 11))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    for post in (first, second):
        page.click(f"[data-p='{post.pk}']", modifiers=["Control"])
    page.wait_for_selector("#bulk:has-text('2 chosen')")
    insist_on_axe(page)
    look(page, "bulk")
    carry(page, f"[data-p='{first.pk}']", "#d0323")
    saved(page, "2 posts moved")
    assert (wall(first), wall(second)) == ("2027-03-23T09:30", "2027-03-24T11:00")
    page.click(".toast .undo")
    saved(page, "Undone")
    assert (wall(first), wall(second)) == ("2027-03-16T09:30", "2027-03-17T11:00")
    page.click("#bulk summary:has-text('Label')")
    page.fill("#bulk [data-do=campaign] input", "Spring")
    page.click("#bulk [data-do=campaign] button")
    saved(page, "Done for 2 posts")
    assert set(Post.objects.values_list("campaign__name", flat=True)) == {"Spring"}
    assert page.locator("#bulk").is_hidden()


def test_the_bar_holds_and_takes_back(visit: Visit, grace: Any, write: Any) -> None:
    post = write("One", datetime(2027, 3, 16, 9, 30))
    for day in range(1, 31):
        write(f"Post {day}", datetime(2027, 4, day, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?view=list")
    page.check(f"[data-choose='{post.pk}']")
    page.wait_for_selector("#bulk:has-text('1 chosen')")
    bar = page.locator("#bulk").bounding_box()
    assert bar["y"] + bar["height"] <= DESK["viewport"]["height"]  # in sight, however long the list
    page.click("#bulk summary:has-text('Hold')")
    page.fill("#bulk [data-do=hold] input", "a typo")
    page.click("#bulk [data-do=hold] button")
    page.wait_for_selector(".pill.st-on_hold")
    page.click(".toast .undo")
    page.wait_for_selector(".pill.st-on_hold", state="detached")
    page.check(f"[data-choose='{post.pk}']")
    with page.expect_download() as table:
        page.click("#bulk [data-bulk=export]")
    assert "One" in Path(table.value.path()).read_text()


# --- Filters, views, others -------------------------------------------------------------------------------


def test_filters_and_periods_never_load_the_page_again(
    visit: Visit, grace: Any, write: Any, harbour: Any
) -> None:
    write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    page.evaluate("window.stays = 1")
    page.click("[data-pick=stage] summary")
    page.click("[data-pick=stage] .menu a:has-text('Draft')")
    page.wait_for_url("**stage=draft**")
    page.wait_for_selector(".chipf.on:has-text('Draft')")
    page.click("[data-key=right]")
    page.wait_for_selector("h1:has-text('April 2027')")
    assert "stage=draft" in page.url
    page.go_back()
    page.wait_for_selector("h1:has-text('March 2027')")
    page.go_back()
    page.wait_for_selector(".chipf.on", state="detached")
    assert page.evaluate("window.stays") == 1
    assert page.title().startswith("March 2027")


def test_what_somebody_else_does_appears_by_itself(
    visit: Visit, grace: Any, ada: Any, acting: Any, write: Any, harbour: Any
) -> None:
    post = write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    page.evaluate("window.stays = 1")
    post.submit(acting(ada))
    write("New here", datetime(2027, 3, 18, 9, 30))
    page.wait_for_selector(f"#d0317 [data-p='{post.pk}'].st-in_review", timeout=15_000)
    page.wait_for_selector("#d0318:has-text('New here')")
    assert page.inner_text("[data-mine]") == "1"
    assert page.evaluate("window.stays") == 1


def test_an_empty_place_begins_a_post_at_that_very_time(visit: Visit, grace: Any, harbour: Any) -> None:
    channel = harbour.channels.first()
    Slot.objects.create(channel=channel, weekday=3, wall="18:00")
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?view=week&on=2027-03-17")
    column = page.locator("#d0317").bounding_box()
    hour = column["height"] / 24
    body = page.locator(".wk-body").bounding_box()
    y = max(column["y"] + 10.25 * hour + 3, body["y"] + 5)
    page.mouse.click(column["x"] + 60, y)
    page.wait_for_url("**/posts/new/**")
    assert page.input_value("[name=date]") == "2027-03-17"
    assert page.input_value("[name=time]") == "10:15"
    page.goto("/w/harbour/calendar/?month=2027-03")
    page.click("#d0318 .sl:has-text('18:00')")
    page.wait_for_url(f"**/posts/new/?at=2027-03-18T18:00&channel={channel.pk}")
    assert page.input_value("[name=time]") == "18:00"


def test_the_board_carries_stages(visit: Visit, grace: Any, write: Any) -> None:
    post = write("Ships", datetime(2027, 3, 17, 9, 30))
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?view=board&month=2027-03")
    carry(page, f"[data-p='{post.pk}']", "#pile-in_review")
    page.wait_for_selector(f"#pile-in_review [data-p='{post.pk}']")
    post.refresh_from_db()
    assert post.state == "in_review"
    carry(page, f"[data-p='{post.pk}']", "#pile-approved")
    page.wait_for_selector(".toast.error:has-text('not opened it yet')")
    post.refresh_from_db()
    assert post.state == "in_review"


@pytest.mark.parametrize("options", BOTH)
@pytest.mark.parametrize("view", ["month", "week", "day", "list", "board"])
def test_every_view_is_whole_and_open_to_all(
    options: dict[str, Any], view: str, visit: Visit, grace: Any, write: Any, harbour: Any
) -> None:
    harbour.country = "RU"
    harbour.save()
    for hour in range(9, 14):
        write(f"Post at {hour}", datetime(2027, 3, 17, hour))
    write("Idea")
    page = visit(grace, **options)
    page.goto(
        f"/w/harbour/calendar/?view={view}&month=2027-03"
        + ("&on=2027-03-17" if view in {"week", "day"} else "")
    )
    page.wait_for_selector("#cal")
    assert page.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    insist_on_axe(page)
    look(page, f"{view} {options['color_scheme']} {options['viewport']['width']}")


# --- Weight and quiet ------------------------------------------------------------------------------------


def test_thumbnails_that_arrive_move_nothing(visit: Visit, grace: Any, pictured: Post) -> None:
    page = visit(grace, **DESK)
    page.goto("/w/harbour/calendar/?month=2027-03")
    page.wait_for_load_state("networkidle")
    assert page.locator(".p .th").count() == 1
    shift = page.evaluate(SHIFT)
    assert shift < 0.01
