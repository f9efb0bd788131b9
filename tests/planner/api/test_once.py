"""The same Idempotency-Key does a thing once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from planner.contract.models import Asked
from planner.posts.models import Post

pytestmark = pytest.mark.django_db
KEY = "4c1f-7"


def test_a_repeat_hears_the_first_answer(ask: Any) -> None:
    first, second = (ask.raw("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert "Idempotency-Replayed" not in first.headers
    assert second["Idempotency-Replayed"] == "true"
    assert Post.objects.count() == 1


def test_another_body_or_address_is_another_request(ask: Any) -> None:
    ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY)
    for path, body in (
        ("/posts", {"title": "Sun"}),
        ("/posts?x=1", {"title": "Fog"}),
        ("/resume", {"title": "Fog"}),
    ):
        status, problem = ask("POST", path, body, Idempotency_Key=KEY)
        assert (status, problem["type"]) == (422, "/api/v1/docs#key-reused")
    assert Post.objects.count() == 1


def test_while_the_first_is_not_done_the_second_waits(ask: Any) -> None:
    ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY)
    Asked.objects.update(status=0)
    status, problem = ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY)
    assert (status, problem["type"]) == (409, "/api/v1/docs#in-progress")
    assert Post.objects.count() == 1


def test_what_was_refused_may_be_tried_again(ask: Any) -> None:
    assert ask("POST", "/posts", {"kind": "x"}, Idempotency_Key=KEY)[0] == 422
    assert ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY)[0] == 201


def test_after_a_day_the_key_is_free(ask: Any) -> None:
    ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY)
    Asked.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert ask("POST", "/posts", {"title": "Sun"}, Idempotency_Key=KEY)[0] == 201
    assert Post.objects.count() == 2


def test_everybodys_keys_are_their_own(ask: Any, stranger: Any) -> None:
    mine = ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY)[1]
    status, theirs = stranger("POST", "/posts", {"title": "Sun"}, Idempotency_Key=KEY)
    assert status == 201
    assert theirs["id"] != mine["id"]


def test_a_key_opens_nothing_without_a_token(ask: Any) -> None:
    ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY)
    ask.secret = "alm_wrong"
    assert ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=KEY)[0] == 401


@pytest.mark.parametrize("key", ["x" * 201, "й"])
def test_a_key_that_will_not_do(ask: Any, key: str) -> None:
    assert ask("POST", "/posts", {"title": "Fog"}, Idempotency_Key=key)[0] == 422


def test_an_upload_is_repeated_too(ask: Any, agreed: Callable[..., Any]) -> None:
    post = agreed()
    answers = [ask("POST", f"/posts/{post['id']}/publish", Idempotency_Key=KEY) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0][0] == 201
