"""Our post among those of the account, as X shows them: shortened addresses, HTML, other field names."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from publishers.base import Findable
from publishers.errors import Unreachable
from publishers.message import Message, Parcel, Receipt
from publishers.x import X
from tests.fakes.server import FakeServer, Reply, Request
from tests.publishers.places import Place, picture


@pytest.mark.parametrize("tidies", [False, True])
@pytest.mark.parametrize("renamed", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "see example.org and https://example.org/a?b=1&c=2#d",
        "[a label](https://Example.org)",
        "https://пример.рф",
        "like https://x.com/bob/status/20/photo/1",
        "https://example.org/?a=1&lt=2&copy=3 &copy; &amp;lt;",
        'a < b & c > d &amp; "quotes"',
        "one\n\ntwo\n- three",
        "cafe\u0301 👨‍👩‍👧",
        "$XYZ #tag @bob",
    ],
)
def test_a_post_is_recognised_in_what_x_makes_of_it(x: Place, text: str, tidies: bool, renamed: bool) -> None:
    x.fake.tidies_addresses, x.fake.renamed = tidies, renamed
    since = datetime.now(UTC)
    message = Message(text, images=(picture(),))
    parcel = x.parcel(x.publisher.prepare(message))
    assert look(x, parcel, since) is None
    receipt = x.commit(parcel, "key-1")
    found = look(x, parcel, since)
    assert found is not None
    assert found.id == receipt.id


@pytest.mark.parametrize(
    "other",
    ["New: https://example.org/2", "New: https://example.com/1", "New:", "new: https://example.org/1"],
)
def test_another_post_with_nearly_the_same_words_is_not_ours(x: Place, other: str) -> None:
    since = datetime.now(UTC)
    x.send(Message(other))
    assert look(x, parcel_of(x, Message("New: https://example.org/1")), since) is None


def test_the_same_words_in_another_place_are_not_ours(x: Place) -> None:
    since = datetime.now(UTC)
    top = x.send(Message("hello"))
    below = dataclasses.replace(parcel_of(x, Message("hello")), reply_to=top.id)
    assert look(x, below, since) is None
    with_picture = x.parcel(x.publisher.prepare(Message("hello", images=(picture(),))))
    assert look(x, with_picture, since) is None


def test_what_other_deliveries_have_a_receipt_for_is_not_ours(x: Place) -> None:
    since = datetime.now(UTC)
    receipt = x.send(Message("hello"))
    assert isinstance(x.publisher, Findable)
    assert x.publisher.find(parcel_of(x, Message("hello")), "key-2", since, {receipt.id}) is None


def test_what_is_older_than_the_attempt_is_not_ours(x: Place) -> None:
    x.send(Message("hello"))
    assert look(x, parcel_of(x, Message("hello")), datetime.now(UTC) + timedelta(minutes=5)) is None


def test_a_look_goes_through_all_pages_and_one_that_is_too_long_concludes_nothing(x: Place) -> None:
    since = datetime.now(UTC)
    receipt = x.send(Message("the one"))
    for number in range(15):
        x.send(Message(f"another {number}"))
    x.fake.per_page = 5
    found = look(x, parcel_of(x, Message("the one")), since)
    assert found is not None
    assert found.id == receipt.id
    assert look(x, parcel_of(x, Message("never sent")), since) is None
    x.fake.per_page = 1
    with pytest.raises(Unreachable):
        look(x, parcel_of(x, Message("never sent")), since)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"data": []}',
        b'{"data": [7], "meta": {}}',
        b'{"data": [{"id": "1"}], "meta": {}}',
        b'{"data": [], "errors": [{"title": "Not Authorized"}], "meta": {}}',
        b'{"data": [], "meta": {"result_count": 0, "next_token": "again"}}',
    ],
)
def test_a_look_that_breaks_off_concludes_nothing(x: Place, body: bytes) -> None:
    class Half(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(200, body)

    with Half() as server:
        credentials = dataclasses.replace(x.publisher.credentials, server=server.url)
        publisher = X(credentials, x.publisher.account, x.publisher.web)
        with pytest.raises(Unreachable):
            publisher.find(parcel_of(x, Message("x")), "key-1", datetime.now(UTC), [])


def parcel_of(there: Place, message: Message) -> Parcel:
    return Parcel(there.publisher.prepare(message).parts[0])


def look(there: Place, parcel: Parcel, since: datetime) -> Receipt | None:
    assert isinstance(there.publisher, Findable)
    return there.publisher.find(parcel, "key-1", since, [])
