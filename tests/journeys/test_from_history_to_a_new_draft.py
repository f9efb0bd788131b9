"""The first day with a history: a table of past posts, what worked, and the best of them written anew."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from planner.channels.models import Channel
from planner.freshness import judging, worked
from planner.freshness.models import Refresh
from planner.insights.fitting import refit
from planner.insights.gathering import gather
from planner.posts.models import Post
from tests.axe import findings
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]
POSTS = 60


def _table(folder: Path) -> str:
    """Two months of posts of two pillars, of which one does better; and one great success."""
    draw, today = random.Random(5), timezone.now().date()
    lines = ["Published at;Post text;Post link;Likes;Reposts;Pillar"]
    for number in range(POSTS):
        day = today - timedelta(days=10 + POSTS - number)
        pillar = ("Values", "News")[number % 2]
        likes = int((60 if pillar == "Values" else 20) * draw.lognormvariate(0, 0.4))
        likes, words = (900, "What the seal taught us") if number == 44 else (likes, f"Harbour note {number}")
        lines.append(f"{day:%d.%m.%Y} 10:30;{words};https://social.example/@h/{number};{likes};2;{pillar}")
    file = folder / "history.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


def test_a_history_is_brought_read_and_its_best_is_written_anew(
    visit: Any, look: Look, olga: Any, harbour: Any, tmp_path: Path
) -> None:
    channel = Channel.objects.create(workspace=harbour, network="mastodon", name="Pier", account_id="1")
    page = visit(olga)
    page.goto("/w/harbour/past/")
    page.locator("#p-file").set_input_files(_table(tmp_path))
    page.locator("#p-channel").select_option(str(channel.pk))
    page.locator("form[enctype] button").click()
    page.locator("button[value=bring]").click()
    page.wait_for_selector("button[value=take-back]")
    assert Post.objects.count() == POSTS
    _timers()
    page.goto("/w/harbour/insights/?period=90")
    page.get_by_text("Values").first.wait_for()
    expect(page.get_by_text(said("better than the others")).first).to_be_attached()
    picture(page, "history-insights")
    insist_on_width(page)
    assert findings(page) == []
    best = Post.objects.get(head__text="What the seal taught us")
    page.goto(f"/w/harbour/posts/{best.pk}/freshness/")
    picture(page, "history-post")
    page.locator("button[value=refresh]").click()
    page.wait_for_load_state("networkidle")
    made = Refresh.objects.get(old=best)
    assert made.new.state == "draft"
    assert made.new.newest.text == "What the seal taught us"
    assert made.percentile is not None
    assert made.percentile > 90
    page.goto(f"/w/harbour/posts/{made.new_id}/")
    page.get_by_text(said("It renews")).first.wait_for()
    expect(page.get_by_text(said("What worked:"))).to_be_visible()
    assert made.worked[0]["percent"] > 0
    told_so = "\n".join(page.locator("section[aria-labelledby=fresh-title] p").all_inner_texts())
    assert all(line in told_so for line in worked.told(made.worked))
    assert any(
        line.get("name") == "Values" for line in made.worked
    )  # whose posts do better, as was said above
    picture(page, "history-new-draft")
    insist_on_width(page)


def _timers() -> None:
    """What the timers do in the next minutes."""
    now = timezone.now()
    gather(now)
    refit(now)
    while judging.judge_due(now):
        pass
