"""The forecast of a workspace: from its own history, honest where there is too little."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from planner.deliveries import agree
from planner.history.models import Actor, Entry
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews import answer
from planner.reviews.models import Review, Turn
from planner.reviews.pace import forecast
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def written(harbour: Any, ada: Any) -> Any:
    """A post of Ada's, with a time so many hours from now."""

    def write(name: str, left: float | None = None) -> Post:
        post = Post.objects.write(harbour, Actor(ada.pk, "Ada"), Content(title=name, text="Ships wait."))
        if left is not None:
            Post.objects.filter(pk=post.pk).update(planned_at=NOW + timedelta(hours=left))
        return Post.objects.get(pk=post.pk)

    return write


@pytest.fixture
def reviewed(harbour: Any) -> Any:
    """Reviews that took so many hours each, answered at all hours of all days: what the history says."""

    def history(*hours: float, end: str = "post.approved", first: int = 10_000) -> None:
        number = Entry.objects.filter(workspace=harbour).count() + 1000
        for place, took in enumerate(hours):
            asked = NOW - timedelta(days=2 + place % 77, hours=took + place * 7 % 24)
            for at, act in ((asked, "post.submitted"), (asked + timedelta(hours=took), end)):
                number += 1
                Entry.objects.create(
                    workspace=harbour, number=number, at=at, actor="Ada", via="page", act=act, thing="post",
                    thing_id=first + place, previous_hash="", hash="",
                )  # fmt: skip

    return history


def ask(post: Post, hours_ago: float) -> Post:
    by, at = Actor(post.author_id, "Ada"), NOW - timedelta(hours=hours_ago)
    agree.ask(post, by, at)
    Post.objects.filter(pk=post.pk).update(asked_at=at)
    return post


def asked_in_history(post: Post, hours_ago: float) -> Post:
    """Asked, and the history says when: as if it had been then."""
    ask(post, hours_ago)
    last = Entry.objects.filter(act="post.submitted", thing_id=post.pk).latest("number")
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER IF EXISTS planner_entry_no_update"
            + ("" if connection.vendor == "sqlite" else " ON planner_entry")
        )
        moment = connection.ops.adapt_datetimefield_value(NOW - timedelta(hours=hours_ago))
        cursor.execute("UPDATE planner_entry SET at = %s WHERE id = %s", [moment, last.pk])
    return post


def test_it_says_how_many_and_which(harbour: Any, written: Any, reviewed: Any) -> None:
    reviewed(*[10, 20, 30, 40] * 5)
    for number in range(4):
        asked_in_history(written(f"Sure {number}", left=100), 0)
    for number in range(3):
        asked_in_history(written(f"Hopeless {number}", left=5 - number), 0)
    found = forecast(harbour, NOW)
    assert found.asked.posts == 7
    assert found.asked.misses.expected == pytest.approx(3, abs=0.2)
    assert found.sentences[0].startswith(
        "At the usual pace 3 of 7 posts that wait for a yes will miss their time (likely 3"
    )
    assert [one.name for one in found.at_risk] == ["Hopeless 2", "Hopeless 1", "Hopeless 0"]
    assert found.at_risk[0].percent == 100


def test_waiting_counts_what_has_passed(harbour: Any, written: Any, reviewed: Any) -> None:
    """Eleven hours are enough for one in four at the start, and for all that waited thirty hours already."""
    reviewed(*[10, 20, 30, 39] * 5)  # too few for a clock of their own
    asked_in_history(written("New", left=11), 0)
    fresh = forecast(harbour, NOW).asked.misses.expected
    Post.objects.filter(state="in_review").update(state="draft")
    asked_in_history(written("Old", left=11), 30.5)
    found = forecast(harbour, NOW)
    assert fresh == pytest.approx(0.75, abs=0.05)
    assert (found.asked.posts, found.asked.misses.expected) == (1, 0)


def test_too_little_is_said_to_be_too_little(harbour: Any, written: Any, reviewed: Any) -> None:
    asked_in_history(written("Fog", left=5), 1)
    assert forecast(harbour, NOW).sentences == [
        "There is too little history to say which posts will miss their time (0 reviews; 8 are needed)."
    ]
    reviewed(10)
    assert "(1 review; 8 are needed)" in forecast(harbour, NOW).sentences[0]
    reviewed(*[10] * 6, first=20_000)
    found = forecast(harbour, NOW)
    assert "(7 reviews; 8 are needed)" in found.sentences[0]
    assert found.at_risk == ()
    reviewed(10, first=30_000)
    assert "At the usual pace" in forecast(harbour, NOW).sentences[0]


def test_where_nothing_waits_nothing_is_said(harbour: Any, written: Any, reviewed: Any) -> None:
    reviewed(*[10] * 10)
    asked_in_history(written("Without a time"), 1)
    assert forecast(harbour, NOW).sentences == []


def test_drafts_are_told_apart(harbour: Any, written: Any, reviewed: Any) -> None:
    reviewed(*[10, 20] * 10)
    asked_in_history(written("Asked", left=200), 1)
    written("Late draft", left=5)
    written("Early draft", left=500)
    found = forecast(harbour, NOW)
    assert (found.asked.posts, found.unasked.posts) == (1, 2)
    assert found.sentences == [
        "At the usual pace 0 of 1 post that waits for a yes will miss its time (likely 0).",
        "Of 2 drafts with a time nobody was asked about, 1 would miss it if somebody asked now (likely 1).",
    ]
    assert [(one.name, one.is_asked) for one in found.at_risk] == [("Late draft", False)]


def test_where_nobody_must_agree_drafts_wait_for_nothing(harbour: Any, written: Any, reviewed: Any) -> None:
    reviewed(*[10, 20] * 10)
    written("Draft", left=5)
    harbour.review_policy = "none"
    harbour.save()
    assert forecast(harbour, NOW).unasked.posts == 0


def test_what_ended_without_a_yes_only_says_that_it_took_as_long(
    harbour: Any, written: Any, reviewed: Any
) -> None:
    reviewed(*[10] * 10)
    reviewed(*[50] * 10, end="post.withdrawn", first=20_000)
    asked_in_history(written("Fog", left=20), 0)
    found = forecast(harbour, NOW)
    assert found.finished == 10
    assert found.asked.misses.expected == pytest.approx(10 / 20, abs=0.05)


def test_who_is_asked_for_changes_goes_on_waiting(harbour: Any, written: Any, grace: Any) -> None:
    post = written("Fog", left=50)
    ask(post, 0)
    answer.request_changes(post, Actor(grace.pk, "Grace"), 1, "Say where it is", NOW)
    found = forecast(harbour, NOW)
    assert (found.asked.posts, found.unasked.posts, found.finished) == (1, 0, 0)


def test_of_many_reviews_some_are_read_over_the_whole_time(harbour: Any, written: Any, reviewed: Any) -> None:
    """Read newest first, only what is quick would be seen: here a day's work fills any such limit."""
    reviewed(*[10, 20, 30, 40] * 300)
    for number in range(20):
        asked_in_history(written(f"Post {number}", left=25), 0)
    found = forecast(harbour, NOW)
    assert 250 <= found.finished <= 350
    assert found.asked.misses.expected == pytest.approx(10, rel=0.1)


def test_the_last_of_several_steps_has_a_pace_of_its_own(
    harbour: Any, written: Any, reviewed: Any, grace: Any
) -> None:
    reviewed(*[100] * 20)
    for number in range(10):
        post, closed = written(f"Past {number}"), NOW - timedelta(days=3 + number)
        Turn.objects.create(
            post=post, round=1, step="step:7", opened_at=closed - timedelta(hours=4), closed_at=closed
        )
        Review.objects.create(
            post=post,
            version=post.newest,
            user=grace,
            by_name="Grace",
            answer="yes",
            at=closed,
            step="step:7",
        )
    post = asked_in_history(written("Legal", left=6), 90)
    Turn.objects.filter(post=post).delete()
    Turn.objects.create(post=post, round=1, step="step:7", opened_at=NOW - timedelta(hours=1))
    assert (
        forecast(harbour, NOW).asked.misses.expected == 1
    )  # of the whole: 100 hours, and 96 will have passed
    Post.objects.filter(pk=post.pk).update(steps_done=1, steps_asked=2)
    with CaptureQueriesContext(connection) as asked:
        found = forecast(harbour, NOW)
    assert found.asked.misses.expected == 0
    assert len(asked) <= 4


def test_others_history_says_nothing_here(harbour: Any, other: Any, written: Any, reviewed: Any) -> None:
    reviewed(*[10] * 10)
    assert forecast(other, NOW).finished == 0


def test_the_line_on_a_page(harbour: Any, written: Any, reviewed: Any) -> None:
    reviewed(*[10, 20] * 10)
    asked_in_history(written("<b>Fog</b>", left=5), 0)
    context = {"forecast": forecast(harbour, NOW), "workspace": harbour}
    shown = render_to_string("reviews/_forecast.html", context)
    assert "At the usual pace 1 of 1 post" in shown
    assert "&lt;b&gt;Fog" in shown
    assert "100% likely" in shown
    with translation.override("ru"):
        render_to_string("reviews/_forecast.html", context)


def test_the_api_gives_numbers(harbour: Any, olga: Any, clara: Any, written: Any, reviewed: Any) -> None:
    program = Program(token_of(harbour, olga))
    status, said = program("GET", "/reviews/forecast")
    assert (status, said["enough"], said["asked"]) == (200, False, None)
    reviewed(*[10, 20] * 10)
    status, said = program("GET", "/reviews/forecast")
    assert status == 200
    assert set(said["asked"]) == {"posts", "misses", "low", "high"}
