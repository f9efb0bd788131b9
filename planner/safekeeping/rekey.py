"""Give the vault a new key, and seal every channel's credentials with it. May be killed and run again."""

from collections.abc import Iterator

from django.conf import settings

from planner import keys
from planner.channels import vault
from planner.channels.models import Channel


def begin() -> bool:
    """Make a new current key, unless a rotation is unfinished or the environment holds the keys."""
    if keys.is_in_environment() or list(unfinished()):
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


def finish() -> tuple[int, list[str]]:
    """Seal what is left, one channel at a time. How many that were, and which could not be opened."""
    done, locked = 0, []
    for channel in list(unfinished()):
        try:
            while not channel.reseal():
                channel.refresh_from_db()
            done += 1
        except vault.Locked:
            locked.append(f"{channel.workspace.slug}: {channel.name}")
    return done, locked
