"""What is special about X."""

import contextlib
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest

from publishers.errors import AlreadyThere, Busy, Expired, PublisherError, Rejected
from publishers.limits import Promise
from publishers.message import Account, Message, Parcel
from publishers.web import Web
from publishers.x import X, prices
from publishers.x.answers import moment_of
from publishers.x.credentials import Credentials
from tests.fakes.faults import FAULTS
from tests.fakes.x import FakeX
from tests.publishers.places import LOOPBACK, Place, picture


def by_keys(fake: FakeX, timeout: float = 5.0, **changed: str) -> X:
    """The four keys of OAuth 1.0a."""
    keys = {
        "api_key": "key",
        "api_secret": "key secret",
        "access_token": "1-token",
        "access_secret": "token+secret",
    }
    credentials = Credentials(**keys | changed, server=fake.url)
    return X(credentials, Account(fake.OWN, "@ada"), Web(LOOPBACK, timeout=timeout))


@pytest.mark.parametrize("fault", FAULTS)
def test_no_library_tries_again_or_sleeps(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def asleep(seconds: float) -> None:
        raise AssertionError(f"slept for {seconds} s")

    with FakeX() as fake:
        publisher = by_keys(fake, timeout=0.35)
        parcel = Parcel(publisher.prepare(Message("hello")).parts[0])
        fake.arm(fault)
        monkeypatch.setattr(time, "sleep", asleep)
        before = time.monotonic()
        with contextlib.suppress(PublisherError):
            publisher.commit(parcel, "key-1", time.monotonic() + 10)
        assert time.monotonic() - before < 5
        assert len(fake.requests) == 1


def test_a_full_rate_limit_comes_back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeX() as fake:
        resets = {"x-rate-limit-reset": str(int(time.time()) + 900)}
        fake.refusal = (429, {"title": "Too Many Requests"}, resets)
        before = time.monotonic()
        with pytest.raises(Busy):
            by_keys(fake).commit(Parcel(by_keys(fake).prepare(Message("hi")).parts[0]), "k", float("inf"))
        assert time.monotonic() - before < 1
        assert len(fake.requests) == 1


def test_the_four_keys_sign_everything_as_x_reckons() -> None:
    """The fake makes each signature anew, of the address, the query and the keys."""
    with FakeX() as fake:
        publisher = by_keys(fake)
        assert publisher.check() == Account(fake.OWN, "@ada", "Ada", "https://x.com/ada")
        since = datetime.now(UTC) - timedelta(minutes=1)
        part = publisher.prepare(Message("a & b = 100 % + ~", images=(picture("wörds"),))).parts[0]
        kept: dict[str, str] = {}
        parcel = publisher.upload(part, kept.__setitem__, kept)
        receipt = publisher.commit(parcel, "key-1", float("inf"))
        found = publisher.find(parcel, "key-1", since, [])
        assert found is not None
        assert found.id == receipt.id
        fake.remark(receipt.id, "Nice")
        assert len(publisher.replies(receipt.id, since)) == 1
        assert publisher.mentions(since) == ()
        assert publisher.measure([receipt.id])[receipt.id].views == 250
        publisher.delete(receipt.id)
        assert fake.published == []
        assert all(r.headers["authorization"].startswith("OAuth ") for r in fake.requests)


@pytest.mark.parametrize("wrong", ["api_key", "api_secret", "access_token", "access_secret"])
def test_one_wrong_key_is_not_accepted(wrong: str) -> None:
    with FakeX() as fake, pytest.raises(Expired):
        by_keys(fake, **{wrong: "other"}).check()


def test_keys_do_not_end() -> None:
    with FakeX() as fake:
        publisher = by_keys(fake)
        assert publisher.ends_at() is None
        assert publisher.refreshed(datetime.now(UTC)) == {}
        assert fake.requests == []


def test_no_log_holds_a_token(x: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    x.send(Message("hello"))
    assert "Bearer" not in caplog.text
    assert "OAuth" not in caplog.text


def test_the_receipt_says_where_when_and_how_much_is_left(x: Place) -> None:
    x.fake.left = 42
    receipt = x.send(Message("hello"))
    assert receipt.url == f"https://x.com/ada/status/{receipt.id}"
    assert receipt.published_at is not None
    assert abs((datetime.now(UTC) - receipt.published_at).total_seconds()) < 5
    assert receipt.allowance is not None
    assert receipt.allowance.left == 42
    assert receipt.allowance.resets_at > datetime.now(UTC)


def test_numbers_of_before_snowflakes_hold_no_moment() -> None:
    assert moment_of("20") is None
    assert moment_of("1346889436626259968") == datetime(2021, 1, 6, 18, 40, 40, 344000, UTC)


def test_what_was_chosen_is_sent_and_who_may_reply_only_at_the_top(x: Place) -> None:
    chosen = (("made_with_ai", "true"), ("paid_partnership", "true"), ("reply_settings", "mentionedUsers"))
    message = Message("first\n---\nsecond", images=(picture(),), options=chosen)
    top = x.send(message)
    x.send(message, "key-2", 1, top.id)
    first, second = (post["body"] for post in x.arrived())
    assert first["made_with_ai"] is first["paid_partnership"] is True
    assert first["reply_settings"] == "mentionedUsers"
    assert second["paid_partnership"] is True
    assert "made_with_ai" not in second
    assert "reply_settings" not in second
    assert second["reply"] == {"in_reply_to_tweet_id": top.id}


def test_nothing_that_was_not_chosen_is_sent(x: Place) -> None:
    x.send(Message("hello"))
    assert x.arrived()[0]["body"] == {"text": "hello"}


def test_our_count_and_xs_refusal_agree(x: Place) -> None:
    text = "字" * 128 + " example.org"
    assert x.publisher.prepare(Message(text)).parts[0].count == 280
    x.send(Message(text))
    assert [p.code for p in x.publisher.prepare(Message("字" + text)).blocked] == ["too_long"]
    with pytest.raises(Rejected, match="too long"):
        x.send(Message("字" + text))


def test_an_account_with_premium_may_write_more_and_is_found_too(x: Place) -> None:
    x.fake.premium = True
    account = x.publisher.check()
    assert dict(account.facts)["characters"] == "25000"
    long = X(x.publisher.credentials, account, x.publisher.web)
    since = datetime.now(UTC)
    parcel = Parcel(long.prepare(Message("word & " * 100)).parts[0])
    assert not long.prepare(Message("word & " * 100)).blocked
    receipt = long.commit(parcel, "key-1", float("inf"))
    found = long.find(parcel, "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id


def test_a_repeat_is_refused_and_found_and_never_there_twice(x: Place) -> None:
    assert x.publisher.guarantee.promise is Promise.DUPLICATE_REFUSED
    x.send(Message("hello"))
    for _number in range(3):
        with pytest.raises(AlreadyThere):
            x.send(Message("hello"))
    assert len(x.arrived()) == 1


def test_numbers_come_for_many_posts_in_one_request(x: Place) -> None:
    numbers = [x.send(Message(f"post {number}")).id for number in range(100)]
    before = len(x.fake.requests)
    assert isinstance(x.publisher, X)
    x.fake.renamed = True
    found = x.publisher.measure([*numbers[:99], "1"])
    assert len(x.fake.requests) == before + 1
    assert set(found) == set(numbers[:99])
    reach = found[numbers[0]]
    assert (reach.views, reach.likes, reach.reposts, reach.replies, reach.bookmarks) == (250, 3, 2, 1, 4)
    assert x.publisher.measure([]) == {}


def test_answers_below_a_thread_are_heard_with_their_place(x: Place) -> None:
    assert isinstance(x.publisher, X)
    since = datetime.now(UTC) - timedelta(days=30)
    top = x.send(Message("hello"))
    own = x.send(Message("hello\n---\nmore"), "key-2", 1, top.id)
    remark = x.fake.remark(own.id, "see example.org")
    [heard] = x.publisher.replies(top.id, since)
    assert (heard.id, heard.author, heard.reply_to) == (remark.id, "@bob", own.id)
    assert heard.text == "see http://example.org"
    assert heard.url == f"https://x.com/bob/status/{remark.id}"


def test_who_names_us_is_heard_and_we_ourselves_are_not(x: Place) -> None:
    assert isinstance(x.publisher, X)
    since = datetime.now(UTC) - timedelta(minutes=1)
    x.send(Message("I am @ada"))
    x.fake.remark("", "good morning")
    [heard] = x.publisher.mentions(since)
    assert (heard.text, heard.author) == ("@ada good morning", "@bob")


def test_an_edit_keeps_the_pictures_and_says_what_it_takes_the_place_of(x: Place) -> None:
    assert isinstance(x.publisher, X)
    receipt = x.send(Message("hello", images=(picture(),)))
    [before] = x.arrived()
    changed = x.publisher.edit(receipt.id, x.publisher.prepare(Message("other")).parts[0])
    assert changed.id != receipt.id
    [post] = x.arrived()
    assert post["body"]["edit_options"] == {"previous_post_id": receipt.id}
    assert post["body"]["media"] == before["body"]["media"]
    for number in range(4):
        changed = x.publisher.edit(changed.id, x.publisher.prepare(Message(f"other {number}")).parts[0])
    commits = len(x.fake.requests)
    with pytest.raises(Rejected, match="no longer"):
        x.publisher.edit(changed.id, x.publisher.prepare(Message("once more")).parts[0])
    assert len(x.fake.requests) == commits + 1, "it looked, and did not send"


@pytest.mark.parametrize(
    ("text", "alt", "expected"),
    [
        ("hello", "", 15_000),
        ("see example.org", "", 200_000),
        ("hello", "described", 20_000),
        ("hello\n---\nsee https://example.org", "described", 15_000 + 200_000 + 5_000),
    ],
)
def test_the_price_is_xs_list_price(x: Place, text: str, alt: str, expected: int) -> None:
    assert isinstance(x.publisher, X)
    price = x.publisher.price(x.publisher.prepare(Message(text, images=(picture(alt),))))
    assert (price.millionths, price.currency) == (expected, "USD")
    assert prices.LIST_OF in str(price.why)


def test_a_first_comment_is_paid_for_too(x: Place) -> None:
    assert isinstance(x.publisher, X)
    message = Message("hello", options=(("first_comment", "https://example.org"),))
    assert x.publisher.price(x.publisher.prepare(message)).millionths == 215_000


def test_two_cashtags_are_pointed_out_but_go(x: Place) -> None:
    payload = x.publisher.prepare(Message("$ABC and $XYZ.A, for $5"))
    assert [problem.code for problem in payload.problems] == ["cashtags"]
    assert not payload.blocked
    assert x.publisher.prepare(Message("$ABC for $5")).problems == ()
