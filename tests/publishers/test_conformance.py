"""The checker finds what does not fit, and the fakes answer as the networks' descriptions say."""

from typing import Any

import pytest

from tests.fakes.telegram_bot import Bot
from tests.fakes.telegram_chats import CHANNEL, DISCUSSION
from tests.publishers import conformance
from tests.publishers.conformance import Method, Parameter, complaints

OWN_SAMPLE = {
    "say": Method(
        {
            "words": Parameter(True, lambda value: "" if isinstance(value, str) else "is no text"),
            "silent": Parameter(False, lambda value: "" if isinstance(value, bool) else "is no yes or no"),
        }
    )
}


@pytest.mark.parametrize(
    ("method", "given", "found"),
    [
        ("say", {"words": "hello", "silent": True}, []),
        ("say", {"words": "hello", "token": "x"}, []),
        ("shout", {"words": "hello"}, ["shout: there is no such method"]),
        ("say", {}, ["say: words is missing"]),
        ("say", {"words": 1}, ["say: words is no text"]),
        ("say", {"words": "hello", "loud": True}, ["say: loud is unknown"]),
    ],
)
def test_what_does_not_fit_is_said(method: str, given: dict[str, Any], found: list[str]) -> None:
    assert complaints(OWN_SAMPLE, method, given, also=["token"]) == found


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("sendMessage", {"chat_id": -1, "text": 5}),
        ("sendMessage", {"chat_id": -1}),
        ("sendMessage", {"chat_id": -1, "text": "a", "silent": True}),
        ("sendMessage", {"chat_id": -1, "text": "a", "disable_notification": "true"}),
        ("sendMessage", {"chat_id": -1, "text": "a", "reply_parameters": {"id": 5}}),
        ("sendMessage", {"chat_id": True, "text": "a"}),
        ("sendMediaGroup", {"chat_id": -1, "media": [{"type": "photo"}]}),
        ("postMessage", {}),
    ],
)
def test_a_request_that_telegram_does_not_describe_is_found(method: str, given: dict[str, Any]) -> None:
    assert complaints(conformance.telegram(), method, given)


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("wall.post", {"owner_id": "me"}),
        ("wall.post", {"from_group": "yes"}),
        ("wall.post", {"text": "hello"}),
        ("wall.createComment", {"message": "hello"}),
        ("wall.getComments", {"sort": "best"}),
        ("wall.getComments", {"thread_items_count": "11"}),
        ("stats.getPostReach", {"owner_id": "-1", "post_ids": ",".join(["1"] * 31)}),
        ("wall.publish", {}),
    ],
)
def test_a_request_that_vk_does_not_describe_is_found(method: str, given: dict[str, Any]) -> None:
    assert complaints(conformance.vk(), method, given)


def test_what_the_fake_bot_answers_is_what_telegram_describes() -> None:
    methods = conformance.telegram()
    bot = Bot(lambda posted, given: None)
    photo = {"photo": ("a.png", b"png", "image/png"), "b": ("b.png", b"png", "image/png")}
    sent: list[tuple[str, dict[str, Any]]] = [
        ("getMe", {}),
        ("getChat", {"chat_id": CHANNEL}),
        ("getChatMember", {"chat_id": CHANNEL, "user_id": 1}),
        ("getChatMemberCount", {"chat_id": CHANNEL}),
        ("sendMessage", {"chat_id": CHANNEL, "text": "<b>a</b> 😀", "parse_mode": "HTML"}),
        ("sendMessage", {"chat_id": CHANNEL, "text": "b", "reply_parameters": {"message_id": 1}}),
        ("sendPhoto", {"chat_id": CHANNEL, "photo": "attach://photo"}),
        (
            "sendMediaGroup",
            {"chat_id": CHANNEL, "media": [{"type": "photo", "media": "attach://b"}] * 2},
        ),
        ("editMessageText", {"chat_id": CHANNEL, "message_id": 1, "text": "c"}),
        ("editMessageCaption", {"chat_id": CHANNEL, "message_id": 3, "caption": "c"}),
        ("getUpdates", {"allowed_updates": ["message", "message_reaction_count"]}),
        ("getWebhookInfo", {}),
    ]
    for method, given in sent:
        answer = getattr(bot, f"do_{method}")(given, photo)
        assert methods[method].answer(answer) == "", (method, answer)
    bot.comment(1, "well said")
    bot.react(1, 3, 2)
    updates = bot.do_getUpdates({}, {})
    assert [kind for update in updates for kind in update if kind != "update_id"][-2:] == [
        "message",
        "message_reaction_count",
    ]
    assert methods["getUpdates"].answer(updates) == ""
    assert bot.chats.status[DISCUSSION] == "administrator"
