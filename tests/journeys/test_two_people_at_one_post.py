"""In two real browsers: one person writes, another carries the post to another day meanwhile."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import resolve
from tests.journeys.looks import picture
from tests.journeys.steps import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]


@pytest.fixture
def at(harbour: Any) -> datetime:
    """The tenth of a month to come, at half past nine."""
    later = timezone.localdate(timezone=harbour.zone).replace(day=1) + timedelta(days=62)
    return datetime.combine(later.replace(day=10), time(9, 30))


@pytest.fixture
def post(harbour: Any, acting: Any, ada: Any, at: datetime) -> Post:
    wordings = tuple(Wording(one.pk) for one in harbour.channels.order_by("pk"))
    made = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait in the fog.", "", wordings))
    made.plan_for(resolve(at, harbour.timezone))
    return made


def carry_to_the_next_day(page: Any, post: Post, at: datetime) -> None:
    page.goto(f"/w/harbour/calendar/?month={at:%Y-%m}")
    chip = page.locator(f"[data-p='{post.pk}']").bounding_box()
    place = page.locator(f"#d{at + timedelta(days=1):%m%d}").bounding_box()
    page.mouse.move(chip["x"] + 30, chip["y"] + 8)
    page.mouse.down()
    page.mouse.move(chip["x"] + 40, chip["y"] + 18, steps=3)
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + 70, steps=6)
    page.mouse.up()
    page.wait_for_selector(".toast .undo")


@pytest.mark.parametrize("options", [DESK, PHONE | {"locale": "en-US"}], ids=["desk", "phone"])
def test_both_change_the_time_and_a_person_chooses(
    options: dict[str, Any], visit: Visit, ada: Any, grace: Any, post: Post, at: datetime
) -> None:
    hers, his, width = visit(ada, **options), visit(grace, **DESK), options["viewport"]["width"]
    hers.goto(f"/w/harbour/posts/{post.pk}/")
    hers.fill("[name=time]", "11:00")
    carry_to_the_next_day(his, post, at)
    hers.wait_for_selector("#met:has-text('Its time or labels were changed')", timeout=15_000)
    said = hers.inner_text("#met .sides")
    assert "The time" in said
    assert f"11 {at:%B %Y}, 09:30" in said
    assert f"10 {at:%B %Y}, 11:00" in said
    hers.evaluate("window.scrollTo(0, 0)")
    picture(hers, f"met-{width}", whole=False)
    hers.evaluate("document.getElementById('composer').submit()")
    hers.wait_for_selector("h1:has-text('Somebody saved while you were writing')")
    picture(hers, f"overtaken-time-{width}", whole=False)
    assert hers.evaluate("document.documentElement.scrollWidth") <= width
    hers.click("button[form=mine]")
    hers.wait_for_selector("#composer")
    post.refresh_from_db()
    assert post.planned_wall == f"{at:%Y-%m-%d}T11:00:00"
    assert not hers.inner_text("#met")


def test_a_word_is_saved_and_the_post_stays_where_it_was_carried(
    visit: Visit, ada: Any, grace: Any, post: Post, at: datetime
) -> None:
    hers, his = visit(ada, **DESK), visit(grace, **DESK)
    hers.goto(f"/w/harbour/posts/{post.pk}/")
    hers.fill("[name=text]", "Ships wait in the thick fog.")
    carry_to_the_next_day(his, post, at)
    hers.click("#acts [value=save]")
    hers.wait_for_selector("#saved:has-text('Version 2')")
    assert hers.input_value("[name=date]") == f"{at + timedelta(days=1):%Y-%m-%d}"
    post.refresh_from_db()
    assert post.planned_wall == f"{at + timedelta(days=1):%Y-%m-%d}T09:30:00"


def test_a_new_post_that_became_a_draft_by_itself_remembers_what_it_was(
    visit: Visit, ada: Any, grace: Any, at: datetime
) -> None:
    hers, his = visit(ada, **DESK), visit(grace, **DESK)
    hers.goto(f"/w/harbour/posts/new/?at={at:%Y-%m-%d}T09:30")
    hers.fill("[name=text]", "Ships wait.")
    hers.wait_for_url(re.compile(r"/posts/\d+/$"), timeout=15_000)
    assert hers.input_value("#was [name=was-date]") == f"{at:%Y-%m-%d}"
    carry_to_the_next_day(his, Post.objects.get(), at)
    hers.fill("[name=text]", "Ships wait here.")
    hers.click("#acts [value=save]")
    hers.wait_for_selector("#saved:has-text('Version 2')")
    assert Post.objects.get().planned_wall == f"{at + timedelta(days=1):%Y-%m-%d}T09:30:00"
