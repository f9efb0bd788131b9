"""The list in the order of a column: by its heads, page by page, and as quick with many posts."""
# ruff: noqa: DTZ001 (wall times have no zone)

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.campaigns.models import Campaign
from planner.history.models import Actor
from planner.posts.models import Post
from planner.schedule import sorting
from planner.schedule.agenda import PAGE
from tests.bench.fill import fill

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]
LIST = "/w/harbour/calendar/?view=list"


def titles(browser: Any, query: str) -> list[str]:
    return [line.chip.card.title for line in browser.get(f"{LIST}&{query}").context["agenda"].lines]


@pytest.fixture
def several(harbour: Any, ada: Any, grace: Any, acting: Any, write: Writes) -> None:
    spring = Campaign.objects.create(workspace=harbour, name="Spring")
    autumn = Campaign.objects.create(workspace=harbour, name="autumn")
    posts = [
        write(name, datetime(2032, 3, 17 + n, 9)) for n, name in enumerate(("fog", "Ёлка", "Bay", "ast"))
    ]
    Post.objects.filter(pk=posts[0].pk).update(campaign=spring, author=grace)
    Post.objects.filter(pk=posts[1].pk).update(campaign=autumn)
    posts[2].submit(acting(ada))


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("", ["fog", "Ёлка", "Bay", "ast"]),
        ("time", ["fog", "Ёлка", "Bay", "ast"]),
        ("-time", ["ast", "Bay", "Ёлка", "fog"]),
        ("title", ["ast", "Bay", "fog", "Ёлка"]),
        ("-title", ["Ёлка", "fog", "Bay", "ast"]),
        ("author", ["Ёлка", "Bay", "ast", "fog"]),
        ("campaign", ["Ёлка", "fog", "Bay", "ast"]),  # what has none is at the end
        ("-campaign", ["fog", "Ёлка", "Bay", "ast"]),  # both ways
        ("stage", ["fog", "Ёлка", "ast", "Bay"]),  # as a post travels
        ("-stage", ["Bay", "fog", "Ёлка", "ast"]),
        ("channel", ["fog", "Ёлка", "Bay", "ast"]),
        ("secret", ["fog", "Ёлка", "Bay", "ast"]),
    ],
)
def test_each_column_sorts_as_people_read_it(enter: Any, grace: Any, sort: str, wanted: list[str]) -> None:
    assert titles(enter(grace), f"sort={sort}") == wanted


@pytest.mark.usefixtures("several")
def test_the_heads_say_how_it_is_sorted_and_lead_to_the_other_way(enter: Any, grace: Any) -> None:
    browser = enter(grace)
    page = browser.get(f"{LIST}&stage=draft&sort=title").content.decode()
    head = page[page.index('id="l-head"') : page.index('id="l-all"')]
    assert re.findall('aria-sort="([a-z]+)"', head) == ["ascending"]
    assert "stage=draft&amp;sort=-title" in head
    assert 'href="?view=list&amp;stage=draft"' in head  # by time, which the address need not say
    assert "17 Mar 2032" in page  # without the days' own heads each post says its date
    usual = browser.get(LIST).content.decode()
    assert 'class="of-time" role="columnheader" aria-sort="ascending"' in usual
    assert "Wednesday 17 March" in usual


@pytest.mark.parametrize("sort", ["title", "-time"])
def test_pages_of_a_sorted_list_have_no_gaps(enter: Any, grace: Any, write: Writes, sort: str) -> None:
    for number in range(90):
        write(f"Post {number * 37 % 90:03}", datetime(2032, 3, 1, 8) + timedelta(hours=number))
    browser, seen, cursor, back = enter(grace), [], "", []
    for _page in range(4):
        page = browser.get(f"{LIST}&sort={sort}&from={cursor}").context["agenda"]
        seen += [line.chip.card.title for line in page.lines]
        back.append(page.earlier)
        cursor = page.later
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 90
    assert back == ["", "row-0", "row-40"]
    assert seen == sorted(seen) or sort == "-time"


@pytest.mark.parametrize("cursor", ["row-x", "row-99999999999999999999", "row--3", "after-1-1", "row-5000"])
def test_a_strange_place_shows_a_page(enter: Any, grace: Any, write: Writes, cursor: str) -> None:
    write("Fog", datetime(2032, 3, 17, 9))
    assert enter(grace).get(f"{LIST}&sort=title&from={cursor}").status_code == 200


def test_more_than_are_put_in_order_are_said(
    enter: Any, grace: Any, write: Writes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        write(f"Post {9 - number}", datetime(2032, 3, 1 + number, 8))
    monkeypatch.setattr(sorting, "MOST", 3)
    browser = enter(grace)
    assert "are put in order" in browser.get(f"{LIST}&sort=title").content.decode()
    assert titles(browser, "sort=title")[-1] == "Post 9"
    assert "Post 5" not in titles(browser, "sort=title")  # the farthest


def test_a_filter_leaves_the_order(enter: Any, grace: Any, several: None) -> None:
    assert titles(enter(grace), "sort=-title&stage=draft") == ["Ёлка", "fog", "ast"]


@pytest.mark.parametrize("sort", ["", *sorting.COLUMNS, "-time"])
def test_what_is_read_is_bounded_by_an_index(
    enter: Any, grace: Any, harbour: Any, olga: Any, now: datetime, sort: str
) -> None:
    """Whatever there is, a sorted page asks for the next two thousand by the index of times."""
    dues = [now + timedelta(hours=number) for number in range(300)]
    fill(harbour, list(harbour.channels.all()), Actor(olga.pk, "Olga"), dues, now)
    browser = enter(grace)
    browser.get(f"{LIST}&sort={sort}")
    with CaptureQueriesContext(connection) as asked:
        assert len(titles(browser, f"sort={sort}")) == 40
    assert len(asked) <= 12
    if connection.vendor != "sqlite":
        return
    pages = (f"LIMIT {sorting.MOST + 1}", f"LIMIT {PAGE + 1}")
    found = [one["sql"] for one in asked if any(page in one["sql"] for page in pages)]
    assert found
    for sql in found:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = " | ".join(row[3] for row in cursor.fetchall())
        assert "posts_by_plan" in plan, plan
        assert "SCAN" not in plan, plan
