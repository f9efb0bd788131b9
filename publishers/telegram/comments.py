"""What people say in the group where a channel is discussed.

A bot cannot read a chat; it gets news, and whoever asks for them takes them from everybody else who uses the
same bot. So a person has to say that nobody else does. Telegram keeps news for 24 hours, and we look at the
last hundred: asked for with a negative offset, which needs no memory of ours.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Remark
from publishers.telegram.answers import address, moment
from publishers.telegram.api import Api

LAST = 100  # updates; the most that one answer holds
YES = frozenset({"yes", "y", "true", "1", "да"})


def remarks(
    api: Api, discussion: str, receipt_id: str, since: datetime, *, in_group: bool
) -> tuple[Remark, ...]:
    """Those under our channel post, or under our message `in_group`, oldest first.

    Raises Rejected where reading was not asked for, or another program reads (409, or a webhook).
    """
    if api.credentials.comments.strip().lower() not in YES:
        raise Rejected(
            Sentence(_("Comments are not read on this channel. Connect it again to switch that on.")),
            code="not_asked",
        )
    if (api.ask("getWebhookInfo") or {}).get("url"):
        raise Rejected(
            Sentence(
                _(
                    "Another program reads this bot's messages, so the comments cannot be read here too. "
                    "Give Almanac a bot of its own."
                )
            ),
            code="webhook",
        )
    wanted = ["message"]
    updates = api.ask("getUpdates", offset=-LAST, limit=LAST, timeout=0, allowed_updates=wanted)
    messages = list(_in_group(updates, discussion))
    ids = set(receipt_id.split(","))
    roots = {number for message in messages for number in _roots(message, ids, in_group)}
    found = (_remark(message, receipt_id) for message in messages if _root(message) & roots)
    return tuple(sorted((one for one in found if one and one.at >= since), key=lambda one: one.at))


def _in_group(updates: Any, discussion: str) -> Iterator[dict[str, Any]]:
    for update in updates if isinstance(updates, list) else ():
        message = update.get("message") if isinstance(update, dict) else None
        if isinstance(message, dict) and str(_inside(message, "chat").get("id")) == discussion:
            yield message


def _roots(message: dict[str, Any], ids: set[str], in_group: bool) -> Iterator[int]:
    """What comments hang below: our message in a group, or the copy there of our post in the channel."""
    for one in (message, _inside(message, "reply_to_message")):
        number = one.get("message_id")
        if in_group:
            is_ours = str(number) in ids
        else:
            origin = _inside(one, "forward_origin")
            is_ours = bool(one.get("is_automatic_forward")) and str(origin.get("message_id")) in ids
        if is_ours and type(number) is int:
            yield number


def _root(message: dict[str, Any]) -> set[Any]:
    return {message.get("message_thread_id"), _inside(message, "reply_to_message").get("message_id")} - {None}


def _remark(message: dict[str, Any], receipt_id: str) -> Remark | None:
    who, chat, at = _inside(message, "from"), _inside(message, "chat"), moment(message.get("date"))
    text = message.get("text") or message.get("caption") or ""
    if who.get("is_bot") or message.get("is_automatic_forward") or at is None or not isinstance(text, str):
        return None
    number = str(message.get("message_id"))
    name = f"@{who['username']}" if who.get("username") else str(who.get("first_name") or "")
    return Remark(
        id=f"{chat.get('id')}/{number}",
        text=text,
        author=name or str(_inside(message, "sender_chat").get("title") or ""),
        at=at,
        url=address(chat.get("id"), str(chat.get("username") or ""), number),
        reply_to=receipt_id,
    )


def _inside(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}
