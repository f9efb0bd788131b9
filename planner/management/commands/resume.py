"""After a restore or a copy: this installation publishes now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from planner.deliveries import identity


class Command(BaseCommand):
    help = "Begin to publish again after a restore. Do it only when no other copy of this data publishes."

    def handle(self, *args: Any, **options: Any) -> None:
        identity.take_over(timezone.now())
        self.stdout.write("Publishing is on.")
