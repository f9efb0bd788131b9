"""By Telegram: the workspace's bot writes to the chat that a person linked."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from planner import outside
from planner.notices.letter import Doubtful, Letter, Line, NotSent, lines, subject
from planner.notices.models import TelegramBot, TelegramChat
from planner.notices.offers import buttons_of
from planner.vault import Locked
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Uncertain,
    gettext_noop,
)
from publishers.telegram import answers
from publishers.telegram.api import Api

LONGEST = 4000  # the Bot API takes 4096 characters
MOST_LINES = 12
MOST_WORDS = 300  # of a reason
TIMEOUT = 20.0  # seconds
NOT_LINKED = gettext_noop("No chat in Telegram is linked any more.")
BOTS_OWN = frozenset({"401", "404", "token"})  # what says that the bot, not the chat, is at fault


def send(letter: Letter, now: datetime) -> None:
    """Raises NotSent, Doubtful."""
    chats = TelegramChat.objects.filter(bot__workspace=letter.workspace, user=letter.first.user)
    chat = chats.filter(chat_id__isnull=False).select_related("bot").first()
    if chat is None:
        raise NotSent({"template": NOT_LINKED, "values": {}, "code": "not_linked"}, for_good=True)
    with letter.as_read():
        given = {"chat_id": chat.chat_id, **message(letter)}
    try:
        api = Api(chat.bot.credentials, outside.web())
        answers.result(api.post("sendMessage", given, {}, time.monotonic() + TIMEOUT), Uncertain)
    except Uncertain as doubt:
        raise Doubtful(doubt) from doubt
    except Busy as busy:
        raise NotSent(busy, after=busy.retry_after or 0) from busy
    except Expired as ended:
        _ended(chat, ended)
        raise NotSent(ended, for_good=ended.code not in BOTS_OWN) from ended
    except (PublisherError, Locked) as trouble:
        raise NotSent(trouble, for_good=isinstance(trouble, Rejected)) from trouble
    if chat.bot.trouble:
        TelegramBot.objects.filter(pk=chat.bot.pk).update(trouble={})


def message(letter: Letter) -> dict[str, Any]:
    """In the active language: each notice with its link, and the buttons that the rooms above offer."""
    told = lines(letter)
    text = _one(told[0]) if len(told) == 1 else _several(letter, told)
    given: dict[str, Any] = {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if keyboard := _keyboard(told):
        given["reply_markup"] = {"inline_keyboard": keyboard}
    return given


def _one(line: Line) -> str:
    why = f"\n<blockquote>{escape(_short(line.told.why))}</blockquote>" if line.told.why else ""
    return f"<b>{escape(line.told.sentence)}</b>{why}\n{escape(line.told.next)} {_link(line)}"


def _several(letter: Letter, told: Sequence[Line]) -> str:
    shown = [
        f"{n}. {escape(line.told.sentence)} {_link(line)}" for n, line in enumerate(told[:MOST_LINES], 1)
    ]
    if len(told) > MOST_LINES:
        page = f"{settings.PUBLIC_URL}{reverse('notices', args=[letter.workspace.slug])}"
        shown.append(_leading_to(page, _("All of them")))
    head = f"<b>{escape(subject(told))}</b>"
    while len("\n".join([head, *shown])) > LONGEST:
        shown.pop(-2 if len(told) > MOST_LINES else -1)
    return "\n".join([head, *shown])


def _link(line: Line) -> str:
    return _leading_to(line.url, _("Open"))


def _leading_to(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def _short(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]}…"


def _keyboard(told: Sequence[Line]) -> list[list[dict[str, str]]]:
    """A row for each notice that has buttons, with its number where there are several."""
    rows = []
    for number, line in enumerate(told[:MOST_LINES], 1):
        head = f"{number}. " if len(told) > 1 else ""
        row = [{"text": f"{head}{one.label}", "callback_data": one.data} for one in buttons_of(line.notice)]
        if row:
            rows.append(row)
    return rows


def _ended(chat: TelegramChat, ended: Expired) -> None:
    """The person left the chat, or the bot's token is no longer good."""
    if ended.code in BOTS_OWN:
        trouble = NotSent(ended).trouble
        TelegramBot.objects.filter(pk=chat.bot_id).update(trouble=trouble)
    else:
        TelegramChat.objects.filter(pk=chat.pk, chat_id=chat.chat_id).update(chat_id=None, linked_at=None)
