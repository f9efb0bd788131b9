"""What can go wrong between us and a mail server, as data; tests/fakes/faults.py is for HTTP.

`script`: what happens at which stage, for one connection. `accepted`: the server took the letter first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LONG = "x" * 100_000


@dataclass(frozen=True, slots=True)
class MailFault:
    name: str
    accepted: bool
    outcomes: frozenset[str]
    script: Mapping[str, str]


def _fault(name: str, outcomes: str, stage: str, answer: str, *, accepted: bool = False) -> MailFault:
    return MailFault(name, accepted, frozenset(outcomes.split()), {stage: answer})


def _at(stage: str, outcome: str, *, accepted: bool = False) -> list[MailFault]:
    """Whatever a server that is out of order does instead of answering."""
    doings = {
        "close": "close",
        "reset": "reset",
        "hang": "hang",
        "drip": "drip",
        "endless": "endless",
        "long_line": f"250 {LONG}",
        "not_smtp": "SSH-2.0-OpenSSH_9.9",
        "binary": "\x00\xff\x00",
    }
    return [
        _fault(f"{name}_at_{stage.lower()}", outcome, stage, answer, accepted=accepted)
        for name, answer in doings.items()
    ]


FAULTS: dict[str, MailFault] = {
    fault.name: fault
    for fault in [
        *_at("EHLO", "Unreachable"),
        *_at("MAIL", "Unreachable"),
        *_at("RCPT", "Unreachable"),
        *_at("END", "Uncertain", accepted=True),
        *[one for one in _at("CONNECT", "Unreachable Busy") if one.script["CONNECT"] != f"250 {LONG}"],
        _fault("close_at_data", "Uncertain Unreachable", "DATA", "close"),
        _fault("close_in_the_letter", "Uncertain", "LETTER", "close"),
        _fault("reset_in_the_letter", "Uncertain", "LETTER", "reset"),
        _fault("hang_in_the_letter", "Uncertain", "LETTER", "hang"),
        _fault("busy_at_connect", "Busy", "CONNECT", "421 4.3.2 Shutting down"),
        _fault("busy_at_mail", "Busy", "MAIL", "451 4.3.0 Later"),
        _fault("out_of_step_at_mail", "Unreachable", "MAIL", "503 5.5.1 Nested MAIL command"),
        _fault("not_your_address", "Halted", "MAIL", "550 5.7.1 Not your address"),
        _fault("greylisted", "ReaderBusy", "RCPT", "450 4.7.1 Greylisted"),
        _fault("closing_at_rcpt", "Busy", "RCPT", "421 4.7.0 Too many"),
        _fault("gone", "NoSuchReader", "RCPT", "550 5.1.1 No such user"),
        _fault("yes_where_it_must_ask", "Unreachable", "DATA", "250 OK"),
        _fault("busy_at_data", "ReaderBusy", "DATA", "451 4.3.0 Later"),
        _fault("busy_at_the_end", "ReaderBusy", "END", "452 4.3.1 Disk full"),
        _fault("spam", "Unwelcome", "END", "554 5.7.1 Looks like spam"),
        _fault("quota", "Busy", "END", "550 5.4.5 Daily limit"),
        _fault("closing_after_it_took_it", "ok", "RSET", "close", accepted=True),
        _fault("no_goodbye", "ok", "QUIT", "close", accepted=True),
        _fault("endless_goodbye", "ok", "QUIT", "endless", accepted=True),
        _fault("taken_in_many_lines", "ok", "END", "250-2.0.0 OK\r\n250 2.0.0 Taken", accepted=True),
    ]
}
