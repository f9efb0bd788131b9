"""What is special about Discord with a bot."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest

from publishers.discord import Discord
from publishers.errors import CannotLook, Expired, Rejected, Uncertain, Unreachable
from publishers.message import Account, Message
from publishers.web import Web
from tests.fakes.discord_server import BOT, GUILD, TEXT
from tests.publishers import conformance, discord_described
from tests.publishers.places import LOOPBACK, Place, make, picture

THREE = tuple(picture(f"The {colour}", colour) for colour in ("red", "green", "blue"))


def ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)


def test_every_request_of_these_tests_fits_discords_own_description(discord: Place) -> None:
    """The place looks through them after each test; here is said where that cannot be."""
    conformance.specs()
    discord.send(Message("hello", images=THREE))
    assert discord_described.of_discord(discord.fake.requests) == []
    wrong = dataclasses.replace(discord.fake.requests[-1], path="/api/v10/channels/1/posts")
    assert discord_described.of_discord([wrong])
    body = json.dumps({"content": "x", "text": "y", "nonce": "n" * 26}).encode()
    odd = dataclasses.replace(discord.fake.requests[-1], body=body, headers={}, query={"wait": "true"})
    assert len(discord_described.of_discord([odd])) >= 2


def test_a_post_says_where_it_is_and_pings_nobody(discord: Place) -> None:
    receipt = discord.send(Message("Hello @everyone"))
    channel, _slash, number = receipt.id.partition("/")
    assert channel == TEXT
    assert receipt.url == f"https://discord.com/channels/{GUILD}/{TEXT}/{number}"
    request = discord.fake.requests[-1]
    sent = json.loads(request.body)
    assert sent["allowed_mentions"] == {"parse": []}
    assert sent["enforce_nonce"] is True
    assert 1 <= len(sent["nonce"]) <= 25
    assert request.headers["authorization"] == f"Bot {discord.fake.token}"
    assert request.headers["user-agent"].startswith("DiscordBot (")


@pytest.mark.parametrize("fault", ["error_502_after_accept", "rst_after_accept", "malformed_json"])
def test_after_a_lost_answer_the_same_nonce_gives_the_first_post(discord: Place, fault: str) -> None:
    message = Message("first\n---\nsecond", images=THREE)
    discord.fake.arm(fault)
    with pytest.raises(Uncertain):
        discord.send(message)
    top = discord.send(message)
    discord.fake.arm(fault)
    with pytest.raises(Uncertain):
        discord.send(message, "key-2", 1, top.id)
    discord.send(message, "key-2", 1, top.id)
    assert [post["text"] for post in discord.arrived()] == ["first", "second"]


def test_a_repeat_comes_well_within_the_few_minutes_that_a_nonce_is_known() -> None:
    assert (Discord.guarantee.repeat_after, Discord.guarantee.window) == (30, 120)


def test_a_post_that_somebody_deleted_is_not_sent_again_by_a_repeat(discord: Place) -> None:
    receipt = discord.send(Message("hello"))
    assert isinstance(discord.publisher, Discord)
    discord.publisher.delete(receipt.id)
    with pytest.raises(Rejected, match="deleted"):
        discord.send(Message("hello"))
    assert discord.arrived() == []


def test_pictures_leave_with_the_post_and_keep_their_order_and_descriptions(discord: Place) -> None:
    discord.send(Message("look", images=(*THREE, picture("", "yellow"))))
    [post] = discord.arrived()
    assert post["alts"] == ["The red", "The green", "The blue", ""]
    kept = [discord.fake.server.files[one["id"]] for one in post["post"]["attachments"]]
    assert kept[:3] == [image.read() for image in THREE]
    assert [request.method for request in discord.fake.requests].count("POST") == 1


def test_pictures_go_without_words(discord: Place) -> None:
    payload = discord.publisher.prepare(Message("", images=THREE))
    assert not payload.blocked
    discord.commit(discord.parcel(payload), "key-1")
    assert discord.arrived()[0]["images"] == 3


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ((), None),
        ((("silent", "true"),), 1 << 12),
        ((("preview", "none"),), 1 << 2),
        ((("preview", "none"), ("silent", "true")), (1 << 12) | (1 << 2)),
    ],
)
def test_a_post_goes_without_a_sound_and_without_a_preview_where_that_was_chosen(
    discord: Place, options: tuple[tuple[str, str], ...], flags: int | None
) -> None:
    discord.send(Message("hello", options=options))
    assert json.loads(discord.fake.requests[-1].body).get("flags") == flags


def test_a_thread_is_a_chain_of_answers(discord: Place) -> None:
    message = Message("first\n---\nsecond")
    top = discord.send(message)
    discord.send(message, "key-2", 1, top.id)
    assert discord.arrived()[1]["reply_to"] == top.id
    discord.fake.server.messages.clear()
    with pytest.raises(Rejected, match="Unknown message"):
        discord.send(message, "key-3", 1, top.id)


def test_the_same_words_of_somebody_else_or_elsewhere_are_not_ours(discord: Place) -> None:
    publisher = discord.publisher
    assert isinstance(publisher, Discord)
    message = Message("first\n---\nfirst", images=())
    discord.fake.server.say("first")
    parcel = discord.parcel(publisher.prepare(message))
    assert publisher.find(parcel, "key-1", ago(), []) is None
    top = discord.send(message)
    below = discord.parcel(publisher.prepare(message), 1, top.id)
    assert publisher.find(below, "key-2", ago(), []) is None
    pictured = discord.parcel(publisher.prepare(Message("first", images=THREE)))
    assert publisher.find(pictured, "key-3", ago(), []) is None


def test_a_look_goes_through_all_that_was_said_since(discord: Place) -> None:
    publisher = discord.publisher
    assert isinstance(publisher, Discord)
    for number in range(150):
        discord.fake.server.say(f"chat {number}")
    receipt = discord.send(Message("here"))
    parcel = discord.parcel(publisher.prepare(Message("here")))
    found = publisher.find(parcel, "key-1", ago(), [])
    assert found is not None
    assert found.id == receipt.id


def test_an_empty_list_is_no_proof_where_the_history_may_not_be_read(discord: Place) -> None:
    publisher = discord.publisher
    assert isinstance(publisher, Discord)
    parcel = discord.parcel(publisher.prepare(Message("hello")))
    discord.fake.server.reads_history = False
    assert publisher.find(parcel, "key-1", ago(), []) is None, "nothing was ever said there"
    discord.commit(parcel, "key-1")
    with pytest.raises(CannotLook, match="Read Message History"):
        publisher.find(parcel, "key-1", ago(), [])


def test_a_channel_that_the_bot_no_longer_sees_cannot_be_looked_at(discord: Place) -> None:
    publisher = discord.publisher
    assert isinstance(publisher, Discord)
    parcel = discord.parcel(publisher.prepare(Message("hello")))
    discord.fake.refuse("/messages", 403, 50001, "Missing Access")
    with pytest.raises(CannotLook):
        publisher.find(parcel, "key-1", ago(), [])
    discord.fake.refuse("/messages", 401, 0, "401: Unauthorized")
    with pytest.raises(Expired):
        publisher.find(parcel, "key-1", ago(), [])
    discord.fake.refuse("/messages", 200, raw=b"[1]")
    with pytest.raises(Unreachable):
        publisher.find(parcel, "key-1", ago(), [])


def test_reactions_of_all_kinds_are_counted_and_what_was_said_in_a_thread(discord: Place) -> None:
    publisher = discord.publisher
    assert isinstance(publisher, Discord)
    receipt = discord.send(Message("hello"))
    message = discord.fake.published[0]
    message["reactions"] = [{"emoji": {"name": "👍"}, "count": 3}, {"emoji": {"name": "❤"}, "count": 2}]
    reach = publisher.measure([receipt.id])[receipt.id]
    assert (reach.likes, reach.replies, reach.views) == (5, None, None)
    message["thread"] = {"id": message["id"], "message_count": 4}
    assert publisher.measure([receipt.id])[receipt.id].replies == 4


def test_members_of_the_server_are_counted(discord: Place) -> None:
    assert isinstance(discord.publisher, Discord)
    assert discord.publisher.followers() == 42


def test_answers_are_read_in_the_channel_and_in_the_thread(discord: Place) -> None:
    publisher, fake = discord.publisher, discord.fake
    assert isinstance(publisher, Discord)
    receipt = discord.send(Message("hello\n---\nmore"))
    discord.send(Message("hello\n---\nmore"), "key-2", 1, receipt.id)
    number = receipt.id.partition("/")[2]
    fake.server.threads[number] = {"id": number, "last_message_id": None}
    fake.server.say("Unrelated")
    fake.server.say(f"Thanks <@{BOT['id']}>", number)
    fake.server.say("In the thread", channel=number)
    fake.server.messages[list(fake.server.messages)[-2]]["mentions"] = [BOT]
    remarks = publisher.replies(receipt.id, ago())
    assert [remark.text for remark in remarks] == ["Thanks @almanac", "In the thread"]
    assert {remark.author for remark in remarks} == {"@mallory"}
    assert remarks[0].reply_to == number
    assert remarks[0].url.startswith(f"https://discord.com/channels/{GUILD}/{TEXT}/")


def test_without_the_intent_words_are_hidden_and_it_says_so(discord: Place) -> None:
    publisher = discord.publisher
    assert isinstance(publisher, Discord)
    receipt = discord.send(Message("hello"))
    discord.fake.server.has_intent = False
    discord.fake.say(receipt.id, "You cannot read this")
    with pytest.raises(Rejected, match="Message Content Intent"):
        publisher.replies(receipt.id, ago())
    discord.fake.say("", "But you can read this")
    assert [remark.text for remark in publisher.mentions(ago())] == ["@almanac But you can read this"]


@pytest.mark.parametrize("typed", [TEXT, f"https://discord.com/channels/{GUILD}/{TEXT}", f" {TEXT}/ "])
def test_a_channel_is_entered_by_its_link_or_number(discord: Place, typed: str) -> None:
    credentials = dataclasses.replace(discord.publisher.credentials, channel=typed)
    account = make("discord", credentials, Web(LOOPBACK)).account
    assert (account.id, account.handle, account.name) == (TEXT, "#news", "Harbour #news")
    assert account.url == f"https://discord.com/channels/{GUILD}/{TEXT}"


@pytest.mark.parametrize("typed", ["", "#news", "https://example.org/channels/1", "12"])
def test_what_is_no_channel_is_said_before_anything_is_asked(discord: Place, typed: str) -> None:
    credentials = dataclasses.replace(discord.publisher.credentials, channel=typed)
    with pytest.raises(Expired, match="channel's link"):
        Discord(credentials, Account(""), Web(LOOPBACK)).check()


@pytest.mark.parametrize(
    ("everyone", "overwrites", "missing"),
    [
        (1 << 10, [], "Send Messages"),
        (1 << 11, [], "View Channel"),
        (0, [{"id": GUILD, "allow": str(1 << 10), "deny": "0"}], "Send Messages"),
        (3 << 10, [{"id": GUILD, "allow": "0", "deny": str(1 << 11)}], "Send Messages"),
        (3 << 10, [{"id": BOT["id"], "allow": "0", "deny": str(1 << 10)}], "View Channel"),
    ],
)
def test_a_bot_that_may_not_post_is_not_connected(
    discord: Place, everyone: int, overwrites: list[dict[str, str]], missing: str
) -> None:
    discord.fake.server.permissions = str(everyone)
    discord.fake.server.overwrites = overwrites
    with pytest.raises(Expired, match=missing):
        discord.publisher.check()


@pytest.mark.parametrize(
    ("everyone", "overwrites"),
    [
        (1 << 3, [{"id": GUILD, "allow": "0", "deny": str(3 << 10)}]),
        (0, [{"id": BOT["id"], "allow": str(3 << 10), "deny": "0"}]),
        (3 << 10, [{"id": "1", "allow": "0", "deny": str(3 << 10)}]),
    ],
)
def test_a_bot_that_may_post_by_any_way_is_connected(
    discord: Place, everyone: int, overwrites: list[dict[str, str]]
) -> None:
    discord.fake.server.permissions = str(everyone)
    discord.fake.server.overwrites = overwrites
    assert discord.publisher.check().id == TEXT


def test_a_bot_without_the_right_to_attach_files_is_pointed_out(discord: Place) -> None:
    discord.fake.server.permissions = str(3 << 10)
    publisher = make("discord", discord.publisher.credentials, Web(LOOPBACK))
    payload = publisher.prepare(Message("look", images=THREE))
    assert [problem.code for problem in payload.problems] == ["no_pictures"]
    assert not payload.blocked


def test_a_server_that_is_paid_for_takes_heavier_files(discord: Place) -> None:
    discord.fake.server.level = 2
    facts = dict(discord.publisher.check().facts)
    assert discord.publisher.limits.adjusted(tuple(facts.items())).image_bytes == 50_000_000


def test_somebody_elses_message_cannot_be_changed(discord: Place) -> None:
    publisher = discord.publisher
    assert isinstance(publisher, Discord)
    said = discord.fake.server.say("mine")
    part = publisher.prepare(Message("ours")).parts[0]
    with pytest.raises(Rejected, match="somebody else"):
        publisher.edit(f"{TEXT}/{said['id']}", part)


def test_a_heavy_picture_has_more_time_and_its_mark_is_repeated_later(discord: Place) -> None:
    web = discord.publisher.web
    assert web.patience(0) == web.timeout
    assert web.patience(5_000_000) == 2 * web.timeout
    assert web.patience(100_000_000) == 3 * web.timeout
    shown, words = (
        discord.publisher.prepare(one).parts[0] for one in (Message("hi", images=(picture(),)), Message("hi"))
    )
    assert discord.publisher.guarantee_for(words).repeat_after == 30
    assert discord.publisher.guarantee_for(shown).repeat_after > 3 * 30
