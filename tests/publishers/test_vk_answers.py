"""Every error of VK's that is known to us, and what it means for the post."""

from datetime import UTC, datetime, timedelta

import pytest

from publishers.answer import Answer
from publishers.errors import Busy, Challenge, Expired, PublisherError, Rejected, Uncertain, Unreachable
from publishers.message import Message, Parcel, Reach
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


def test_a_receipt_in_an_answer_that_is_no_success_is_none() -> None:
    with pytest.raises(Uncertain):
        answers.receipt(Answer(502, {}, b'{"response": {"post_id": 1}}'), "1")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("photos.getWallUploadServer", {"response": []}),
        ("upload", ["nothing"]),
        ("photos.saveWallPhoto", {"response": []}),
        ("photos.saveWallPhoto", {"response": [{"id": 1}]}),
        ("photos.saveWallPhoto", {"response": [{"owner_id": 1}]}),
    ],
)
def test_a_picture_whose_name_is_not_said_is_not_there(vk: Place, path: str, answer: object) -> None:
    vk.fake.odd[path] = answer
    with pytest.raises(Unreachable):
        vk.send(Message("hello", images=(picture(),)))
    assert vk.arrived() == []
    assert vk.kept == {}


@pytest.mark.parametrize(
    "answer",
    [
        {"response": {"items": 5}},
        {"response": {"items": [5]}},
        {"response": {"items": [{"id": 5}]}},
        {"response": {"items": [{"id": 5, "date": "today"}]}},
        {"response": 5},
    ],
)
def test_a_wall_that_cannot_be_read_concludes_nothing(vk: Place, answer: object) -> None:
    publisher = vk.publisher
    assert isinstance(publisher, VK)
    vk.fake.odd["wall.get"] = answer
    with pytest.raises(Unreachable):
        publisher.find(Parcel(publisher.prepare(Message("x")).parts[0]), "key-1", datetime.now(UTC), [])


def test_a_wall_with_more_posts_than_can_be_looked_through_concludes_nothing(vk: Place) -> None:
    publisher = vk.publisher
    assert isinstance(publisher, VK)
    now = int(datetime.now(UTC).timestamp())
    vk.fake.odd["wall.get"] = {
        "response": {"items": [{"id": n, "date": now, "text": "y"} for n in range(100)]}
    }
    with pytest.raises(Unreachable):
        publisher.find(Parcel(publisher.prepare(Message("x")).parts[0]), "key-1", datetime.now(UTC), [])


@pytest.mark.parametrize(
    "answer", [{"response": {}}, {"response": {"groups": [{"id": "5"}]}}, {"response": []}]
)
def test_what_is_no_community_is_not_connected(vk: Place, answer: object) -> None:
    vk.fake.odd["groups.getById"] = answer
    with pytest.raises(Unreachable):
        vk.publisher.check()


def test_numbers_that_are_not_there_are_unknown_and_deleted_posts_are_gone(vk: Place) -> None:
    publisher = vk.publisher
    assert isinstance(publisher, VK)
    posts = [{"id": 5, "likes": {"count": 0}, "views": {}, "reposts": 3}, {"id": 6, "is_deleted": True}]
    vk.fake.odd["wall.getById"] = {"response": {"items": posts}}
    assert publisher.measure(["5", "6"]) == {"5": Reach(likes=0)}


def test_comments_that_are_deleted_or_of_strangers_and_those_in_answer_to_others(vk: Place) -> None:
    publisher = vk.publisher
    assert isinstance(publisher, VK)
    now = int(datetime.now(UTC).timestamp())
    items = [
        {"id": 1, "date": now, "from_id": 5, "deleted": True, "text": ""},
        {"id": 2, "date": now - 9000, "from_id": 5, "text": "too old"},
        {"id": 3, "date": now, "from_id": 5, "text": "aye"}
        | {"thread": {"items": [{"id": 4, "date": now - 1, "from_id": -7, "text": "nay"}]}},
    ]
    vk.fake.odd["wall.getComments"] = {"response": {"items": items, "groups": [{"id": 7, "name": "Museum"}]}}
    found = publisher.replies("9", datetime.now(UTC) - timedelta(minutes=5))
    assert [(one.text, one.author) for one in found] == [("nay", "Museum"), ("aye", "id5")]


def test_no_key_is_in_an_address_or_an_error(vk: Place) -> None:
    vk.send(Message("hello", images=(picture(),)))
    keys = vk.fake.community_key, vk.fake.user_token
    assert not [r for r in vk.fake.requests if any(key in f"{r.path} {r.query}" for key in keys)]
    vk.fake.refuse("wall.post", 100, "why")
    with pytest.raises(Rejected) as trouble:
        vk.send(Message("hello"), "key-2")
    assert not any(key in f"{trouble.value!r}" for key in keys)
