"""Has anybody changed what was written down?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from planner.safekeeping.chains import check_chains


class Command(BaseCommand):
    help = (
        "Check every hash chain: who did what, and every delivery's story. Exit 1 names the first broken row."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = check_chains()
        if checked.broken:
            raise CommandError("\n".join(str(broken) for broken in checked.broken))
        self.stdout.write(f"All is as it was written: {checked.entries} entries, {checked.steps} steps.")
