"""manage.py bounces [FILE]: letters that came back, from a mailbox file or from standard input."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from planner.mailings import bounces


class Command(BaseCommand):
    help = "Read letters that came back: their readers get no more. Without a file, one from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="a mailbox (mbox) or one letter; - is stdin")

    def handle(self, *args: object, **options: object) -> None:
        name = str(options["file"])
        if name == "-":
            read, ours = bounces.take_all(sys.stdin.buffer.read(), timezone.now())
        else:
            path = Path(name)
            if not path.is_file():
                raise CommandError(f"There is no file {name}.")
            read, ours = bounces.take_mailbox(path, timezone.now())
        self.stdout.write(f"{read} reports of failure, {ours} of letters of ours.")
