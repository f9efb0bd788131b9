"""`manage.py setup` for scripts: JSON out, a clear refusal the second time."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from planner.people import tokens
from planner.people.models import User

pytestmark = pytest.mark.django_db

WHO = ["--email", "olga@example.org", "--workspace", "Harbour", "--timezone", "Europe/Moscow"]


def run(*more: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("setup", *WHO, *more, stdout=out)
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def test_it_makes_a_password_and_prints_it_once() -> None:
    said = run()
    assert said["workspace"]["slug"] == "harbour"
    assert User.objects.get(pk=said["user"]["id"]).check_password(said["password"])


def test_it_reads_the_password_and_does_not_repeat_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ships at the quay in fog\n"))
    said = run("--password-stdin")
    assert "password" not in said
    assert User.objects.get().check_password("ships at the quay in fog")


def test_it_makes_a_token_that_lasts_ninety_days() -> None:
    now = timezone.now()
    token = tokens.find(run("--token", "read,write")["token"], now)
    assert token
    assert token.scopes == ["read", "write"]
    assert token.expires_at
    assert timedelta(days=89) < token.expires_at - now < timedelta(days=91)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--timezone", "Mars/Olympus"], "not a time zone"),
        (["--token", "everything"], "what the token is for"),
        (["--email", "nobody"], "valid email"),
    ],
)
def test_it_refuses_what_makes_no_sense(more: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(*more)


def test_the_second_time_it_refuses() -> None:
    run()
    with pytest.raises(CommandError, match="set up already"):
        run()
