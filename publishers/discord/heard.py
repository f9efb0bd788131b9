"""What people answer and who names us, and how a message is doing."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from publishers.answer import read_moment
from publishers.discord.answers import address, is_gone, told
from publishers.discord.api import Api
from publishers.discord.find import SKEW, messages, moment_of
from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Account, Reach, Remark

MOST = 5  # pages of a hundred messages
NAMED = re.compile(r"<@!?(\d+)>")


def reach_of(api: Api, account: Account, receipt_id: str) -> Reach | None:
    """Reactions of all kinds together, and what was said in the message's thread; None where it is gone."""
    path, params = api.message(receipt_id, account.id)
    answer = api.answer("GET", path, params=params)
    if is_gone(answer, in_thread=not receipt_id.startswith(f"{account.id}/")):
        return None
    message = told(answer)
    found: dict[str, Any] = message if isinstance(message, dict) else {}
    reactions = [one for one in found.get("reactions") or () if isinstance(one, dict)]
    counts = {str((one.get("emoji") or {}).get("name")): _count(one.get("count")) for one in reactions}
    thread = found.get("thread")
    said = thread.get("message_count") if isinstance(thread, dict) else None
    return Reach(
        likes=sum(counts.values()),
        replies=said if type(said) is int else None,
        edited_at=read_moment(found.get("edited_timestamp")),
        raw={"reactions": counts} | ({"message_count": said} if type(said) is int else {}),
    )


def replies(api: Api, account: Account, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
    """Messages that answer ours in the channel, and those of its thread; in a forum all of the post's."""
    api.demand_bot()
    channel, _slash, number = receipt_id.rpartition("/")
    is_forum_post = channel == number
    start = max(since, moment_of(number) - SKEW)
    found = [
        message
        for message in messages(api, channel, start, MOST)
        if is_forum_post or _answered(message) == number
    ]
    if not is_forum_post:
        found += _of_thread(api, number, start)
    return _remarks(found, account, since, number)


def mentions(api: Api, account: Account, since: datetime) -> tuple[Remark, ...]:
    """Of the channel that we post in. Nobody can name a webhook."""
    if not api.is_bot:
        return ()
    bot = dict(account.facts).get("bot", "")
    found = [
        message
        for message in messages(api, account.id, since - SKEW, MOST)
        if any(one.get("id") == bot for one in message.get("mentions") or ())
    ]
    return _remarks(found, account, since, "")


def _of_thread(api: Api, number: str, since: datetime) -> Iterator[dict[str, Any]]:
    """A thread below a message has the message's own number."""
    answer = api.answer("GET", f"/channels/{number}")
    if not is_gone(answer, in_thread=True):
        told(answer)
        yield from messages(api, number, since, MOST)


def _remarks(found: list[dict[str, Any]], account: Account, since: datetime, to: str) -> tuple[Remark, ...]:
    facts = dict(account.facts)
    heard = [
        remark
        for message in found
        if (message.get("author") or {}).get("id") != facts.get("bot") and message.get("type") in (0, 19)
        if (remark := _remark(message, facts.get("guild", ""), to)).at >= since
    ]
    if (
        heard
        and not any(remark.text for remark in heard)
        and not any(one.get("attachments") for one in found)
    ):
        raise Rejected(
            Sentence(
                _(
                    "Discord does not show the bot what people write. Switch on “Message Content Intent” "
                    "under Bot at discord.com/developers/applications."
                )
            ),
            code="no_intent",
        )
    return tuple(sorted(heard, key=lambda remark: remark.at))


def _remark(message: dict[str, Any], guild: str, to: str) -> Remark:
    number, author = str(message.get("id")), message.get("author") or {}
    names = {one.get("id"): one.get("username") for one in message.get("mentions") or ()}
    return Remark(
        id=number,
        text=NAMED.sub(lambda match: f"@{names.get(match[1], match[1])}", str(message.get("content") or "")),
        author=f"@{author.get('username') or author.get('id')}",
        at=moment_of(number),
        url=address(guild, f"{message.get('channel_id')}/{number}"),
        reply_to=to,
    )


def _answered(message: dict[str, Any]) -> str:
    above = message.get("message_reference")
    return str(above.get("message_id") or "") if isinstance(above, dict) else ""


def _count(value: Any) -> int:
    return value if type(value) is int and value > 0 else 0
