"""What the worker does every hour: take away what nobody can reach any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from planner.library import sweeping


class Command(BaseCommand):
    help = "Sweep the library: uploads nobody finished, assets deleted 30 days ago, files that no row names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be taken")

    def handle(self, *args: Any, **options: Any) -> None:
        dry = options["dry_run"]
        swept = sweeping.sweep_now(dry)
        if swept is None:
            raise CommandError(
                "Not swept: another process is at it, the store does not answer, or publishing is paused "
                "after a restore (manage.py resume)."
            )
        done = "Would take" if dry else "Took"
        self.stdout.write(f"{done} {swept.uploads} uploads, {swept.assets} assets, {swept.files} files.")
