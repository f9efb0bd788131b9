"""A year of past posts comes from a table: looked at, mended, brought, and seen in the calendar."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext
from playwright.sync_api import expect

from planner import outside
from planner.channels.models import Channel
from planner.clicks.models import ClickDay, ShortLink
from planner.installation import Heartbeat
from planner.past import bring, working
from planner.past.models import PastImport
from planner.posts.models import Post
from tests.axe import findings
from tests.journeys.looks import Look, insist_on_width, picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_both]

WORDS = (
    "Fog over the old harbour: the ferry waits until ten, and so does the fish market on the quay.",
    "Open day at the lighthouse on Saturday. Bring a torch and a coat.",
    "Who has seen the seal? Write to us where, and send a picture.",
)


@pytest.fixture
def names_lead_outside() -> Iterator[None]:
    """Whatever is looked up is on the open internet; nobody is asked."""
    outside.web.cache_clear()
    outside.web().resolve = lambda host, port: ["93.184.215.14"]
    yield
    outside.web.cache_clear()


def _table(folder: Path, *, mended: bool) -> str:
    today = timezone.now().date()
    lines = ["Published at;Post text;Post link;Impressions;Likes;Reposts;Replies;Profile visits;Campaign"]
    for number in range(40):
        day = today - timedelta(days=2 + number // 4)
        link = f"https://social.example/@harbour/{1000 + number}"
        words = f"{WORDS[number % 3]} ({number})"
        lines.append(
            f"{day:%d.%m.%Y} {9 + number % 4}:30;{words};{link};{1200 + number};{number};—;2;7;Autumn"
        )
    if not mended:
        lines[3] = lines[3].replace(" 10:30;", " half past ten;", 1).replace(" 11:30;", " half past ten;", 1)
        lines[5] = lines[5].replace(";—;", ";several;")
    file = folder / "Harbour, autumn.csv"
    file.write_text("\n".join(lines), encoding="utf-8-sig")
    return str(file)


def _axe(page: Any) -> None:
    assert findings(page) == []


def test_forty_past_posts_are_brought_from_a_table(
    visit: Any, look: Look, olga: Any, harbour: Any, tmp_path: Path
) -> None:
    channel = Channel.objects.filter(workspace=harbour).order_by("pk")[0]
    page = visit(olga)
    page.goto("/w/harbour/calendar/")
    page.goto("/w/harbour/past/")
    picture(page, "past-begin")
    _axe(page)
    insist_on_width(page)
    _look_at(page, channel, _table(tmp_path, mended=False))
    assert page.locator(".numbers dd").all_inner_texts() == ["38", "0", "2"]
    expect(page.locator("section[aria-labelledby=p-wrong] li")).to_have_count(2)
    picture(page, "past-mistakes")
    _axe(page)
    insist_on_width(page)
    assert not Post.objects.exists()
    page.goto("/w/harbour/past/")
    _look_at(page, channel, _table(tmp_path, mended=True))
    assert page.locator(".numbers dd").all_inner_texts() == ["40", "0", "0"]
    page.locator("button[value=bring]").click()
    page.wait_for_selector("button[value=take-back]")
    assert Post.objects.count() == 40
    picture(page, "past-brought")
    _axe(page)
    insist_on_width(page)
    page.goto("/w/harbour/past/")
    picture(page, "past-list")
    insist_on_width(page)
    first = Post.objects.get(head__text__endswith="(0)")
    page.goto(f"/w/harbour/calendar/?view=month&month={first.planned_at:%Y-%m}")
    page.locator(f"[data-p='{first.pk}']").first.wait_for(state="attached")  # a phone's month shows dots
    picture(page, "past-calendar")
    page.goto("/w/harbour/past/")
    _look_at(page, channel, _table(tmp_path, mended=True))
    assert page.locator(".numbers dd").all_inner_texts() == ["0", "40", "0"]
    expect(page.get_by_text(gettext("There is nothing new in this file.")).first).to_be_attached()


def test_short_links_are_switched_on_and_their_clicks_are_seen(
    visit: Any,
    look: Look,
    olga: Any,
    harbour: Any,
    settings: Any,
    tmp_path: Path,
    chromium: Any,
    live_server: Any,
    names_lead_outside: None,
) -> None:
    channel = Channel.objects.filter(workspace=harbour).order_by("pk")[0]
    page = visit(olga)
    page.goto(f"/w/harbour/channels/{channel.pk}/")
    assert page.locator("input[name=short]").is_disabled()
    picture(page, "short-links-refused")
    settings.PUBLIC_URL = "https://almanac.example.org"
    page.goto(f"/w/harbour/channels/{channel.pk}/")
    page.locator("input[name=short]").check()
    with page.expect_navigation():
        page.locator("button[value=short-links]").click()
    assert page.locator("input[name=short]").is_checked()
    picture(page, "short-links")
    _axe(page)
    insist_on_width(page)
    page.goto("/w/harbour/past/")
    _look_at(page, channel, _table(tmp_path, mended=True))
    page.locator("button[value=bring]").click()
    page.wait_for_selector("button[value=take-back]")
    delivery = Post.objects.order_by("-planned_at")[0].deliveries.get()
    link = ShortLink.objects.create(
        code="7Gh2kQ9x", workspace=harbour, post=delivery.post, channel=channel, url="https://example.org/fog",
        made_at=timezone.now(),
    )  # fmt: skip
    ClickDay.objects.create(link=link, on=timezone.now().date(), clicks=1234, bots=56)
    page.goto(f"/w/harbour/deliveries/{delivery.pk}/")
    expect(page.get_by_text(gettext("Clicks on our short links")).first).to_be_attached()
    picture(page, "clicks")
    _axe(page)
    insist_on_width(page)
    stranger = chromium.new_context(base_url=live_server.url, **look.options).new_page()
    stranger.goto("/l/nothing1")
    picture(stranger, "no-such-link")
    _axe(stranger)
    stranger.context.close()


def _look_at(page: Any, channel: Channel, file: str) -> None:
    page.locator("#p-file").set_input_files(file)
    page.locator("#p-channel").select_option(str(channel.pk))
    page.locator("form[enctype] button").click()
    page.wait_for_selector(".numbers")


def test_a_large_table_is_written_while_its_page_says_how_far_it_is(
    visit: Any, look: Look, olga: Any, harbour: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 10)
    monkeypatch.setattr(bring, "BATCH", 25)
    Heartbeat.objects.create(owner="w", started_at=timezone.now(), seen_at=timezone.now())
    page = visit(olga)
    page.goto("/w/harbour/past/")
    _look_at(page, Channel.objects.filter(workspace=harbour).order_by("pk")[0], _table(tmp_path, mended=True))
    page.locator("button[value=bring]").click()
    page.wait_for_selector("#past-progress")
    one, moments = PastImport.objects.get(), []

    def clock() -> Any:
        """After the first batch the page is looked at."""
        moments.append(timezone.now())
        if len(moments) == 2:
            page.wait_for_selector("#past-progress[value='25']")
            picture(page, "past-is-being-written")
            _axe(page)
            insist_on_width(page)
        return moments[-1]

    assert working.work(one.pk, clock)
    page.wait_for_selector("button[value=take-back]")
    assert Post.objects.filter(brought__of=one).count() == 40
