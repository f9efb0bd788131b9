"""The composer begins a series, and changes several of one, as somebody says."""
# ruff: noqa: DTZ001 (wall times have no zone)

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from planner.deliveries import plan
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.posts.unsaved import Unsaved
from planner.queues.models import Series
from planner.queues.series import make_all_ahead
from planner.reviews.models import Reading
from planner.walltime import resolve

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(harbour: Any) -> dict[str, Any]:
    """What the composer's form says of a post on a Wednesday, far ahead."""
    channel = harbour.channels.first()
    return {
        "text": "Fog in the harbour.",
        "channels": [str(channel.pk)],
        "date": "2032-03-17",
        "time": "09:30",
        "do": "save",
        "way": "series",
        "series-repeats": "weekly",
        "series-every": "1",
        "series-days": ["2"],
        "series-ends": "after",
        "series-times": "4",
    }


def test_a_new_post_begins_a_series(enter: Any, grace: Any, harbour: Any, typed: dict[str, Any]) -> None:
    assert enter(grace).post("/w/harbour/posts/new/", typed).status_code == 302
    series = Series.objects.get()
    assert "COUNT=4" in series.rule
    assert series.pattern.planned_wall == "2032-03-17T09:30:00"


def test_what_keeps_itself_begins_no_series_takes_no_slot_and_does_nothing(
    enter: Any, grace: Any, slots: Any, typed: dict[str, Any]
) -> None:
    slots("Mon 10:00")
    browser = enter(grace)
    for asked in ({"way": "series"}, {"way": "slot", "date": "", "time": ""}, {"do": "ask", "way": "time"}):
        assert browser.post("/w/harbour/posts/new/", typed | asked | {"kept": "1"}).status_code == 302
    assert not Series.objects.exists()
    assert set(Post.objects.values_list("state", "queue")) == {("draft", None)}


def test_a_series_that_cannot_be_keeps_what_was_typed(enter: Any, grace: Any, typed: dict[str, Any]) -> None:
    answer = enter(grace).post("/w/harbour/posts/new/", typed | {"date": "", "time": ""})
    assert answer.status_code == 422
    assert "Fog in the harbour." in answer.content.decode()
    assert not Post.objects.exists()
    assert not Series.objects.exists()


def test_words_and_time_change_for_those_that_follow(
    enter: Any, grace: Any, harbour: Any, typed: dict[str, Any]
) -> None:
    browser = enter(grace)
    browser.post("/w/harbour/posts/new/", typed | {"date": _soon(harbour), "series-days": []})
    first, second, third = Post.objects.order_by("series_wall")[:3]
    based = {"based_on": "1", "series-scope": "following", "time": "10:00", "way": "time"}
    text = {"text": "Sun over the harbour.", "date": second.planned_wall[:10]}
    assert browser.post(f"/w/harbour/posts/{second.pk}/", typed | based | text).status_code == 302
    for post in (first, second, third):
        post.refresh_from_db()
    assert [post.newest.text for post in (first, second, third)] == [
        "Fog in the harbour.", "Sun over the harbour.", "Sun over the harbour.",
    ]  # fmt: skip
    assert [post.planned_wall[11:16] for post in (first, second, third)] == ["09:30", "10:00", "10:00"]


def test_what_is_done_to_the_first_is_done_to_all(
    enter: Any, grace: Any, harbour: Any, typed: dict[str, Any]
) -> None:
    harbour.review_policy = "none"
    harbour.save()
    daily = {"series-repeats": "daily", "date": _soon(harbour), "do": "schedule"}
    assert enter(grace).post("/w/harbour/posts/new/", typed | daily).status_code == 302
    assert Post.objects.count() == 4
    assert [post.deliveries.live().count() for post in Post.objects.all()] == [1] * 4


def test_who_may_not_plan_puts_nothing_on_the_calendar_by_a_series(
    enter: Any, ada: Any, olga: Any, acting: Any, harbour: Any, typed: dict[str, Any], now: datetime
) -> None:
    harbour.review_policy = "none"
    harbour.save()
    browser = enter(ada)
    browser.post("/w/harbour/posts/new/", typed | {"way": "time", "date": _soon(harbour)})
    post = Post.objects.get()
    when = resolve(datetime.fromisoformat(post.planned_wall), harbour.timezone)
    plan.schedule(post, plan.Plan(when), acting(olga), now)
    begin = {**typed, "do": "begin", "series-repeats": "daily"}
    browser.post(f"/w/harbour/posts/{post.pk}/series/", begin)
    others = Post.objects.exclude(pk=post.pk)
    assert others.count() == 3
    assert not Delivery.objects.filter(post__in=others).exists()
    make_all_ahead(now)  # nor does the timer
    assert not Delivery.objects.filter(post__in=others).exists()
    words = {"text": "Sun.", "based_on": "1", "series-scope": "all", "way": "time", "do": "save"}
    browser.post(f"/w/harbour/posts/{post.pk}/", typed | words | {"date": post.planned_wall[:10]})
    assert [one.version.text for one in Delivery.objects.live()] == ["Fog in the harbour."]


def test_choosing_a_way_is_nothing_that_is_unsaved(
    enter: Any, ada: Any, acting: Any, harbour: Any, typed: dict[str, Any]
) -> None:
    wordings = (Wording(harbour.channels.first().pk),)
    post = Post.objects.write(harbour, acting(ada), Content(text="Fog.", wordings=wordings))
    post.plan_for(resolve(datetime(2032, 3, 17, 9, 30), harbour.timezone))
    browser = enter(ada)
    same = typed | {
        "text": "Fog.",
        "based_on": "1",
        "title": "",
        "language": "",
        "campaign": "",
        "pillar": "",
    }
    same |= {"tags": "", "kind": "timely", "valid_until": "", "fold": "0"}
    browser.post(f"/w/harbour/posts/{post.pk}/autosave/", same)
    assert not Unsaved.objects.exists()
    browser.post(f"/w/harbour/posts/{post.pk}/autosave/", same | {"text": "Fog!"})
    assert Unsaved.objects.exists()


def test_opening_a_post_is_remembered_as_reading_its_version(
    enter: Any, grace: Any, ada: Any, acting: Any, harbour: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content(text="Fog."))
    browser = enter(grace)
    for _ in range(2):
        assert browser.get(f"/w/harbour/posts/{post.pk}/").status_code == 200
    assert list(Reading.objects.values_list("version", "user")) == [(post.newest.pk, grace.pk)]


def test_a_post_is_held_and_let_go_from_its_page(
    enter: Any, grace: Any, ada: Any, acting: Any, harbour: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content(text="Fog."))
    browser = enter(grace)
    browser.post(f"/w/harbour/posts/{post.pk}/change/", {"do": "hold"})
    page = browser.get(f"/w/harbour/posts/{post.pk}/").content.decode()
    assert "On hold: it keeps its time" in page
    browser.post(f"/w/harbour/posts/{post.pk}/change/", {"do": "release"})
    post.refresh_from_db()
    assert post.held_at is None


def _soon(harbour: Any) -> str:
    """Tomorrow: the timer makes sixty days ahead at once."""
    from datetime import timedelta

    from django.utils import timezone

    return (timezone.localdate(timezone=harbour.zone) + timedelta(days=1)).isoformat()


def test_a_change_of_all_says_how_many_it_changed_and_how_many_it_left(
    enter: Any, ada: Any, acting: Any, harbour: Any, typed: dict[str, Any]
) -> None:
    browser = enter(ada)
    browser.post("/w/harbour/posts/new/", typed | {"way": "time", "date": _soon(harbour)})
    first = Post.objects.get()
    address = f"/w/harbour/posts/{first.pk}/series/"
    browser.post(address, {**typed, "do": "begin", "series-repeats": "daily"})
    own = Post.objects.exclude(pk=first.pk).earliest("planned_at")
    own.rewrite(acting(ada), replace(own.newest.content(), text="Mine."))
    all_ = Post.objects.count()
    said = browser.post(address, {"do": "words", "series-scope": "all"}, follow=True).content.decode()
    assert f"They say the same now. {all_ - 1} posts changed. 1 post was changed by hand before" in said


def test_the_composer_says_what_became_of_all_of_them(
    enter: Any, ada: Any, acting: Any, harbour: Any, typed: dict[str, Any]
) -> None:
    browser = enter(ada)
    browser.post("/w/harbour/posts/new/", typed | {"way": "time", "date": _soon(harbour)})
    first = Post.objects.get()
    begin = {**typed, "do": "begin", "series-repeats": "daily"}
    browser.post(f"/w/harbour/posts/{first.pk}/series/", begin)
    own = Post.objects.exclude(pk=first.pk).earliest("planned_at")
    own.rewrite(acting(ada), replace(own.newest.content(), text="Mine."))
    first.refresh_from_db()
    all_ = Post.objects.count()
    change = {"series-scope": "all", "way": "time", "based_on": "1", "date": first.planned_wall[:10]}
    said = browser.post(
        f"/w/harbour/posts/{first.pk}/", typed | change | {"text": "Sun.", "time": "10:00"}, follow=True
    ).content.decode()
    assert f"They say the same now. {all_ - 1} posts changed. 1 post was changed by hand before" in said
    assert f"Moved. {all_} posts changed." in said
    one = {"series-scope": "this", "based_on": "2", "text": "Rain.", "time": "10:00"}
    said = browser.post(f"/w/harbour/posts/{first.pk}/", typed | change | one, follow=True).content.decode()
    assert "posts changed" not in said
