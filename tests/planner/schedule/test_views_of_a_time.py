"""Week, day and board; filters with their numbers; what others changed."""
# ruff: noqa: DTZ001 (wall times have no zone)

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from planner.campaigns.models import Campaign, Pillar, Tag
from planner.posts.models import Post
from planner.queues import weekly
from planner.schedule.periods import Period
from planner.schedule.week import LANES, TALL, lanes_of

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]
MOST_QUERIES = 12


def shown(browser: Any, query: str) -> str:
    return str(browser.get(f"/w/harbour/calendar/?{query}").content.decode())


def test_a_week_has_each_post_at_its_quarter(enter: Any, grace: Any, write: Writes) -> None:
    write("Ships", datetime(2032, 3, 17, 9, 30))
    page = shown(enter(grace), "view=week&on=2032-03-20")
    assert "15–21 March 2032" in page
    column = page[page.index('id="d0317"') : page.index('id="d0318"')]
    assert " q38 n1 k0" in column
    assert "Ships" in column


def test_a_day_is_one_column_and_says_more(enter: Any, grace: Any, write: Writes) -> None:
    write("Ships", datetime(2032, 3, 17, 9, 30))
    page = shown(enter(grace), "view=day&on=2032-03-17")
    assert "Wednesday 17 March" in page
    assert page.count("wk-col") == 1


@given(st.lists(st.integers(0, 95), max_size=40))
def test_posts_at_one_time_never_cover_one_another(quarters: list[int]) -> None:
    quarters.sort()
    placed = lanes_of(quarters)
    assert len(placed) == len(quarters)
    for one in range(len(quarters)):
        for two in range(one):
            if quarters[one] - quarters[two] < TALL:
                assert placed[one][0] != placed[two][0]
    assert all(lane < lanes for lane, lanes in placed)


def test_more_at_once_than_fit_side_by_side_are_one_click_away(enter: Any, grace: Any, write: Writes) -> None:
    for number in range(LANES + 2):
        write(f"Post {number}", datetime(2032, 3, 17, 9, number))
    page = shown(enter(grace), "view=week&on=2032-03-17")
    assert page.count("data-p=") == LANES
    assert "2 more" in page


def test_a_free_slot_stands_beside_a_post_and_never_under_it(
    enter: Any, grace: Any, olga: Any, acting: Any, harbour: Any, write: Writes
) -> None:
    sandbox = harbour.channels.get(network="sandbox")
    weekly.add(sandbox, [weekly.Given(2, wall) for wall in ("10:00", "12:00", "15:00")], acting(olga))
    day = timezone.now().date() + timedelta(days=9 - timezone.now().weekday())  # a Wednesday that comes
    write("Ships", datetime(day.year, day.month, day.day, 9, 30))
    for name in ("Fog", "Tide"):
        write(name, datetime(day.year, day.month, day.day, 12))
    page = shown(enter(grace), f"view=week&on={day}")
    column = page[page.index(f'id="d{day:%m%d}"') :]
    assert " q38 n1 k0 beside" in column
    assert 'class="free q40 beside"' in column
    assert "free q48" not in column, "beside two posts there is no room"
    assert 'class="free q60"' in column


def test_free_slots_a_quarter_apart_stand_beside_each_other(
    enter: Any, grace: Any, olga: Any, acting: Any, harbour: Any
) -> None:
    sandbox = harbour.channels.get(network="sandbox")
    weekly.add(sandbox, [weekly.Given(2, wall) for wall in ("10:00", "10:15", "10:30")], acting(olga))
    day = timezone.now().date() + timedelta(days=9 - timezone.now().weekday())
    page = shown(enter(grace), f"view=week&on={day}")
    column = page[page.index(f'id="d{day:%m%d}"') :]
    first, second = column.index('class="free q40'), column.index('class="free q42')
    assert "free q41" not in column
    assert column[first:second].count('class="sl"') == 2


def test_the_board_has_a_pile_for_each_stage(
    enter: Any, grace: Any, ada: Any, acting: Any, write: Writes
) -> None:
    write("Draft", datetime(2032, 3, 17, 9))
    write("Undated")
    write("Asked", datetime(2032, 3, 18, 9)).submit(acting(ada))
    write("April", datetime(2032, 4, 18, 9))
    page = shown(enter(grace), "view=board&month=2032-03")
    draft = page[page.index('id="pile-draft"') : page.index('id="pile-in_review"')]
    assert "Draft" in draft
    assert "Undated" in draft
    assert "April" not in page
    assert "Asked" in page[page.index('id="pile-in_review"') :]


def test_the_board_says_what_waits_in_other_months(
    enter: Any, grace: Any, harbour: Any, write: Writes
) -> None:
    browser = enter(grace)
    query = f"view=board&month=2032-03&channel={harbour.channels.get(network='site').pk}"
    assert "in other months" not in shown(browser, query)
    for month in (2, 4, 5):
        write(f"Month {month}", datetime(2032, month, 1, 9))
    with CaptureQueriesContext(connection) as few:
        page = shown(browser, query)
    draft = page[page.index('id="pile-draft"') : page.index('id="pile-in_review"')]
    assert "3 more in other months" in draft
    assert page.count("in other months") == 1
    link = draft[draft.index('href="?') + 6 :].split('"')[0].replace("&amp;", "&")
    listed = shown(browser, link.removeprefix("?"))
    assert all(f"Month {month}" in listed for month in (2, 4, 5))
    for day in range(1, 20):
        write(f"May {day}", datetime(2032, 5, day, 9))
    shown(browser, query)  # the view is remembered again
    with CaptureQueriesContext(connection) as many:
        assert "22 more in other months" in shown(browser, query)
    assert len(many) == len(few)


@pytest.mark.parametrize("view", ["month", "week", "day"])
def test_a_view_takes_few_queries_however_full(enter: Any, grace: Any, write: Writes, view: str) -> None:
    browser = enter(grace)
    for hour in range(20):
        write(f"Post {hour}", datetime(2032, 3, 17, hour))
    query = f"view={view}&month=2032-03" if view == "month" else f"view={view}&on=2032-03-17"
    shown(browser, query)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown(browser, query)
    assert len(asked) <= MOST_QUERIES, [one["sql"][:90] for one in asked]


@pytest.mark.parametrize("view", ["month", "week", "day", "list", "board"])
def test_a_part_is_not_a_page(enter: Any, grace: Any, write: Writes, view: str) -> None:
    write("Ships", datetime(2032, 3, 17, 9))
    browser = enter(grace)
    address = f"/w/harbour/calendar/?view={view}&month=2032-03&on=2032-03-17"
    part = browser.get(address, headers={"X-Part": "calendar"}).content.decode()
    assert part.lstrip().startswith('<div id="cal"')
    assert "<body" not in part
    assert "<body" in browser.get(address).content.decode()


def test_views_lead_to_one_another_around_the_same_days() -> None:
    today = date(2032, 3, 17)
    april = Period("month", date(2032, 4, 1), today)
    assert dict(april.others())["week"] == {"view": "week", "month": "", "on": "2032-04-01"}
    march = Period("month", date(2032, 3, 1), today)
    assert dict(march.others())["week"] == {"view": "week", "month": "", "on": ""}
    week = Period("week", date(2032, 5, 5), today)
    assert (week.first, week.after, week.before) == (date(2032, 5, 3), date(2032, 5, 10), date(2032, 4, 26))
    assert dict(week.others())["board"]["month"] == "2032-05"


# --- Filters -------------------------------------------------------------------------------------------


@pytest.fixture
def sorted_posts(harbour: Any, ada: Any, grace: Any, write: Writes) -> dict[str, Post]:
    spring = Campaign.objects.create(workspace=harbour, name="Spring")
    values = Pillar.objects.create(workspace=harbour, name="Values")
    fog = Tag.objects.create(workspace=harbour, name="fog")
    posts = {name: write(name, datetime(2032, 3, 17, 9)) for name in ("Campaign", "Pillar", "Tag", "Grace")}
    Post.objects.filter(pk=posts["Campaign"].pk).update(campaign=spring)
    Post.objects.filter(pk=posts["Pillar"].pk).update(pillar=values)
    posts["Tag"].tags.add(fog)
    Post.objects.filter(pk=posts["Grace"].pk).update(author=grace)
    return posts


@pytest.mark.parametrize("name", ["campaign", "pillar", "tag", "author"])
def test_each_label_filters_and_is_counted(
    enter: Any, grace: Any, sorted_posts: dict[str, Post], name: str
) -> None:
    browser = enter(grace)
    menu = browser.get(f"/w/harbour/calendar/menu/{name}/?month=2032-03").content.decode()
    wanted = {"campaign": "Spring", "pillar": "Values", "tag": "fog", "author": "Grace"}[name]
    start = menu.rindex("<a ", 0, menu.index(f">{wanted}<"))
    link = menu[start : menu.index("</a>", start)]
    assert ">1<" in link
    query = link[link.index("?") + 1 : link.index('"', link.index("?"))].replace("&amp;", "&")
    page = shown(browser, query)
    title = "Grace" if name == "author" else name.capitalize()
    assert f">{title}<" in page
    assert page.count("data-p=") == 1


def test_several_channels_at_once_and_numbers_under_the_other_filters(
    enter: Any, harbour: Any, grace: Any, write: Writes
) -> None:
    write("Ships", datetime(2032, 3, 17, 9))
    first, second = list(harbour.channels.all())[:2]
    browser = enter(grace)
    menu = browser.get(f"/w/harbour/calendar/menu/channel/?month=2032-03&channel={first.pk}").content.decode()
    assert f"channel={first.pk}%2C{second.pk}" in menu
    assert "Ships" in shown(browser, f"month=2032-03&channel={first.pk},{second.pk}")
    counted = browser.get("/w/harbour/calendar/menu/stage/?month=2032-03&q=nothing").content.decode()
    assert ">1<" not in counted


def test_waiting_for_me_is_mine_to_do(
    enter: Any, client: Any, ada: Any, grace: Any, acting: Any, write: Writes
) -> None:
    write("Nobody's", datetime(2032, 3, 17, 9))
    write("To read", datetime(2032, 3, 17, 10)).submit(acting(ada))
    given_to_ada = write("Given to Ada", datetime(2032, 3, 17, 11))
    Post.objects.filter(pk=given_to_ada.pk).update(assignee=ada)
    page = shown(enter(grace), "month=2032-03&mine=1")
    assert "To read" in page
    assert "Nobody's" not in page
    assert "Given to Ada" not in page
    client.logout()
    page = shown(enter(ada), "month=2032-03&mine=1")
    assert "Given to Ada" in page
    assert "To read" not in page


def test_four_eyes_leave_out_what_one_wrote(
    enter: Any, harbour: Any, grace: Any, acting: Any, write: Writes
) -> None:
    harbour.four_eyes = True
    harbour.save()
    mine = write("Mine", datetime(2032, 3, 17, 9))
    Post.objects.filter(pk=mine.pk).update(author=grace)
    mine.submit(acting(grace))
    assert "Mine" not in shown(enter(grace), "month=2032-03&mine=1")


def test_what_somebody_used_last_is_theirs_in_every_browser(
    enter: Any, client: Any, grace: Any, ada: Any
) -> None:
    shown(enter(grace), "view=week&stage=draft&on=2032-03-17")
    client.logout()
    assert enter(grace).get("/w/harbour/calendar/")["Location"].endswith("?view=week&stage=draft")
    client.logout()
    assert enter(ada).get("/w/harbour/calendar/").status_code == 200


# --- What others change --------------------------------------------------------------------------------


def test_a_pulse_says_nothing_until_something_happens_here(
    enter: Any, harbour: Any, mallory: Any, other: Any, grace: Any, ada: Any, acting: Any, write: Writes
) -> None:
    browser = enter(grace)
    post = write("Ships", datetime(2032, 3, 17, 9))

    def pulse(since: str) -> Any:
        answer = browser.get(f"/w/harbour/calendar/pulse/?since={since}")
        return json.loads(answer.content) if answer.status_code == 200 else None

    first = pulse("")
    assert pulse(first["at"]) is None
    post.submit(acting(ada))
    second = pulse(first["at"])
    assert second["mine"] == 1
    assert pulse(second["at"]) is None
    Post.objects.write(other, acting(mallory), post.newest.content().__class__(title="Elsewhere", text="x"))
    assert pulse(second["at"]) is None  # somebody else's workspace
    assert pulse("rubbish-1x") is not None
