"""Looking for our message in its channel, and for our post in a forum. Only a bot can."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.answer import read_moment
from publishers.discord.answers import (
    NO_ACCESS,
    NO_PERMISSION,
    UNKNOWN_CHANNEL,
    message_receipt,
    unreadable,
)
from publishers.discord.api import Api
from publishers.discord.text import content_of
from publishers.errors import CannotLook, Expired, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.message import Account, Parcel, Receipt

PAGE = 100  # messages; the most that Discord gives at once
PAGES = 20  # a channel where more was said since then cannot be looked through
THREAD_PAGES = 3
EPOCH = 1_420_070_400_000  # Discord docs, snowflakes: milliseconds since 1970 at which 2015 began
SKEW = timedelta(seconds=60)  # their clock may be behind ours
NONCE = 25  # characters
CLOSED = {str(code) for code in (UNKNOWN_CHANNEL, NO_ACCESS, NO_PERMISSION)}


def nonce_of(key: str) -> str:
    """Our mark as Discord takes it, always the same for the same key."""
    return fingerprint(key, NONCE)


def find_message(
    api: Api, account: Account, parcel: Parcel, key: str, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Oldest first, from `since` on. Raises where the look was not allowed, or not complete."""
    facts = dict(account.facts)
    parent_channel, _slash, parent = parcel.reply_to.rpartition("/")
    channel = parent_channel or account.id
    for message in messages(api, channel, since - SKEW):
        receipt = message_receipt(message, facts.get("guild", ""))
        if receipt is None:
            raise unreadable()
        if receipt.id not in known and _is_ours(message, parcel, facts.get("bot", ""), parent, key):
            return receipt
    return None


def find_in_forum(
    api: Api, account: Account, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    """A post in a forum is a thread; its first message has the number of the thread."""
    facts = dict(account.facts)
    guild, bot = facts.get("guild", ""), facts.get("bot", "")
    title = dict(parcel.part.fields).get("title", "")
    for thread in _threads(api, guild, account.id, since - SKEW):
        number = str(thread.get("id"))
        if thread.get("owner_id") != bot or thread.get("name") != title or f"{number}/{number}" in known:
            continue
        first = api.ask("GET", f"/channels/{number}/messages/{number}")
        receipt = message_receipt(first, guild) if isinstance(first, dict) else None
        if receipt is None:
            raise unreadable()
        if _is_ours(first, parcel, bot, "", ""):
            return receipt
    return None


def messages(api: Api, channel: str, since: datetime, most: int = PAGES) -> Iterator[dict[str, Any]]:
    """What was said in a channel, oldest first. Raises CannotLook where the bot may not read it."""
    after = snowflake(since)
    for page in range(most):
        params = {"after": after, "limit": str(PAGE)}
        try:
            found = _list(api.ask("GET", f"/channels/{channel}/messages", params=params))
        except Expired as error:
            if error.code in CLOSED:
                raise CannotLook(error.sentence, code=error.code) from error
            raise
        if not found and page == 0:
            _demand_silence(api, channel, after)
        ordered = sorted(found, key=lambda message: int(message.get("id") or 0))
        yield from ordered
        if len(found) < PAGE:
            return
        after = str(ordered[-1].get("id"))
    raise _incomplete()


def snowflake(moment: datetime) -> str:
    """The smallest number that Discord gives in that millisecond."""
    return str(max(int(moment.timestamp() * 1000) - EPOCH, 0) << 22)


def moment_of(number: str) -> datetime:
    """When a number was given."""
    return datetime.fromtimestamp(((int(number) >> 22) + EPOCH) / 1000, UTC)


def _demand_silence(api: Api, channel: str, after: str) -> None:
    """Who may not read the history is given an empty list; the channel itself says whether that is true."""
    about = api.ask("GET", f"/channels/{channel}")
    newest = about.get("last_message_id") if isinstance(about, dict) else None
    if newest is not None and int(newest) > int(after):
        raise CannotLook(
            Sentence(
                _(
                    "The bot cannot read the channel's messages. Give it the permission “Read Message "
                    "History” there."
                )
            ),
            code="no_history",
        )


def _threads(api: Api, guild: str, forum: str, since: datetime) -> Iterator[dict[str, Any]]:
    """The forum's posts since then: those that are open, and those that were put away meanwhile."""
    found = _threads_of(api.ask("GET", f"/guilds/{guild}/threads/active"))
    yield from (one for one in found if one.get("parent_id") == forum and _is_since(one, since))
    before = ""
    for _page in range(THREAD_PAGES):
        params = {"limit": str(PAGE)} | ({"before": before} if before else {})
        answer = api.ask("GET", f"/channels/{forum}/threads/archived/public", params=params)
        found = _threads_of(answer)
        yield from (one for one in found if _is_since(one, since))
        put_away = [_archived(one) for one in found]
        if not answer.get("has_more") or not found or min(put_away) < since:
            return
        before = min(put_away).isoformat()
    raise _incomplete()


def _is_ours(message: dict[str, Any], parcel: Parcel, bot: str, parent: str, key: str) -> bool:
    author, above = message.get("author"), message.get("message_reference")
    if not isinstance(author, dict) or author.get("id") != bot:
        return False
    if key and message.get("nonce") == nonce_of(key):
        return True
    replied = str(above.get("message_id") or "") if isinstance(above, dict) else ""
    return (
        replied == parent
        and len(message.get("attachments") or ()) == len(parcel.part.images)
        and squeezed(str(message.get("content") or "")) == squeezed(content_of(parcel.part))
    )


def squeezed(text: str) -> str:
    """Without any blanks: Discord takes those at the ends away."""
    return "".join(text.split())


def _is_since(thread: dict[str, Any], since: datetime) -> bool:
    number = thread.get("id")
    if not isinstance(number, str) or not number.isdecimal():
        raise unreadable()
    return moment_of(number) >= since


def _archived(thread: dict[str, Any]) -> datetime:
    about = thread.get("thread_metadata")
    moment = read_moment(about.get("archive_timestamp")) if isinstance(about, dict) else None
    if moment is None:
        raise unreadable()
    return moment


def _threads_of(found: Any) -> list[dict[str, Any]]:
    return _list(found.get("threads") if isinstance(found, dict) else None)


def _list(found: Any) -> list[dict[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise unreadable()
    return found


def _incomplete() -> Unreachable:
    return Unreachable(
        Sentence(_("The channel's messages on Discord could not all be read.")), code="incomplete"
    )
