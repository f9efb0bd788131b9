"""Give the vault a new key, and seal everything anew with it. May be killed and run again."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from planner import keys, vault
from planner.channels.models import Channel
from planner.notices.ways import TelegramBot, Webhook
from planner.people import second_steps


def begin() -> bool:
    """Make a new current key, unless a rotation is unfinished or the environment holds the keys."""
    if keys.is_in_environment() or any(unfinished()) or any(unfinished_steps()) or any(unfinished_notices()):
        return False
    keys.put_first(settings.HOME, keys.new_vault_line())
    fresh = keys.reread(settings.HOME)
    settings.VAULT_KEYS.clear()
    settings.VAULT_KEYS.update(fresh)
    return True


def unfinished() -> Iterator[Channel]:
    """Channels that an older key sealed."""
    for channel in Channel.objects.exclude(credentials="").order_by("pk").iterator():
        if vault.key_id(channel.credentials) != vault.current_key_id():
            yield channel


def unfinished_steps() -> Iterator[Authenticator]:
    """Authenticator apps and recovery codes that an older key sealed."""
    for step in Authenticator.objects.order_by("pk").iterator():
        if any(vault.key_id(text) != vault.current_key_id() for text in second_steps.sealed_in(step.data)):
            yield step


def unfinished_notices() -> Iterator[TelegramBot | Webhook]:
    """Bots and webhooks of notices that an older key sealed."""
    for model in (TelegramBot, Webhook):
        for row in model.objects.exclude(sealed="").order_by("pk").iterator():
            if vault.key_id(row.sealed) != vault.current_key_id():
                yield row


def finish() -> tuple[int, int, list[str]]:
    """Seal what is left, one by one. How many channels and second steps, and what could not be opened."""
    channels, steps, locked = 0, 0, []
    for channel in list(unfinished()):
        try:
            while not channel.reseal():
                channel.refresh_from_db()
            channels += 1
        except vault.Locked:
            locked.append(f"{channel.workspace.slug}: {channel.name}")
    for row in list(unfinished_notices()):
        try:
            while not row.reseal():
                row.refresh_from_db()
        except vault.Locked:
            locked.append(f"{row.workspace.slug}: {row}")
    for step in list(unfinished_steps()):
        try:
            _seal_anew(step.pk)
            steps += 1
        except vault.Locked:
            locked.append(f"{step.user}: {step.type}")
    return channels, steps, locked


@transaction.atomic
def _seal_anew(pk: int) -> None:
    step = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if step is not None:  # its owner may have taken it away in the meantime
        step.data = second_steps.sealed_anew(step.data)
        step.save(update_fields=["data"])
