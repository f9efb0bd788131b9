"""Every answer of LinkedIn's that is known to us, and what it means for the post."""

from datetime import UTC, datetime
from typing import Any

import pytest

from publishers.answer import Answer
from publishers.errors import (
    AlreadyThere,
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Uncertain,
    Unreachable,
)
from publishers.linkedin import LinkedIn, answers
from publishers.message import Message
from tests.publishers.places import Place, picture

URN = "urn:li:share:7141138937766391808"
DUPLICATE = {
    "message": f"Content is a duplicate of {URN}",
    "errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]},
}
THROTTLED = {"message": "Resource level throttle limit for calls to this resource is reached.", "status": 429}

ERRORS: list[tuple[int, Any, type[PublisherError], str, str]] = [
    (400, {"code": "ILLEGAL_ARGUMENT", "message": "why"}, Rejected, "refused this: why", "400"),
    (400, b"<html>", Rejected, "refused this (status 400)", "400"),
    (401, {"code": "EXPIRED_ACCESS_TOKEN"}, Expired, "lasts 60 days", "EXPIRED_ACCESS_TOKEN"),
    (401, {"code": "REVOKED_ACCESS_TOKEN"}, Expired, "was withdrawn", "REVOKED_ACCESS_TOKEN"),
    (401, {"code": "INVALID_ACCESS_TOKEN"}, Expired, "no longer accepts", "INVALID_ACCESS_TOKEN"),
    (401, b"", Expired, "no longer accepts", "401"),
    (403, {"code": "ACCESS_DENIED", "message": "Not enough"}, Expired, "role on the page", "ACCESS_DENIED"),
    (403, {"message": "resource is forbidden"}, Expired, "resource is forbidden", "403"),
    (404, {"code": "NOT_FOUND", "message": "gone"}, Rejected, "refused this: gone", "404"),
    (404, {"message": "No virtual resource found"}, Expired, "newer API version", "404"),
    (404, {"message": "Requested version is unknown"}, Expired, "newer API version", "404"),
    (409, {"message": "conflict"}, Uncertain, "no clear answer", "409"),
    (422, {"message": "commentary is too long"}, Rejected, "commentary is too long", "422"),
    (422, DUPLICATE, AlreadyThere, "these words already", "DUPLICATE_POST"),
    (400, DUPLICATE, AlreadyThere, "these words already", "DUPLICATE_POST"),
    (422, {"code": "DUPLICATE_POST"}, AlreadyThere, "these words already", "DUPLICATE_POST"),
    (
        426,
        {"code": "NONEXISTENT_VERSION", "message": "x"},
        Expired,
        "newer API version",
        "NONEXISTENT_VERSION",
    ),
    (426, b"", Expired, "newer API version", "426"),
    (400, {"code": "NONEXISTENT_VERSION"}, Expired, "newer API version", "NONEXISTENT_VERSION"),
    (429, THROTTLED, Busy, "wait", "429"),
    (408, {}, Uncertain, "no clear answer", "408"),
    (500, {"message": "Internal"}, Uncertain, "no clear answer", "500"),
    (500, DUPLICATE, Uncertain, "no clear answer", "500"),
    (502, b"<html>", Uncertain, "no clear answer", "502"),
    (503, {}, Uncertain, "no clear answer", "503"),
    (504, {}, Uncertain, "no clear answer", "504"),
]


@pytest.mark.parametrize(("status", "body", "error", "said", "code"), ERRORS)
def test_every_error_of_a_post_means_something(
    linkedin: Place, status: int, body: Any, error: type[PublisherError], said: str, code: str
) -> None:
    linkedin.fake.refuse("/rest/posts", status, body)
    with pytest.raises(error) as trouble:
        linkedin.send(Message("hello"))
    assert type(trouble.value) is error
    assert said in str(trouble.value)
    assert trouble.value.code == code
    assert linkedin.arrived() == []


@pytest.mark.parametrize(
    ("status", "body", "certain"),
    [
        (426, {"code": "NONEXISTENT_VERSION"}, True),
        (403, {"code": "ACCESS_DENIED", "message": "Not enough permissions to access: posts.CREATE"}, True),
        (403, {"message": "resource is forbidden"}, False),
        (401, {"code": "EXPIRED_ACCESS_TOKEN"}, False),
    ],
)
def test_what_a_token_that_still_answers_does_not_mend_asks_a_person_at_once(
    linkedin: Place, status: int, body: Any, certain: bool
) -> None:
    linkedin.fake.refuse("/rest/posts", status, body)
    with pytest.raises(Expired) as trouble:
        linkedin.send(Message("hello"))
    assert trouble.value.is_certain is certain


@pytest.mark.parametrize(
    ("body", "urn"),
    [
        (DUPLICATE, URN),
        (
            {"message": f"Content is a duplicate of {URN.replace('share', 'ugcPost')}."},
            URN.replace("share", "ugcPost"),
        ),
        ({"code": "DUPLICATE_POST", "message": "the author is urn:li:share:1"}, ""),
        ({"message": "is a duplicate of something"}, ""),
    ],
)
def test_a_duplicate_names_the_post_that_is_there(linkedin: Place, body: Any, urn: str) -> None:
    linkedin.fake.refuse("/rest/posts", 422, body)
    with pytest.raises(AlreadyThere) as trouble:
        linkedin.send(Message("hello"))
    assert trouble.value.receipt_id == urn
    assert trouble.value.url == (f"https://www.linkedin.com/feed/update/{urn}/" if urn else "")


@pytest.mark.parametrize(
    ("date", "header", "seconds"),
    [
        ("Mon, 23 Nov 2026 23:59:00 GMT", "", 60),
        ("Mon, 23 Nov 2026 12:00:00 GMT", "", 300),
        ("Mon, 23 Nov 2026 12:00:00 GMT", "7", 7),
    ],
)
def test_too_much_waits_until_the_day_of_utc_ends_and_asks_every_five_minutes(
    date: str, header: str, seconds: float
) -> None:
    headers = {"date": date} | ({"retry-after": header} if header else {})
    found = answers.refusal(Answer(429, headers, b"{}"), Uncertain)
    assert isinstance(found, Busy)
    assert found.retry_after == seconds


@pytest.mark.parametrize("status", [408, 409, 500, 503])
def test_what_is_unclear_of_a_question_is_asked_again_later(linkedin: Place, status: int) -> None:
    publisher = linkedin.publisher
    assert isinstance(publisher, LinkedIn)
    linkedin.fake.refuse("/rest/organizationalEntity", status, {})
    with pytest.raises(Unreachable):
        publisher.measure([URN])


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/rest/organizationalEntity", "rw_organization_admin"),
        ("/rest/posts/", "w_organization_social"),
        ("/rest/socialActions", "r_organization_social"),
        ("/rest/organizationAcls", "rw_organization_admin"),
    ],
)
def test_a_missing_right_is_named_and_disconnects_nothing(linkedin: Place, path: str, right: str) -> None:
    publisher = linkedin.publisher
    assert isinstance(publisher, LinkedIn)
    linkedin.fake.refuse(path, 403, {"code": "ACCESS_DENIED", "message": "Not enough permissions"})
    acts: dict[str, Any] = {
        "/rest/organizationalEntity": lambda: publisher.measure([URN]),
        "/rest/posts/": lambda: publisher.delete(URN),
        "/rest/socialActions": lambda: publisher.replies(URN, datetime.now(UTC)),
        "/rest/organizationAcls": publisher.check,
    }
    with pytest.raises(Rejected, match=right):
        acts[path]()


@pytest.mark.parametrize("urn", ["", "5", "urn:li:person:5", "urn:li:share:", "urn:li:share:5\\x"])
def test_what_names_no_post_is_no_receipt(urn: str) -> None:
    with pytest.raises(Uncertain):
        answers.receipt(Answer(201, {"x-restli-id": urn}, b""))


@pytest.mark.parametrize("number", ["", "abc", "-5"])
def test_what_names_no_comment_is_no_receipt(number: str) -> None:
    with pytest.raises(Uncertain):
        answers.comment_receipt(Answer(201, {"x-restli-id": number}, b""), URN)


def test_a_name_in_an_answer_that_is_no_success_is_no_receipt() -> None:
    with pytest.raises(Uncertain):
        answers.receipt(Answer(502, {"x-restli-id": URN}, b""))
    with pytest.raises(Uncertain):
        answers.comment_receipt(Answer(500, {"x-restli-id": "5"}, b""), URN)


def test_a_full_name_of_a_comment_is_taken_as_it_is() -> None:
    urn = f"urn:li:comment:({URN},5)"
    assert answers.comment_receipt(Answer(201, {"x-restli-id": urn}, b""), URN).id == urn


@pytest.mark.parametrize("status", [401, 403])
def test_an_upload_address_that_is_used_up_is_asked_for_again_later(linkedin: Place, status: int) -> None:
    linkedin.fake.refuse("/dms-uploads/", status)
    with pytest.raises(Unreachable):
        linkedin.send(Message("Fog", images=(picture(),)))
    linkedin.send(Message("Fog", images=(picture(),)))
    assert len(linkedin.arrived()) == 1


def test_a_picture_that_is_refused_where_it_goes_is_refused(linkedin: Place) -> None:
    linkedin.fake.refuse("/dms-uploads/", 400)
    with pytest.raises(Rejected):
        linkedin.send(Message("Fog", images=(picture(),)))
