"""A new key for the credentials at rest."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from planner import keys
from planner.safekeeping import rekey


class Command(BaseCommand):
    help = "Seal all credentials with a new key. When it was interrupted, run it again: it goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--print", action="store_true", help="only print a new key line, for the environment"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["print"]:
            self.stdout.write(keys.new_vault_line())
            return
        if rekey.begin():
            self.stdout.write("A new key is the first line of vault.key. Keep a copy of that file.")
        elif keys.is_in_environment():
            self.stdout.write(
                "The environment holds the keys: the first line is used, nothing is written there."
            )
        else:
            self.stdout.write("An earlier rotation had not ended: going on with its key.")
        channels, steps, locked = rekey.finish()
        self.stdout.write(f"Sealed anew: {channels} channels and {steps} second steps of people.")
        if locked:
            raise CommandError(
                f"These could not be opened; connect or set them up again: {', '.join(locked)}"
            )
