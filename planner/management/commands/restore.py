"""Begin again from a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from planner import vault
from planner.channels.models import Channel
from planner.deliveries.health import is_worker_silent
from planner.people.models import User
from planner.safekeeping.doubts import boot_paused
from planner.safekeeping.pack import Trouble, secret_mark
from planner.safekeeping.unpack import Unfit, put_in_place, unpacked


class Command(BaseCommand):
    help = "Put a backup in place. Publishing stays paused, and what was due meanwhile is looked for first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="although somebody lives here already")

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_to_disturb(options["force"])
        now = timezone.now()
        try:
            with unpacked(options["file"].expanduser().absolute()) as backup:
                before = put_in_place(backup, now)
                same = backup.manifest.secret == secret_mark()
                doubted = boot_paused(backup.made_at, now, same)
        except Unfit as unfit:
            raise CommandError(f"{unfit} Nothing was changed.") from None
        except Trouble as trouble:
            raise CommandError(f"The restore did not end: {trouble}") from None
        self._tell(backup.made_at.isoformat(timespec="seconds"), before, doubted, same)

    def _tell(self, made_at: str, before: Path, doubted: int, same_secret: bool) -> None:
        self.stdout.write(f"Restored the backup of {made_at}. What was here lies in {before}.")
        self.stdout.write(f"Publishing is paused. {doubted} deliveries were due meanwhile and may be out.")
        if not same_secret:
            self.stderr.write("The secret key is another one: those deliveries wait for a person's decision.")
        if locked := _locked():
            self.stderr.write(
                f"The vault key does not open {len(locked)} channels ({', '.join(locked)}). Put the old "
                "vault.key back, or connect them again."
            )
        self.stdout.write("Look through them, then run: manage.py resume")


def _refuse_to_disturb(force: bool) -> None:
    try:
        lived_in, working = User.objects.exists(), not is_worker_silent(timezone.now())
    except DatabaseError:
        return  # there are no tables yet: nobody lives here
    if working:
        raise CommandError("A worker is running here. Stop Almanac first; wait a minute if it was killed.")
    if lived_in and not force:
        raise CommandError("Somebody lives here already. With --force the backup takes their place.")


def _locked() -> list[str]:
    locked = []
    for channel in Channel.objects.exclude(credentials=""):
        try:
            channel.take_out()
        except vault.Locked:
            locked.append(channel.name)
    return locked
