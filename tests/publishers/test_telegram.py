"""What is special about Telegram."""

import dataclasses
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from publishers.errors import Busy, Expired, Rejected
from publishers.message import Image, Message, Parcel, Payload
from publishers.telegram import Credentials, Telegram
from publishers.telegram.chat import chat_name
from publishers.web import Web
from tests.fakes.telegram import FakeTelegram, parameters
from tests.fakes.telegram_chats import DISCUSSION, GROUP
from tests.publishers import conformance
from tests.publishers.places import LOOPBACK, Place, make, picture

THREE = tuple(picture(colour=colour) for colour in ("red", "green", "blue"))
MOVED = -1001000000099
LONG = "a" * 1025  # one more than stands below pictures


def test_every_request_of_these_tests_fits_telegrams_own_description(telegram: Place) -> None:
    """The place looks through them after each test; here is said where that cannot be."""
    conformance.specs()
    telegram.send(Message("hello", images=THREE))
    assert conformance.of_telegram(telegram.fake.requests) == []


def test_an_album_is_one_request_with_the_words_below_the_first_picture(telegram: Place) -> None:
    asked = len(telegram.fake.requests)
    receipt = telegram.send(Message("Look **here**", images=THREE))
    assert len(telegram.fake.requests) == asked + 1
    messages = telegram.fake.published
    assert receipt.id == ",".join(str(message["message_id"]) for message in messages)
    assert [message.get("caption", "") for message in messages] == ["Look here", "", ""]
    assert messages[0]["caption_entities"] == [{"type": "bold", "offset": 5, "length": 4}]
    sent = [telegram.fake.bot.uploaded[message["photo"][0]["file_id"]] for message in messages]
    assert [content for _, content, _ in sent] == [image.read() for image in THREE]
    assert all(content for _, content, _ in sent)


def test_a_slow_store_does_not_hold_up_the_commit(telegram: Place) -> None:
    reads: list[str] = []

    def slowly() -> bytes:
        reads.append("read")
        return b"a picture"

    image = dataclasses.replace(THREE[0], read=slowly)
    parcel = telegram.parcel(telegram.publisher.prepare(Message("hi", images=(image,))))
    assert reads == ["read"]
    telegram.commit(parcel, "key-1")
    assert reads == ["read"]
    telegram.commit(parcel, "key-2")  # a publisher that has not fetched it itself still can
    assert [content for _, content, _ in telegram.fake.bot.uploaded.values()] == [b"a picture"] * 2


def test_one_picture_may_come_without_words(telegram: Place) -> None:
    payload = telegram.publisher.prepare(Message("", images=THREE[:1]))
    assert not payload.blocked
    telegram.commit(telegram.parcel(payload), "key-1")
    assert telegram.arrived() == [{"text": "", "images": 1, "reply_to": ""}]


def test_words_too_long_for_below_the_pictures_follow_them_and_that_is_said_before(telegram: Place) -> None:
    message = Message(LONG, images=THREE)
    payload = telegram.publisher.prepare(message)
    assert [(part.text, len(part.images)) for part in payload.parts] == [("", 3), (LONG, 0)]
    assert not payload.blocked
    assert "words_follow_pictures" in codes(payload)
    above = telegram.send(message)
    telegram.send(message, "key-2", 1, above.id)
    assert [post["images"] for post in telegram.arrived()] == [3, 0]
    assert telegram.arrived()[1]["reply_to"] == above.id.split(",")[0]
    shorter = telegram.publisher.prepare(Message(LONG[1:], images=THREE))
    assert (len(shorter.parts), shorter.parts[0].limit) == (1, 1024)
    assert "words_follow_pictures" not in codes(shorter)


def test_it_is_said_that_descriptions_of_pictures_have_no_field_there(telegram: Place) -> None:
    payload = telegram.publisher.prepare(Message("hi", images=THREE))
    assert codes(payload) == ["images_not_described"]
    assert not payload.blocked


def test_where_the_first_comment_will_stand_is_said(telegram: Place) -> None:
    message = Message("hi", options=(("first_comment", "more"),))
    assert codes(telegram.publisher.prepare(message)) == ["comment_in_channel"]


@pytest.mark.parametrize(
    ("option", "sent"),
    [
        (("silent", "true"), {"disable_notification": True}),
        (("protect", "true"), {"protect_content": True}),
        (("preview", "none"), {"link_preview_options": {"is_disabled": True}}),
        (("preview", "large"), {"link_preview_options": {"prefer_large_media": True}}),
        (("preview", "nonsense"), {}),
        (("silent", ""), {}),
    ],
)
def test_what_was_chosen_is_sent(telegram: Place, option: tuple[str, str], sent: dict[str, Any]) -> None:
    telegram.send(Message("see https://e.org", options=(option,), language="en"))
    given, _ = parameters(telegram.fake.requests[-1])
    plain = {"chat_id", "text", "parse_mode"}
    assert {name: value for name, value in given.items() if name not in plain} == sent


def test_a_choice_goes_along_with_an_album_too(telegram: Place) -> None:
    telegram.send(Message("hi", images=THREE, options=(("protect", "true"), ("preview", "none"))))
    assert all(message["has_protected_content"] for message in telegram.fake.published)


def test_a_post_says_where_it_is(telegram: Place) -> None:
    assert telegram.send(Message("hello")).url == "https://t.me/harbour/1"
    private = at(telegram, str(DISCUSSION))
    receipt = dataclasses.replace(telegram, publisher=private).send(Message("hello"))
    assert receipt.url == f"https://t.me/c/1000000002/{receipt.id}"
    crew = dataclasses.replace(telegram, publisher=at(telegram, str(GROUP))).send(Message("hello"))
    assert crew.url == ""


def test_a_channel_is_known_by_its_name_and_a_private_chat_by_its_title(telegram: Place) -> None:
    channel, crew = at(telegram, "@harbour").account, at(telegram, str(GROUP)).account
    assert (channel.handle, channel.name, channel.url) == ("@harbour", "Harbour", "https://t.me/harbour")
    assert (crew.handle, crew.name, crew.url) == ("Crew", "Crew", "")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("harbour", "@harbour"),
        (" @harbour ", "@harbour"),
        ("https://t.me/harbour/", "@harbour"),
        ("-1001000000001", -1001000000001),
        ("https://t.me/harbour/12?single", "@harbour"),
        ("t.me/s/harbour", "@harbour"),
        ("https://t.me/c/1000000001/12", -1001000000001),
        ("", "@"),
    ],
)
def test_a_chat_may_be_named_in_the_ways_people_do(typed: str, asked: int | str) -> None:
    assert chat_name(typed) == asked


def test_a_group_that_became_a_supergroup_is_followed_by_itself(telegram: Place) -> None:
    group = at(telegram, str(GROUP))
    there = dataclasses.replace(telegram, publisher=group)
    parcel = there.parcel(group.prepare(Message("hello")))
    telegram.fake.bot.chats.move(GROUP, MOVED)
    with pytest.raises(Busy, match=str(MOVED)) as trouble:  # it moved between the two
        there.commit(parcel, "key-1")
    assert trouble.value.code == "moved"
    assert there.arrived() == []
    there.send(Message("hello"))
    assert telegram.fake.published[0]["chat"]["id"] == MOVED


def test_a_check_learns_where_the_group_is_now_and_it_stays_the_same_account(telegram: Place) -> None:
    group = at(telegram, str(GROUP))
    telegram.fake.bot.chats.move(GROUP, MOVED)
    account = group.check()
    assert account.id == group.account.id, "approvals and plans for this channel stay good"
    there = dataclasses.replace(telegram, publisher=Telegram(group.credentials, account, group.web))
    asked = len(telegram.fake.requests)
    receipt = there.send(Message("hello"))
    assert len(telegram.fake.requests) == asked + 1
    publisher(there).edit(receipt.id, there.publisher.prepare(Message("other")).parts[0])
    assert [message["text"] for message in telegram.fake.published] == ["other"]
    publisher(there).delete(receipt.id)
    assert telegram.fake.published == []


def test_a_group_that_lets_nobody_write_is_not_connected(telegram: Place) -> None:
    telegram.fake.bot.chats.status[GROUP] = "restricted"
    with pytest.raises(Expired, match="may not write"):
        at(telegram, str(GROUP))
    telegram.fake.bot.chats.status[GROUP] = "member"
    at(telegram, str(GROUP))
    telegram.fake.bot.chats.by_id[GROUP]["permissions"] = {"can_send_messages": False}
    with pytest.raises(Expired, match="may not write"):
        at(telegram, str(GROUP))


@pytest.mark.parametrize(("images", "then"), [(THREE[:1], ()), ((), THREE[:1])])
def test_words_are_changed_where_they_stand_whatever_a_part_says(
    telegram: Place, images: tuple[Image, ...], then: tuple[Image, ...]
) -> None:
    receipt = telegram.send(Message("one", images=images))
    publisher(telegram).edit(receipt.id, telegram.publisher.prepare(Message("two", images=then)).parts[0])
    assert [post["text"] for post in telegram.arrived()] == ["two"]


def test_more_styles_than_telegram_shows_are_pointed_out(telegram: Place) -> None:
    payload = telegram.publisher.prepare(Message("**a** b " * 101))
    assert codes(payload) == ["many_styles"]
    assert not payload.blocked
    assert codes(telegram.publisher.prepare(Message("**a** b " * 100))) == []


def test_words_below_an_album_can_be_changed_and_the_pictures_stay(telegram: Place) -> None:
    receipt = telegram.send(Message("one", images=THREE))
    other = telegram.publisher.prepare(Message("**two**", images=THREE)).parts[0]
    asked = len(telegram.fake.requests)
    assert publisher(telegram).edit(receipt.id, other).id == receipt.id
    assert len(telegram.fake.requests) == asked + 1
    assert telegram.arrived() == [{"text": "two", "images": 3, "reply_to": ""}]


def test_the_fake_goes_on_counting_after_it_was_killed(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        with FakeTelegram(state=str(tmp_path / "arrivals.jsonl")) as fake:
            there = make("telegram", Credentials(fake.token, "@harbour", "", fake.url), Web(LOOPBACK))
            parcel = Parcel(there.prepare(Message("hello")).parts[0])
            ids.append(there.commit(parcel, "key-1", time.monotonic() + 5).id)
    assert ids == ["1", "2"]


def test_changing_words_to_the_same_words_does_no_harm(telegram: Place) -> None:
    receipt = telegram.send(Message("one"))
    asked = len(telegram.fake.requests)
    publisher(telegram).edit(receipt.id, telegram.publisher.prepare(Message("one")).parts[0])
    assert len(telegram.fake.requests) == asked + 1


def test_all_of_an_album_is_deleted(telegram: Place) -> None:
    receipt = telegram.send(Message("one", images=THREE))
    publisher(telegram).delete(receipt.id)
    publisher(telegram).delete(receipt.id)
    assert telegram.fake.published == []


def test_one_message_is_deleted_in_the_way_that_says_when_it_could_not_be(telegram: Place) -> None:
    publisher(telegram).delete(telegram.send(Message("one")).id)
    assert telegram.fake.requests[-1].path.endswith("/deleteMessage")


def test_comments_are_those_below_this_post_also_in_answer_to_each_other(telegram: Place) -> None:
    first, second = telegram.send(Message("one"), "1"), telegram.send(Message("two"), "2")
    bot = telegram.fake.bot
    said = bot.comment(int(first.id), "well said", "Grace")
    bot.comment(int(second.id), "elsewhere")
    thread = bot.messages[DISCUSSION, said]["reply_to_message"]["message_id"]
    again = bot.comment(int(first.id), "I agree", "Linus")
    bot.messages[DISCUSSION, again] |= {
        "message_thread_id": thread,
        "reply_to_message": bot.messages[DISCUSSION, said],
    }
    found = publisher(telegram).replies(first.id, ago())
    assert [(one.text, one.author, one.reply_to) for one in found] == [
        ("well said", "Grace", first.id),
        ("I agree", "Linus", first.id),
    ]
    assert found[0].url == f"https://t.me/c/1000000002/{said}"
    assert publisher(telegram).replies(first.id, datetime.now(UTC) + timedelta(minutes=5)) == ()


def test_reading_comments_takes_nothing_away_from_later_reads(telegram: Place) -> None:
    receipt = telegram.send(Message("one"))
    telegram.fake.bot.comment(int(receipt.id), "well said")
    reads = [publisher(telegram).replies(receipt.id, ago()) for _ in range(3)]
    assert reads[0] == reads[1] == reads[2]
    assert len(reads[0]) == 1


def test_nobody_elses_bot_news_are_read_unless_a_person_said_so(telegram: Place) -> None:
    receipt = telegram.send(Message("one"))
    shy = dataclasses.replace(telegram.publisher.credentials, comments="")
    asked = len(telegram.fake.requests)
    with pytest.raises(Rejected, match="not read on this channel"):
        Telegram(shy, telegram.publisher.account, telegram.publisher.web).replies(receipt.id, ago())
    assert len(telegram.fake.requests) == asked


def test_another_program_that_reads_is_said_and_not_disturbed(telegram: Place) -> None:
    receipt = telegram.send(Message("one"))
    telegram.fake.bot.webhook = "https://example.org/hook"
    with pytest.raises(Rejected, match="Another program"):
        publisher(telegram).replies(receipt.id, ago())
    assert not [r for r in telegram.fake.requests if r.path.endswith("/getUpdates")]
    telegram.fake.bot.webhook, telegram.fake.bot.another_poller = "", True
    with pytest.raises(Rejected, match="Another program"):
        publisher(telegram).replies(receipt.id, ago())


def test_a_channel_without_a_group_has_no_comments(telegram: Place) -> None:
    telegram.fake.bot.chats.linked = False
    alone = at(telegram, "@harbour")
    asked = len(telegram.fake.requests)
    assert alone.replies("1", ago()) == ()
    assert len(telegram.fake.requests) == asked


def test_answers_in_a_group_are_heard_too(telegram: Place) -> None:
    group = at(telegram, str(GROUP))
    receipt = dataclasses.replace(telegram, publisher=group).send(Message("one"))
    bot = telegram.fake.bot
    ours = bot.messages[GROUP, int(receipt.id)]
    chat = {"id": GROUP, "type": "group", "title": "Crew"}
    who = {"id": 7, "is_bot": False, "first_name": "Grace", "username": "grace"}
    for number, text, to in ((50, "aye", ours), (51, "unrelated", None)):
        message = {"message_id": number, "date": ours["date"], "chat": chat, "from": who, "text": text}
        bot.updates.add("message", message | ({"reply_to_message": to} if to else {}))
    assert [(one.text, one.author) for one in group.replies(receipt.id, ago())] == [("aye", "@grace")]


def at(there: Place, chat: str) -> Telegram:
    credentials = Credentials(there.fake.token, chat, "yes", there.fake.url)
    found = make("telegram", credentials, there.publisher.web)
    assert isinstance(found, Telegram)
    return found


def publisher(there: Place) -> Telegram:
    assert isinstance(there.publisher, Telegram)
    return there.publisher


def codes(payload: Payload) -> list[str]:
    return [problem.code for problem in payload.problems]


def ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)
