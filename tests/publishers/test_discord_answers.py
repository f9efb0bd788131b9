"""Every refusal that Discord documents, and what it means for the post."""

import pytest

from publishers.errors import Busy, Expired, PublisherError, Rejected, Uncertain
from publishers.message import Message
from tests.publishers.places import Place

REFUSALS: list[tuple[int, int, str, type[PublisherError], str]] = [
    (400, 50006, "Cannot send an empty message", Rejected, "no empty message"),
    (400, 50024, "Cannot execute action on this channel type", Rejected, "of this kind"),
    (400, 50083, "Thread is archived", Rejected, "archived"),
    (400, 160005, "Thread is locked", Rejected, "locked"),
    (400, 200000, "Message was blocked by automatic moderation", Rejected, "AutoMod"),
    (400, 200001, "Title was blocked by automatic moderation", Rejected, "title"),
    (400, 220001, "Webhooks posted to forum channels must have a thread_name", Rejected, "needs a title"),
    (400, 220002, "Webhooks cannot have both a thread_name and thread_id", Rejected, "both"),
    (400, 220003, "Webhooks can only create threads in forum channels", Rejected, "no forum"),
    (400, 240000, "Message blocked by harmful links filter", Rejected, "harmful"),
    (400, 99999, "Something new", Rejected, "Something new"),
    (400, 50008, "Cannot send messages in a non-text channel", Expired, "another channel"),
    (401, 0, "401: Unauthorized", Expired, "Connect the channel again"),
    (401, 50027, "Invalid webhook token provided", Expired, "Make a new one"),
    (401, 40001, "Unauthorized", Expired, "Connect the channel again"),
    (403, 40002, "You need to verify your account", Expired, "verified"),
    (403, 50001, "Missing Access", Expired, "View Channel"),
    (403, 50013, "Missing Permissions", Expired, "Send Messages"),
    (403, 20009, "Explicit content cannot be sent", Rejected, "not show this content"),
    (404, 10003, "Unknown Channel", Expired, "does not find the channel"),
    (404, 10004, "Unknown Guild", Expired, "Invite the bot again"),
    (404, 10008, "Unknown Message", Rejected, "deleted"),
    (404, 10015, "Unknown Webhook", Expired, "gone from Discord"),
    (413, 40005, "Request entity too large", Rejected, "too heavy"),
    (500, 0, "500: Internal Server Error", Uncertain, "no clear answer"),
    (502, 0, "", Uncertain, "no clear answer"),
    (503, 130000, "API resource is currently overloaded", Uncertain, "no clear answer"),
    (503, 50013, "Missing Permissions", Uncertain, "no clear answer"),
]


@pytest.mark.parametrize(
    ("status", "code", "words", "error", "said"), REFUSALS, ids=[f"{r[0]}-{r[1]}" for r in REFUSALS]
)
def test_every_refusal_of_a_post_means_something(
    discord: Place, status: int, code: int, words: str, error: type[PublisherError], said: str
) -> None:
    discord.fake.refuse("/messages", status, code, words)
    with pytest.raises(error) as trouble:
        discord.send(Message("hello"))
    assert type(trouble.value) is error
    assert said in str(trouble.value)
    assert trouble.value.code == str(code or status)
    assert discord.arrived() == []


def test_what_is_wrong_with_a_form_is_said_in_discords_words(discord: Place) -> None:
    errors = {
        "attachments": {
            "0": {"description": {"_errors": [{"code": "X", "message": "Must be 1024 or fewer in length."}]}}
        }
    }
    discord.fake.refuse("/messages", 400, 50035, "Invalid Form Body", errors=errors)
    with pytest.raises(Rejected, match=r"description: Must be 1024 or fewer in length\."):
        discord.send(Message("hello"))
    discord.fake.refuse("/messages", 400, 50035, "Invalid Form Body", errors={"content": {"_errors": [1]}})
    with pytest.raises(Rejected, match="Discord refused this"):
        discord.send(Message("hello"))


@pytest.mark.parametrize(
    ("more", "wait"),
    [
        ({"retry_after": 0.65, "global": False}, 0.65),
        ({"retry_after": 64.57, "headers": {"retry-after": "65"}}, 64.57),
        ({"headers": {"retry-after": "12"}}, 12),
        ({"retry_after": 1e9}, 3600),
        ({"retry_after": -1}, None),
        ({"retry_after": "soon"}, None),
        ({"raw": b"<html>error code: 1015</html>", "headers": {"retry-after": "30"}}, 30),
    ],
)
def test_the_wait_that_discord_asks_for_is_kept_and_bounded(
    discord: Place, more: dict[str, object], wait: float | None
) -> None:
    discord.fake.refuse("/messages", 429, 20028, "You are being rate limited.", **more)
    with pytest.raises(Busy) as trouble:
        discord.send(Message("hello"))
    assert trouble.value.retry_after == wait


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"id": 5, "channel_id": "1"}', b'{"id": "5"}', b'{"id": "", "channel_id": "1"}']
)
def test_an_answer_without_the_whole_number_is_no_receipt(discord: Place, body: bytes) -> None:
    discord.fake.refuse("/messages", 200, raw=body)
    with pytest.raises(Uncertain, match="where the post is"):
        discord.send(Message("hello"))
