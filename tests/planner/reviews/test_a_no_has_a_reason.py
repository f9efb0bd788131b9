"""Asking for changes needs ten letters, or an open comment, wherever it is done."""

from datetime import datetime
from typing import Any

import pytest

from planner.deliveries import agree
from planner.guests import links
from planner.posts.content import Content
from planner.posts.models import Post
from planner.remarks import discussing
from planner.remarks.models import Thread
from planner.reviews.models import Review
from tests.planner.guests.conftest import answer, path
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db
TOO_LITTLE = "in ten letters at least"


@pytest.fixture
def asked(harbour: Any, ada: Any, acting: Any, now: datetime) -> Post:
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
    agree.ask(post, acting(ada), now)
    return Post.objects.select_related("head", "workspace").get(pk=post.pk)


def state(post: Post) -> str:
    return Post.objects.values_list("state", flat=True).get(pk=post.pk)


def test_on_the_page(asked: Post, grace: Any, enter: Any) -> None:
    browser, address = enter(grace), f"/w/harbour/review/{asked.pk}/answer/"
    said = {"seen": "1", "do": "changes", "note": "   Which?   "}
    assert TOO_LITTLE in browser.post(address, said, follow=True).content.decode()
    assert state(asked) == "in_review"
    browser.post(address, said | {"note": "Which ship?"})
    assert state(asked) == "changes"


def test_by_a_link(asked: Post, grace: Any, client: Any, now: datetime) -> None:
    link = links.make(asked.newest, grace, now)
    assert 'minlength="10"' in client.get(path(link)).content.decode()
    assert TOO_LITTLE in answer(client, link, do="changes", note="Which?").content.decode()
    assert state(asked) == "in_review"


def test_by_a_program(harbour: Any, asked: Post, grace: Any) -> None:
    program = Program(token_of(harbour, grace))
    refused = program("POST", f"/posts/{asked.pk}/request-changes", {"version": 1, "note": "Which?"})
    assert refused[0] == 409
    assert TOO_LITTLE in str(refused[1])
    assert state(asked) == "in_review"


def test_an_open_comment_is_a_reason_and_stands_for_it(
    asked: Post, grace: Any, acting: Any, enter: Any, now: datetime
) -> None:
    discussing.begin(asked, acting(grace), discussing.Said("Which?", quote="Ships"), now)
    enter(grace).post(f"/w/harbour/review/{asked.pk}/answer/", {"seen": "1", "do": "changes", "note": ""})
    assert state(asked) == "changes"
    assert Review.objects.get().note == "Which?"


def test_a_resolved_comment_and_somebody_else_s_are_none(
    asked: Post, grace: Any, adam: Any, acting: Any, enter: Any, now: datetime
) -> None:
    discussing.begin(asked, acting(adam), discussing.Said("Which ship do you mean?", quote="Ships"), now)
    browser, address = enter(grace), f"/w/harbour/review/{asked.pk}/answer/"
    said = {"seen": "1", "do": "changes", "note": ""}
    assert TOO_LITTLE in browser.post(address, said, follow=True).content.decode()
    discussing.begin(asked, acting(grace), discussing.Said("Which?", quote="Ships"), now)
    Thread.objects.update(resolved_at=now)
    assert TOO_LITTLE in browser.post(address, said, follow=True).content.decode()
    assert state(asked) == "in_review"
