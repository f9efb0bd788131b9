"""Search finds a post wherever it stands: ahead, past, or without a time."""
# ruff: noqa: DTZ001 (wall times have no zone)

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.posts.models import Post

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]
LIST = "/w/harbour/calendar/?view=list"
MONTH = "/w/harbour/calendar/?month=2032-03"


def titles(answer: Any) -> list[str]:
    return [line.chip.card.title for line in answer.context["agenda"].lines]


def test_the_list_finds_what_is_past_ahead_and_without_a_time(
    enter: Any, grace: Any, write: Writes, now: datetime
) -> None:
    write("Harvest without a time")
    write("Harvest ahead", now + timedelta(days=40))
    write("Harvest past", now - timedelta(days=40))
    write("Something else")
    answer = enter(grace).get(f"{LIST}&q=harvest")
    assert titles(answer) == ["Harvest past", "Harvest ahead", "Harvest without a time"]
    assert "Without a time" in answer.content.decode()


def test_the_list_of_a_stage_holds_posts_without_a_time(enter: Any, grace: Any, write: Writes) -> None:
    write("A draft without a time")
    browser = enter(grace)
    assert titles(browser.get(f"{LIST}&stage=draft")) == ["A draft without a time"]
    assert titles(browser.get(LIST)) == []


def test_a_search_goes_page_by_page_both_ways(enter: Any, grace: Any, write: Writes, now: datetime) -> None:
    for number in range(1, 61):
        write(f"Ship {number:03}", now + timedelta(days=number))
        write(f"Ship -{number:03}", now - timedelta(days=number))
    browser = enter(grace)
    first = browser.get(f"{LIST}&q=ship").context["agenda"]
    seen = [line.chip.card.title for line in first.lines]
    assert seen[:11] == [*(f"Ship -{number:03}" for number in range(10, 0, -1)), "Ship 001"]
    for way in ("later", "earlier"):
        page = first
        while cursor := getattr(page, way):
            page = browser.get(f"{LIST}&q=ship&from={cursor}").context["agenda"]
            found = [line.chip.card.title for line in page.lines]
            if way == "later":
                seen += found
            else:
                seen = found + seen
            if not found or found[0] == "Ship -060" or found[-1] == "Ship 060":
                break
    assert seen == [
        *(f"Ship -{number:03}" for number in range(60, 0, -1)),
        *(f"Ship {number:03}" for number in range(1, 61)),
    ]


def test_what_is_found_without_a_time_is_one_click_away(enter: Any, grace: Any, write: Writes) -> None:
    for number in range(12):
        write(f"Ship {number:03}")
    browser = enter(grace)
    answer = browser.get(f"{LIST}&q=ship")
    assert titles(answer) == [f"Ship {number:03}" for number in range(11, 1, -1)]
    assert "?view=list&amp;q=ship&amp;day=none" in answer.content.decode()
    assert len(titles(browser.get(f"{LIST}&q=ship&day=none"))) == 12


def test_a_search_takes_few_queries(enter: Any, grace: Any, write: Writes, now: datetime) -> None:
    browser = enter(grace)
    for number in range(20):
        write(f"Ship {number}", now + timedelta(days=number - 10))
    browser.get(f"{LIST}&q=ship")
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"{LIST}&q=ship")
    assert len(queries) <= 14


def test_the_month_says_what_a_search_finds_in_other_months(enter: Any, grace: Any, write: Writes) -> None:
    write("Ships wait", datetime(2032, 3, 17, 9))
    write("Ships sail", datetime(2032, 5, 17, 9))
    write("Ships come", datetime(2026, 5, 17, 9))
    write("Something else", datetime(2026, 5, 17, 9))
    browser = enter(grace)
    page = browser.get(f"{MONTH}&q=ships").content.decode()
    assert '<a href="?view=list&amp;q=ships">2 posts in other months</a>' in page
    assert "in other months" not in browser.get(f"{MONTH}&q=wait").content.decode()
    assert "in other months" not in browser.get(MONTH).content.decode()


def test_what_has_no_time_passes_the_same_filters(enter: Any, grace: Any, write: Writes) -> None:
    write("An idea")
    browser = enter(grace)
    for query in ("&stage=failed", "&q=zzz", "&channel=999", "&stage=failed&q=zzz"):
        page = browser.get(MONTH + query).content.decode()
        assert "An idea" not in page
        assert "Nothing this month matches these filters." in page
    assert "An idea" in browser.get(f"{MONTH}&q=idea&stage=draft").content.decode()


def test_all_without_a_time_keeps_the_filters(enter: Any, grace: Any, write: Writes) -> None:
    for number in range(4):
        write(f"Idea {number}")
    page = enter(grace).get(f"{MONTH}&q=idea").content.decode()
    assert "?view=list&amp;day=none&amp;q=idea" in page
