"""A channel's queue in a real browser: weekly times, the next free slot, moving posts, pausing."""

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from planner.campaigns.models import Pillar
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import weekly
from planner.walltime import resolve

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("ALMANAC_PICTURES", "")
Visit = Callable[..., Any]
NAMES = ["Market day", "Spring fair", "Fog signals", "Author evening"]


@pytest.fixture
def channel(harbour: Any) -> Any:
    return harbour.channels.select_related("workspace").get(network="sandbox")


@pytest.fixture
def full(harbour: Any, channel: Any, grace: Any, acting: Any) -> list[Post]:
    """A slot a day, for four posts of Grace's, with gaps between them; a fifth at a time of its own."""
    tips = Pillar.objects.create(workspace=harbour, name="tips")
    weekly.add(channel, [weekly.Given(day, "10:00") for day in range(7)], acting(grace))
    weekly.add(channel, [weekly.Given(2, "18:30", tips.pk)], acting(grace))
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


def picture(page: Any, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def wait_for(page: Any, said: str) -> None:
    page.locator("#toasts .toast", has_text=said).first.wait_for()


def test_weekly_times_are_added_copied_and_removed(visit: Visit, grace: Any, channel: Any) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel.pk}/")
    page.get_by_role("link", name="Queue and weekly times").click()
    page.get_by_role("link", name="Choose weekly times").click()
    page.get_by_role("button", name="Working days at 10:00").click()
    assert page.locator(".q-week li").count() == 7
    form = page.locator("form", has=page.get_by_role("heading", name="Add a time"))
    for day in ("Tue", "Wed", "Thu", "Fri"):
        form.get_by_label(day).uncheck()
    form.get_by_label("At", exact=True).fill("08:15")
    form.get_by_role("button", name="Add").click()
    page.get_by_role("region", name="Monday").get_by_text("08:15").wait_for()
    copy = page.locator("form", has=page.get_by_role("heading", name="Copy a day"))
    copy.get_by_label("Sat").check()
    copy.get_by_role("button", name="Copy").click()
    saturday = page.get_by_role("region", name="Saturday")
    assert saturday.locator("li b").all_inner_texts() == ["08:15", "10:00"]
    saturday.get_by_role("button", name="Remove 08:15").click()
    page.wait_for_load_state()
    assert page.get_by_role("region", name="Saturday").locator("li b").all_inner_texts() == ["10:00"]
    other = page.locator("form", has=page.get_by_role("heading", name="Copy to another channel"))
    other.get_by_role("button", name="Copy").click()
    wait_for(page, "9 slots added.")


def test_posts_are_dragged_by_mouse_and_the_drop_is_undone(
    visit: Visit, grace: Any, full: list[Post]
) -> None:
    page = visit(grace, viewport={"width": 1440, "height": 1200})
    page.goto(f"/w/harbour/channels/{full[0].queue_id or channel_of(full)}/queue/")
    assert order(page) == NAMES
    drag(page, "Author evening", page.locator("[data-title='Market day']"))
    wait_for(page, "4 posts moved.")
    assert order(page) == ["Author evening", "Market day", "Spring fair", "Fog signals"]
    assert in_the_database(full) == order(page)
    page.locator(".q-undo").click()
    wait_for(page, "Undone.")
    assert order(page) == NAMES == in_the_database(full)
    free = page.locator(".is-free").nth(0)
    when = free.get_attribute("data-place")
    drag(page, "Spring fair", free)
    wait_for(page, "1 post moved.")
    moved = Post.objects.get(pk=full[1].pk).planned_at
    assert moved is not None
    assert moved.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") == when


def test_posts_are_moved_by_keys_alone(visit: Visit, grace: Any, full: list[Post]) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    page.get_by_role("button", name="Move “Market day”").focus()
    page.keyboard.press("Enter")
    assert "Picked up “Market day”" in page.locator("#queue-says").inner_text()
    while "Spring fair" not in page.locator("#queue-says").inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for(page, "2 posts moved.")
    assert order(page) == ["Spring fair", "Market day", "Fog signals", "Author evening"]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move “Market day”"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert "Nothing was moved" in page.locator("#queue-says").inner_text()
    assert in_the_database(full) == order(page)


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Finger:
    """One finger on the glass, as the browser hears it."""

    def __init__(self, page: Any) -> None:
        self.page, self.session = page, page.context.new_cdp_session(page)

    def touch(self, kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def carry(self, what: Any, to: Any, rest: int, drops: bool = True) -> None:
        begin, end = what.bounding_box(), to.bounding_box()
        x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
        goal = end["y"] + end["height"] / 2
        self.touch("touchStart", x, y)
        self.page.wait_for_timeout(rest)
        for step in range(1, 9):
            self.touch("touchMove", x, y + (goal - y) * step / 8)
        if drops:
            self.touch("touchEnd")


def test_a_finger_that_rests_carries_a_post(visit: Visit, grace: Any, full: list[Post]) -> None:
    page = visit(grace, **PHONE)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    page.locator("[data-title='Market day']").scroll_into_view_if_needed()
    title = page.locator("[data-title='Market day'] .q-title")
    Finger(page).carry(title, page.locator("[data-title='Spring fair']"), 500)
    wait_for(page, "2 posts moved.")
    assert order(page) == ["Spring fair", "Market day", "Fog signals", "Author evening"]
    assert in_the_database(full) == order(page)
    assert page.locator("#queue-says").inner_text() == "Dropped."
    assert "/queue/" in page.url  # the press was not a tap on the link
    page.locator(".q-undo").tap()
    wait_for(page, "Undone.")
    assert in_the_database(full) == NAMES


def test_a_finger_that_moves_at_once_scrolls(visit: Visit, grace: Any, full: list[Post]) -> None:
    page = visit(grace, **PHONE)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    title = page.locator("[data-title='Market day'] .q-title")
    Finger(page).carry(title, page.locator("[data-title='Spring fair']"), 20)
    page.wait_for_timeout(300)
    assert not page.locator(".toast").count()
    assert in_the_database(full) == NAMES


def test_the_handle_carries_at_once_and_escape_lets_go(visit: Visit, grace: Any, full: list[Post]) -> None:
    page = visit(grace, **PHONE)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    page.locator("[data-title='Market day']").scroll_into_view_if_needed()
    finger, handle = Finger(page), page.locator("[data-title='Market day'] .q-handle")
    finger.carry(handle, page.locator("[data-title='Spring fair']"), 20, drops=False)
    page.locator(".q-ghost").wait_for()
    assert "Spring fair" in page.locator("#queue-says").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#queue-says").inner_text() == "Let go. Nothing was moved."
    finger.touch("touchEnd")
    assert not page.locator(".q-ghost").count()
    assert in_the_database(full) == NAMES


def test_posts_are_shuffled_and_put_back(visit: Visit, grace: Any, full: list[Post]) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    for _try in range(20):  # luck may leave everything as it was
        press(page, "Shuffle")
        if in_the_database(full) != NAMES:
            break
    shuffled = order(page)
    assert shuffled == in_the_database(full)
    page.locator(".q-undo").click()
    wait_for(page, "Undone.")
    press(page, "Close up gaps")
    assert order(page) == NAMES == in_the_database(full)
    assert page.locator(".q-line").nth(0).get_attribute("data-title") == "Market day"


def press(page: Any, name: str) -> None:
    with page.expect_response("**/queue/change/**"):
        page.get_by_role("button", name=name).click()
    page.locator("#queue:not([aria-busy])").wait_for()


def test_a_draft_is_put_into_a_free_place_and_the_queue_is_paused(
    visit: Visit, grace: Any, full: list[Post], channel: Any
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel.pk}/queue/")
    page.locator(".is-free").first.get_by_role("link", name="Put a draft here").click()
    page.get_by_role("button", name="Without a time yet").click()
    wait_for(page, "1 post moved.")
    assert "Without a time yet" in order(page)
    page.get_by_text("Pause this queue").click()
    page.get_by_label("Why? Everybody sees it.").fill("Storm")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.locator(".banner", has_text="is paused").wait_for()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Pause this queue").wait_for()


def test_a_free_place_opens_the_composer_at_that_very_time(
    visit: Visit, grace: Any, full: list[Post]
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    place = page.locator(".is-free").first
    when = datetime.fromisoformat(place.get_attribute("data-place"))
    place.get_by_role("link", name="Write").click()
    page.wait_for_url("**/posts/new/**")
    shown = when.astimezone(timezone.get_fixed_timezone(180))
    assert page.locator("[name=date]").input_value() == shown.date().isoformat()
    assert page.locator("[name=time]").input_value() == shown.strftime("%H:%M")


def test_what_would_break_is_asked_before_it_is_done(visit: Visit, grace: Any, full: list[Post]) -> None:
    soon = timezone.now() + timedelta(days=1, hours=20)
    Post.objects.filter(pk=full[0].pk).update(valid_until=soon)
    page = visit(grace)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(f"/w/harbour/channels/{channel_of(full)}/queue/")
    page.locator("[data-title='Market day']").get_by_role("button", name="“Market day” later").click()
    page.wait_for_function("() => !document.querySelector('#queue[aria-busy]')")
    assert "“Market day” is no longer valid" in asked[0]
    assert in_the_database(full) == NAMES


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_pages_hold_in_every_light_language_and_width(
    visit: Visit,
    grace: Any,
    full: list[Post],
    channel: Any,
    width: int,
    height: int,
    scheme: str,
    language: str,
) -> None:
    type(grace).objects.filter(pk=grace.pk).update(language=language)
    size = {"width": width, "height": height}
    page = visit(grace, viewport=size, color_scheme=scheme, has_touch=width < 500)
    for name in ("queue", "slots"):
        page.goto(f"/w/harbour/channels/{channel.pk}/{name}/")
        picture(page, f"{name}-{width}-{scheme}-{language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, context="main").response["violations"]
        bad = [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
        assert bad == [], found


def channel_of(posts: list[Post]) -> int:
    return int(Post.objects.values_list("queue_id", flat=True).get(pk=posts[0].pk) or 0)


def drag(page: Any, title: str, to: Any) -> None:
    page.get_by_role("button", name=re.compile(f"Move “{title}”")).hover()
    page.mouse.down()
    to.scroll_into_view_if_needed()
    box = to.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
