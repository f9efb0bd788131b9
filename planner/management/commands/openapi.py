"""The contract, as programs read it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation


def document() -> str:
    """docs/openapi.json as it should be."""
    from planner.api import api

    with translation.override("en"):
        return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False) + "\n"


class Command(BaseCommand):
    help = "Print the OpenAPI document, or write it: manage.py openapi --write docs/openapi.json"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            options["write"].write_text(document())
        else:
            self.stdout.write(document(), ending="")
