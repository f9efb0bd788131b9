"""Series and evergreen posts in a real browser."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from planner.deliveries import agree
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import evergreen, weekly
from planner.queues.models import Evergreen, Series
from planner.walltime import resolve

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("ALMANAC_PICTURES", "")
Visit = Callable[..., Any]


@pytest.fixture
def channel(harbour: Any) -> Any:
    return harbour.channels.select_related("workspace").get(network="sandbox")


@pytest.fixture
def tip(harbour: Any, channel: Any, grace: Any, acting: Any) -> Post:
    """A draft for the next Tuesday at ten."""
    content = Content(title="Tuesday tip", text="Tie your boat twice.", wordings=(Wording(channel.pk),))
    post = Post.objects.write(harbour, acting(grace), content)
    today = date.today()  # noqa: DTZ011 - far enough from midnight's neighbours
    day = today + timedelta(days=7 + (1 - today.weekday()) % 7)
    post.plan_for(resolve(datetime.fromisoformat(f"{day}T10:00"), harbour.timezone))
    return post


@pytest.fixture
def agreed(tip: Post, grace: Any, acting: Any, channel: Any) -> Post:
    weekly.add(channel, weekly.OFFERED, acting(grace))
    tip.submit(acting(grace))
    agree.approve(tip, acting(grace), 1, timezone.now())
    return Post.objects.get(pk=tip.pk)


def test_a_post_comes_again_by_a_rule_that_is_said_while_it_is_chosen(
    visit: Visit, grace: Any, tip: Post
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/posts/{tip.pk}/series/")
    assert not page.locator("[name=series-every]").is_visible()
    page.locator("[name=series-repeats]").select_option("weekly")
    page.locator("[name=series-every]").fill("2")
    page.get_by_label("After so many times").check()
    page.get_by_label("How many times, with the first").fill("3")
    page.locator(".series-words", has_text="every second Tuesday at 10:00, 3 times").wait_for()
    page.get_by_role("button", name="Begin the series").click()
    page.get_by_role("heading", name="every second Tuesday at 10:00").wait_for()
    assert page.locator(".series-list li").count() == 3
    page.locator(".series-list li").nth(1).get_by_role("link").click()
    page.wait_for_url("**/series/")
    move = page.locator("form", has=page.get_by_role("heading", name="Another time"))
    move.get_by_label("Time").fill("18:30")
    move.get_by_label("This one and all that follow").check()
    move.get_by_role("button", name="Move").click()
    page.locator("#toasts .toast", has_text="Moved.").wait_for()
    walls = Post.objects.filter(series__isnull=False).order_by("planned_at")
    assert [post.planned_wall[11:16] for post in walls] == ["10:00", "18:30", "18:30"]
    away = page.locator("form", has=page.get_by_role("heading", name="Put away"))
    away.get_by_label("This one and all that follow").check()
    away.get_by_role("button", name="Put away").click()
    page.locator("#toasts .toast", has_text="Put away.").wait_for()
    assert Post.objects.exclude(state="archived").count() == 1
    assert not Series.objects.filter(ended_at=None).exists()


def test_a_post_is_said_again_paused_and_stopped(visit: Visit, grace: Any, agreed: Post) -> None:
    page = visit(grace)
    page.goto("/w/harbour/evergreen/")
    page.get_by_text("Nothing is said again yet").wait_for()
    page.locator("[name=post]").select_option(label="Tuesday tip")
    page.get_by_label("Days between, on one channel").fill("2")
    page.get_by_label("Other words for it").fill("Tie it twice.\n\n---\n\nTwo knots are better.")
    page.get_by_role("button", name="Say it again").click()
    card = page.get_by_role("region", name="Tuesday tip")
    card.get_by_text("1 of 6").wait_for()
    assert "2 other texts take turns" in card.inner_text()
    evergreen.fill(timezone.now())
    page.reload()
    card.get_by_text("next on").wait_for()
    card.get_by_role("button", name="Pause").click()
    page.get_by_text("paused: nothing is added").or_(page.get_by_text("next on")).first.wait_for()
    card.get_by_role("button", name="Go on").click()
    page.on("dialog", lambda dialog: dialog.accept())
    card.get_by_role("button", name="Stop").click()
    page.get_by_text("Nothing is said again yet").wait_for()
    assert not Evergreen.objects.exists()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_hold_in_every_light_language_and_width(
    visit: Visit, grace: Any, agreed: Post, at_desk: Any, width: int, scheme: str, language: str
) -> None:
    type(grace).objects.filter(pk=grace.pk).update(language=language)
    page = visit(grace, viewport={"width": width, "height": 900}, color_scheme=scheme, has_touch=width < 500)
    _look(page, f"/w/harbour/posts/{agreed.pk}/series/", f"series-form-{width}-{scheme}-{language}", width)
    page.locator("[name=series-repeats]").select_option("monthly")
    page.locator(".series-words").wait_for()
    page.locator("button[value=begin]").click()
    _look(page, f"/w/harbour/posts/{agreed.pk}/series/", f"series-{width}-{scheme}-{language}", width)
    Post.objects.filter(pk=agreed.pk).update(series=None)
    evergreen.mark(agreed, evergreen.Terms(gap_days=3), at_desk(grace), timezone.now())
    _look(page, "/w/harbour/evergreen/", f"evergreen-{width}-{scheme}-{language}", width)


@pytest.fixture
def at_desk(harbour: Any, acting: Any) -> Callable[[Any], Any]:
    from planner.people.permissions import verbs_of
    from planner.writing.desk import Person

    return lambda user: Person(acting(user), verbs_of(harbour.memberships.get(user=user).role))


def _look(page: Any, address: str, name: str, width: int) -> None:
    page.goto(address)
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, context="main").response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == [], found
