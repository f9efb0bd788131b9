"""The form of a new post makes one post: clicked twice, sent twice at once, or sent again by the way back."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from planner.deliveries.models import Delivery
from planner.posts.begun import Begun
from planner.posts.models import Post
from tests.planner.people.test_of_two_at_once_one_wins import both

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/w/harbour/posts/new/"


@pytest.fixture
def typed(harbour: Any) -> dict[str, Any]:
    soon = (timezone.now() + timedelta(days=1)).astimezone(harbour.zone)
    channels = [str(one.pk) for one in harbour.channels.all()]
    words = {"title": "Fog", "text": "Ships wait.", "channels": channels, "once": "a-key"}
    return words | {"date": f"{soon:%Y-%m-%d}", "time": "09:30", "do": "approve_and_schedule"}


def browser_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_a_page_brings_a_key_of_its_own_and_keeps_it_when_it_is_refused(grace: Any) -> None:
    browser = browser_of(grace)
    first, second = (browser.get(NEW).content.decode() for _ in range(2))
    assert first.split('name="once" value="')[1][:22] != second.split('name="once" value="')[1][:22]
    again = browser.post(NEW, {"once": "mine", "text": "x", "date": "soon", "do": "save"})
    assert again.status_code == 422
    assert 'name="once" value="mine"' in again.content.decode()


def test_a_second_click_schedules_nothing_more_and_complains_of_nothing(grace: Any, typed: Any) -> None:
    browser = browser_of(grace)
    for _ in range(2):
        assert browser.post(NEW, typed)["Location"] == "/w/harbour/calendar/"
    assert Post.objects.count() == 1
    assert Delivery.objects.live().count() == len(typed["channels"])
    page = browser.get("/w/harbour/calendar/").content.decode()
    assert "toast error" not in page


@pytest.mark.parametrize("what", ["approve_and_schedule", "ask", "save"])
def test_three_at_the_same_moment_make_one_post(grace: Any, typed: Any, what: str) -> None:
    browsers = [browser_of(grace) for _ in range(3)]
    ends = both(*(lambda one=one: one.post(NEW, typed | {"do": what}) for one in browsers))
    assert ends == ["done"] * 3
    assert Post.objects.count() == 1
    wanted = 0 if what in ("ask", "save") else len(typed["channels"])
    assert Delivery.objects.live().count() == wanted


def test_other_words_by_the_way_back_are_the_next_version_of_the_same_post(grace: Any, typed: Any) -> None:
    browser = browser_of(grace)
    browser.post(NEW, typed | {"do": "ask"})
    browser.post(NEW, typed | {"do": "save", "text": "Ships wait in the fog."})
    (post,) = Post.objects.select_related("head")
    assert (post.newest.number, post.newest.text) == (2, "Ships wait in the fog.")


def test_nothing_of_somebody_elses_is_overwritten_by_the_way_back(
    grace: Any, olga: Any, acting: Any, typed: Any
) -> None:
    browser = browser_of(grace)
    browser.post(NEW, typed | {"do": "save"})
    post = Post.objects.select_related("head").get()
    content = post.newest.content()
    post.rewrite(acting(olga), type(content)(content.title, "Olga's words.", "", content.wordings))
    answer = browser.post(NEW, typed | {"do": "save", "text": "Ships wait in the fog."})
    assert answer.status_code == 409
    assert "Olga" in answer.content.decode()
    assert Post.objects.select_related("head").get().newest.text == "Olga's words."


def test_a_key_is_its_writers_alone(grace: Any, ada: Any, mallory: Any, typed: Any) -> None:
    for user, where in ((grace, "harbour"), (ada, "harbour"), (mallory, "other")):
        browser_of(user).post(f"/w/{where}/posts/new/", {"text": "Mine.", "once": "a-key", "do": "save"})
    assert Post.objects.count() == Begun.objects.count() == 3


def test_what_is_kept_by_itself_with_its_answer_lost_is_one_draft(grace: Any, typed: Any) -> None:
    browser = browser_of(grace)
    for words in ("Ships", "Ships wait", "Ships wait."):
        browser.post(NEW, typed | {"text": words, "kept": "1", "do": "save"})
    assert [one.newest.text for one in Post.objects.select_related("head")] == ["Ships wait."]


def test_days_that_are_right_are_said_to_be_so_by_who_may_change_the_post(
    ada: Any, grace: Any, typed: Any
) -> None:
    browser_of(grace).post(NEW, typed | {"do": "save"})
    post = Post.objects.get()
    asked = {"do": "day_is_right", "date": typed["date"], "time": typed["time"]}
    answer = browser_of(ada).post(f"/w/harbour/posts/{post.pk}/change/", asked)
    assert answer.status_code == 302  # refused in a sentence
