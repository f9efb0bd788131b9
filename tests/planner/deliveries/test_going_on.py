"""New words over a plan: where nobody must agree they go out at the old time; else one is told to wait."""

from datetime import timedelta
from typing import Any

import pytest

from planner.deliveries import plan
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import of_instant
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(harbour: Any, ada: Any, olga: Any, acting: Any, now: Any) -> Post:
    """A post of Ada's on the calendar of a workspace where nobody must agree."""
    harbour.review_policy = "none"
    harbour.save()
    wordings = (Wording(harbour.channels.first().pk),)
    post = Post.objects.write(harbour, acting(ada), Content(text="Fog.", wordings=wordings))
    when = of_instant((now + timedelta(days=2)).replace(second=0, microsecond=0), harbour.timezone)
    plan.schedule(post, plan.Plan(when), acting(olga), now)
    post.refresh_from_db()
    return post


def form(post: Post, text: str) -> dict[str, Any]:
    return {
        "text": text, "channels": [str(one.channel_id) for one in post.newest.variants.all()],
        "date": post.planned_wall[:10], "time": post.planned_wall[11:16], "based_on": post.newest.number,
        "do": "save",
    }  # fmt: skip


def test_an_editor_saves_and_the_new_words_go_out(enter: Any, grace: Any, planned: Post) -> None:
    browser = enter(grace)
    browser.post(f"/w/harbour/posts/{planned.pk}/", form(planned, "Sun."))
    planned.refresh_from_db()
    (one,) = planned.deliveries.live()
    assert (planned.state, one.version.text, one.wall) == ("approved", "Sun.", planned.planned_wall)
    assert "goes out with the new words" in browser.get(f"/w/harbour/posts/{planned.pk}/").content.decode()


def test_an_author_saves_and_the_page_says_that_it_waits(enter: Any, ada: Any, planned: Post) -> None:
    browser = enter(ada)
    browser.post(f"/w/harbour/posts/{planned.pk}/", form(planned, "Sun."))
    planned.refresh_from_db()
    (one,) = planned.deliveries.live()
    assert (planned.state, one.version.text) == ("draft", "Fog.")
    page = browser.get(f"/w/harbour/posts/{planned.pk}/").content.decode()
    assert "nothing goes out until somebody agrees" in page


def test_scheduling_again_is_no_empty_word(
    enter: Any, client: Any, ada: Any, grace: Any, planned: Post
) -> None:
    enter(ada).post(f"/w/harbour/posts/{planned.pk}/", form(planned, "Sun."))
    client.logout()
    browser = enter(grace)
    browser.post("/w/harbour/calendar/bulk/", {"do": "schedule", "post": [planned.pk]})
    assert [one.version.text for one in planned.deliveries.live()] == ["Sun."]


def test_where_somebody_must_agree_planning_is_no_yes(
    enter: Any, grace: Any, harbour: Any, planned: Post
) -> None:
    harbour.review_policy = "required"
    harbour.save()
    browser = enter(grace)
    browser.post(f"/w/harbour/posts/{planned.pk}/", form(planned, "Sun."))
    planned.refresh_from_db()
    said = browser.post("/w/harbour/calendar/bulk/", {"do": "schedule", "post": [planned.pk]}).json()
    assert "approve" in said["refused"]
    assert [one.version.text for one in planned.deliveries.live()] == ["Fog."]


@pytest.mark.parametrize("way", ["page", "api"])
@pytest.mark.parametrize("may_schedule", [True, False], ids=["an editor", "an author"])
def test_both_edges_go_on_or_wait_alike(
    way: str, may_schedule: bool, enter: Any, grace: Any, ada: Any, harbour: Any, planned: Post
) -> None:
    who = grace if may_schedule else ada
    if way == "page":
        enter(who).post(f"/w/harbour/posts/{planned.pk}/", form(planned, "Sun."))
    else:
        ask = Program(token_of(harbour, who, ["read", "write", "schedule"]))
        status, shown = ask("PATCH", f"/posts/{planned.pk}", {"text": "Sun.", "version": 1})
        assert (status, shown["stage"]) == (200, "scheduled" if may_schedule else "draft")
    planned.refresh_from_db()
    (one,) = planned.deliveries.live()
    assert planned.newest.text == "Sun."
    assert (planned.state, one.version.text) == (("approved", "Sun.") if may_schedule else ("draft", "Fog."))


def test_a_token_that_may_not_schedule_changes_words_and_they_wait(
    grace: Any, harbour: Any, planned: Post
) -> None:
    ask = Program(token_of(harbour, grace, ["read", "write"]))
    assert ask("PATCH", f"/posts/{planned.pk}", {"text": "Sun."})[0] == 200
    assert [one.version.text for one in planned.deliveries.live()] == ["Fog."]


def test_words_that_cannot_go_out_are_kept_and_the_answer_says_why(
    grace: Any, harbour: Any, planned: Post
) -> None:
    ask = Program(token_of(harbour, grace, ["read", "write", "schedule"]))
    status, problem = ask("PATCH", f"/posts/{planned.pk}", {"text": "fog " * 5000})
    planned.refresh_from_db()
    assert (status, problem["type"].split("#")[1]) == (422, "not-planned")
    assert planned.newest.number == 2
    assert [one.version.text for one in planned.deliveries.live()] == ["Fog."]
