"""What is special about Slack."""

import dataclasses
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishers.errors import Busy, CannotLook, Expired, Rejected, Uncertain, Unreachable
from publishers.message import Account, Message
from publishers.slack import Slack
from publishers.web import Web
from tests.fakes.slack_team import CHANNEL, MALLORY, QUIET
from tests.publishers.places import LOOPBACK, Place, make, picture

THREE = tuple(picture(f"The {colour}", colour) for colour in ("red", "green", "blue"))
THREAD = Message("first\n---\nsecond\n---\nthird", options=(("first_comment", "fourth"),))


def ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)


def forms(slack: Place, method: str) -> list[dict[str, Any]]:
    return [dict(one.form) for one in slack.fake.requests if one.path == f"/api/{method}"]


def test_a_post_carries_our_mark_and_says_where_it_is(slack: Place) -> None:
    receipt = slack.send(Message("Hello"), "the key")
    [sent] = forms(slack, "chat.postMessage")
    mark = json.loads(sent["metadata"])
    assert mark["event_type"] == "almanac_post"
    assert re.fullmatch(r"[0-9a-f]{20}", mark["event_payload"]["key"])
    assert "the key" not in sent["metadata"]
    assert receipt.url == f"https://harbour.slack.com/archives/{CHANNEL}/p{receipt.id.replace('.', '')}"
    assert receipt.published_at is not None
    assert slack.fake.requests[-1].headers["authorization"] == f"Bearer {slack.fake.token}"


@pytest.mark.parametrize("fault", ["error_502_after_accept", "rst_after_accept", "malformed_json"])
def test_a_lost_post_is_found_by_its_mark_and_by_nothing_else(slack: Place, fault: str) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    parcel = slack.parcel(publisher.prepare(Message("hello")))
    slack.commit(parcel, "another of the same words")
    slack.fake.team.say("hello")
    slack.fake.arm(fault)
    with pytest.raises(Uncertain):
        slack.commit(parcel, "key-1")
    found = publisher.find(parcel, "key-1", ago(), [])
    assert found is not None
    assert found.id == slack.fake.published[-1]["ts"]
    assert publisher.find(parcel, "key-2", ago(), []) is None


def test_a_look_turns_every_page_and_an_endless_channel_is_no_proof(slack: Place) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    parcel = slack.parcel(publisher.prepare(Message("hello")))
    receipt = slack.commit(parcel, "key-1")
    for number in range(9):
        slack.fake.team.say(f"chat {number}")
    slack.fake.team.page = 1
    found = publisher.find(parcel, "key-1", ago(), [])
    assert found is not None
    assert found.id == receipt.id
    slack.fake.team.say("one more")
    with pytest.raises(Unreachable, match="could not all be read"):
        publisher.find(parcel, "key-1", ago(), [])


def test_a_look_goes_back_no_further_than_the_try(slack: Place) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    parcel = slack.parcel(publisher.prepare(Message("hello")))
    slack.commit(parcel, "key-1")
    assert publisher.find(parcel, "key-1", datetime.now(UTC) + timedelta(minutes=2), []) is None


@pytest.mark.parametrize(
    ("error", "more"),
    [("not_in_channel", {}), ("missing_scope", {"needed": "channels:history"}), ("channel_not_found", {})],
)
def test_where_the_app_may_not_read_a_person_is_asked(slack: Place, error: str, more: dict[str, str]) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    parcel = slack.parcel(publisher.prepare(Message("hello")))
    slack.fake.refuse("conversations.history", error, **more)
    with pytest.raises(CannotLook):
        publisher.find(parcel, "key-1", ago(), [])
    slack.fake.refuse("conversations.history", "invalid_auth")
    with pytest.raises(Expired):
        publisher.find(parcel, "key-1", ago(), [])
    slack.fake.refuse("conversations.history", raw=b'{"ok": true, "messages": [{"ts": "now"}]}')
    with pytest.raises(Unreachable):
        publisher.find(parcel, "key-1", ago(), [])


def test_all_parts_and_the_comment_hang_below_the_first(slack: Place) -> None:
    first = slack.send(THREAD, "key-0")
    above = first.id
    for number in (1, 2, 3):
        receipt = slack.send(THREAD, f"key-{number}", number, above, first.id)
        above = receipt.id
        assert f"?thread_ts={first.id}&cid={CHANNEL}" in receipt.url
    sent = forms(slack, "chat.postMessage")
    assert [one.get("thread_ts", "") for one in sent] == ["", first.id, first.id, first.id]
    assert [post["text"] for post in slack.arrived()] == ["first", "second", "third", "fourth"]


def test_nothing_is_found_below_a_post_that_is_gone(slack: Place) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    top = slack.send(THREAD, "key-0")
    publisher.delete(top.id)
    assert publisher.find(slack.parcel(publisher.prepare(THREAD), 1, top.id), "key-1", ago(), []) is None


def test_pictures_are_brought_before_and_only_the_message_publishes_them(slack: Place) -> None:
    """Finishing an upload with a channel would publish the file; the fake would stop us there."""
    parcel = slack.parcel(slack.publisher.prepare(Message("Look", images=THREE)))
    assert slack.fake.arrivals == []
    assert slack.arrived() == []
    for form in forms(slack, "files.completeUploadExternal"):
        assert not {"channel_id", "channels", "initial_comment"} & set(form)
    assert list(slack.fake.team.uploaded.values()) == [image.read() for image in THREE]
    asked = len(slack.fake.requests)
    slack.commit(parcel, "key-1")
    assert len(slack.fake.requests) == asked + 1
    [post] = slack.arrived()
    assert post["alts"] == ["The red", "The green", "The blue"]
    assert post["post"]["blocks"][0]["text"] == {"type": "mrkdwn", "text": "Look"}


def test_a_repeated_upload_takes_up_what_was_kept(slack: Place) -> None:
    payload = slack.publisher.prepare(Message("look", images=THREE))
    first, again = slack.parcel(payload), slack.parcel(payload)
    assert first.media_ids == again.media_ids
    assert len(slack.fake.team.files) == 3
    slack.fake.team.files.clear()
    assert set(slack.parcel(payload).media_ids).isdisjoint(first.media_ids)


def test_a_picture_that_slack_has_not_looked_at_is_waited_for(
    slack: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publishers.slack.media.WAITS", (0.0, 0.0))
    slack.fake.team.slow = 99
    payload = slack.publisher.prepare(Message("look", images=THREE[:1]))
    with pytest.raises(Busy) as trouble:
        slack.parcel(payload)
    assert trouble.value.retry_after == 30
    slack.fake.team.slow = 1
    slack.commit(slack.parcel(payload), "key-1")
    assert len(slack.fake.team.files) == 1
    assert slack.arrived()[0]["images"] == 1


def test_a_picture_that_cannot_be_brought_is_no_post(slack: Place) -> None:
    message = Message("look", images=THREE[:1])
    for answer in ({"error": "storage_limit_reached"}, {"error": "missing_scope", "needed": "files:write"}):
        slack.fake.refuse("files.getUploadURLExternal", **answer)
        with pytest.raises(Rejected):
            slack.send(message)
    slack.fake.refuse("files.getUploadURLExternal", raw=b'{"ok": true}')
    with pytest.raises(Unreachable):
        slack.send(message)
    assert slack.arrived() == []


def test_pictures_without_words_and_without_description_go(slack: Place) -> None:
    payload = slack.publisher.prepare(Message("", images=(picture(""),)))
    assert not payload.blocked
    slack.commit(slack.parcel(payload), "key-1")
    [post] = slack.arrived()
    assert post["alts"] == ["image"]
    assert [block["type"] for block in post["post"]["blocks"]] == ["image"]


def test_words_with_pictures_are_bounded_by_the_block_that_they_stand_in(slack: Place) -> None:
    fits = slack.publisher.prepare(Message("a" * 3000, images=THREE[:1]))
    assert not fits.blocked
    slack.commit(slack.parcel(fits), "key-1")
    longer = slack.publisher.prepare(Message("a" * 3001, images=THREE[:1]))
    assert [problem.code for problem in longer.blocked] == ["too_long"]
    with pytest.raises(Rejected, match="3000 characters"):
        slack.commit(slack.parcel(longer), "key-2")


@pytest.mark.parametrize(("chosen", "sent"), [("", "true"), ("none", "false")])
def test_the_preview_of_a_link_is_shown_or_not(slack: Place, chosen: str, sent: str) -> None:
    slack.send(Message("see https://e.org", options=(("preview", chosen),)))
    [form] = forms(slack, "chat.postMessage")
    assert form["unfurl_links"] == form["unfurl_media"] == sent


def test_an_edit_keeps_the_pictures_and_the_mark(slack: Place) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    message = Message("old", images=THREE)
    parcel = slack.parcel(publisher.prepare(message))
    receipt = slack.commit(parcel, "key-1")
    changed = publisher.edit(receipt.id, publisher.prepare(dataclasses.replace(message, text="new")).parts[0])
    assert changed.url == receipt.url
    [post] = slack.arrived()
    assert (post["text"], post["alts"]) == ("new", ["The red", "The green", "The blue"])
    found = publisher.find(parcel, "key-1", ago(), [])
    assert found is not None
    with pytest.raises(Rejected, match="deleted"):
        publisher.edit("1700000000.000001", publisher.prepare(Message("new")).parts[0])


def test_what_others_posted_is_neither_changed_nor_deleted(slack: Place) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    said = slack.fake.team.say("mine")
    with pytest.raises(Rejected, match="posted itself"):
        publisher.edit(said["ts"], publisher.prepare(Message("ours")).parts[0])
    with pytest.raises(Rejected, match="posted itself"):
        publisher.delete(said["ts"])


def test_reactions_and_answers_are_counted_of_posts_and_of_what_hangs_below(slack: Place) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    top = slack.send(THREAD, "key-0")
    below = slack.send(THREAD, "key-1", 1, top.id)
    messages = slack.fake.team.messages
    messages[top.id]["reactions"] = [{"name": "tada", "count": 3}, {"name": "eyes", "count": 1}]
    messages[below.id]["reactions"] = [{"name": "eyes", "count": 2}]
    found = publisher.measure([top.id, below.id, "1700000000.000001"])
    assert {number: (one.likes, one.replies, one.views) for number, one in found.items()} == {
        top.id: (4, 1, None),
        below.id: (2, 0, None),
    }
    messages[top.id]["subtype"] = "tombstone"
    assert publisher.measure([top.id]) == {}


def test_answers_name_people_and_show_where_labels_lead(slack: Place) -> None:
    publisher = slack.publisher
    assert isinstance(publisher, Slack)
    receipt = slack.send(Message("hello"))
    words = f"<@{MALLORY}> &amp; <@U0UNKNOWN1>: <https://e.org?a=1&amp;b=2|here>, <#C1|news> <!channel>"
    slack.fake.team.say(words, receipt.id)
    slack.fake.team.say("elsewhere")
    [remark] = publisher.replies(receipt.id, ago())
    assert remark.text == "@mallory & @U0UNKNOWN1: here (https://e.org?a=1&b=2), #news @channel"
    assert (remark.author, remark.reply_to) == ("@mallory", receipt.id)
    assert remark.url.startswith("https://harbour.slack.com/archives/")
    slack.fake.team.scopes.discard("users:read")
    assert publisher.replies(receipt.id, ago())[0].author == f"@{MALLORY}"


@pytest.mark.parametrize(
    "typed",
    [
        CHANNEL,
        "#news",
        "news",
        f"https://harbour.slack.com/archives/{CHANNEL}",
        f"https://app.slack.com/client/T0123/{CHANNEL}",
        f" https://harbour.slack.com/archives/{CHANNEL}/p1700000000000001 ",
    ],
)
def test_a_channel_is_entered_by_its_link_number_or_name(slack: Place, typed: str) -> None:
    credentials = dataclasses.replace(slack.publisher.credentials, channel=typed)
    account = make("slack", credentials, Web(LOOPBACK)).account
    assert (account.id, account.handle, account.name) == (CHANNEL, "#news", "Harbour #news")
    assert account.url == f"https://harbour.slack.com/archives/{CHANNEL}"


@pytest.mark.parametrize("typed", ["", "#nowhere", "C0000000000"])
def test_a_channel_that_is_not_there_is_said(slack: Place, typed: str) -> None:
    credentials = dataclasses.replace(slack.publisher.credentials, channel=typed)
    with pytest.raises(Expired, match="does not find the channel"):
        Slack(credentials, Account(""), Web(LOOPBACK)).check()


def test_an_app_that_may_not_post_is_not_connected(slack: Place) -> None:
    team = slack.fake.team
    team.archived.add(CHANNEL)
    with pytest.raises(Expired, match="archived"):
        slack.publisher.check()
    team.archived.clear()
    for scope, words in (("channels:read", "channels:read"), ("chat:write", "chat:write")):
        team.scopes.discard(scope)
        with pytest.raises(Expired, match=words) as trouble:
            slack.publisher.check()
        assert trouble.value.is_certain
        team.scopes.add(scope)
    team.scopes.discard("chat:write.public")
    assert slack.publisher.check().id == CHANNEL
    quiet = dataclasses.replace(slack.publisher.credentials, channel=QUIET)
    with pytest.raises(Expired, match="/invite"):
        Slack(quiet, Account(""), Web(LOOPBACK)).check()


def test_an_app_outside_of_the_channel_posts_and_says_what_it_cannot(slack: Place) -> None:
    quiet = dataclasses.replace(slack.publisher.credentials, channel=QUIET)
    outside = dataclasses.replace(slack, publisher=make("slack", quiet, Web(LOOPBACK)))
    payload = outside.publisher.prepare(Message("hello"))
    assert [problem.code for problem in payload.problems] == ["not_in_channel"]
    assert not payload.blocked
    outside.send(Message("hello"))
    assert isinstance(outside.publisher, Slack)
    with pytest.raises(CannotLook, match="/invite"):
        outside.publisher.find(outside.parcel(payload), "key-1", ago(), [])


def test_members_of_the_channel_are_counted(slack: Place) -> None:
    assert isinstance(slack.publisher, Slack)
    assert slack.publisher.followers() == 42
