"""Reading the channel: is our message there, how is it doing, what do people answer?"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from publishers.errors import CannotLook, Expired, PublisherError, Rejected
from publishers.message import Account, Parcel, Reach, Receipt, Remark
from publishers.slack.answers import GONE, NO_SCOPE, TIMESTAMP, address, moment
from publishers.slack.api import Api, incomplete
from publishers.slack.body import is_marked
from publishers.slack.text import people_in, read

PAGES = 10  # of two hundred messages; a channel where more was said since then cannot be looked through
SKEW = timedelta(seconds=60)  # their clock may be behind ours
CLOSED = {"not_in_channel", "channel_not_found", "is_archived", NO_SCOPE, "no_permission", "access_denied"}
NAMES = 30  # people whose names are asked for at once


def find_message(
    api: Api, account: Account, parcel: Parcel, key: str, since: datetime, known: Collection[str]
) -> Receipt | None:
    """By our mark in its metadata. Raises where the look was not allowed, or not complete."""
    thread, oldest = parcel.first or parcel.reply_to, since - SKEW
    try:
        for message in _said(api, account.id, oldest, thread):
            number = _number(message)
            if number not in known and is_marked(message, key):
                return Receipt(number, _address(account, number, thread), moment(number))
    except (Expired, Rejected) as error:
        if error.code in CLOSED:
            raise CannotLook(error.sentence, code=error.code) from error
        if error.code in GONE:  # the thread's first message is not there, so nothing hangs below it
            return None
        raise
    return None


def one(api: Api, channel: str, number: str) -> dict[str, Any] | None:
    """The message; None where it is gone. This method finds answers in threads too."""
    bounds = {"oldest": number, "latest": number, "inclusive": True}
    try:
        found = api.ask("conversations.replies", channel=channel, ts=number, limit=2, **bounds)
    except Rejected as error:
        if error.code in GONE:
            return None
        raise
    messages = found.get("messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and message.get("ts") == number:
            return None if message.get("subtype") == "tombstone" else message
    return None


def reach_of(message: dict[str, Any]) -> Reach:
    """Reactions of all kinds together, and how many answers hang below. Slack counts no views."""
    reactions = [each for each in message.get("reactions") or () if isinstance(each, dict)]
    counts = {str(each.get("name")): _count(each.get("count")) for each in reactions}
    answers = _count(message.get("reply_count"))
    edited = message.get("edited")
    changed = str(edited.get("ts")) if isinstance(edited, dict) else ""
    return Reach(
        likes=sum(counts.values()),
        replies=answers,
        edited_at=moment(changed) if TIMESTAMP.fullmatch(changed) else None,
        raw={"reactions": counts, "reply_count": answers},
    )


def replies(api: Api, account: Account, number: str, since: datetime) -> tuple[Remark, ...]:
    """What others wrote in the thread below the message, oldest first."""
    facts = dict(account.facts)
    found = [
        message
        for message in _said(api, account.id, since, number)
        if message.get("ts") != number
        and message.get("user") != facts.get("user", "")
        and (not message.get("bot_id") or message.get("bot_id") != facts.get("bot"))
    ]
    names = _names(api, found)
    remarks = [_remark(account, message, number, names) for message in found]
    return tuple(sorted(remarks, key=lambda remark: (remark.at, remark.id)))


def _said(api: Api, channel: str, oldest: datetime, thread: str) -> Iterator[dict[str, Any]]:
    """What was said since then: in a thread, where one is named, else in the channel, newest first."""
    given: dict[str, Any] = {"channel": channel, "oldest": f"{oldest.timestamp():.6f}"}
    given |= {"include_all_metadata": True, "inclusive": True}
    method = "conversations.replies" if thread else "conversations.history"
    for message in api.pages(method, "messages", PAGES, **given, ts=thread):
        if float(_number(message)) >= oldest.timestamp():
            yield message
        elif not thread:
            return


def _names(api: Api, messages: list[dict[str, Any]]) -> dict[str, str]:
    """What people are called, by their numbers; nothing where the app may not ask."""
    wanted = {str(message.get("user")) for message in messages if message.get("user")}
    wanted |= {number for message in messages for number in people_in(str(message.get("text") or ""))}
    found: dict[str, str] = {}
    for number in sorted(wanted)[:NAMES]:
        try:
            user = api.ask("users.info", user=number).get("user")
        except PublisherError as error:  # names are nice to have, and no reason to hear nothing
            if error.code != "user_not_found":
                return found
            continue
        if isinstance(user, dict) and user.get("name"):
            found[number] = str(user["name"])
    return found


def _remark(account: Account, message: dict[str, Any], thread: str, names: dict[str, str]) -> Remark:
    number, who = _number(message), str(message.get("user") or message.get("bot_id") or "?")
    return Remark(
        id=number,
        text=read(str(message.get("text") or ""), names),
        author=f"@{names.get(who, message.get('username') or who)}",
        at=moment(number),
        url=_address(account, number, thread),
        reply_to=thread,
    )


def _address(account: Account, number: str, thread: str) -> str:
    return address(dict(account.facts).get("team", ""), account.id, number, thread)


def _number(message: dict[str, Any]) -> str:
    number = message.get("ts")
    if not isinstance(number, str) or not TIMESTAMP.fullmatch(number):
        raise incomplete()
    return number


def _count(value: Any) -> int:
    return value if type(value) is int and value > 0 else 0
