"""What Discord says: a status of HTTP, and {code, message} with a number of its own.

Numbers: Discord docs, opcodes and status codes. Only 4xx says for certain that nothing was posted.
"""

from functools import partial
from typing import Any

from publishers import answers
from publishers.answer import Answer, read_moment
from publishers.answers import LONGEST_WAIT, said, trouble
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

NETWORK = "Discord"
unreadable = partial(answers.unreadable, NETWORK)
SITE = "https://discord.com"

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK = 10003, 10008, 10015
NO_ACCESS, NO_PERMISSION = 50001, 50013

NEW_WEBHOOK = _(
    "This webhook is gone from Discord. Make a new one in the channel's settings, and connect it again."
)
# Where no other post would pass either until a person acts.
TO_CONNECT = {
    UNKNOWN_CHANNEL: _("Discord does not find the channel. Is the bot still on the server?"),
    10004: _("Discord does not find the server. Invite the bot again."),
    UNKNOWN_WEBHOOK: NEW_WEBHOOK,
    40001: _("Discord no longer accepts our sign-in. Connect the channel again."),
    40002: _("Discord wants the account behind this to be verified. Sign in to Discord in a browser."),
    NO_ACCESS: _("The bot cannot see this channel. Give it the permission “View Channel” there."),
    50008: _("Nothing can be posted in a channel of this kind. Choose another channel."),
    NO_PERMISSION: _(
        "The bot may not do this in the channel. Give it “View Channel”, “Send Messages”, “Attach Files” and "
        "“Read Message History” there."
    ),
    50027: NEW_WEBHOOK,
}
REFUSED = {
    UNKNOWN_MESSAGE: _("Discord does not find the post. Somebody may have deleted it."),
    20009: _("Discord does not show this content to everybody, and refuses it here."),
    40005: _("The pictures are too heavy for Discord. Use fewer or smaller ones."),
    40060: _("Discord has dealt with this already."),
    50005: _("Discord lets nobody change a message of somebody else: another bot or webhook posted it."),
    50006: _("Discord takes no empty message."),
    50024: _("This cannot be done in a channel of this kind."),
    50035: _("Discord refused this: {reason}"),
    50045: _("A picture is too heavy for Discord. Use a smaller copy of it."),
    50083: _("The thread is archived. Open it in Discord first."),
    160005: _("The thread is locked. Unlock it in Discord first."),
    200000: _("The server's own rules (AutoMod) blocked these words."),
    200001: _("The server's own rules (AutoMod) blocked this title."),
    220001: _("This channel is a forum, so the post needs a title. Write one under “Title in a forum”."),
    220002: _("A post cannot both begin a thread and stand in one."),
    220003: _("This channel is no forum. Take the title in a forum out."),
    220004: _("A webhook cannot post in a forum of this kind."),
    240000: _("Discord blocks a link in this post as harmful. Take it out."),
}


def receipt(answer: Answer, guild: str) -> Receipt:
    """Where our message is. Raises what an answer means that is no receipt."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    body = answer.fields()
    # The answer to a new post in a forum is its thread, with the message inside.
    message = body["message"] if isinstance(body.get("message"), dict) else body
    found = message_receipt(message, guild, answer)
    if found is None:
        raise Uncertain(Sentence(_("Discord answered without saying where the post is.")), code="no_id")
    return found


def message_receipt(message: dict[str, Any], guild: str, answer: Answer | None = None) -> Receipt | None:
    """Where a message is, `channel/message`; None where it does not say."""
    number, channel = message.get("id"), message.get("channel_id")
    if not _is_number(number) or not _is_number(channel):
        return None
    return Receipt(
        id=f"{channel}/{number}",
        url=address(guild, f"{channel}/{number}"),
        published_at=read_moment(message.get("timestamp")),
        server_date=answer.date if answer else None,
    )


def address(guild: str, receipt_id: str) -> str:
    return f"{SITE}/channels/{guild}/{receipt_id}" if guild else ""


def told(answer: Answer) -> Any:
    """The JSON that answers a question. Raises what anything else means."""
    if not answer.ok:
        raise refusal(answer, Unreachable)
    try:
        return answer.json() if answer.body else None
    except ValueError as error:
        raise unreadable() from error


def is_gone(answer: Answer, *, in_thread: bool) -> bool:
    """There is no such message, or no such thread any more. A lost channel of ours is another trouble."""
    gone = {UNKNOWN_MESSAGE, UNKNOWN_CHANNEL} if in_thread else {UNKNOWN_MESSAGE}
    return answer.status == 404 and answer.fields().get("code") in gone


def refusal(answer: Answer, unclear: Unclear) -> PublisherError:
    body = answer.fields()
    code = body["code"] if type(body.get("code")) is int else 0
    if answer.status == 429:
        return _busy(answer, body)
    if 400 <= answer.status < 500 and answer.status != 408:
        values: dict[str, str | int] = {"reason": _reason(body) or said(answer)}
        if code in TO_CONNECT:
            return Expired(Sentence(TO_CONNECT[code], values), code=str(code))
        if code in REFUSED:
            return Rejected(Sentence(REFUSED[code], values), code=str(code))
        if answer.status == 413:
            return Rejected(Sentence(REFUSED[40005]), code="413")
    found = trouble(answer, NETWORK, unclear)
    found.code = str(code or answer.status)
    return found


def _busy(answer: Answer, body: dict[str, Any]) -> PublisherError:
    """The body has fractions of a second; the header only whole ones."""
    found = trouble(answer, NETWORK, Uncertain)
    seconds = body.get("retry_after")
    if isinstance(found, Busy) and isinstance(seconds, int | float) and 0 <= seconds < float("inf"):
        found.retry_after = min(float(seconds), LONGEST_WAIT)
    return found


def _reason(body: dict[str, Any]) -> str:
    """The first complaint about a form: {errors: {content: {_errors: [{code, message}]}}}, at any depth."""
    inside: Any = body.get("errors")
    name = ""
    while isinstance(inside, dict) and inside:
        if isinstance(inside.get("_errors"), list) and inside["_errors"]:
            first = inside["_errors"][0]
            message = str(first.get("message", "")) if isinstance(first, dict) else ""
            words = "".join(one if one.isprintable() else " " for one in message)[:200]
            return f"{name}: {words}" if name and words else words
        name, inside = next(iter(inside.items()))
    return ""


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and value.isdecimal()
