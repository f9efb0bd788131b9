"""Anybody can write a report about a letter: whatever it says, the next one is read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DataError, OperationalError, connection

from planner.mailings import bounces
from planner.mailings.models import Mailing
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import states, turn
from tests.planner.mailings.test_readers import REPORT

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = b"From MAILER-DAEMON Thu Nov 26 10:00:00 2026\n"
NUL = b"\x00"


@pytest.fixture
def mailing(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> Mailing:
    read("ada", "bob")
    made = opened()
    turn(hands)
    assert states(made) == {"ada": "sent", "bob": "sent"}
    return made


def report(mailing: Mailing, name: str) -> bytes:
    address = f"{name}@example.org"
    message_id = mailing.envelopes.get(reader__address=address).message_id
    facts = {"address": address, "action": "failed", "status": "5.1.1", "message_id": message_id}
    return REPORT.format(**facts).encode()


def mailbox_of(path: Path, *letters: bytes) -> str:
    path.write_bytes(b"\n".join(HEAD + one for one in letters))
    return str(path)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"Message-ID: <", b"Message-ID: <" + NUL),
        (b"Message-ID: <", b"Message-ID: =?utf-8?q?=00=ED=A0=80?= <"),
        (b"550 no such user", b"550 no" + NUL + b" such \xff user"),
        (b"550 no such user", b"550 no =?utf-8?q?=00?= such user"),
        (b"Status: 5.1.1", b"Status: 5.1.1" + NUL),
        (b"rfc822; ada", b"rfc822; " + NUL + b"ada"),
    ],
)
def test_what_no_database_keeps_stops_no_other_report(
    good: bytes, bad: bytes, mailing: Mailing, tmp_path: Path
) -> None:
    raw = report(mailing, "ada")
    assert good in raw
    file = mailbox_of(tmp_path / "box", raw.replace(good, bad), report(mailing, "bob"))
    call_command("bounces", file)
    assert states(mailing)["bob"] == "refused"


def test_a_nul_is_left_out_and_the_report_counts(mailing: Mailing, hands: Hands) -> None:
    raw = report(mailing, "ada").replace(b"Message-ID: <", b"Message-ID: <" + NUL)
    raw = raw.replace(b"550 no such user", b"550 no" + NUL + b" such user")
    assert bounces.take_all(raw, hands.time.wall) == (1, 1)
    assert states(mailing)["ada"] == "refused"


def test_what_the_database_refuses_is_taken_back_whole_and_the_next_is_read(
    mailing: Mailing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = mailbox_of(tmp_path / "box", report(mailing, "ada"), report(mailing, "bob"))
    with connection.execute_wrapper(_fails_once(DataError("<ada@example.org>"))):
        call_command("bounces", file)
    assert states(mailing) == {"ada": "sent", "bob": "refused"}
    assert "could not be read" in caplog.text
    assert "ada@example.org" not in caplog.text


def test_a_database_in_trouble_is_told_in_the_end_and_another_run_takes_the_rest(
    mailing: Mailing, tmp_path: Path
) -> None:
    file = mailbox_of(tmp_path / "box", report(mailing, "ada"), report(mailing, "bob"))
    with (
        connection.execute_wrapper(_fails_once(OperationalError("locked"))),
        pytest.raises(OperationalError),
    ):
        call_command("bounces", file)
    assert states(mailing) == {"ada": "sent", "bob": "refused"}
    call_command("bounces", file)
    assert states(mailing) == {"ada": "refused", "bob": "refused"}


def _fails_once(trouble: Exception) -> Callable[..., Any]:
    """When the first reader is to be taken off: their envelope is written by then."""
    left = [trouble]

    def execute_or_fail(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith('UPDATE "planner_reader"') and left:
            raise left.pop()
        return execute(sql, *more)

    return execute_or_fail
