"""Every refusal that Telegram is known to make, and what it means for the post."""

import dataclasses
import time
from datetime import UTC, datetime, timedelta

import pytest

from publishers.answer import Answer
from publishers.errors import Busy, Expired, PublisherError, Rejected, Uncertain, Unreachable
from publishers.message import Message, Parcel
from publishers.telegram import Credentials, Telegram, answers
from tests.fakes.telegram_chats import CHANNEL, DISCUSSION
from tests.publishers.places import Place, make

BAD, MOVED = "Bad Request: ", {"migrate_to_chat_id": -1007}
REFUSALS: list[tuple[int, str, dict[str, int], type[PublisherError], str]] = [
    (400, BAD + "chat not found", {}, Expired, "does not find the chat"),
    (400, BAD + "need administrator rights in the channel chat", {}, Expired, "right to post"),
    (400, BAD + "not enough rights to send text messages to the chat", {}, Expired, "Allow it"),
    (400, BAD + "not enough rights to send photos to the chat", {}, Rejected, "leave the pictures out"),
    (400, BAD + "CHAT_WRITE_FORBIDDEN", {}, Expired, "Allow it"),
    (400, BAD + "message is too long", {}, Rejected, "too long"),
    (400, BAD + "message caption is too long", {}, Rejected, "below the pictures too long"),
    (400, BAD + "message text is empty", {}, Rejected, "message text is empty"),
    (400, BAD + 'can\'t parse entities: Unsupported start tag "p" at byte offset 0', {}, Rejected, "styles"),
    (400, BAD + "wrong file identifier/HTTP URL specified", {}, Rejected, "one of the pictures"),
    (400, BAD + "failed to get HTTP URL content", {}, Busy, "fetch a picture"),
    (400, BAD + "message to be replied not found", {}, Rejected, "no longer on Telegram"),
    (400, BAD + "PHOTO_INVALID_DIMENSIONS", {}, Rejected, "PHOTO_INVALID_DIMENSIONS"),
    (400, BAD + "group chat was upgraded to a supergroup chat", MOVED, Busy, "-1007"),
    (401, "Unauthorized", {}, Expired, "@BotFather"),
    (404, "Not Found", {}, Expired, "@BotFather"),
    (403, "Forbidden: bot was kicked from the channel chat", {}, Expired, "was kicked"),
    (403, "Forbidden: bot is not a member of the channel chat", {}, Expired, "not a member"),
    (403, "Forbidden: bot was blocked by the user", {}, Expired, "blocked"),
    (409, "Conflict: terminated by other getUpdates request", {}, Rejected, "Another program"),
    (413, "Request Entity Too Large", {}, Rejected, "too heavy"),
    (429, "Too Many Requests: retry after 14", {"retry_after": 14}, Busy, "wait"),
    (500, "Internal Server Error", {}, Uncertain, "no clear answer"),
    (502, "Bad Gateway", {}, Uncertain, "no clear answer"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "words", "more", "error", "said"), REFUSALS, ids=[r[1] for r in REFUSALS])
def test_every_refusal_of_a_post_means_something(
    telegram: Place, code: int, words: str, more: dict[str, int], error: type[PublisherError], said: str
) -> None:
    telegram.fake.refuse("sendMessage", code, words, **more)
    with pytest.raises(error) as trouble:
        telegram.send(Message("hello"))
    assert type(trouble.value) is error
    assert said in str(trouble.value)
    assert trouble.value.code
    assert telegram.arrived() == []


def test_the_wait_that_telegram_asks_for_is_kept_and_bounded(telegram: Place) -> None:
    for asked, kept in ((14, 14), (100_000, 3600)):
        telegram.fake.refuse("sendMessage", 429, "Too Many Requests", retry_after=asked)
        with pytest.raises(Busy) as trouble:
            telegram.send(Message("hello"))
        assert trouble.value.retry_after == kept


@pytest.mark.parametrize(
    ("status", "rights", "said"),
    [
        ("left", set(), "not in this chat"),
        ("kicked", set(), "not in this chat"),
        ("member", set(), "not an administrator"),
        ("administrator", {"can_edit_messages"}, "right to post"),
    ],
)
def test_a_bot_that_may_not_post_is_not_connected(
    telegram: Place, status: str, rights: set[str], said: str
) -> None:
    telegram.fake.bot.chats.status[CHANNEL] = status
    telegram.fake.bot.chats.rights[CHANNEL] = rights
    with pytest.raises(Expired, match=said):
        telegram.publisher.check()
    with pytest.raises(Expired):
        telegram.send(Message("hello"))


@pytest.mark.parametrize(("right", "said"), [("edit", "edit messages"), ("delete", "delete messages")])
def test_a_missing_right_is_said_when_it_is_needed(telegram: Place, right: str, said: str) -> None:
    receipt = telegram.send(Message("hello"))
    part = telegram.publisher.prepare(Message("other")).parts[0]

    def need(publisher: Telegram) -> None:
        publisher.edit(receipt.id, part) if right == "edit" else publisher.delete(receipt.id)

    telegram.fake.bot.chats.rights[CHANNEL].discard(f"can_{right}_messages")
    assert isinstance(telegram.publisher, Telegram)
    with pytest.raises(Rejected, match=said):  # as Telegram says it
        need(telegram.publisher)
    learnt = Telegram(telegram.publisher.credentials, telegram.publisher.check(), telegram.publisher.web)
    asked = len(telegram.fake.requests)
    with pytest.raises(Rejected, match=said):  # as we know it since the last check
        need(learnt)
    assert len(telegram.fake.requests) == asked


@pytest.mark.parametrize("chat", ["@nobody", "-1009999999999", "", "t.me/nobody"])
def test_a_chat_that_is_not_there_is_not_connected(telegram: Place, chat: str) -> None:
    credentials = dataclasses.replace(telegram.publisher.credentials, chat=chat)
    with pytest.raises(Expired, match="does not find"):
        make("telegram", credentials, telegram.publisher.web)


@pytest.mark.parametrize("token", ["", "hello", "12345678:", "12345678:AAF/../getMe?x=", "1:a\nb"])
def test_what_is_no_token_is_never_sent(telegram: Place, token: str) -> None:
    asked = len(telegram.fake.requests)
    with pytest.raises(Expired, match="not a bot's token"):
        make("telegram", Credentials(token, "@harbour", "", telegram.fake.url), telegram.publisher.web)
    assert len(telegram.fake.requests) == asked


@pytest.mark.parametrize(
    "server", ["https://exa mple", "http://[broken", "ftp://e.org", "https://127.0.0.2", "::"]
)
def test_the_token_is_in_no_error(telegram: Place, server: str) -> None:
    credentials = dataclasses.replace(telegram.publisher.credentials, server=server)
    broken = Telegram(credentials, telegram.publisher.account, telegram.publisher.web)
    parcel = Parcel(broken.prepare(Message("hello")).parts[0])
    for act in (broken.check, lambda: broken.commit(parcel, "key-1", time.monotonic() + 10)):
        with pytest.raises(Unreachable) as trouble:
            act()
        assert telegram.fake.token not in f"{trouble.value!r} {trouble.value} {trouble.value.__cause__!r}"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"ok": true}',
        '{"ok": false, "result": {"message_id": 1}}',
        '{"result": {"message_id": 1}}',
        '{"ok": true, "result": true}',
        '{"ok": true, "result": []}',
        '{"ok": true, "result": {"message_id": "1"}}',
        '{"ok": true, "result": {"message_id": true}}',
        '{"ok": true, "result": {"message_id": 0}}',
        '{"ok": true, "result": [{"message_id": 1}, {}]}',
        '{"ok": true, "result": [{"message_id": 1}, "2"]}',
    ],
)
def test_what_is_no_receipt_is_uncertain(body: str) -> None:
    with pytest.raises(Uncertain):
        answers.receipt(Answer(200, {}, body.encode()), "harbour")


@pytest.mark.parametrize(
    "body", ["{}", '{"ok": false}', '{"ok": false, "description": 5}', '{"ok": false, "parameters": []}']
)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 429])
def test_a_no_without_words_is_still_a_no(status: int, body: str) -> None:
    with pytest.raises((Rejected, Expired, Busy)):
        answers.receipt(Answer(status, {}, body.encode()), "harbour")


@pytest.mark.parametrize(
    ("method", "answer", "error"),
    [
        ("getMe", {"ok": True, "result": []}, Unreachable),
        ("getChat", {"ok": True, "result": True}, Unreachable),
        ("getChat", {"ok": True, "result": {"id": 5, "type": "private"}}, Rejected),
        ("getChat", {"ok": True, "result": {"id": "5", "type": "channel"}}, Rejected),
        ("getChatMember", {"ok": True, "result": None}, Unreachable),
        ("getChatMember", {"hello": "world"}, Unreachable),
    ],
)
def test_what_is_no_bot_api_or_no_chat_is_not_connected(
    telegram: Place, method: str, answer: object, error: type[PublisherError]
) -> None:
    telegram.fake.odd[method] = answer
    with pytest.raises(error):
        telegram.publisher.check()


@pytest.mark.parametrize(
    "result",
    [
        None,
        [5, {"message": 5}, {"message": {"chat": 5}}, {"edited_message": {}}],
        [{"message": {"chat": {"id": DISCUSSION}, "reply_to_message": 5, "message_id": "x"}}],
        [
            {
                "message": {
                    "chat": {"id": DISCUSSION},
                    "message_thread_id": 1,
                    "message_id": 5,
                    "text": "undated",
                }
            }
        ],
    ],
)
def test_news_that_cannot_be_read_are_no_comments(telegram: Place, result: object) -> None:
    publisher = telegram.publisher
    assert isinstance(publisher, Telegram)
    receipt = telegram.send(Message("hello"))
    telegram.fake.odd["getUpdates"] = {"ok": True, "result": result}
    assert publisher.replies(receipt.id, datetime.now(UTC) - timedelta(minutes=5)) == ()
