"""The product with a believable month in it, in a data folder of its own."""

import os
import secrets
import shlex
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from planner.history.models import Actor
from planner.people.models import User
from planner.people.setup import open_house
from planner.serve import first_free

EMAIL = "demo@example.org"


class Command(BaseCommand):
    help = "Fill a data folder of its own (var/demo) with example content and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--timezone", default="Europe/Moscow")
        parser.add_argument("--no-serve", action="store_true", help="fill only")
        parser.add_argument("--port", type=int, help="where it is served: its addresses begin with it")

    def handle(self, *_: Any, **options: Any) -> None:
        home, port = Path(settings.HOME), str(options["port"] or os.environ.get("ALMANAC_PORT") or "")
        if not port and not options["no_serve"]:
            port = str(first_free())
        if home.name != "demo" or port != os.environ.get("ALMANAC_PORT", ""):  # start again in its own folder
            os.environ["ALMANAC_HOME"] = str(home if home.name == "demo" else home / "demo")
            os.environ["ALMANAC_PORT"] = port
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - ourselves
        call_command("migrate", verbosity=0)
        if not User.objects.exists():
            self.stdout.write(f"Sign in as {EMAIL} with the password {_fill(options)}\n")
        self.stdout.write(f"The demo is in {home}. What serves it: {_served_by(home, port)}\n")
        self.stdout.flush()
        if not options["no_serve"]:
            manage = str(Path(settings.BASE_DIR) / "manage.py")
            os.execv(sys.executable, [sys.executable, manage, "serve"])  # noqa: S606 - ourselves


def _served_by(home: Path, port: str) -> str:
    """What somebody types to serve this folder, wherever they stand."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "serve"]
    words = shlex.join([*command, "--port", port] if port else command)
    return f"ALMANAC_HOME={shlex.quote(str(home))} {words}"


def _fill(options: dict[str, Any]) -> str:
    from planner import example

    password, now = secrets.token_urlsafe(12), timezone.now()
    by = Actor(None, "Demo", via="command")
    user, workspace, _membership = open_house(
        email=EMAIL,
        name="Vera",
        password=password,
        workspace_name="Книжный у причала" if options["language"] == "ru" else "North Pier Books",
        timezone=options["timezone"],
        language=options["language"],
        by=by,
        now=now,
    )
    example.fill(workspace, Actor(user.pk, str(user), via="command"), now)
    return password
