"""Several posts are changed together: chosen with Ctrl and a click at a desk, by their boxes on a phone."""

from pathlib import Path
from typing import Any

import pytest

from planner.campaigns.models import Tag
from planner.deliveries.models import Delivery
from planner.posts.models import Post
from tests.axe import insist_on_axe
from tests.journeys.calendar_steps import MARCH, Visit, Write, chip, saved, wall
from tests.journeys.hands import carry, press
from tests.journeys.looks import Look, counted, insist_on_width, picture, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]
LIST = "/w/harbour/calendar/?view=list"


@pytest.fixture
def two(write: Write) -> tuple[Post, Post]:
    return write("One", "2032-03-16T09:30"), write("Two", "2032-03-17T11:00")


def choose(page: Any, look: Look, *posts: Post) -> None:
    if look.is_phone:
        page.goto(LIST)
        for post in posts:
            page.check(f"[data-choose='{post.pk}']")
    else:
        page.goto(MARCH)
        for post in posts:
            page.click(chip(post), modifiers=["Control"])
    page.wait_for_selector(f"#bulk [data-count]:has-text('{len(posts)}')")


def open_menu(page: Any, look: Look, word: str, name: str) -> None:
    press(page, look, f"#bulk summary:has-text('{said(word)}')")
    picture(page, name, whole=False)


def done(count: int) -> str:
    return counted("Done for %(n)s post.", "Done for %(n)s posts.", count)


def states(posts: tuple[Post, ...]) -> set[str]:
    return set(Post.objects.filter(pk__in=[post.pk for post in posts]).values_list("state", flat=True))


def test_they_move_together_and_back(visit: Visit, look: Look, grace: Any, two: tuple[Post, Post]) -> None:
    page = visit(grace)
    choose(page, look, *two)
    insist_on_axe(page)
    insist_on_width(page)
    picture(page, "chosen", whole=False)
    if look.is_phone:
        open_menu(page, look, "Move", "move")
        press(page, look, "#bulk [data-days='7']")
    else:
        carry(page, look, chip(two[0]), "#d0323")
    saved(page, said("%(n)s posts moved.", n=2))
    assert [wall(post) for post in two] == ["2032-03-23T09:30", "2032-03-24T11:00"]
    press(page, look, ".toast .undo")
    saved(page, said("Undone."))
    assert [wall(post) for post in two] == ["2032-03-16T09:30", "2032-03-17T11:00"]


def test_they_move_to_one_day_and_never_into_the_past(
    visit: Visit, look: Look, grace: Any, two: tuple[Post, Post]
) -> None:
    page = visit(grace)
    choose(page, look, *two)
    for day in ("2020-03-20", "2032-03-20"):
        open_menu(page, look, "Move", f"move to {day}")
        page.fill("#bulk [data-do=day] input", day)
        press(page, look, "#bulk [data-do=day] button")
        past = day < "2021"
        saved(
            page,
            said("That time has passed. Choose a later one.") if past else said("%(n)s posts moved.", n=2),
        )
    assert [wall(post) for post in two] == ["2032-03-20T09:30", "2032-03-20T11:00"]


def test_they_are_labelled_and_given_to_somebody(
    visit: Visit, look: Look, grace: Any, ada: Any, two: tuple[Post, Post]
) -> None:
    page = visit(grace)
    for field, value in (("campaign", "Spring"), ("pillar", "Tips"), ("tag", "fog")):
        choose(page, look, *two)
        open_menu(page, look, "Label", field)
        page.fill(f"#bulk [data-do={field}] input", value)
        press(page, look, f"#bulk [data-do={field}] button")
        saved(page, done(2))
        page.wait_for_selector("#bulk", state="hidden")
    choose(page, look, *two)
    open_menu(page, look, "Give to", "give")
    page.select_option("#bulk [data-do=assign] select", str(ada.pk))
    press(page, look, "#bulk [data-do=assign] button")
    saved(page, done(2))
    labels = Post.objects.values_list("campaign__name", "pillar__name", "assignee__name")
    assert set(labels) == {("Spring", "Tips", "Ada")}
    assert Tag.objects.get().posts.count() == 2


def test_they_go_all_the_way_to_the_calendar(
    visit: Visit, look: Look, grace: Any, two: tuple[Post, Post]
) -> None:
    page = visit(grace)
    choose(page, look, *two)
    press(page, look, "#bulk [data-bulk=submit]")
    saved(page, done(2))
    assert states(two) == {"in_review"}
    choose(page, look, *two)
    press(page, look, "#bulk [data-bulk=approve]")
    saved(page, said("you have not opened it yet. Read it first."))
    picture(page, "not read yet", whole=False)
    for post in two:
        page.goto(f"/w/harbour/posts/{post.pk}/")
    choose(page, look, *two)
    press(page, look, "#bulk [data-bulk=approve]")
    saved(page, done(2))
    assert states(two) == {"approved"}
    choose(page, look, *two)
    press(page, look, "#bulk [data-bulk=schedule]")
    saved(page, done(2))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}
    picture(page, "scheduled", whole=False)


def test_they_are_held_exported_and_archived(visit: Visit, look: Look, grace: Any, write: Write) -> None:
    post, other = write("One", "2032-03-16T09:30"), write("Two", "2032-03-17T11:00")
    for day in range(1, 31):
        write(f"Post {day}", f"2032-04-{day:02}T09:30")
    page = visit(grace)
    page.goto(LIST)
    page.check(f"[data-choose='{post.pk}']")
    page.wait_for_selector("#bulk:visible")
    bar = page.locator("#bulk").bounding_box()
    assert bar["y"] + bar["height"] <= page.viewport_size["height"]  # in sight, however long the list
    open_menu(page, look, "Hold", "hold")
    page.fill("#bulk [data-do=hold] input", "a typo")
    press(page, look, "#bulk [data-do=hold] button")
    page.wait_for_selector(".pill.st-on_hold")
    picture(page, "held", whole=False)
    press(page, look, ".toast .undo")
    page.wait_for_selector(".pill.st-on_hold", state="detached")
    for one in (post, other):
        page.check(f"[data-choose='{one.pk}']")
    with page.expect_download() as table:
        press(page, look, "#bulk [data-bulk=export]")
    text = Path(table.value.path()).read_text()
    assert "One" in text
    assert "Post 1" not in text
    press(page, look, "#bulk [data-bulk=archive]")
    page.wait_for_selector(chip(post), state="detached")
    assert states((post, other)) == {"archived"}
    press(page, look, ".toast .undo")
    page.wait_for_selector(chip(post))
    assert states((post, other)) == {"draft"}
