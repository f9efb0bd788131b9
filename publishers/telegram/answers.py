"""What the Bot API says: {ok, result} or {ok, error_code, description, parameters}, read strictly."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from publishers.answer import Answer
from publishers.answers import LONGEST_WAIT, trouble
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
)
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

NETWORK = "Telegram"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a description means. The Bot API has no other codes than those of HTTP, only these words."""

    words: str  # in small letters, as they stand in the description
    kind: type[PublisherError]
    template: str
    code: str


# The first that fits counts. Expired where no other post would pass either until a person acts.
REFUSALS = (
    Refusal(
        "chat not found",
        Expired,
        _("Telegram does not find the chat. Add the bot to it, and enter its @name or number again."),
        "chat_not_found",
    ),
    Refusal(
        "need administrator rights",
        Expired,
        _("The bot may not post in this channel. Make it an administrator with the right to post messages."),
        "no_right_to_post",
    ),
    Refusal(
        "not enough rights to send text messages",
        Expired,
        _("The bot may not write in this group. Allow it to send messages there."),
        "no_right_to_post",
    ),
    Refusal(
        "chat_write_forbidden",
        Expired,
        _("The bot may not write in this chat. Allow it to send messages there."),
        "no_right_to_post",
    ),
    Refusal(
        "not enough rights to send",
        Rejected,
        _("The bot may not send pictures in this group. Allow it to, or leave the pictures out."),
        "no_right_to_send",
    ),
    Refusal(
        "message can't be edited",
        Rejected,
        _("Telegram does not let the bot change this post. It needs the right to edit messages."),
        "no_right_to_edit",
    ),
    Refusal(
        "message can't be deleted",
        Rejected,
        _("Telegram does not let the bot delete this post. It needs the right to delete messages."),
        "no_right_to_delete",
    ),
    Refusal(
        "failed to get http url content", Busy, _("Telegram could not fetch a picture just now."), "fetching"
    ),
    Refusal(
        "message to be replied not found",
        Rejected,
        _("The post that this one hangs below is no longer on Telegram."),
        "no_parent",
    ),
    Refusal(
        "caption is too long", Rejected, _("Telegram finds the words below the pictures too long."), "400"
    ),
    Refusal("message is too long", Rejected, _("Telegram finds the text too long."), "400"),
    Refusal(
        "can't parse entities",
        Rejected,
        _("Telegram cannot read the styles of this text. Write it without some of them."),
        "entities",
    ),
    Refusal(
        "wrong file identifier",
        Rejected,
        _("Telegram cannot read one of the pictures. Save it again as JPEG."),
        "picture",
    ),
)


def result(answer: Answer, unclear: Unclear) -> Any:
    """What was asked for. Raises what anything else means; `unclear` where it does not say."""
    if not answer.ok:
        raise _refused(answer, unclear)
    body = answer.fields()
    if body.get("ok") is not True or "result" not in body:
        raise unclear(Sentence(_("Telegram answered in a way that cannot be read.")), code="no_result")
    return body["result"]


def receipt(answer: Answer, username: str) -> Receipt:
    """Where our message is, or all messages of the album: their ids with commas between."""
    found = result(answer, Uncertain)
    messages = found if isinstance(found, list) else [found]
    numbers = [one.get("message_id") if isinstance(one, dict) else None for one in messages]
    ids = [str(number) for number in numbers if type(number) is int and number > 0]
    if not ids or len(ids) != len(messages):
        raise Uncertain(Sentence(_("Telegram answered without saying where the post is.")), code="no_id")
    chat = messages[0].get("chat")
    return Receipt(
        id=",".join(ids),
        url=address(chat.get("id") if isinstance(chat, dict) else None, username, ids[0]),
        published_at=moment(messages[0].get("date")),
        server_date=answer.date,
    )


def address(chat_id: Any, username: str, message_id: str) -> str:
    """A message's page; in a chat without a name only its members can open it, in a plain group nobody."""
    if username:
        return f"https://t.me/{username}/{message_id}"
    number = str(chat_id)
    return f"https://t.me/c/{number.removeprefix('-100')}/{message_id}" if number.startswith("-100") else ""


def moment(seconds: Any) -> datetime | None:
    """A time as the Bot API writes it: seconds since 1970."""
    if type(seconds) is not int or not 0 < seconds < 2**35:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def moved_to(answer: Answer) -> str:
    """The new number of a group that became a supergroup; "" where it did not."""
    number = _parameters(answer).get("migrate_to_chat_id")
    return str(number) if type(number) is int else ""


def is_unchanged(answer: Answer) -> bool:
    """An edit to the words that are there already, which is what was wanted."""
    return answer.status == 400 and "message is not modified" in _description(answer).lower()


def is_elsewhere(answer: Answer) -> bool:
    """An edit of the text where the words stand below a picture, or the other way round."""
    words = _description(answer).lower()
    return answer.status == 400 and words.startswith("there is no ") and words.endswith(" to edit")


def is_gone(answer: Answer) -> bool:
    return answer.status == 400 and "message to delete not found" in _description(answer).lower()


def _refused(answer: Answer, unclear: Unclear) -> PublisherError:
    words, status = _description(answer), answer.status
    values: dict[str, str | int] = {"reason": words}
    if status == 429:
        return _busy(answer)
    if status in (401, 404) and words:
        return Expired(
            Sentence(_("Telegram no longer accepts the bot's token. Copy it from @BotFather again.")),
            code=str(status),
        )
    if status == 403 and words:
        return Expired(
            Sentence(_("The bot may not post in this chat. Add it again. Telegram says: {reason}"), values),
            code="403",
        )
    if status == 409:
        return Rejected(
            Sentence(
                _(
                    "Another program reads this bot's messages, so the comments cannot be read here too. "
                    "Give Almanac a bot of its own."
                )
            ),
            code="409",
        )
    if status == 413:
        return Rejected(Sentence(_("The pictures are too heavy for Telegram together.")), code="413")
    if status == 400:
        return _bad_request(answer, words, values)
    return trouble(answer, NETWORK, unclear)


def _bad_request(answer: Answer, words: str, values: dict[str, str | int]) -> PublisherError:
    if moved := moved_to(answer):  # nothing was posted; the next try asks first where the group is now
        return Busy(
            Sentence(
                _("The group has become a supergroup with another number, {number}. Almanac follows it."),
                {"number": moved},
            ),
            retry_after=5,
            code="moved",
        )
    for refusal in REFUSALS:
        if refusal.words in words.lower():
            return refusal.kind(Sentence(refusal.template), code=refusal.code)
    if not words:
        return trouble(answer, NETWORK, Uncertain)
    return Rejected(Sentence(_("Telegram refused this: {reason}"), values), code="400")


def _busy(answer: Answer) -> PublisherError:
    found = trouble(answer, NETWORK, Uncertain)
    seconds = _parameters(answer).get("retry_after")
    if isinstance(found, Busy) and type(seconds) is int and seconds >= 0:
        return Busy(found.sentence, retry_after=min(float(seconds), LONGEST_WAIT), code="429")
    return found


def _description(answer: Answer) -> str:
    """Its words, without the status that they begin with."""
    body = answer.fields()
    if body.get("ok") is not False or not isinstance(body.get("description"), str):
        return ""
    words = " ".join("".join(c if c.isprintable() else " " for c in body["description"]).split())[:200]
    return words.removeprefix("Bad Request: ").removeprefix("Forbidden: ")


def _parameters(answer: Answer) -> dict[str, Any]:
    found = answer.fields().get("parameters")
    return found if isinstance(found, dict) else {}
