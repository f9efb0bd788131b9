"""Who sent a post back sees, in what comes next, what changed in what they read."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from planner.deliveries import agree, edit
from planner.guests import links
from planner.posts.content import Content
from planner.posts.models import Post
from tests.planner.guests.conftest import path

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent_back(harbour: Any, ada: Any, grace: Any, acting: Any, now: datetime) -> Post:
    """By Grace, before anybody said yes; then mended and asked for again."""
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait in pieces."))
    agree.ask(post, acting(ada), now)
    agree.request_changes(post, acting(grace), 1, "Nobody waits in pieces.", now)
    edit.edit(Post.objects.get(pk=post.pk), acting(ada), Content("Fog", "Ships wait with patience."))
    agree.ask(Post.objects.get(pk=post.pk), acting(ada), now)
    return Post.objects.select_related("head").get(pk=post.pk)


CHANGED = "<del>in pieces</del><ins>with patience</ins>"
TITLE = "Changed since you sent version 1 back"


def test_on_the_page(sent_back: Post, grace: Any, enter: Any) -> None:
    page = enter(grace).get("/w/harbour/review/").content.decode()
    assert TITLE in page
    assert CHANGED in page


def test_by_a_link(sent_back: Post, grace: Any, client: Any, now: datetime) -> None:
    page = client.get(path(links.make(sent_back.newest, grace, now))).content.decode()
    assert TITLE in page
    assert CHANGED in page


def test_who_never_read_it_is_shown_no_difference(sent_back: Post, adam: Any, clara: Any) -> None:
    for user in (adam, clara):
        browser = Client()
        browser.force_login(user)
        page = browser.get("/w/harbour/review/").content.decode()
        assert "Ships wait with patience." in page
        assert "Changed since" not in page
