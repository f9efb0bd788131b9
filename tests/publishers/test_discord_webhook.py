"""Discord by a webhook, which only posts; and posts in a forum, by both."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publishers.discord import Discord
from publishers.discord.api import Credentials
from publishers.errors import CannotLook, Expired, PublisherError, Rejected, Uncertain
from publishers.limits import Promise
from publishers.message import Account, Message
from publishers.web import Web
from tests.fakes.discord_server import FORUM, GUILD, TAG, TEXT, WEBHOOK
from tests.fakes.faults import FAULTS, Fault
from tests.publishers.places import LOOPBACK, Place, picture
from tests.publishers.places.chats import discord

TITLED = (("applied_tags", "ferries"), ("thread_name", "Fog"))


def ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)


@pytest.fixture
def webhook(tmp_path: Path) -> Iterator[Place]:
    with discord(tmp_path, Web(LOOPBACK, timeout=5), by_webhook=True) as found:
        yield found


@pytest.fixture
def forum(tmp_path: Path) -> Iterator[Place]:
    with discord(tmp_path, Web(LOOPBACK, timeout=5), FORUM) as found:
        yield found


def test_a_webhooks_post_waits_to_be_saved_and_says_where_it_is(webhook: Place) -> None:
    receipt = webhook.send(Message("Hello **@everyone**", images=(picture("A square"),)))
    assert webhook.publisher.account == Account(
        TEXT,
        "Harbour news",
        "Harbour news",
        f"https://discord.com/channels/{GUILD}/{TEXT}",
        (("guild", GUILD), ("webhook", WEBHOOK)),
    )
    request = webhook.fake.requests[-1]
    assert request.query == {"wait": "true"}
    assert "authorization" not in request.headers
    [post] = webhook.arrived()
    assert (post["text"], post["alts"]) == ("Hello @everyone", ["A square"])
    assert receipt.url == f"https://discord.com/channels/{GUILD}/{receipt.id}"


def test_a_webhook_promises_nothing_and_a_bot_does(webhook: Place, discord: Place) -> None:
    guarantee = webhook.publisher.guarantee
    assert guarantee.promise is Promise.NONE
    assert not guarantee.readable
    assert guarantee.window == guarantee.repeat_after == 0
    assert discord.publisher.guarantee.promise is Promise.KEYED
    assert webhook.send(Message("hello")).id != webhook.send(Message("hello")).id


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_definite_no_is_never_said_of_a_webhooks_post_that_is_out(webhook: Place, fault: Fault) -> None:
    webhook.publisher.web.timeout = 0.35
    webhook.fake.arm(fault.name)
    try:
        webhook.send(Message("hello"))
        outcome = "ok"
    except PublisherError as error:
        outcome = type(error).__name__
    assert outcome in fault.outcomes
    assert len(webhook.arrived()) == fault.accepted


def test_nobody_can_look_or_listen_for_a_webhook(webhook: Place) -> None:
    publisher = webhook.publisher
    assert isinstance(publisher, Discord)
    receipt = webhook.send(Message("hello"))
    asked = len(webhook.fake.requests)
    with pytest.raises(CannotLook):
        publisher.find(webhook.parcel(publisher.prepare(Message("hello"))), "key-1", ago(), [])
    with pytest.raises(Rejected, match="bot's token"):
        publisher.replies(receipt.id, ago())
    assert publisher.mentions(ago()) == ()
    assert publisher.followers() is None
    assert len(webhook.fake.requests) == asked


def test_a_webhook_changes_deletes_and_counts_what_it_posted(webhook: Place) -> None:
    publisher = webhook.publisher
    assert isinstance(publisher, Discord)
    receipt = webhook.send(Message("hello"))
    publisher.edit(receipt.id, publisher.prepare(Message("other *words*")).parts[0])
    assert webhook.fake.published[0]["content"] == "other *words*"
    reach = publisher.measure([receipt.id])[receipt.id]
    assert reach.likes == 0
    assert reach.edited_at is not None
    publisher.delete(receipt.id)
    publisher.delete(receipt.id)
    assert webhook.arrived() == []
    assert publisher.measure([receipt.id]) == {}


def test_the_parts_of_a_thread_follow_each_other(webhook: Place) -> None:
    message = Message("first\n---\nsecond", options=(("first_comment", "third"),))
    assert [p.code for p in webhook.publisher.prepare(message).problems] == ["comment_in_channel"]
    above = ""
    for number in range(3):
        above = webhook.send(message, f"key-{number}", number, above).id
    assert [post["text"] for post in webhook.arrived()] == ["first", "second", "third"]


def test_a_webhook_that_is_gone_is_to_be_connected_again(webhook: Place) -> None:
    publisher = webhook.publisher
    assert isinstance(publisher, Discord)
    receipt = webhook.send(Message("hello"))
    webhook.fake.webhook_is_gone = True
    for act in (
        lambda: webhook.send(Message("hello")),
        publisher.check,
        lambda: publisher.measure([receipt.id]),
        lambda: publisher.delete(receipt.id),
    ):
        with pytest.raises(Expired, match="gone from Discord") as trouble:
            act()
        assert trouble.value.code == "10015"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://discord.com/api/webhooks/1",
        "https://discord.com/channels/1/2",
        "javascript:alert(1)//api/webhooks/1/x",
        "https://discord.com@evil.example/api/webhooks/1/x",
    ],
)
def test_what_is_no_webhook_is_said_before_anything_is_asked(typed: str) -> None:
    with pytest.raises(Expired, match="Copy Webhook URL"):
        Discord(Credentials(typed), Account(""), Web()).check()


@pytest.mark.parametrize("version", ["", "/v9", "/v10"])
def test_a_webhooks_address_is_read_whatever_its_version(webhook: Place, version: str) -> None:
    address = webhook.fake.webhook.replace("/api/", f"/api{version}/")
    publisher = Discord(Credentials(address), Account(""), Web(LOOPBACK))
    assert publisher.check().id == TEXT
    assert webhook.fake.requests[-1].path.startswith("/api/v10/webhooks/")


def test_no_error_of_a_webhook_shows_its_secret(webhook: Place) -> None:
    webhook.fake.arm("rst_before_accept")
    with pytest.raises(Uncertain) as trouble:
        webhook.send(Message("hello"))
    secret = webhook.fake.webhook_token
    assert secret not in str(trouble.value)
    assert secret not in repr(webhook.publisher.credentials)


@pytest.mark.parametrize("by_webhook", [False, True])
def test_a_post_in_a_forum_is_a_thread_with_its_title(tmp_path: Path, by_webhook: bool) -> None:
    with discord(tmp_path, Web(LOOPBACK, timeout=5), FORUM, by_webhook=by_webhook) as there:
        tag = TAG if by_webhook else "Ferries"  # nobody tells a webhook what tags are called
        message = Message(
            "first\n---\nsecond",
            images=(picture("Red"),),
            options=(("applied_tags", tag), ("thread_name", "Fog")),
        )
        payload = there.publisher.prepare(message)
        assert payload.blocked == ()
        assert dict(payload.parts[0].fields)["title"] == "Fog"
        assert "title" not in dict(payload.parts[1].fields)
        top = there.send(message)
        there.send(message, "key-2", 1, top.id)
        [thread] = there.fake.server.threads.values()
        assert (thread["name"], thread["applied_tags"]) == ("Fog", [TAG])
        assert top.id == f"{thread['id']}/{thread['id']}"
        assert [(one["text"], one["alts"]) for one in there.arrived()] == [("first", ["Red"]), ("second", [])]
        assert {one["post"]["channel_id"] for one in there.arrived()} == {thread["id"]}


def test_in_a_forum_a_lost_post_is_looked_for_by_its_title_and_words(forum: Place) -> None:
    publisher = forum.publisher
    assert isinstance(publisher, Discord)
    assert publisher.guarantee.promise is Promise.READ_BACK
    message = Message("hello", options=TITLED)
    parcel = forum.parcel(publisher.prepare(message))
    assert publisher.find(parcel, "key-1", ago(), []) is None
    forum.fake.arm("rst_after_accept")
    with pytest.raises(Uncertain):
        forum.commit(parcel, "key-1")
    found = publisher.find(parcel, "key-1", ago(), [])
    assert found is not None
    assert publisher.find(parcel, "key-1", ago(), [found.id]) is None
    other = forum.parcel(publisher.prepare(dataclasses.replace(message, text="other")))
    assert publisher.find(other, "key-2", ago(), []) is None
    [thread] = forum.fake.server.threads.values()
    thread["thread_metadata"]["archived"] = True
    assert publisher.find(parcel, "key-1", ago(), []) == found
    assert publisher.find(parcel, "key-1", datetime.now(UTC) + timedelta(minutes=5), []) is None


def test_in_a_forum_everything_below_a_post_is_an_answer_and_all_of_it_can_go(forum: Place) -> None:
    publisher = forum.publisher
    assert isinstance(publisher, Discord)
    receipt = forum.send(Message("hello", options=TITLED))
    forum.fake.server.say("Nice", channel=receipt.id.partition("/")[0])
    assert [remark.text for remark in publisher.replies(receipt.id, ago())] == ["Nice"]
    publisher.delete(receipt.id)
    assert forum.fake.server.threads == {}
    publisher.delete(receipt.id)
    assert publisher.measure([receipt.id]) == {}


def test_where_the_bot_may_not_delete_threads_the_message_goes(forum: Place) -> None:
    publisher = forum.publisher
    assert isinstance(publisher, Discord)
    receipt = forum.send(Message("hello", options=TITLED))
    forum.fake.refuse(f"/channels/{receipt.id.partition('/')[0]}", 403, 50013, "Missing Permissions")
    publisher.delete(receipt.id)
    assert len(forum.fake.server.threads) == 1
    assert forum.arrived() == []


@pytest.mark.parametrize(
    ("message", "codes"),
    [
        (Message("hello"), ["no_title"]),
        (Message("hello", title="Fog"), []),
        (Message("hello", options=(("thread_name", "x" * 101),)), ["title_too_long"]),
        (Message("hello", title="Fog", options=(("applied_tags", "Ferries, Trains"),)), ["unknown_tags"]),
        (Message("hello", title="Fog", options=(("applied_tags", "1,2,3,4,5,6"),)), ["too_many_tags"]),
    ],
)
def test_what_a_forum_would_refuse_is_said_before(forum: Place, message: Message, codes: list[str]) -> None:
    assert [problem.code for problem in forum.publisher.prepare(message).blocked] == codes


def test_outside_of_forums_a_title_stays_at_home(discord: Place, webhook: Place) -> None:
    discord.send(Message("hello", title="Fog", options=TITLED))
    assert "title" not in discord.publisher.prepare(Message("hello", options=TITLED)).canonical()
    webhook.send(Message("hello", title="Fog"))
    assert "thread_name" not in json.loads(webhook.fake.requests[-1].body)
    with pytest.raises(Rejected, match="no forum"):
        webhook.send(Message("hello", options=(("thread_name", "Fog"),)))


def test_a_webhook_in_a_forum_says_that_a_title_is_missing(tmp_path: Path) -> None:
    web = Web(LOOPBACK, timeout=5)
    with (
        discord(tmp_path, web, FORUM, by_webhook=True) as there,
        pytest.raises(Rejected, match="Title in a forum"),
    ):
        there.send(Message("hello"))
