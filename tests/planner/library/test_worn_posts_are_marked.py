"""An asset whose posts no longer serve says so: how many, and which."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from media.models import Asset
from planner.freshness import judging
from planner.library.worn import counts
from planner.posts.content import CardWords, Content
from planner.posts.judged import Judged
from planner.posts.models import Post
from planner.walltime import of_instant
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db
PAGE, TASKS = "/w/harbour/library/", "/w/harbour/freshness/"


@pytest.fixture
def expired(show: Callable[..., Post], now: datetime) -> Callable[..., Post]:
    """expired("Sale", asset): planned for tomorrow, and valid until today."""

    def make(title: str, *assets: Asset) -> Post:
        post = show(title, *assets)
        post.plan_for(of_instant(now + timedelta(days=1), "UTC"))
        Post.objects.filter(pk=post.pk).update(valid_until=now)
        judging.judge_posts([post.pk], now)
        assert Judged.objects.get(post=post).action == "retire"
        return post

    return make


def test_the_tile_says_how_many_posts_need_somebody_and_leads_to_them(
    enter: Any, vera: Any, bring: Callable[..., Asset], expired: Any, show: Any, now: datetime
) -> None:
    used, fresh = bring("Used.jpg", alt="x"), bring("Fresh.jpg", alt="x")
    expired("Sale", used)
    expired("Second sale", used, fresh)
    judging.judge_posts([show("Fine", fresh).pk], now)
    browser = enter(vera)
    answer = browser.get(PAGE)
    assert answer.context["worn"] == {used.pk: 2, fresh.pk: 1}
    assert f'href="{TASKS}?asset={used.pk}"' in answer.content.decode()
    assert "2 posts with it need somebody" in answer.content.decode()
    tiles = browser.get(PAGE, headers={"X-Part": "tiles"})
    assert "2 posts with it need somebody" in tiles.content.decode()
    listed = browser.get(TASKS, {"asset": fresh.pk})
    assert [row.post.newest.title for row in listed.context["todo"].rows] == ["Second sale"]
    assert "With Fresh.jpg" in listed.content.decode()
    assert "1 post with it needs somebody" in browser.get(f"{PAGE}{fresh.pk}/").content.decode()


def test_what_is_neither_out_nor_planned_and_what_is_fresh_does_not_count(
    enter: Any, vera: Any, bring: Callable[..., Asset], expired: Any, show: Any, now: datetime
) -> None:
    asset = bring("Fog.jpg", alt="x")
    draft = show("A draft", asset)
    Post.objects.filter(pk=draft.pk).update(valid_until=now - timedelta(days=1))
    judging.judge_posts([draft.pk, show("Fine", asset).pk], now)
    assert counts([asset.pk]) == {}
    assert 'class="badge worn"' not in enter(vera).get(PAGE).content.decode()


def test_a_post_counts_once_though_it_shows_the_asset_twice(
    bring: Callable[..., Asset], expired: Any, harbour: Any, grace: Any, acting: Any, now: datetime
) -> None:
    asset = bring("Fog.jpg", alt="x")
    post = expired("Sale", asset)
    content = post.newest.content()
    card = CardWords(url="https://example.org/", title="Sale", asset_id=asset.pk)
    post.rewrite(
        acting(grace), Content(content.title, content.text, "", content.wordings, content.pictures, card=card)
    )
    judging.judge_posts([post.pk], now)
    assert counts([asset.pk]) == {asset.pk: 1}


def test_a_page_of_tiles_costs_one_query_more_however_many_there_are(
    enter: Any, vera: Any, bring: Callable[..., Asset], expired: Any
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(PAGE).status_code == 200
        return len(asked)

    expired("Sale", bring("0.jpg", alt="x"))
    browser = enter(vera)
    browser.get(PAGE)
    few = cost()
    for number in range(1, 12):
        expired(f"Sale {number}", bring(f"{number}.jpg", alt="x"))
    assert cost() == few


def test_programs_ask_for_one_asset_and_nobody_for_another_workspaces(
    harbour: Any, grace: Any, other: Any, mallory: Any, bring: Callable[..., Asset], expired: Any
) -> None:
    asset, second = bring("Fog.jpg", alt="x"), bring("Pier.jpg", alt="x")
    post = expired("Sale", asset)
    expired("Another", second)
    found = Program(token_of(harbour, grace))("GET", f"/freshness?asset={asset.pk}")[1]
    assert [one["post"] for one in found["items"]] == [post.pk]
    assert Program(token_of(other, mallory))("GET", f"/freshness?asset={asset.pk}")[1]["items"] == []
