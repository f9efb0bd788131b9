"""A promotion ends, a price changes, a link breaks: somebody is told what to do, before it embarrasses us."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from media import intake
from planner import outside
from planner.deliveries import agree, plan, sweep
from planner.deliveries.models import Delivery
from planner.freshness import judging, looking
from planner.freshness.models import Fact
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from planner.walltime import of_instant
from tests.axe import findings
from tests.fakes.server import FakeServer, Reply, Request
from tests.journeys.looks import Look, insist_on_width, picture, said
from tests.planner.library.conftest import drawn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]
LIST = "/w/harbour/freshness/"


class Gone(FakeServer):
    """Nothing is there any more."""

    async def handle(self, request: Request) -> Reply:
        return Reply(404, b"<html>")


@pytest.fixture
def gone(settings: Any) -> Iterator[Gone]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    outside.web.cache_clear()
    with Gone() as server:
        yield server
    outside.web.cache_clear()


@pytest.fixture
def say(harbour: Any, ada: Any, grace: Any, acting: Any, now: datetime) -> Any:
    """A post of Ada's; with hours, Grace said yes and it is on the calendar."""
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all()[:1])

    def make(title: str, text: str, hours: float = 0, **labels: Any) -> Post:
        post = Post.objects.write(harbour, acting(ada), Content(title, text, "", wordings), **labels)
        if hours:
            when = of_instant(now + timedelta(hours=hours), harbour.timezone)
            agree.ask(post, acting(ada), now)
            agree.approve(post, acting(grace), 1, now)
            plan.schedule(Post.objects.get(pk=post.pk), plan.Plan(when), acting(grace), now)
        judging.judge_posts([post.pk], now)
        return Post.objects.select_related("head", "workspace").get(pk=post.pk)

    return make


def looked_at(page: Any, name: str) -> None:
    insist_on_width(page)
    assert findings(page) == []
    picture(page, name)


def test_a_promotion_ends_and_its_post_is_blocked_with_the_sentence(
    look: Look, visit: Any, grace: Any, say: Any, now: datetime
) -> None:
    post = say("Winter sale", "Twenty per cent off, only this week.", 100)
    page = visit(grace)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.locator("details:has([name=valid_until]) > summary").click()
    page.locator("[name=valid_until]").fill((now + timedelta(days=1)).date().isoformat())
    page.locator("#acts button[value=save], #acts button[value=schedule]").first.click()
    page.wait_for_load_state("networkidle")
    sweep.sweep(timezone.now())
    delivery = Delivery.objects.get(post=post)
    assert delivery.state == "blocked"
    page.goto(f"/w/harbour/deliveries/{delivery.pk}/")
    ends = said("It is valid until {until}, and would go out after that.").partition("{")[0]
    expect(page.locator("main")).to_contain_text(ends)
    page.locator(".banner").get_by_role("link", name=said("What can be done")).click()
    expect(page.locator(".fresh-stop")).to_contain_text(ends)
    page.goto(LIST)
    expect(page.locator(".fresh-list .pill.fresh-retire")).to_have_count(1)
    expect(page.locator(".fresh-stop")).to_contain_text(ends)
    looked_at(page, "promotion")


def test_a_price_changes_and_three_posts_are_flagged(
    look: Look, visit: Any, grace: Any, say: Any, harbour: Any
) -> None:
    for title, hours in (("Course for beginners", 0), ("Course for sailors", 40), ("Last places", 60)):
        say(title, f"{title}: the course costs 990 ₽, coffee included.", hours)
    page = visit(grace)
    page.goto("/w/harbour/freshness/facts/")
    looked_at(page, "no-fact")
    page.locator("#id_name").fill("Price of the course")
    page.locator("#id_value").fill("990 ₽")
    page.locator("#id_kind").select_option("price")
    page.locator("#new button.primary").click()
    fact = Fact.objects.get()
    expect(page.locator("main h1")).to_have_text("Price of the course")
    looked_at(page, "suggested")
    page.locator("button[value=use]").click()
    page.wait_for_load_state("networkidle")
    page.locator("#id_value").fill("1 190 ₽")
    page.locator("button[data-key=save]").click()
    expect(page.locator(".fresh-ask")).to_be_visible()
    looked_at(page, "asks")
    page.locator(".fresh-ask button.primary").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".fresh-posts .pill.fresh-fix")).to_have_count(3)
    looked_at(page, "flagged")
    fact.refresh_from_db()
    assert fact.value == "1 190 ₽"
    page.goto(LIST)
    expect(page.locator(".fresh-list > li")).to_have_count(3)
    looked_at(page, "list")
    sweep.sweep(timezone.now())
    first = page.locator(".fresh-list > li").first
    first.locator(".fresh-override > summary").click()
    first.locator("[name=reason]").fill("The old price holds for those who have booked.")
    picture(page, "override")
    first.locator("button[value=override]").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".fresh-stop.over")).to_have_count(1)
    page.goto("/w/harbour/freshness/facts/")
    looked_at(page, "facts")


def test_a_link_breaks_and_becomes_a_task(
    look: Look, visit: Any, ada: Any, say: Any, gone: Gone, now: datetime
) -> None:
    post = say("How to find us", f"The map is at {gone.url}/map", 0, kind="evergreen")
    looking.look_due(now)
    looking.look_due(now + timedelta(hours=24))
    page = visit(ada)
    page.goto(LIST)
    expect(page.locator(".fresh-list > li")).to_have_count(1)
    expect(page.locator(".fresh-stop")).to_contain_text(f"{gone.url}/map")
    looked_at(page, "list")
    page.locator(".fresh-do a.primary").click()
    expect(page.locator("section:has(#fresh-title)")).to_contain_text(f"{gone.url}/map")
    picture(page, "composer")
    page.goto(f"/w/harbour/posts/{post.pk}/freshness/")
    expect(page.locator(".fresh-links .fresh-link-broken")).to_be_visible()
    looked_at(page, "post")


def test_the_page_before_there_is_anything_to_do(look: Look, visit: Any, vera: Any) -> None:
    page = visit(vera)
    page.goto(LIST)
    expect(page.locator(".empty")).to_be_visible()
    looked_at(page, "empty")


def test_a_picture_of_the_library_leads_to_the_posts_that_no_longer_serve(
    visit: Any, look: Look, grace: Any, harbour: Any, acting: Any, now: datetime
) -> None:
    asset = intake.take_in(harbour.library, "Sale.jpg", drawn(3, (640, 400)))
    asset.alt = "Boats, cheaper"
    asset.save()
    intake.take_in(harbour.library, "Pier.jpg", drawn(4, (640, 400)))
    wordings = (Wording(harbour.channels.all()[0].pk),)
    pictures = (Picture(asset.pk, "Boats"),)
    post = Post.objects.write(harbour, acting(grace), Content("Sale", "Boats.", "", wordings, pictures))
    post.plan_for(of_instant(now + timedelta(days=1), harbour.timezone))
    Post.objects.filter(pk=post.pk).update(valid_until=now)
    judging.judge_posts([post.pk], now)
    page = visit(grace)
    page.goto("/w/harbour/library/")
    mark = page.locator(".badge.worn")
    expect(mark).to_have_count(1)
    picture(page, "the library marks what is worn")
    insist_on_width(page)
    mark.click()
    page.locator(f"#p{post.pk}").wait_for()
    expect(page.locator(".fresh-filters .chipf.on", has_text="Sale.jpg")).to_have_count(1)
    picture(page, "posts with one picture")
    insist_on_width(page)
