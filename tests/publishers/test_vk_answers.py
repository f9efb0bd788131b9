"""Every error of VK's that is known to us, and what it means for the post."""

import pytest

from publishers.answer import Answer
from publishers.errors import Busy, Challenge, Expired, PublisherError, Rejected, Uncertain, Unreachable
from publishers.message import Message
from publishers.vk import VK, answers
from tests.publishers import conformance
from tests.publishers.places import Place, picture

ERRORS: list[tuple[int, type[PublisherError], str]] = [
    (1, Uncertain, "did not do it"),
    (2, Expired, "switched off the application"),
    (3, Rejected, "does not know what was asked"),
    (5, Expired, "no longer accepts this key"),
    (6, Busy, "wait"),
    (7, Expired, "does not let us post"),
    (8, Rejected, "cannot read the request"),
    (9, Busy, "wait"),
    (10, Uncertain, "did not do it"),
    (14, Challenge, "letters in a picture"),
    (15, Expired, "does not let us post"),
    (17, Expired, "it is you"),
    (18, Expired, "blocked or deleted"),
    (19, Rejected, "blocked this content"),
    (20, Expired, "own access key"),
    (21, Expired, "own access key"),
    (27, Expired, "a person's token"),
    (28, Expired, "own access key"),
    (29, Busy, "wait"),
    (32, Busy, "wait"),
    (36, Uncertain, "did not do it"),
    (37, Expired, "blocked the person"),
    (100, Rejected, "refused this: why"),
    (104, Rejected, "does not find the post"),
    (113, Rejected, "does not know this person or community"),
    (150, Rejected, "refused the time"),
    (203, Expired, "into this community"),
    (210, Rejected, "at this post"),
    (211, Rejected, "at this comment"),
    (212, Rejected, "does not show the comments"),
    (213, Rejected, "Comments are closed"),
    (214, Rejected, "about 50 posts a day"),
    (219, Rejected, "advertisement"),
    (220, Rejected, "Too many people"),
    (222, Rejected, "Take the links out"),
    (224, Rejected, "Too many advertisements"),
    (601, Busy, "wait"),
    (703, Expired, "two-factor"),
    (704, Expired, "two-factor"),
    (1051, Expired, "own access key"),
    (99_999, Uncertain, "did not do it"),
]


@pytest.mark.parametrize(("code", "error", "said"), ERRORS, ids=[str(row[0]) for row in ERRORS])
def test_every_error_of_a_post_means_something(
    vk: Place, code: int, error: type[PublisherError], said: str
) -> None:
    captcha = (
        {"captcha_sid": "1", "captcha_img": "https://api.vk.com/captcha.php?sid=1"} if code == 14 else {}
    )
    vk.fake.refuse("wall.post", code, "why", **captcha)
    with pytest.raises(error) as trouble:
        vk.send(Message("hello"))
    assert type(trouble.value) is error
    assert said in str(trouble.value)
    assert trouble.value.code == str(code)
    assert vk.arrived() == []


@pytest.mark.parametrize("code", [1, 10, 14, 36, 99_999])
def test_what_is_unclear_of_a_question_is_asked_again_later(vk: Place, code: int) -> None:
    publisher = vk.publisher
    assert isinstance(publisher, VK)
    receipt = vk.send(Message("hello"))
    vk.fake.refuse("wall.getById", code)
    with pytest.raises((Unreachable, Busy)):
        publisher.measure([receipt.id])


def test_each_of_them_is_in_vks_own_list() -> None:
    described = conformance.vk_errors()
    # 1051 is seen in the wild (tokens of VK ID) and described nowhere.
    known = set(answers.WAIT) | set(answers.TO_CONNECT) | set(answers.REFUSED) | {answers.CAPTCHA}
    assert known - set(described) == {1051}


@pytest.mark.parametrize(("code", "wait"), [(6, 1), (9, 3600), (29, 3600), (32, 60), (601, 3600)])
def test_how_long_to_wait_follows_from_the_code(vk: Place, code: int, wait: float) -> None:
    vk.fake.refuse("wall.post", code)
    with pytest.raises(Busy) as trouble:
        vk.send(Message("hello"))
    assert trouble.value.retry_after == wait


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"response": {}}', b'{"response": {"post_id": true}}', b'{"error": "no"}', b""]
)
def test_what_is_no_receipt_is_uncertain(body: bytes) -> None:
    with pytest.raises(Uncertain):
        answers.receipt(Answer(200, {}, body), "1")


def test_no_key_is_in_an_address_or_an_error(vk: Place) -> None:
    vk.send(Message("hello", images=(picture(),)))
    keys = vk.fake.community_key, vk.fake.user_token
    assert not [r for r in vk.fake.requests if any(key in f"{r.path} {r.query}" for key in keys)]
    vk.fake.refuse("wall.post", 100, "why")
    with pytest.raises(Rejected) as trouble:
        vk.send(Message("hello"), "key-2")
    assert not any(key in f"{trouble.value!r}" for key in keys)
