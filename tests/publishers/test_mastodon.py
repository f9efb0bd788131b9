"""What is special about Mastodon."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from publishers.base import Findable
from publishers.errors import Busy, Expired, Rejected, Uncertain, Unreachable
from publishers.mastodon import Credentials, Mastodon
from publishers.message import Account, Message, Parcel, Receipt
from publishers.web import Web
from tests.fakes.server import FakeServer, Reply, Request
from tests.publishers.places import LOOPBACK, Place, make, picture


def test_the_servers_own_limits_win(mastodon: Place) -> None:
    mastodon.fake.characters = 1000
    account = mastodon.publisher.check()
    assert dict(account.facts)["characters"] == "1000"
    generous = Mastodon(mastodon.publisher.credentials, account, mastodon.publisher.web)
    assert not generous.prepare(Message("a" * 1000)).blocked
    assert generous.prepare(Message("a" * 1001)).blocked


def test_our_count_and_the_servers_refusal_agree(mastodon: Place) -> None:
    text = "a" * 476 + " https://example.org/" + "b" * 300
    payload = mastodon.publisher.prepare(Message(text))
    assert payload.parts[0].count == 500
    mastodon.send(Message(text))
    with pytest.raises(Rejected, match="limit of 500"):
        mastodon.send(Message("a" + text), "key-2")


def test_the_content_warning_is_part_of_the_count(mastodon: Place) -> None:
    options = (("spoiler_text", "careful"),)
    assert mastodon.publisher.prepare(Message("hello", options=options)).parts[0].count == 12


def test_a_picture_is_uploaded_with_its_description_and_waited_for(mastodon: Place) -> None:
    mastodon.fake.looks_until_ready = 2
    mastodon.send(Message("look", images=(picture("A red square"),)))
    [media] = mastodon.fake.media.values()
    assert media["description"] == "A red square"
    assert media["file"][1] == picture().read()
    assert media["file"][2] == "image/png"


def test_a_repeated_upload_takes_up_what_was_kept(mastodon: Place) -> None:
    part = mastodon.publisher.prepare(Message("look", images=(picture(),))).parts[0]
    kept: dict[str, str] = {}
    first = mastodon.publisher.upload(part, kept.__setitem__, kept)
    again = mastodon.publisher.upload(part, kept.__setitem__, kept)
    assert first.media_ids == again.media_ids
    assert len(mastodon.fake.media) == 1


def test_a_picture_that_the_server_forgot_is_uploaded_again(mastodon: Place) -> None:
    part = mastodon.publisher.prepare(Message("look", images=(picture(),))).parts[0]
    kept: dict[str, str] = {}
    mastodon.publisher.upload(part, kept.__setitem__, kept)
    mastodon.fake.media.clear()
    parcel = mastodon.publisher.upload(part, kept.__setitem__, kept)
    assert parcel.media_ids == tuple(mastodon.fake.media)


def test_unfinished_pictures_are_waited_for_and_certainly_not_out(mastodon: Place) -> None:
    parcel = mastodon.parcel(mastodon.publisher.prepare(Message("look", images=(picture(),))))
    mastodon.fake.media[parcel.media_ids[0]]["left"] = 5
    with pytest.raises(Busy):
        mastodon.commit(parcel, "key-1")
    assert mastodon.arrived() == []


def test_a_reply_to_what_is_gone_is_refused(mastodon: Place) -> None:
    with pytest.raises(Rejected):
        mastodon.send(Message("more"), reply_to="42")


def test_a_repeat_that_the_server_answers_with_500_stays_uncertain_and_is_found(mastodon: Place) -> None:
    """mastodon/mastodon#40399: the status is there, and the repeat still answers 500."""
    mastodon.fake.repeat_fails_quirk = True
    since = datetime.now(UTC)
    receipt = mastodon.send(Message("hello"))
    with pytest.raises(Uncertain):
        mastodon.send(Message("hello"))
    assert isinstance(mastodon.publisher, Findable)
    found = mastodon.publisher.find(parcel_of(mastodon, Message("hello")), "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id


def test_the_same_key_at_the_same_time_may_post_twice_which_is_why_a_repeat_waits(mastodon: Place) -> None:
    """mastodon/mastodon#37879: until February 2026 only a key whose post is finished is known."""
    mastodon.fake.race_quirk = 0.2
    parcel = parcel_of(mastodon, Message("hello"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: mastodon.commit(parcel, "key-1"), range(2)))
    assert len(mastodon.arrived()) == 2
    mastodon.commit(parcel, "key-1")
    assert len(mastodon.arrived()) == 2
    assert mastodon.publisher.guarantee.repeat_after >= 60


def test_a_look_goes_back_page_by_page(mastodon: Place) -> None:
    since = datetime.now(UTC)
    receipt = mastodon.send(Message("the one"))
    for number in range(90):
        mastodon.send(Message(f"another {number}"), f"other-{number}")
    found = look(mastodon, Message("the one"), since)
    assert found is not None
    assert found.id == receipt.id
    assert look(mastodon, Message("never sent"), since) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a/very/long/path/that/is/shortened/when/it/is/shown?a=1&b=2",
        "hello @ada@example.org and @bob",
        "one\n\ntwo\nthree",
        "- a\n- b\n\n<b> & 'quotes' \"double\"",
        "👨‍👩‍👧 é",
    ],
)
def test_a_post_is_recognised_in_the_html_that_comes_back(mastodon: Place, text: str) -> None:
    since = datetime.now(UTC)
    mastodon.send(Message(text))
    assert look(mastodon, Message(text), since) is not None


def test_what_is_older_than_the_attempt_is_not_ours(mastodon: Place) -> None:
    mastodon.send(Message("hello"))
    assert look(mastodon, Message("hello"), datetime.now(UTC) + timedelta(minutes=5)) is None


def test_the_same_words_under_another_post_are_not_ours(mastodon: Place) -> None:
    since = datetime.now(UTC)
    mastodon.send(Message("hello"))
    parcel = dataclasses.replace(parcel_of(mastodon, Message("hello")), reply_to="110000000000000000")
    assert isinstance(mastodon.publisher, Findable)
    assert mastodon.publisher.find(parcel, "key-1", since, []) is None


def test_a_look_that_breaks_off_concludes_nothing(mastodon: Place) -> None:
    class Half(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(200, b'[{"id": "1"}]')

    with Half() as server:
        publisher = Mastodon(Credentials(server.url, "token"), Account("1"), Web(LOOPBACK))
        with pytest.raises(Unreachable):
            publisher.find(parcel_of(mastodon, Message("x")), "key-1", datetime.now(UTC), [])


def test_a_suspended_account_asks_to_connect_again(mastodon: Place) -> None:
    class Closed(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(403, b'{"error": "Your login is currently disabled"}')

    with Closed() as server:
        publisher = Mastodon(Credentials(server.url, "token"), Account("1"), Web(LOOPBACK))
        with pytest.raises(Expired, match="currently disabled"):
            publisher.commit(parcel_of(mastodon, Message("x")), "key-1", float("inf"))


def test_another_kind_of_server_is_not_taken_for_mastodon() -> None:
    class Other(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(200, b'{"hello": "world"}')

    with Other() as server, pytest.raises(Unreachable):
        make("mastodon", Credentials(server.url, "token"), Web(LOOPBACK))


@pytest.mark.parametrize("given", ["example.org/", " https://example.org", "https://example.org/@pier/110"])
def test_a_server_may_be_named_in_the_ways_people_do(given: str) -> None:
    publisher = Mastodon(Credentials(given, "token"), Account("1"), Web())
    assert publisher._url("/api/v2/instance") == "https://example.org/api/v2/instance"


def parcel_of(there: Place, message: Message) -> Parcel:
    return Parcel(there.publisher.prepare(message).parts[0])


def look(there: Place, message: Message, since: datetime) -> Receipt | None:
    assert isinstance(there.publisher, Findable)
    return there.publisher.find(parcel_of(there, message), "key-1", since, [])


def test_a_poll_goes_out_with_its_answers_and_its_end(mastodon: Place) -> None:
    options = (("poll", "Fog\n\n Sun "), ("poll_many", "true"), ("poll_time", "3600"))
    mastodon.send(Message("What will it be?", options=options))
    [status] = mastodon.fake.published
    assert status.fields["poll"] == "Fog|Sun"
    assert status.fields["poll[expires_in]"] == "3600"
    assert status.fields["poll[multiple]"] == "true"


@pytest.mark.parametrize(
    "typed",
    ["only one", "1\n2\n3\n4\n5", "same\nsame", "short\n" + "x" * 51],
    ids=["one", "five", "same", "long"],
)
def test_a_poll_that_mastodon_would_refuse_is_refused_before(mastodon: Place, typed: str) -> None:
    payload = mastodon.publisher.prepare(Message("What?", options=(("poll", typed),)))
    assert [problem.code for problem in payload.blocked] == ["poll"]


def test_a_poll_and_pictures_do_not_go_together(mastodon: Place) -> None:
    payload = mastodon.publisher.prepare(Message("What?", images=(picture(),), options=(("poll", "a\nb"),)))
    assert [problem.code for problem in payload.blocked] == ["poll"]


def test_a_post_of_ones_own_is_quoted_by_its_address(mastodon: Place) -> None:
    options = (("quote_approval_policy", "nobody"), ("quoted", "https://m.example/@ada/110042/"))
    mastodon.send(Message("As we said", options=options))
    [status] = mastodon.fake.published
    assert status.fields["quoted_status_id"] == "110042"
    assert status.fields["quote_approval_policy"] == "nobody"
    broken = mastodon.publisher.prepare(Message("x", options=(("quoted", "https://m.example/?a=b"),)))
    assert [problem.code for problem in broken.blocked] == ["quoted"]


def test_an_edit_keeps_the_pictures(mastodon: Place) -> None:
    receipt = mastodon.send(Message("One", images=(picture(),)))
    part = mastodon.publisher.prepare(Message("Two")).parts[0]
    mastodon.publisher.edit(receipt.id, part)  # type: ignore[attr-defined]
    [status] = mastodon.fake.published
    assert (status.text, len(status.media_ids)) == ("Two", 1)


def test_our_own_thread_is_not_among_the_answers(mastodon: Place) -> None:
    first = mastodon.send(Message("One"), "key-1")
    mastodon.send(Message("Two"), "key-2", 0, first.id)
    mastodon.fake.remark(first.id, "Three")
    heard = mastodon.publisher.replies(first.id, datetime.now(UTC) - timedelta(minutes=1))  # type: ignore[attr-defined]
    assert [remark.text for remark in heard] == ["Three"]


@pytest.mark.parametrize("is_old", [False, True])
def test_several_posts_are_measured_at_once_where_the_server_can(mastodon: Place, is_old: bool) -> None:
    ids = [mastodon.send(Message(f"post {number}"), f"key-{number}").id for number in range(3)]
    mastodon.fake.is_old = is_old
    mastodon.publisher.delete(ids[1])  # type: ignore[attr-defined]
    before = len(mastodon.fake.requests)
    numbers = mastodon.publisher.measure(ids)  # type: ignore[attr-defined]
    assert set(numbers) == {ids[0], ids[2]}
    assert numbers[ids[0]].likes == 3
    assert len(mastodon.fake.requests) - before == (4 if is_old else 1)
