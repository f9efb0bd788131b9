"""What worked, in a real browser: full, with few posts, and with none."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from planner.channels.models import Channel
from planner.insights.fitting import refit
from planner.insights.gathering import gather
from planner.insights.models import Outcome
from planner.metrics.models import ChannelDay
from planner.posts.models import Post
from tests.axe import findings
from tests.journeys.looks import Look, insist_on_width, picture, said
from tests.planner.insights.made import measured, published

pytestmark = pytest.mark.django_db(transaction=True)
HOURS = (9, 9, 11, 12, 15, 18, 19, 19, 20, 21)


@pytest.fixture
def full(harbour: Any, olga: Any, acting: Any, now: datetime) -> Callable[[int], None]:
    """Two channels with so many posts each, where evenings and one pillar do better."""

    def fill(count: int) -> None:
        values, news = (harbour.pillars.create(name=name) for name in ("Values", "News"))
        draw = random.Random(4)
        for network, name in (("mastodon", "Harbour on Mastodon"), ("x", "Harbour on X")):
            channel = Channel.objects.create(workspace=harbour, network=network, name=name, account_id=name)
            for pillar in (values, news, None):
                times = sorted(
                    (now - timedelta(days=draw.uniform(0, 85))).replace(
                        hour=draw.choice(HOURS) - 3, minute=30
                    )
                    for _ in range(count // 3)
                )
                made = published(channel, [at for at in times if at < now], acting(olga), pillar=pillar)
                measured(made, now, lambda _n, at, luck, better=pillar == values: _size(at, luck, better))
            young = published(channel, [now - timedelta(hours=7), now - timedelta(minutes=40)], acting(olga))
            measured(young, now, lambda _n, at, luck: _size(at, luck, False))
        gather(now)
        refit(now)

    return fill


def _count_followers(channel: Channel) -> None:
    """For sixty of the last seventy days."""
    draw, now, followers = random.Random(3), timezone.now(), 12_480
    for ago in (day for day in range(70, 0, -1) if day % 7):
        followers += draw.randrange(-9, 30)
        on = (now - timedelta(days=ago)).date()
        ChannelDay.objects.create(channel=channel, on=on, followers=followers, at=now)


def _size(at: datetime, luck: random.Random, is_better: bool) -> float:
    evening = at.hour + 3 >= 18
    return 60 * (2.6 if evening else 1) * (1.9 if is_better else 1) * luck.lognormvariate(0, 0.6)


@pytest.mark.at_both
def test_insights_of_a_full_workspace(visit: Any, olga: Any, harbour: Any, full: Any, look: Look) -> None:
    full(150)
    _count_followers(Channel.objects.get(workspace=harbour, network="x"))
    page = visit(olga)
    page.goto(f"/w/{harbour.slug}/insights/?period=90")
    page.get_by_role("heading", name=said("Insights"), exact=True).wait_for()
    insist_on_width(page)
    picture(page, "full")
    assert findings(page) == []
    expect(page.locator("#hours .best").first).to_be_attached()
    bar = page.locator("#hours .point.best").first
    bar.focus()  # what a pointer shows, the keyboard shows too
    assert bar.locator(".tip").evaluate("one => getComputedStyle(one).opacity") == "1"
    page.locator("#hours details summary").first.click()
    expect(page.locator("#hours tbody tr").first).to_be_visible()
    insist_on_width(page)
    page.locator(".pick summary").first.click()
    page.locator(".pick .menu a", has_text="Harbour on X").click()
    page.wait_for_url("**channel=*")
    expect(page.locator("#posts tbody tr")).to_have_count(12)
    day = page.locator("#followers .point").nth(20)
    day.focus()
    assert day.locator(".tip").evaluate("one => getComputedStyle(one).opacity") == "1"
    page.locator("#followers details summary").click()
    expect(page.locator("#followers tbody tr")).to_have_count(60)
    insist_on_width(page)
    assert findings(page) == []
    page.locator("#followers details summary").click()
    picture(page, "one-channel")
    page.emulate_media(media="print")
    picture(page, "print")


@pytest.mark.at_both
def test_the_numbers_of_a_post(visit: Any, olga: Any, harbour: Any, full: Any, look: Look) -> None:
    full(60)
    page, row = visit(olga), Outcome.objects.filter(channel__network="x").order_by("published_at")[20]
    page.goto(f"/w/{harbour.slug}/posts/{row.delivery.post_id}/numbers/")
    expect(page.locator(".chart .band")).to_have_count(1)
    point = page.locator(".chart .point").nth(3)
    point.focus()
    assert point.locator(".tip").evaluate("one => getComputedStyle(one).opacity") == "1"
    insist_on_width(page)
    picture(page, "post")
    assert findings(page) == []


@pytest.mark.at_both
def test_insights_of_a_workspace_with_few_posts_and_with_none(
    visit: Any, olga: Any, harbour: Any, full: Any, look: Look
) -> None:
    page = visit(olga)
    page.goto(f"/w/{harbour.slug}/insights/")
    picture(page, "none")
    full(12)
    page.goto(f"/w/{harbour.slug}/insights/")
    insist_on_width(page)
    picture(page, "few")
    assert findings(page) == []
    expect(page.locator("#hours .chart")).to_have_count(0)  # nothing is drawn of what is not known
    post = Post.objects.filter(workspace=harbour).order_by("-planned_at")[0]
    page.goto(f"/w/{harbour.slug}/posts/{post.pk}/numbers/")
    insist_on_width(page)
    picture(page, "young")
