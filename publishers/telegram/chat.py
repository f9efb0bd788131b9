"""Where the bot is, and what it may do there: asked when the channel is connected and checked."""

from typing import Any

from publishers.errors import Expired, PublisherError, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Account
from publishers.telegram import answers
from publishers.telegram.api import Api

# What the bot needs in a channel besides the right to post, and what is said when it is missing.
NEEDED = {
    "edit": Sentence(_("The bot may not change posts in this channel. Give it the right to edit messages.")),
    "delete": Sentence(
        _("The bot may not delete posts in this channel. Give it the right to delete messages.")
    ),
}


def account(api: Api) -> Account:
    """The chat, found with what was typed. Its number then stays the account's id, also where it moves."""
    bot = _object(api.ask("getMe"))
    asked, moved = chat_name(api.credentials.chat), ""
    answer = api.answer("getChat", chat_id=asked)
    if moved := answers.moved_to(answer):
        answer = api.answer("getChat", chat_id=int(moved))
    chat = _object(answers.result(answer, Unreachable))
    number, kind = chat.get("id"), chat.get("type")
    if type(number) is not int or kind not in ("channel", "group", "supergroup"):
        raise Rejected(
            Sentence(_("This is not a channel or a group, and Almanac posts only to those.")), code="private"
        )
    member = _object(api.ask("getChatMember", chat_id=number, user_id=bot.get("id")))
    missing = missing_rights(str(kind), member)
    username, title = _text(chat, "username"), _text(chat, "title")
    facts = {
        "chat_id": str(number) if moved else "",
        "discussion": str(chat.get("linked_chat_id") or (number if kind != "channel" else "")),
        "missing": " ".join(missing),
        "username": username,
    }
    return Account(
        id=str(asked) if moved else str(number),
        handle=f"@{username}" if username else title,
        name=title,
        url=f"https://t.me/{username}" if username else "",
        facts=tuple((name, value) for name, value in sorted(facts.items()) if value),
    )


def chat_name(typed: str) -> int | str:
    """A number, or @name, however the chat was named: `harbour`, `@harbour`, `https://t.me/harbour`."""
    name = typed.strip().rstrip("/").rpartition("/")[2].removeprefix("@")
    digits = name.removeprefix("-")
    return int(name) if digits.isdecimal() and digits.isascii() else f"@{name}"


def missing_rights(kind: str, member: dict[str, Any]) -> list[str]:
    """Which of NEEDED the bot has not got. Raises where it cannot even post."""
    status = member.get("status")
    if status in ("left", "kicked"):
        raise _cannot_post(_("The bot is not in this chat. Add it as an administrator."))
    if kind == "channel":
        if status != "administrator":
            raise _cannot_post(_("The bot is not an administrator of this channel. Make it one."))
        if not member.get("can_post_messages"):
            raise _cannot_post(_("The bot may not post in this channel. Give it the right to post messages."))
        return [right for right in NEEDED if not member.get(f"can_{right}_messages")]
    if status == "restricted" and not member.get("can_send_messages"):
        raise _cannot_post(_("The bot may not write in this group. Allow it to send messages there."))
    return []  # in a group a bot may change and delete its own messages


def _cannot_post(template: str) -> PublisherError:
    return Expired(Sentence(template), code="no_right_to_post")


def _text(chat: dict[str, Any], name: str) -> str:
    found = chat.get(name)
    return found if isinstance(found, str) else ""


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Unreachable(Sentence(_("Telegram answered in a way that cannot be read.")), code="no_result")
    return found
