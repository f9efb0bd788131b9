"""The month and the list, through the front door."""
# ruff: noqa: DTZ001 (wall times have no zone)

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.deliveries import plan
from planner.posts.models import Post
from planner.schedule.days import grid, month_of, new_at
from planner.walltime import of_instant

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]


def test_a_post_stands_on_its_day_with_time_stage_and_title(enter: Any, grace: Any, write: Writes) -> None:
    write("Ships wait", datetime(2032, 3, 17, 9, 30))
    page = enter(grace).get("/w/harbour/calendar/?month=2032-03").content.decode()
    cell = page[page.index('id="d0317"') :]
    cell = cell[: cell.index("</section>")]
    for part in ("09:30", "Ships wait", "Draft", "#n-site"):
        assert part in cell


def test_the_fourth_post_of_a_day_is_one_click_away(enter: Any, grace: Any, write: Writes) -> None:
    for hour in (8, 9, 10, 11, 12):
        write(f"Post at {hour}", datetime(2032, 3, 17, hour))
    browser = enter(grace)
    page = browser.get("/w/harbour/calendar/?month=2032-03").content.decode()
    assert "2 more" in page
    assert "Post at 11" not in page
    day = browser.get(
        "/w/harbour/calendar/?view=list&day=2032-03-17", headers={"X-Part": "day"}
    ).content.decode()
    assert "Post at 11" in day
    assert "<html" not in day


def test_midnight_is_that_of_the_workspace(enter: Any, grace: Any, write: Writes) -> None:
    write("After midnight", datetime(2032, 3, 18, 0, 30))  # 17 March, 21:30 in UTC
    page = enter(grace).get("/w/harbour/calendar/?month=2032-03").content.decode()
    assert page.index('id="d0318"') < page.index("After midnight") < page.index('id="d0319"')


def test_filters_are_remembered_and_stand_in_the_address(enter: Any, grace: Any, write: Writes) -> None:
    browser = enter(grace)
    browser.get("/w/harbour/calendar/?view=list&stage=draft")
    answer = browser.get("/w/harbour/calendar/")
    assert answer.status_code == 302
    assert answer["Location"] == "/w/harbour/calendar/?view=list&stage=draft"


@pytest.mark.parametrize(
    "query",
    [
        "month=x",
        "month=0000-99",
        "month=0001-01",
        "month=9999-12",
        "day=x",
        "day=0001-01-01",
        "day=9999-12-31",
        "channel=x",
        "stage=x",
        "from=x",
        "from=after-253402300799-1",
        "from=after-1-99999999999999999999999",
        "from=before-1-99999999999999999999999",
        "from=after-nan-1",
        "q=%00",
    ],
)
def test_a_strange_address_shows_a_page(query: str, enter: Any, grace: Any) -> None:
    for view in ("month", "list"):
        assert enter(grace).get(f"/w/harbour/calendar/?view={view}&{query}").status_code == 200


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize(("month", "shown"), [("0001-01", "January 1970"), ("9999-12", "December 9000")])
def test_a_month_out_of_reach_is_the_nearest_that_can_be_shown(
    zone: str, month: str, shown: str, enter: Any, grace: Any, harbour: Any
) -> None:
    harbour.timezone = zone
    harbour.save()
    answer = enter(grace).get(f"/w/harbour/calendar/?month={month}")
    assert f"<h1>{shown}</h1>" in answer.content.decode()


def test_search_finds_words_whatever_their_case(enter: Any, grace: Any, write: Writes) -> None:
    write("Осенний набор", datetime(2032, 3, 17, 9))
    write("Something else", datetime(2032, 3, 17, 10))
    page = enter(grace).get("/w/harbour/calendar/?month=2032-03&q=осенний").content.decode()
    assert "Осенний набор" in page
    assert "Something else" not in page


def test_a_foreign_post_never_shows(enter: Any, mallory: Any, write: Writes, other: Any) -> None:
    write("Ours alone", datetime(2032, 3, 17, 9))
    assert "Ours alone" not in enter(mallory).get("/w/other/calendar/?month=2032-03").content.decode()


def test_a_month_takes_few_queries_however_full(enter: Any, grace: Any, write: Writes) -> None:
    browser = enter(grace)
    for number in range(60):
        write(f"Post {number}", datetime(2032, 3, 1 + number % 30, 8 + number % 9))
    browser.get("/w/harbour/calendar/?month=2032-03")
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get("/w/harbour/calendar/?month=2032-03")
    assert len(queries) <= 12
    assert len(answer.content) < 120_000


def test_the_list_goes_page_by_page_without_gaps(enter: Any, grace: Any, write: Writes) -> None:
    for number in range(90):
        write(f"Post {number:03}", datetime(2032, 3, 1, 8) + timedelta(hours=number // 3))
    browser, seen, cursor = enter(grace), [], ""
    for _page in range(4):
        page = browser.get(f"/w/harbour/calendar/?view=list&from={cursor}").context["agenda"]
        seen += [line.chip.card.title for line in page.lines]
        cursor = page.later
        if not cursor:
            break
    assert seen == [f"Post {number:03}" for number in range(90)]


def test_next_up_names_what_goes_out_next(
    enter: Any, grace: Any, olga: Any, acting: Any, harbour: Any, write: Writes, now: datetime
) -> None:
    harbour.review_policy = "none"
    harbour.save()
    plan.schedule(
        write("Ships sail"), plan.Plan(of_instant(now + timedelta(hours=2), "UTC")), acting(olga), now
    )
    assert "Ships sail" in enter(grace).get("/w/harbour/calendar/").content.decode()


def test_a_new_post_never_begins_in_the_past() -> None:
    noon = datetime(2032, 3, 17, 12, 20)
    assert new_at(noon.date(), noon) == "2032-03-17T13:00"
    assert new_at(noon.date() - timedelta(days=1), noon) == ""
    assert new_at(noon.date() + timedelta(days=1), noon) == "2032-03-18T09:00"
    assert new_at(noon.date(), noon.replace(hour=23)) == ""


def test_the_grid_is_whole_weeks_from_monday() -> None:
    days = grid(month_of("2026-11", datetime(2026, 1, 1).date()))
    assert (days[0].isoformat(), days[-1].isoformat(), len(days)) == ("2026-10-26", "2026-12-06", 42)
