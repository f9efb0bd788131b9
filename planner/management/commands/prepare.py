"""What must be done before serving: bring the database up to date, and say where to begin."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from planner.people.models import User
from planner.people.setup import setup_path


class Command(BaseCommand):
    help = "Migrate, then print the address and, until somebody owns this house, the set-up link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default=settings.PUBLIC_URL)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        address = options["address"]
        self.stdout.write(f"\nAlmanac is at {address}\n")
        if not User.objects.exists():
            self.stdout.write(f"Set it up here, once: {address}{setup_path(timezone.now())}\n")
        self.stdout.flush()
