"""The publisher for Slack against an emulator of Slack that nobody here wrote."""

import dataclasses
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.errors import CannotLook, Expired, Rejected
from publishers.message import Account, Message, Parcel, Receipt
from publishers.slack import Credentials, Slack
from publishers.web import Web
from tests.publishers.places import picture
from tests.real import emulator, node

pytestmark = pytest.mark.real
WEB = Web(frozenset({"127.0.0.1:*", "localhost:*"}))
RED = picture("A red square", "red")


@pytest.fixture(scope="module")
def server() -> Iterator[emulator.Emulator]:
    try:
        with emulator.running() as found:
            yield found
    except node.NotInstalled as error:
        pytest.skip(f"the emulator of Slack cannot be installed here: {error}")


@pytest.fixture(scope="module")
def slack(server: emulator.Emulator) -> Slack:
    return connected(server, emulator.TOKEN)


def connected(server: emulator.Emulator, token: str) -> Slack:
    credentials = Credentials(token, f"#{emulator.CHANNEL}", server.url)
    return Slack(credentials, Slack(credentials, Account(""), WEB).check(), WEB)


def ready(slack: Slack, message: Message, part: int = 0, first: str = "") -> Parcel:
    parcel = slack.upload(slack.prepare(message).parts[part], lambda name, value: None, {})
    return dataclasses.replace(parcel, number=part, reply_to=first, first=first)


def send(slack: Slack, message: Message, key: str, part: int = 0, first: str = "") -> Receipt:
    return slack.commit(ready(slack, message, part, first), key, time.monotonic() + 10)


def ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)


def on_the_server(server: emulator.Emulator, slack: Slack, number: str) -> dict[str, Any]:
    found = server.call("conversations.replies", channel=slack.account.id, ts=number)
    return next(one for one in found["messages"] if one["ts"] == number)


@pytest.mark.row("connect", network="slack", against="real")
def test_it_says_whose_account_it_is(slack: Slack) -> None:
    assert slack.account.handle == "#harbour"
    assert slack.account.name == "Harbour #harbour"
    assert slack.account.url == f"https://harbour.slack.com/archives/{slack.account.id}"


@pytest.mark.row("text", network="slack", against="real")
def test_words_arrive_with_their_marks_and_our_own(server: emulator.Emulator, slack: Slack) -> None:
    receipt = send(slack, Message("**Fog** & <rain>, see [us](https://e.org/?a=1&b=2)"), "words")
    message = on_the_server(server, slack, receipt.id)
    assert message["text"] == "*Fog* &amp; &lt;rain&gt;, see <https://e.org/?a=1&amp;b=2|us>"
    assert message["metadata"]["event_type"] == "almanac_post"
    assert receipt.published_at is not None
    assert abs(receipt.published_at - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.row("once", network="slack", against="real")
def test_a_lost_answer_is_followed_by_a_look_and_by_nothing_else(
    server: emulator.Emulator, slack: Slack
) -> None:
    parcel = ready(slack, Message("nobody hears the answer"))
    assert slack.find(parcel, "lost", ago(), []) is None
    receipt = slack.commit(parcel, "lost", time.monotonic() + 10)
    found = slack.find(parcel, "lost", ago(), [])
    assert found is not None
    assert found.id == receipt.id
    there = server.call("conversations.history", channel=slack.account.id)["messages"]
    assert [one["text"] for one in there].count("nobody hears the answer") == 1


@pytest.mark.row("look-up", network="slack", against="real")
def test_a_post_is_found_by_its_mark_alone(slack: Slack) -> None:
    message = Message("the same words\n---\nbelow")
    parcel = ready(slack, message)
    assert slack.find(parcel, "one", ago(), []) is None
    first, second = send(slack, message, "one"), send(slack, message, "two")
    for key, receipt in (("one", first), ("two", second)):
        found = slack.find(parcel, key, ago(), [])
        assert found is not None
        assert (found.id, found.url) == (receipt.id, receipt.url)
    below = send(slack, message, "three", 1, first.id)
    for above, key in ((first.id, "three"), (second.id, "four")):
        found = slack.find(ready(slack, message, 1, above), key, ago(), [])
        assert (found.id if found else "") == (below.id if key == "three" else "")
    assert slack.find(ready(slack, message, 1, first.id), "four", ago(), []) is None


@pytest.mark.row("pictures", network="slack", against="real")
def test_pictures_are_seen_only_with_their_message(server: emulator.Emulator, slack: Slack) -> None:
    before = server.call("conversations.history", channel=slack.account.id)["messages"]
    parcel = ready(slack, Message("Look", images=(RED,)))
    assert server.call("conversations.history", channel=slack.account.id)["messages"] == before
    receipt = slack.commit(parcel, "pictures", time.monotonic() + 10)
    section, image = on_the_server(server, slack, receipt.id)["blocks"]
    assert section["text"] == {"type": "mrkdwn", "text": "Look"}
    assert image["alt_text"] == "A red square"
    assert image["slack_file"] == {"id": parcel.media_ids[0]}
    kept: dict[str, str] = {}
    part = parcel.part
    first = slack.upload(part, kept.__setitem__, kept)
    assert slack.upload(part, kept.__setitem__, kept).media_ids == first.media_ids


@pytest.mark.row("edit", network="slack", against="real")
def test_words_change_and_pictures_stay(server: emulator.Emulator, slack: Slack) -> None:
    receipt = send(slack, Message("Old words", images=(RED,)), "edit")
    before = on_the_server(server, slack, receipt.id)["blocks"]
    slack.edit(receipt.id, slack.prepare(Message("New *words*")).parts[0])
    message = on_the_server(server, slack, receipt.id)
    assert message["text"] == message["blocks"][0]["text"]["text"] == "New _words_"
    assert message["blocks"][1:] == before[1:]
    assert slack.measure([receipt.id])[receipt.id].edited_at is not None


@pytest.mark.row("metrics", network="slack", against="real")
def test_reactions_and_answers_are_counted(server: emulator.Emulator, slack: Slack) -> None:
    receipt = send(slack, Message("Anything to say?"), "numbers")
    reach = slack.measure([receipt.id])[receipt.id]
    assert (reach.likes, reach.replies) == (0, 0)
    channel = slack.account.id
    server.call("reactions.add", channel=channel, timestamp=receipt.id, name="tada")
    server.call("chat.postMessage", channel=channel, thread_ts=receipt.id, text="Nice")
    send(slack, Message("x\n---\nours"), "ours", 1, receipt.id)
    reach = slack.measure([receipt.id])[receipt.id]
    assert (reach.likes, reach.replies) == (1, 2)


@pytest.mark.row("comments", network="slack", against="real")
def test_answers_are_heard_and_ours_are_not(server: emulator.Emulator, slack: Slack) -> None:
    receipt = send(slack, Message("Anything to ask?"), "heard")
    said = "Nice &lt;b&gt; <https://e.org|page>"
    server.call("chat.postMessage", channel=slack.account.id, thread_ts=receipt.id, text=said)
    send(slack, Message("x\n---\nours"), "ours too", 1, receipt.id)
    [remark] = slack.replies(receipt.id, ago())
    assert (remark.author, remark.reply_to) == ("@mallory", receipt.id)
    assert remark.text == "Nice <b> page (https://e.org)"


@pytest.mark.row("delete", network="slack", against="real")
def test_a_deleted_post_is_gone_and_deleting_again_does_no_harm(slack: Slack) -> None:
    receipt = send(slack, Message("Not for long"), "delete")
    for _ in range(2):
        slack.delete(receipt.id)
    assert slack.measure([receipt.id]) == {}
    with pytest.raises(Rejected):
        slack.edit(receipt.id, slack.prepare(Message("too late")).parts[0])


def test_a_wrong_token_and_missing_scopes_say_what_to_do(server: emulator.Emulator, slack: Slack) -> None:
    with pytest.raises(Expired):
        connected(server, "xoxb-wrong")
    narrow = connected(server, emulator.NARROW)
    receipt = send(narrow, Message("I may only write"), "narrow")
    with pytest.raises(Rejected, match="channels:history"):
        narrow.replies(receipt.id, ago())
    with pytest.raises(CannotLook, match="channels:history"):
        narrow.find(ready(narrow, Message("I may only write")), "narrow", ago(), [])
    with pytest.raises(Rejected, match="files:write"):
        ready(narrow, Message("Look", images=(RED,)))
    assert slack.followers() == 3
