"""What people set about notices: their own wishes, and for a workspace its bot and its webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from httpx import InvalidURL

from planner import outside
from planner.history.models import Actor
from planner.history.record import record
from planner.notices.kinds import CHOSEN, KINDS, Kind, Pace
from planner.notices.models import Preference, Reachable, TelegramBot, TelegramChat, Webhook
from planner.notices.reach import Reach, Wish
from planner.notices.ways import new_signing_secret
from planner.people.models import User, Workspace, hash_secret, new_secret
from planner.sentences import said
from planner.zones import understood
from publishers import guard
from publishers.errors import PublisherError
from publishers.telegram.api import SERVER, Api, Credentials
from publishers.web import parsed

CODE_LIVES = timedelta(minutes=30)
MOST_WEBHOOKS = 20
HEADINGS = (
    (gettext_lazy("Waits for you"), ("review", "reminder", "late", "urgent", "assigned")),
    (gettext_lazy("Your posts"), ("approved", "step_approved", "changes", "rejected", "void", "stale")),
    (gettext_lazy("Comments"), ("mention", "comment", "suggestion")),
    (gettext_lazy("Channels"), ("channel", "gone")),
    (
        gettext_lazy("Posts that did not go out"),
        ("by_hand", "failed", "missed", "held", "blocked", "letters", "unplanned"),
    ),
)


class NotSet(Exception):
    """It cannot be set like this, and the text says why to the person who asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """A kind as the page shows it to one person."""

    kind: Kind
    wish: Wish

    @property
    def heading(self) -> str:
        return str(next(words for words, names in HEADINGS if self.kind.name in names))


def rows(user: User, workspace: Workspace, chosen: Mapping[str, Wish] | None = None) -> list[Row]:
    """Every kind with what is kept, or what was `chosen` just now."""
    chosen = chosen or {}
    reach = Reach(workspace, [user.pk])
    order = [name for _words, names in HEADINGS for name in names]
    kinds = sorted(CHOSEN, key=lambda kind: order.index(kind.name))
    return [Row(kind, chosen.get(kind.name) or reach.wish(user.pk, kind.name)) for kind in kinds]


@transaction.atomic
def choose(user: User, workspace: Workspace, wishes: Mapping[str, Wish]) -> None:
    """Keep these; what is not named stays."""
    for kind, wish in wishes.items():
        pace = wish.pace if wish.pace in Pace.values else Pace.NOW
        Preference.objects.update_or_create(
            user=user,
            workspace=workspace,
            kind=KINDS[kind].name,
            defaults={"product": wish.product, "email": wish.email, "telegram": wish.telegram, "pace": pace},
        )


def rest(user: User, begins: str, ends: str, zone: str) -> None:
    """Quiet hours, as typed: "22:00" and "08:00"; both empty: none. Raises NotSet."""
    quiet_from, quiet_until = _wall(begins), _wall(ends)
    if (quiet_from is None) != (quiet_until is None):
        raise NotSet(_("Write both when the quiet hours begin and when they end, or neither."))
    if zone and zone not in understood():
        raise NotSet(
            _("%(name)s is not a time zone. Choose one such as Europe/Moscow.") % {"name": zone[:60]}
        )
    Reachable.objects.update_or_create(
        user=user, defaults={"quiet_from": quiet_from, "quiet_until": quiet_until, "zone": zone}
    )


def _wall(text: str) -> time | None:
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip().zfill(5)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise NotSet(_("Write the time as 22:00.")) from None


# --- A person's chat ------------------------------------------------------------------------------


def begin_link(user: User, workspace: Workspace, now: datetime) -> str:
    """A code that links whichever chat sends it to the bot. Shown once, lives half an hour. Raises NotSet."""
    bot = TelegramBot.objects.filter(workspace=workspace).first()
    if bot is None:
        raise NotSet(_("This workspace has no bot yet. An admin can add one."))
    secret, hashed = new_secret()
    TelegramChat.objects.update_or_create(
        bot=bot, user=user, defaults={"code_hash": hashed, "code_until": now + CODE_LIVES}
    )
    return secret


def end_link(user: User, workspace: Workspace) -> None:
    TelegramChat.objects.filter(bot__workspace=workspace, user=user).delete()


def is_link(code: str, chat: TelegramChat) -> bool:
    return bool(code) and chat.code_hash == hash_secret(code)


# --- The workspace's bot --------------------------------------------------------------------------


def connect_bot(workspace: Workspace, token: str, server: str, by: Actor, now: datetime) -> TelegramBot:
    """Ask Telegram who it is, and keep its token sealed. Raises NotSet."""
    credentials = Credentials(bot_token=token.strip(), chat="", server=server.strip() or SERVER)
    try:
        found = Api(credentials, outside.web()).ask("getMe")
    except PublisherError as trouble:
        raise NotSet(said(trouble.sentence)) from None
    username = str(found.get("username") or "")[:64] if isinstance(found, dict) else ""
    if not username:
        raise NotSet(_("Telegram answered in a way that cannot be read."))
    with transaction.atomic():
        bot = TelegramBot.objects.filter(workspace=workspace).first()
        if bot is not None and bot.username != username:  # chats with another bot are other chats
            bot.delete()
            bot = None
        bot = bot or TelegramBot(workspace=workspace, username=username)
        bot.server, bot.trouble = credentials.server, {}
        bot.save()
        bot.lock_in(credentials.bot_token)
        record(workspace.pk, by, "notices.bot", bot, at=now, name=username)
    return bot


@transaction.atomic
def remove_bot(workspace: Workspace, by: Actor, now: datetime) -> None:
    bot = TelegramBot.objects.filter(workspace=workspace).first()
    if bot is not None:
        record(workspace.pk, by, "notices.bot_removed", bot, at=now, name=bot.username)
        bot.delete()


# --- Webhooks -------------------------------------------------------------------------------------


@transaction.atomic
def add_webhook(
    workspace: Workspace, url: str, kinds: list[str], by: Actor, now: datetime
) -> tuple[Webhook, str]:
    """A webhook and its signing secret, which is shown once. Raises NotSet."""
    if Webhook.objects.filter(workspace=workspace).count() >= MOST_WEBHOOKS:
        raise NotSet(_("There are %(n)s webhooks already. Remove one first.") % {"n": MOST_WEBHOOKS})
    webhook = Webhook.objects.create(workspace=workspace, url=_address(url), kinds=_known(kinds))
    secret = new_signing_secret()
    webhook.lock_in(secret)
    record(workspace.pk, by, "webhook.added", webhook, at=now, name=webhook.url)
    return webhook, secret


@transaction.atomic
def change_webhook(
    webhook: Webhook,
    by: Actor,
    now: datetime,
    *,
    url: str | None = None,
    kinds: list[str] | None = None,
    is_on: bool | None = None,
) -> None:
    """Switched on again, it begins with a clean record. Raises NotSet."""
    if url is not None:
        webhook.url = _address(url)
    if kinds is not None:
        webhook.kinds = _known(kinds)
    if is_on is not None and is_on != webhook.is_on:
        webhook.is_on, webhook.failures, webhook.failing_since, webhook.trouble = is_on, 0, None, {}
    webhook.save(update_fields=["url", "kinds", "is_on", "failures", "failing_since", "trouble"])
    record(webhook.workspace_id, by, "webhook.changed", webhook, at=now, name=webhook.url, on=webhook.is_on)


@transaction.atomic
def renew_secret(webhook: Webhook, by: Actor, now: datetime) -> str:
    """Another signing secret, shown once; the one before stops at once."""
    secret = new_signing_secret()
    webhook.lock_in(secret)
    record(webhook.workspace_id, by, "webhook.secret", webhook, at=now, name=webhook.url)
    return secret


@transaction.atomic
def remove_webhook(webhook: Webhook, by: Actor, now: datetime) -> None:
    record(webhook.workspace_id, by, "webhook.removed", webhook, at=now, name=webhook.url)
    webhook.delete()


def _address(url: str) -> str:
    """One that our guard lets through, now; it looks again with each message."""
    url = url.strip()
    if len(url) > 500 or not url.startswith(("https://", "http://")):
        raise NotSet(_("Write the whole address, beginning with https://."))
    try:
        guard.check_url(parsed(url), outside.web().allow)
    except PublisherError as refusal:
        raise NotSet(said(refusal.sentence)) from None
    except (InvalidURL, ValueError):
        raise NotSet(_("Write the whole address, beginning with https://.")) from None
    return url


def _known(kinds: list[str]) -> list[str]:
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise NotSet(_("There is no kind of notice called %(name)s.") % {"name": unknown[0][:40]})
    return [kind for kind in KINDS if kind in kinds]
