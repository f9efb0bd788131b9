"""A client comments behind their link: on their post, in their threads, and never sees inner words."""

from typing import Any

import pytest
from django.test import Client

from planner.deliveries import edit
from planner.posts.content import Content
from planner.remarks import discussing
from planner.remarks.models import Remark, Thread
from tests.planner.guests.conftest import fresh, path

pytestmark = pytest.mark.django_db


def say(browser: Client, link: Any, **said: str) -> Any:
    token = str(browser.get(path(link)).context["csrf_token"])
    return browser.post(f"{path(link)}remark/", {"csrfmiddlewaretoken": token} | said)


def test_a_comment_is_kept_with_their_name_and_answers_nothing(
    asked: Any, carla: Any, link_to: Any, phone: Client
) -> None:
    post = asked()
    link = link_to(post, carla)
    assert say(phone, link, remark="Is six right?", quote="six o'clock").status_code == 302
    remark = Remark.objects.get()
    assert (remark.contact_id, remark.thread.is_for_client, remark.thread.quote) == (
        carla.pk,
        True,
        "six o'clock",
    )
    assert fresh(post).state == "in_review"
    page = phone.get(path(link)).content.decode()
    assert "Is six right?" in page


def test_inner_threads_are_neither_shown_nor_answered(
    asked: Any, carla: Any, link_to: Any, phone: Client, grace: Any, acting: Any, now: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    inner = discussing.begin(post, acting(grace), discussing.Said("CANARY-INNER"), now)
    ours = discussing.begin(post, acting(grace), discussing.Said("For you", is_for_client=True), now)
    page = phone.get(path(link)).content.decode()
    assert "CANARY-INNER" not in page
    assert "For you" in page
    assert say(phone, link, remark="Yes", thread=str(inner.pk)).status_code == 422
    assert say(phone, link, remark="Yes", thread=str(ours.pk)).status_code == 302
    assert [one.text for one in ours.remarks.all()] == ["For you", "Yes"]
    assert inner.remarks.count() == 1


def test_another_posts_thread_is_not_there(
    asked: Any, carla: Any, link_to: Any, phone: Client, now: Any
) -> None:
    other = asked("Cake")
    there = discussing.begin(
        other,
        discussing.Actor(None, "Carla", via="link", contact_id=carla.pk),
        discussing.Said("Mine"),
        now,
        carla,
    )
    assert say(phone, link_to(asked(), carla), remark="Yes", thread=str(there.pk)).status_code == 422
    assert there.remarks.count() == 1


def test_after_a_newer_version_nothing_is_written(
    asked: Any, carla: Any, link_to: Any, phone: Client, ada: Any, acting: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    token = str(phone.get(path(link)).context["csrf_token"])
    edit.edit(post, acting(ada), Content("Bread", "From seven.", "", post.newest.content().wordings))
    said = {"csrfmiddlewaretoken": token, "remark": "Late"}
    assert phone.post(f"{path(link)}remark/", said).status_code == 410
    assert not Thread.objects.exists()
