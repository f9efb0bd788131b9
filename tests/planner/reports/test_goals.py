"""Goals: set by editors, shown with how far they are, removed; what is not known is not made up."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.history.models import Entry
from planner.reports.bands import Chance
from planner.reports.models import Goal
from planner.reports.progress import progress

pytestmark = pytest.mark.django_db
TYPED = {"metric": "posts", "target": "40", "of": "", "from_on": "2026-10-01", "until_on": "2026-12-31"}


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch, later: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_a_goal_is_set_shown_and_removed(enter: Any, grace: Any, harbour: Any, october: Any) -> None:
    october()
    browser = enter(grace)
    assert browser.post("/w/harbour/reports/goals/", TYPED).status_code == 302
    text = browser.get("/w/harbour/reports/").content.decode()
    assert "Posts out: 40 · all channels together" in text
    assert "Posts out: 40" in browser.get("/w/harbour/reports/month/2026-10/").content.decode()
    goal = Goal.objects.get()
    browser.post(f"/w/harbour/reports/goals/{goal.pk}/remove/")
    assert not Goal.objects.exists()
    assert Entry.objects.filter(act__startswith="goal.").count() == 2


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"until_on": "2026-09-30"}, "The last day is before the first."),
        ({"metric": "followers"}, "Followers are counted by channel."),
        ({"metric": "on_time", "target": "101"}, "A share is at most 100"),
        ({"target": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_is_refused(
    enter: Any, grace: Any, harbour: Any, more: dict[str, str], says: str
) -> None:
    answer = enter(grace).post("/w/harbour/reports/goals/", TYPED | more)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_authors_set_none(enter: Any, ada: Any, harbour: Any) -> None:
    assert enter(ada).post("/w/harbour/reports/goals/", TYPED).status_code == 403


def goal(harbour: Any, metric: str, target: int, **more: Any) -> Goal:
    first, last = date(2026, 10, 1), date(2026, 11, 30)
    return Goal.objects.create(
        workspace=harbour, metric=metric, target=target, from_on=first, until_on=last, **more
    )


def test_posts_count_until_the_last_day(harbour: Any, october: Any, later: datetime) -> None:
    october()
    found = progress(goal(harbour, "posts", 40), later.date())
    assert found.have == 31
    assert found.band is not None
    assert found.band.low <= 60 <= found.band.high + 10
    assert found.chance in {Chance.LIKELY, Chance.OPEN}


def test_clicks_that_no_network_tells_are_not_known(harbour: Any, october: Any, later: datetime) -> None:
    october()
    found = progress(goal(harbour, "clicks", 40), later.date())
    assert found.have is None
    assert found.chance is Chance.TOO_EARLY


def test_followers_of_a_channel(harbour: Any, october: Any, followed: Any, later: datetime) -> None:
    [first, *_rest] = october()
    followed(first.channel, {date(2026, 10, 6) + timedelta(days=n): 100 + 2 * n for n in range(30)})
    found = progress(goal(harbour, "followers", 200, channel=first.channel), later.date())
    assert found.have == 158
    assert found.band is not None
    assert found.band.low == pytest.approx(158 + 2 * 26)
    assert found.chance is Chance.LIKELY


def test_the_share_on_time_may_still_fall(harbour: Any, october: Any, later: datetime) -> None:
    october()
    found = progress(goal(harbour, "on_time", 95), later.date())
    assert found.have == 100
    assert found.band is not None
    assert found.band.low < 100
