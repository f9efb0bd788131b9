"""The first owner and workspace without a browser: for scripts and containers."""

import json
import secrets
import sys
from argparse import ArgumentParser
from contextlib import redirect_stdout
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from planner.history.models import Actor
from planner.people import setup, tokens
from planner.people.members import Refused
from planner.people.models import User


class Command(BaseCommand):
    help = "Make the first owner and workspace. Prints JSON; a password that was made here is in it, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--workspace", required=True, help="the name of the workspace")
        parser.add_argument("--timezone", required=True, help="such as Europe/Moscow")
        parser.add_argument("--name", default="", help="of the owner")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--password-stdin", action="store_true", help="read the password from stdin")
        parser.add_argument("--token", default="", metavar="SCOPES", help='make an API token: "read,write"')

    def handle(self, *_: Any, **given: Any) -> None:
        with redirect_stdout(sys.stderr):  # mail that goes to the console must not stand before the JSON
            said = _open(given)
        self.stdout.write(json.dumps(said))


def _open(given: dict[str, Any]) -> dict[str, Any]:
    made = "" if given["password_stdin"] else secrets.token_urlsafe(18)
    password = made or sys.stdin.readline().rstrip("\r\n")
    now, by = timezone.now(), Actor(None, given["name"] or given["email"], via="command")
    try:
        validate_email(given["email"])
        validate_password(password, User(email=given["email"], name=given["name"]))
        user, workspace, _membership = setup.open_house(
            email=given["email"],
            name=given["name"],
            password=password,
            workspace_name=given["workspace"],
            timezone=given["timezone"],
            language=given["language"],
            by=by,
            now=now,
        )
        said: dict[str, Any] = {
            "user": {"id": user.pk, "email": user.email, "name": user.name},
            "workspace": {"id": workspace.pk, "slug": workspace.slug, "name": workspace.name},
        }
        if given["token"]:
            scopes = [scope for scope in given["token"].replace(",", " ").split() if scope]
            owner = Actor(user.pk, str(user), via="command")
            expires_at = now + tokens.NEWLY_MADE_LASTS
            _token, secret = tokens.issue(workspace, user, owner, "setup", scopes, expires_at, now)
            said["token"] = secret
    except ValidationError as wrong:
        raise CommandError(" ".join(wrong.messages)) from None
    except (setup.AlreadyOpen, Refused) as refusal:
        raise CommandError(str(refusal)) from None
    if made:
        said["password"] = made
    return said
