"""Every error of Meta's that is known to us, by its numbers, and what it means for the post."""

import json
from typing import Any

import pytest

from publishers.answer import Answer
from publishers.errors import Busy, Expired, PublisherError, Rejected, Uncertain, Unreachable
from publishers.meta import answers, usage

ERRORS: list[tuple[int, int, type[PublisherError], str]] = [
    (1, 0, Uncertain, "did not do it (1)"),
    (2, 0, Uncertain, "did not do it (2)"),
    (3, 0, Expired, "Look at the app's permissions"),
    (4, 0, Busy, "asks us to wait"),
    (4, 2207051, Expired, "has restricted this account"),
    (9, 2207042, Busy, "asks us to wait"),
    (10, 0, Expired, "Look at the app's permissions"),
    (17, 0, Busy, "asks us to wait"),
    (25, 2207050, Expired, "has restricted this account"),
    (32, 0, Busy, "asks us to wait"),
    (100, 0, Rejected, "refused this: why"),
    (100, 33, Uncertain, "does not find it: why"),
    (102, 0, Expired, "no longer accepts our sign-in"),
    (190, 0, Expired, "no longer accepts our sign-in"),
    (190, 458, Expired, "was removed"),
    (190, 459, Expired, "wants to know that it is you"),
    (190, 460, Expired, "password"),
    (190, 463, Expired, "has ended"),
    (190, 464, Expired, "wants to know that it is you"),
    (190, 467, Expired, "has ended"),
    (200, 0, Expired, "Look at the app's permissions"),
    (200, 1404078, Expired, "has restricted this account"),
    (299, 0, Expired, "Look at the app's permissions"),
    (341, 0, Busy, "asks us to wait"),
    (352, 2207026, Rejected, "refused this: why"),
    (368, 0, Busy, "asks us to wait"),
    (368, 1390008, Busy, "asks us to wait"),
    (506, 0, Rejected, "these words already"),
    (100, 1609005, Busy, "behind the link"),
    (613, 0, Busy, "asks us to wait"),
    (803, 0, Uncertain, "does not find it"),
    (80001, 0, Busy, "asks us to wait"),
    (9004, 2207052, Uncertain, "did not do it (9004/2207052)"),
    (9007, 2207027, Busy, "asks us to wait"),
    (36000, 2207004, Rejected, "refused this: why"),
    (36001, 2207007, Rejected, "refused this: why"),
    (36003, 2207009, Rejected, "refused this: why"),
    (36004, 2207010, Rejected, "refused this: why"),
    (100, 1366046, Rejected, "refused this: why"),
    (100, 1366051, Rejected, "these words already"),
    (100, 1404102, Rejected, "refused this: why"),
    (100, 1609008, Rejected, "refused this: why"),
    (4854002, 0, Expired, "has restricted this account"),
    (10, 4279013, Expired, "has restricted this account"),
    (-1, 2207001, Uncertain, "did not do it"),
    (-1, 2207032, Uncertain, "did not do it"),
    (-1, 2207053, Uncertain, "did not do it"),
    (-2, 2207003, Uncertain, "did not do it"),
    (-2, 2207020, Busy, "asks us to wait"),
    (490, 0, Uncertain, "did not do it (490)"),
]


def answer(code: int, subcode: int = 0, status: int = 400, headers: Any = None, **more: Any) -> Answer:
    error = {"message": "why", "type": "OAuthException", "code": code, "error_subcode": subcode} | more
    return Answer(status, headers or {}, json.dumps({"error": error}).encode())


@pytest.mark.parametrize(("code", "subcode", "error", "said"), ERRORS)
def test_the_numbers_say_what_became_of_a_post(
    code: int, subcode: int, error: type[PublisherError], said: str
) -> None:
    found = answers.trouble(answer(code, subcode), "Instagram", Uncertain)
    assert type(found) is error
    assert said in str(found)


def test_no_number_is_read_out_of_words() -> None:
    found = answers.trouble(answer(1, message="Error 190: 2207042 (#368)"), "Threads", Uncertain)
    assert type(found) is Uncertain


def test_what_is_said_for_people_is_what_people_read() -> None:
    found = answers.trouble(
        answer(100, error_user_msg="Crop  the\nvideo.", message="(#100) aspect"), "Instagram", Uncertain
    )
    assert str(found) == "Instagram refused this: Crop the video."


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_broke_proves_nothing_whatever_it_says(status: int) -> None:
    assert type(answers.trouble(answer(190, 460, status), "Facebook", Uncertain)) is Uncertain


def test_a_parameter_that_is_wrong_only_for_now_is_no_refusal() -> None:
    assert type(answers.trouble(answer(100, is_transient=True), "Facebook", Uncertain)) is Uncertain


def test_a_missing_right_is_a_matter_of_that_question_only() -> None:
    found = answers.trouble(answer(10, status=403), "Instagram", Unreachable, "instagram_insights")
    assert isinstance(found, Rejected)
    assert "only apps with the right instagram_insights" in str(found)


def test_a_token_without_a_body_has_ended_too() -> None:
    assert isinstance(answers.trouble(Answer(401, {}, b""), "Threads", Uncertain), Expired)
    assert isinstance(answers.trouble(answer(1, status=401), "Threads", Uncertain), Expired)


def test_the_wait_is_as_long_as_meta_says() -> None:
    told = {"17841": [{"type": "instagram", "call_count": 100, "estimated_time_to_regain_access": 7}]}
    found = answers.trouble(
        answer(80002, headers={"x-business-use-case-usage": json.dumps(told)}), "Instagram", Uncertain
    )
    assert isinstance(found, Busy)
    assert found.retry_after == 7 * 60
    quota = answers.trouble(answer(9, 2207042), "Instagram", Uncertain)
    assert isinstance(quota, Busy)
    assert quota.retry_after == 3600


@pytest.mark.parametrize(
    ("headers", "left"),
    [
        ({"x-app-usage": '{"call_count": 28, "total_time": 25, "total_cputime": 25}'}, None),
        ({"x-app-usage": '{"call_count": 100, "total_time": 25, "total_cputime": 25}'}, 0),
        ({"x-business-use-case-usage": '{"1": [{"call_count": 3, "total_cputime": 120}]}'}, 0),
        ({"x-app-usage": "not json"}, None),
        ({"x-app-usage": '["call_count"]'}, None),
        ({"x-app-usage": '{"call_count": "100"}'}, None),
        ({}, None),
    ],
)
def test_what_is_used_up_is_read_from_the_headers(headers: dict[str, str], left: int | None) -> None:
    found = usage.used_up(Answer(200, headers, b"{}"))
    assert (found.left if found else None) == left


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": []},
        {"data": [{"quota_usage": 3}]},
        {"data": [{"quota_usage": -1, "config": {"quota_total": 100}}]},
        {"data": [{"quota_usage": True, "config": {"quota_total": 100}}]},
    ],
)
def test_a_quota_that_is_not_said_is_not_guessed(body: Any) -> None:
    assert usage.quota_of(body, "quota_usage", "config") is None
