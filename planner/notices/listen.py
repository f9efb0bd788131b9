"""What people send to the bot: the code that links their chat, and presses of buttons. Each is read once."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from planner import outside
from planner.installation import Installation
from planner.notices.models import TelegramBot, TelegramChat
from planner.notices.offers import Press, answer_button
from planner.people.models import Membership, User, hash_secret
from planner.sentences import kept
from planner.vault import Locked
from publishers.errors import PublisherError, gettext_noop
from publishers.telegram.api import Api

log = logging.getLogger("almanac.notices")
LEASE = timedelta(seconds=60)
WANTED = ["message", "callback_query"]
ANOTHER = gettext_noop("Another program reads this bot's messages. Give Almanac a bot of its own.")
MOST_SAID = 200  # characters of an answer to a press
Reply = Callable[[Api], object]


def listen_all(now: datetime) -> int:
    """To every bot that somebody has linked, or is about to. How many updates were read."""
    if Installation.objects.filter(paused_at__isnull=False).exists():
        return 0  # a copy must not take away what is meant for the other
    waiting = Q(chats__chat_id__isnull=False) | Q(chats__code_until__gt=now)
    return sum(listen(bot, now) for bot in TelegramBot.objects.filter(waiting).distinct())


def listen(bot: TelegramBot, now: datetime) -> int:
    """Read what is new, unless somebody else does. How many updates."""
    free = Q(listening_until__isnull=True) | Q(listening_until__lt=now)
    if not TelegramBot.objects.filter(free, pk=bot.pk).update(listening_until=now + LEASE):
        return 0
    try:
        return _listen(bot, now)
    except (PublisherError, Locked) as trouble:
        said = kept(trouble)
        if said["code"] in {"409", "webhook"}:
            said |= {"template": ANOTHER, "values": {}}
        TelegramBot.objects.filter(pk=bot.pk).update(trouble=said)
        return 0
    finally:
        TelegramBot.objects.filter(pk=bot.pk).update(listening_until=None)


def _listen(bot: TelegramBot, now: datetime) -> int:
    bot.refresh_from_db()
    api = Api(bot.credentials, outside.web())
    updates = api.ask("getUpdates", offset=bot.offset, limit=100, timeout=0, allowed_updates=WANTED)
    if bot.trouble:
        TelegramBot.objects.filter(pk=bot.pk).update(trouble={})
    heard = [one for one in updates if isinstance(one, dict)] if isinstance(updates, list) else []
    for update in heard:
        for reply in take(bot, update, now):
            _reply(api, reply)
    return len(heard)


@transaction.atomic
def take(bot: TelegramBot, update: Mapping[str, Any], now: datetime) -> list[Reply]:
    """Do what it asks for, and note in the same transaction that it was read. Gives what to say then."""
    number = update.get("update_id")
    if type(number) is not int or not TelegramBot.objects.filter(pk=bot.pk, offset__lte=number).update(
        offset=number + 1
    ):
        return []  # read before
    if isinstance(message := update.get("message"), dict):
        return _message(bot, message, now)
    if isinstance(press := update.get("callback_query"), dict):
        return _press(bot, press, update, now)
    return []


def _message(bot: TelegramBot, message: Mapping[str, Any], now: datetime) -> list[Reply]:
    chat = message.get("chat")
    if not isinstance(chat, dict) or chat.get("type") != "private" or type(chat.get("id")) is not int:
        return []
    words = str(message.get("text") or "").split()
    if words[:1] == ["/stop"]:
        return _unlink(bot, chat["id"])
    code = words[1] if words[:1] == ["/start"] and len(words) > 1 else words[0] if words else ""
    found = bot.chats.filter(code_hash=hash_secret(code), code_until__gt=now).select_related("user")
    link = found.first() if code else None
    if link is None:
        return [
            _saying(
                chat["id"], _("This code is not known or too old. Make a new one in Almanac, under Notices.")
            )
        ]
    return _link(bot, link, chat)


def _link(bot: TelegramBot, link: TelegramChat, chat: Mapping[str, Any]) -> list[Reply]:
    """A chat belongs to one person at a time; a code works once."""
    bot.chats.filter(chat_id=chat["id"]).exclude(pk=link.pk).update(chat_id=None, linked_at=None)
    link.chat_id, link.name = chat["id"], _name(chat)
    link.code_hash, link.code_until, link.linked_at = "", None, timezone.now()
    link.save()
    with _language(link.user):
        said = _("Done: notices from %(workspace)s come here now. Write /stop to end that.")
        return [_saying(chat["id"], said % {"workspace": bot.workspace.name})]


def _unlink(bot: TelegramBot, chat_id: int) -> list[Reply]:
    link = bot.chats.filter(chat_id=chat_id).select_related("user").first()
    if link is None:
        return []
    bot.chats.filter(pk=link.pk).update(chat_id=None, linked_at=None)
    with _language(link.user):
        return [_saying(chat_id, _("Nothing comes here any more."))]


def _press(
    bot: TelegramBot, press: Mapping[str, Any], update: Mapping[str, Any], now: datetime
) -> list[Reply]:
    """Whoever presses is whoever linked this chat, and still a member."""
    who, message = press.get("from"), press.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    chat_id = chat.get("id") if isinstance(chat, dict) else None
    link = None
    if isinstance(who, dict) and type(chat_id) is int and who.get("id") == chat_id:
        link = bot.chats.filter(chat_id=chat_id).select_related("user").first()
    members = Membership.objects.filter(workspace=bot.workspace_id, user__is_active=True)
    member = members.filter(user=link.user).select_related("user", "workspace").first() if link else None
    if member is None:
        return [_answering(press, _("This chat is not linked to anybody here."))]
    with _language(member.user), timezone.override(bot.workspace.timezone):
        said = answer_button(Press(member, str(press.get("data") or ""), now, update))
    return [_answering(press, said)]


def _saying(chat_id: int, text: str) -> Reply:
    return lambda api: api.ask("sendMessage", chat_id=chat_id, text=text)


def _answering(press: Mapping[str, Any], text: str) -> Reply:
    shown = {
        "callback_query_id": str(press.get("id")),
        "text": text[:MOST_SAID],
        "show_alert": len(text) > 60,
    }
    return lambda api: api.ask("answerCallbackQuery", **shown)


def _reply(api: Api, reply: Reply) -> None:
    try:
        reply(api)
    except PublisherError as trouble:  # what was asked for is done; only the words did not arrive
        log.info("A reply in Telegram did not arrive: %s", type(trouble).__name__)


def _name(chat: Mapping[str, Any]) -> str:
    shown = chat.get("username")
    return (f"@{shown}" if shown else str(chat.get("first_name") or ""))[:120]


def _language(user: User) -> translation.override:
    return translation.override(user.language or settings.LANGUAGE_CODE)
