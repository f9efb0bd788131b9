"""Everything in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from planner.safekeeping.pack import Trouble, pack


class Command(BaseCommand):
    help = "Back up the database, the pictures, the site and the sandbox. The keys are not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="such as almanac-2026-11-22.tar.gz")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].expanduser().absolute()
        try:
            manifest = pack(target, timezone.now())
        except Trouble as trouble:
            raise CommandError(f"No backup was made: {trouble}") from None
        self.stdout.write(
            f"{target}: {len(manifest.files)} files. The keys are not in it: keep secret.key and vault.key "
            "from the data folder in another place. Without them the channels must be connected again."
        )
        if settings.S3_BUCKET:
            self.stderr.write(
                f"The pictures are not in it either: they lie in the bucket “{settings.S3_BUCKET}”. Have the "
                "bucket backed up where it is, or turn its versioning on."
            )
