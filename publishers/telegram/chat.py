"""Where the bot is, and what it may do there: asked when the channel is connected and checked."""

import re
from typing import Any

from publishers.errors import Expired, PublisherError, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Account
from publishers.telegram import answers
from publishers.telegram.api import Api

ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/", re.IGNORECASE)
NUMBER = re.compile(r"-?[0-9]{1,20}")

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
    asked = chat_name(api.credentials.chat)
    chat, moved = found(api, asked)
    number, kind = chat.get("id"), chat.get("type")
    if type(number) is not int or kind not in ("channel", "group", "supergroup"):
        raise Rejected(
            Sentence(_("This is not a channel or a group, and Almanac posts only to those.")), code="private"
        )
    member = _object(api.ask("getChatMember", chat_id=number, user_id=bot.get("id")))
    missing = missing_rights(chat, member)
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


def members(api: Api, chat: int | str) -> int | None:
    count = api.ask("getChatMemberCount", chat_id=chat)
    return count if type(count) is int else None


def found(api: Api, chat: int | str) -> tuple[dict[str, Any], bool]:
    """The chat, and whether it is a group that has moved: a supergroup has another number."""
    answer = api.answer("getChat", chat_id=chat)
    moved = answers.moved_to(answer)
    if moved:
        answer = api.answer("getChat", chat_id=int(moved))
    return _object(answers.result(answer, Unreachable)), bool(moved)


def chat_name(typed: str) -> int | str:
    """A number, or @name, however it was named: `harbour`, `t.me/harbour/12`, `t.me/c/1000000001/12`."""
    path = ADDRESS.sub("", typed.strip()).split("?")[0].strip("/").split("/")
    if path[0] == "c" and len(path) > 1:  # the address of a private channel's post
        path[0] = f"-100{path[1]}"
    elif path[0] == "s" and len(path) > 1:  # a channel's page for the web
        path = path[1:]
    name = path[0].removeprefix("@")
    return int(name) if NUMBER.fullmatch(name) else f"@{name}"


def missing_rights(chat: dict[str, Any], member: dict[str, Any]) -> list[str]:
    """Which of NEEDED the bot has not got. Raises where it cannot even post."""
    status = member.get("status")
    if status in ("left", "kicked"):
        raise _cannot_post(_("The bot is not in this chat. Add it as an administrator."))
    if chat.get("type") == "channel":
        if status != "administrator":
            raise _cannot_post(_("The bot is not an administrator of this channel. Make it one."))
        if not member.get("can_post_messages"):
            raise _cannot_post(_("The bot may not post in this channel. Give it the right to post messages."))
        return [right for right in NEEDED if not member.get(f"can_{right}_messages")]
    allowed = chat.get("permissions") if status == "member" else member
    if isinstance(allowed, dict) and allowed.get("can_send_messages") is False:
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
