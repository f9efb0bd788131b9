"""Is an evidence pack as it was made, and does this installation's history say the same?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from planner.evidence import check
from planner.evidence.against import differences


class Command(BaseCommand):
    help = (
        "Check the hashes of an evidence pack, JSON or HTML. Exit 0: all is as it was made; 1: something was "
        "changed, is missing or does not fit; 2: this is no evidence pack. planner/evidence/check.py does "
        "the same without Almanac."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--against",
            action="store_true",
            help="also compare the history in it with that of this installation",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack, found = check.check_text(check.text_of(options["file"]))
            if options["against"] and not found.problems:
                found.doubts += differences(pack)
        except check.Unreadable as trouble:
            self.stderr.write(str(trouble))
            sys.exit(2)
        self.stdout.write("\n".join(check.told(pack, found)))
        if options["against"] and not found.problems and not found.doubts:
            self.stdout.write("The history of this installation says the same.")
        if not found.is_well:
            sys.exit(1)
