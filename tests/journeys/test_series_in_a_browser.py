"""Series and evergreen posts in a real browser."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.deliveries import agree
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import evergreen, weekly
from planner.queues.models import Evergreen
from planner.walltime import resolve
from tests.axe import insist_on_axe
from tests.journeys.hands import press
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = pytest.mark.django_db(transaction=True)
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


def walls() -> list[str]:
    posts = Post.objects.filter(series__isnull=False).exclude(state="archived").order_by("planned_at")
    return [post.planned_wall[11:16] for post in posts]


def test_a_post_comes_again_by_a_rule_and_one_some_or_all_are_changed(
    visit: Visit, look: Look, grace: Any, tip: Post
) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/posts/{tip.pk}/series/")
    assert not page.locator("[name=series-every]").is_visible()
    page.locator("[name=series-repeats]").select_option("weekly")
    page.locator("[name=series-every]").fill("2")
    page.check("[name=series-ends][value=after]")
    page.fill("[name=series-times]", "4")
    english = "every second Tuesday at 10:00, 4 times"
    page.locator(".series-words", has_text="10:00, 4" if look.is_phone else english).wait_for()
    sound(page, "rule")
    press(page, look, "button[value=begin]")
    page.wait_for_selector(".series-list li >> nth=3")
    for number, scope, clock, expected in (
        (1, "this", "11:00", ["10:00", "11:00", "10:00", "10:00"]),
        (2, "following", "18:30", ["10:00", "11:00", "18:30", "18:30"]),
        (3, "all", "12:15", ["10:00", "11:00", "12:15", "12:15"]),  # of the series that began there
    ):
        post = Post.objects.filter(series__isnull=False).order_by("planned_at")[number]
        page.goto(f"/w/harbour/posts/{post.pk}/series/")
        move = page.locator("form:has(button[value=time])")
        move.locator("[name=time]").fill(clock)
        move.locator(f"[name=series-scope][value={scope}]").check()
        picture(page, scope)
        press(page, look, "button[value=time]")
        page.locator("#toasts .toast").first.wait_for()
        assert walls() == expected
    away = page.locator("form:has(button[value=away])")
    away.locator("[name=series-scope][value=following]").check()
    press(page, look, "button[value=away]")
    page.locator("#toasts .toast", has_text=said("Put away.")).first.wait_for()
    assert walls() == ["10:00", "11:00", "12:15"]


def test_a_post_is_said_again_paused_and_stopped(visit: Visit, look: Look, grace: Any, agreed: Post) -> None:
    page = visit(grace)
    page.goto("/w/harbour/evergreen/")
    page.get_by_text(said("Nothing is said again yet")).wait_for()
    sound(page, "none")
    page.locator("[name=post]").select_option(str(agreed.pk))
    assert page.locator("[name=post] :checked").inner_text().startswith("Tuesday tip · ")
    words = page.get_by_label(said("Other words for it"))
    assert words.evaluate("one => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)") > 3
    page.get_by_label(said("Days between, on one channel")).fill("2")
    words.fill("Tie it twice.\n\n---\n\nTwo knots are better.")
    page.get_by_role("button", name=said("Say it again")).click()
    card = page.get_by_role("region", name="Tuesday tip")
    card.wait_for()
    assert Evergreen.objects.get().gap_days == 2
    evergreen.fill(timezone.now())
    page.reload()
    sound(page, "said again")
    card.get_by_role("button", name=said("Pause")).click()
    card.get_by_role("button", name=said("Go on")).wait_for()
    picture(page, "paused")
    card.get_by_role("button", name=said("Go on")).click()
    page.on("dialog", lambda dialog: dialog.accept())
    card.get_by_role("button", name=said("Stop")).click()
    page.get_by_text(said("Nothing is said again yet")).wait_for()
    assert not Evergreen.objects.exists()


def test_a_rule_by_months_is_whole(visit: Visit, look: Look, grace: Any, agreed: Post) -> None:
    page = visit(grace)
    page.goto(f"/w/harbour/posts/{agreed.pk}/series/")
    page.locator("[name=series-repeats]").select_option("monthly")
    page.locator(".series-words").wait_for()
    sound(page, "rule")
    press(page, look, "button[value=begin]")
    page.wait_for_selector(".series-list li")
    sound(page, "series")


def sound(page: Any, name: str) -> None:
    """Nothing is wider than its window, and axe finds nothing grave."""
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, name)
