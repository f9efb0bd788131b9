"""The badge counts what waits for this person; a row says how likely the post misses its time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner import frame
from planner.deliveries import agree
from planner.history.models import Entry
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews import inbox
from planner.reviews.setting_steps import StepSaid, add_step
from planner.walltime import of_instant

pytestmark = pytest.mark.django_db
BADGE = '<span class="vh">waiting: </span>'


@pytest.fixture
def asked(harbour: Any, ada: Any, acting: Any, now: datetime) -> Callable[..., Post]:
    def ask(title: str = "Fog", hours: float = 5) -> Post:
        post = Post.objects.write(harbour, acting(ada), Content(title, "Ships wait."))
        post.plan_for(of_instant(now + timedelta(hours=hours), "UTC"))
        agree.ask(post, acting(ada), now)
        return Post.objects.get(pk=post.pk)

    return ask


@pytest.fixture
def two_steps(harbour: Any, grace: Any, boris: Any, by: Any) -> None:
    harbour.review_policy = "steps"
    harbour.urgent_path = True
    harbour.save()
    add_step(harbour, StepSaid("First", users=(grace.pk,)), by)
    add_step(harbour, StepSaid("Second", users=(boris.pk,)), by)


@pytest.fixture
def badge(harbour: Any, now: datetime) -> Callable[[Any], int]:
    return lambda user: frame.read(harbour, now, user.pk, harbour.memberships.get(user=user)).waiting


def test_it_counts_for_whom_it_waits(
    two_steps: None, asked: Any, badge: Any, grace: Any, boris: Any, ada: Any, acting: Any, now: datetime
) -> None:
    first, _second = asked(), asked("Rain")
    assert (badge(grace), badge(boris), badge(ada)) == (2, 0, 0)
    agree.approve(first, acting(grace), 1, now)
    assert (badge(grace), badge(boris)) == (1, 1)
    agree.approve(first, acting(boris), 1, now)
    assert (badge(grace), badge(boris)) == (1, 0)


def test_it_counts_what_is_to_be_looked_at_afterwards(
    two_steps: None, asked: Any, badge: Any, grace: Any, boris: Any, clara: Any, acting: Any, now: datetime
) -> None:
    agree.approve_urgently(asked(), acting(grace), 1, now, "It cannot wait.")
    assert (badge(grace), badge(boris), badge(clara)) == (0, 1, 0)


def test_it_stands_on_every_page_and_costs_little(
    two_steps: None, asked: Any, enter: Any, grace: Any
) -> None:
    browser = enter(grace)

    def cost(expected: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert f"{BADGE}{expected}" in browser.get("/w/harbour/channels/").content.decode()
        return len(queries)

    for n in range(5):
        asked(f"Fog {n}")
    counted, kept = cost(5), cost(5)
    for n in range(7):
        asked(f"Rain {n}")
    assert cost(12) <= counted <= kept + 25, "as much for many as for few"
    assert cost(12) <= kept, "and nothing while nothing happens"


def test_nobody_s_post_is_hidden_behind_many_that_wait_for_others(
    two_steps: None, asked: Any, harbour: Any, boris: Any, grace: Any, acting: Any, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for n in range(4):
        asked(f"Soon {n}", hours=1)
    late = asked("Much later", hours=50)
    agree.approve(late, acting(grace), 1, now)
    monkeypatch.setattr(inbox, "MOST", 1)  # so three are read
    assert inbox.waits_for(harbour, acting(boris), now) == [late.pk]


def history(harbour: Any, now: datetime, *hours: float) -> None:
    """Reviews that took so long each."""
    for place, took in enumerate(hours):
        begun = now - timedelta(days=2 + place, hours=took)
        for n, (at, act) in enumerate(
            ((begun, "post.submitted"), (begun + timedelta(hours=took), "post.approved"))
        ):
            Entry.objects.create(
                workspace=harbour, number=5000 + 2 * place + n, at=at, actor="Ada", via="page", act=act,
                thing="post", thing_id=90_000 + place, previous_hash="", hash="",
            )  # fmt: skip


def test_each_row_says_how_likely_it_misses_its_time(
    harbour: Any, asked: Any, enter: Any, grace: Any, now: datetime
) -> None:
    asked("Now", hours=2)
    asked("Next week", hours=200)
    history(harbour, now, *[1] * 6, *[30] * 14)
    page = enter(grace).get("/w/harbour/review/").content.decode()
    assert "likely to miss its time: 70%" in page
    assert "likely in time" in page


def test_with_too_little_history_it_says_so(
    harbour: Any, asked: Any, enter: Any, grace: Any, now: datetime
) -> None:
    asked("Now", hours=2)
    history(harbour, now, 1, 2)
    page = enter(grace).get("/w/harbour/review/").content.decode()
    assert page.count("There is too little history to say which posts will miss their time") == 1
    assert 'class="small chance' not in page, "said once, not on each row"
    assert "%</span>" not in page


def test_a_client_reads_no_forecast(asked: Any, enter: Any, clara: Any) -> None:
    asked()
    page = enter(clara).get("/w/harbour/review/").content.decode()
    assert "Ships wait." in page
    assert "too little history" not in page
    assert f"{BADGE}1" in page
