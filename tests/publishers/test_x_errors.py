"""What each of X's refusals means: can the post be out, and what is to be done."""

import time
from typing import Any

import pytest

from publishers.errors import (
    AlreadyThere,
    Busy,
    Challenge,
    Expired,
    PublisherError,
    Rejected,
    Uncertain,
    Unreachable,
)
from publishers.message import Message
from publishers.x import X
from tests.publishers.places import Place, picture

PROBLEMS = "https://api.x.com/2/problems/"


def blank(detail: str, status: int = 403) -> dict[str, Any]:
    return {"detail": detail, "title": "Forbidden", "type": "about:blank", "status": status}


# status, body, error, its code, words of its sentence
REFUSALS: list[tuple[int, dict[str, Any], type[PublisherError], str, str]] = [
    (
        400,
        {"errors": [{"message": "Your Tweet text is too long."}], "detail": "x"},
        Rejected,
        "400",
        "too long",
    ),
    (400, {"title": "Invalid Request", "detail": "One or more parameters"}, Rejected, "400", "One or more"),
    (401, {"title": "Unauthorized", "detail": "Unauthorized"}, Expired, "401", "Connect the channel again"),
    (
        402,
        {"title": "CreditsDepleted", "detail": "Your enrolled account has no credits"},
        Expired,
        "402",
        "credits",
    ),
    (
        403,
        blank("You are not allowed to create a Tweet with duplicate content."),
        AlreadyThere,
        "duplicate",
        "",
    ),
    (
        403,
        blank("You are not permitted to perform this action."),
        Rejected,
        "403",
        "not permitted to perform",
    ),
    (403, blank("You may use a maximum of one cashtag."), Rejected, "403", "one cashtag"),
    (403, blank("The Tweet contains an invalid URL."), Rejected, "403", "invalid URL"),
    (
        403,
        blank("Reply to this conversation is not allowed because you have not been mentioned"),
        Rejected,
        "403",
        "not allowed",
    ),
    (403, blank("Quoting this post is not allowed"), Rejected, "403", "Quoting"),
    (
        403,
        {"title": "Client Forbidden", "detail": "Enroll.", "type": PROBLEMS + "client-forbidden"},
        Expired,
        "client-forbidden",
        "Read and write",
    ),
    (
        403,
        blank(
            "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."
        ),
        Expired,
        "client-forbidden",
        "Read and write",
    ),
    (
        403,
        {"title": "Unsupported Authentication", "detail": "Authenticating with OAuth 2.0 is forbidden"},
        Expired,
        "client-forbidden",
        "OAuth 2.0",
    ),
    (403, blank("User has been suspended"), Expired, "suspended", "suspended"),
    (
        403,
        blank("To protect our users, this account is temporarily locked. Log in to x.com."),
        Challenge,
        "locked",
        "sign in",
    ),
    (
        403,
        {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you.", "code": 385},
        Busy,
        "parent_not_visible",
        "",
    ),
    (403, {"detail": "Forbidden", "code": 385}, Busy, "parent_not_visible", ""),
    (403, {}, Rejected, "403", "status 403"),
    (
        404,
        {"title": "Not Found Error", "type": PROBLEMS + "resource-not-found"},
        Rejected,
        "404",
        "Not Found",
    ),
    (413, {}, Rejected, "413", "413"),
    (429, {"title": "Too Many Requests", "type": PROBLEMS + "rate-limit-exceeded"}, Busy, "429", "wait"),
    (
        429,
        {"title": "UsageCapExceeded", "period": "Monthly", "type": PROBLEMS + "usage-capped"},
        Expired,
        "usage-capped",
        "cap",
    ),
    (500, {"title": "Internal Server Error"}, Uncertain, "500", ""),
    (500, {"title": "CreditsDepleted"}, Uncertain, "500", ""),
    (503, {"type": PROBLEMS + "usage-capped"}, Uncertain, "503", ""),
    (502, {}, Uncertain, "502", ""),
    (503, {"title": "Service Unavailable", "detail": "duplicate content"}, Uncertain, "503", ""),
    (504, {}, Uncertain, "504", ""),
    (408, {}, Uncertain, "408", ""),
    (200, {"errors": [{"detail": "half", "title": "Partial"}]}, Uncertain, "no_id", ""),
    (201, {"data": {"text": "hello"}}, Uncertain, "no_id", ""),
    (201, {"data": {"id": "none", "text": "hello"}}, Uncertain, "no_id", ""),
    (201, {"data": []}, Uncertain, "no_id", ""),
]


@pytest.mark.parametrize(
    ("status", "body", "error", "code", "words"),
    REFUSALS,
    ids=[f"{row[0]}-{row[3]}-{row[4]}" for row in REFUSALS],
)
def test_every_refusal_says_what_to_do(
    x: Place, status: int, body: dict[str, Any], error: type[PublisherError], code: str, words: str
) -> None:
    x.fake.refusal = (status, body, {})
    with pytest.raises(error) as trouble:
        x.send(Message("hello"))
    assert type(trouble.value) is error
    assert trouble.value.code == code
    assert words in str(trouble.value)
    assert "token" not in str(trouble.value)
    assert len([request for request in x.fake.requests if x.fake.is_commit(request)]) == 1


def test_a_full_rate_limit_says_when_it_begins_anew(x: Place) -> None:
    resets = {"x-rate-limit-reset": str(int(time.time()) + 300), "x-rate-limit-remaining": "0"}
    x.fake.refusal = (429, {"title": "Too Many Requests"}, resets)
    with pytest.raises(Busy) as trouble:
        x.send(Message("hello"))
    assert trouble.value.retry_after is not None
    assert 290 < trouble.value.retry_after <= 301


@pytest.mark.parametrize("reset", ["soon", "-1", "1e400", "99999999999999999999"])
def test_a_senseless_reset_is_only_a_reason_to_wait(x: Place, reset: str) -> None:
    x.fake.refusal = (429, {}, {"x-rate-limit-reset": reset, "x-rate-limit-remaining": reset})
    with pytest.raises(Busy):
        x.send(Message("hello"))


def test_a_reply_that_comes_before_x_knows_its_parent_goes_a_little_later(x: Place) -> None:
    """plhery/node-twitter-api-v2#366: 403 with code 385 right after the parent."""
    parent = x.send(Message("first\n---\nsecond"))
    x.fake.parent_quirk = 1
    with pytest.raises(Busy) as trouble:
        x.send(Message("first\n---\nsecond"), part=1, reply_to=parent.id)
    assert trouble.value.retry_after == 5
    x.send(Message("first\n---\nsecond"), part=1, reply_to=parent.id)
    assert [post["reply_to"] for post in x.arrived()] == ["", parent.id]


QUESTIONS: list[tuple[int, dict[str, Any], type[PublisherError]]] = [
    (400, {"detail": "no"}, Rejected),
    (401, {}, Expired),
    (402, {}, Expired),
    (403, {"type": PROBLEMS + "client-forbidden"}, Expired),
    (413, {}, Rejected),
    (429, {}, Busy),
    (500, {}, Unreachable),
    (503, {}, Unreachable),
]


@pytest.mark.parametrize(("status", "body", "error"), QUESTIONS, ids=[str(row[0]) for row in QUESTIONS])
def test_a_picture_that_does_not_get_there_leaves_no_doubt(
    x: Place, status: int, body: dict[str, Any], error: type[PublisherError]
) -> None:
    """An upload publishes nothing, so it is never Uncertain."""
    x.fake.media.refusal = (status, body)
    with pytest.raises(error) as trouble:
        x.send(Message("hello", images=(picture(),)))
    assert type(trouble.value) is error
    assert x.arrived() == []


@pytest.mark.parametrize("text", ["[]", "{", "7", '{"data": []}', '{"data": {"id": 7}}'])
def test_an_upload_that_cannot_be_read_is_not_there(x: Place, text: str) -> None:
    import json

    try:
        x.fake.media.refusal = (200, json.loads(text))
    except ValueError:
        x.fake.media.refusal = (200, "{")
    with pytest.raises(Unreachable):
        x.send(Message("hello", images=(picture(),)))


def test_no_keys_at_all_ask_to_connect(x: Place) -> None:
    nobody = X(type(x.publisher.credentials)(server=x.fake.url), x.publisher.account, x.publisher.web)
    with pytest.raises(Expired, match="four keys"):
        nobody.check()
