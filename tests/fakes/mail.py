"""A small SMTP server on loopback: it takes letters, refuses them, or hangs up where a test says so."""

import base64
import contextlib
import email
import email.policy
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import Any, Self

from tests.fakes.mail_faults import FAULTS

OLD_WORDS = {  # what is answered where, for those who say it in one word
    "connect": {"CONNECT": "421 Service not available"},
    "recipient": {"RCPT": "550 5.1.1 No such mailbox"},
    "busy": {"RCPT": "451 Try later"},
    "silence": {"CONNECT": "close"},
    "before_answer": {"END": "close"},
}


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        mail: FakeMail = self.server.mail  # type: ignore[attr-defined]
        self.mail = mail
        mail.connections += 1
        self.fault = mail.armed.pop(0) if mail.armed else {}
        self.reader, self.has_sender, self.takers = "", False, 0
        self.signed_in = False
        if not self._answer("CONNECT", "220 fake ESMTP"):
            return
        while line := self.rfile.readline():
            words = line.decode("utf-8", "replace").strip()
            verb = words.split(" ", 1)[0].upper()
            if verb == "RCPT":
                self.reader = words.partition("<")[2].partition(">")[0]
            if verb == "AUTH":
                going = self._auth(words)
            elif verb in {"EHLO", "HELO"}:
                self._begin_anew()
                offered = "".join(f"250-{name}\r\n" for name in mail.offers)
                going = self._answer("EHLO", f"250-fake\r\n{offered}250 8BITMIME")
            elif verb == "RSET":
                self._begin_anew()
                going = self._answer("RSET", "250 OK")
            elif refusal := self._out_of_step(verb) or self._not_plain(verb, words):
                going = self._say(refusal)
            elif verb == "DATA":
                going = self._data()
            elif verb == "QUIT":
                self._answer("QUIT", "221 Bye")
                return
            elif verb == "MAIL" and mail.users and not self.signed_in:
                going = self._say("530 5.7.0 Sign in first")
            else:
                going = self._answer(verb, "250 OK")
                taken = going and self._scripted(verb)[:1] in ("", "2")
                self.has_sender = self.has_sender or (taken and verb == "MAIL")
                self.takers += taken and verb == "RCPT"
            if not going:
                return

    def _begin_anew(self) -> None:
        self.has_sender, self.takers = False, 0

    def _out_of_step(self, verb: str) -> str:
        """As RFC 5321, 4.1.4 has it, and Postfix and aiosmtpd with it."""
        if verb == "MAIL" and self.has_sender:
            return "503 5.5.1 Error: nested MAIL command"
        if verb == "RCPT" and not self.has_sender:
            return "503 5.5.1 Error: need MAIL command"
        if verb == "DATA" and not self.takers:
            return (
                "503 5.5.1 Error: need RCPT command"
                if not self.has_sender
                else "554 5.5.1 No valid recipients"
            )
        return ""

    def _not_plain(self, verb: str, words: str) -> str:
        if verb not in {"MAIL", "RCPT"} or "SMTPUTF8" in self.mail.offers:
            return ""
        if "SMTPUTF8" in words.upper():
            return "555 5.5.4 Unsupported option: SMTPUTF8"
        return "" if words.isascii() else "553 5.6.7 Non-ASCII addresses not permitted"

    def _auth(self, words: str) -> bool:
        given = words.split(" ")
        if given[1].upper() == "LOGIN":
            self._say("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.rfile.readline()).decode()
            self._say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self.rfile.readline()).decode()
        else:
            _who, user, password = base64.b64decode(given[2]).decode().split("\0")
        self.signed_in = self.mail.users.get(user) == password
        well = "235 2.7.0 Welcome" if self.signed_in else "535 5.7.8 Wrong name or password"
        return self._answer("AUTH", well)

    def _data(self) -> bool:
        if self._scripted("DATA"):
            return self._answer("DATA", "")
        self._say("354 Go on")
        raw = b""
        while (part := self.rfile.readline()) != b".\r\n":
            raw += part[1:] if part.startswith(b"..") else part
        self._begin_anew()
        if self._scripted("LETTER"):
            return self._answer("LETTER", "")
        if self._scripted("END")[:1] not in ("4", "5"):
            self.mail.take(raw)
        return self._answer("END", "250 2.0.0 Taken")

    def _answer(self, stage: str, well: str) -> bool:
        """What was scripted for this stage, or that all is well. False: the connection is over."""
        scripted = self._scripted(stage)
        time.sleep(self.mail.slow.get(stage, 0))
        if scripted in DOINGS:
            DOINGS[scripted](self)
            return False
        return self._say(scripted or well) and not scripted.startswith("421")

    def _scripted(self, stage: str) -> str:
        return self.fault.get(stage) or self.mail.script_for(stage, self.reader)

    def _say(self, words: str) -> bool:
        self.wfile.write(f"{words}\r\n".encode("latin-1"))
        return True

    def hang(self) -> None:
        time.sleep(self.mail.hangs)

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def drip(self) -> None:
        """Never silent for long, and never done."""
        with contextlib.suppress(OSError):
            for _ in range(int(self.mail.hangs / 0.1)):
                self.wfile.write(b"2")
                time.sleep(0.1)

    def endless(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(b"250-And another thing\r\n" * 100)


DOINGS: dict[str, Callable[[_Talk], None]] = {
    "close": lambda talk: None,
    "reset": _Talk.reset,
    "hang": _Talk.hang,
    "drip": _Talk.drip,
    "endless": _Talk.endless,
}


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Whoever hangs up in the middle is a test."""


class FakeMail:
    """`letters`: what arrived. `users`: who may sign in; empty: nobody needs to.

    `script`: what is answered at CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, LETTER (which is then not taken), END
    or QUIT, or one of DOINGS; "RCPT ada@example.org" is for one reader. `refuses` says some of it in one word
    (OLD_WORDS), `arm` lets one connection meet one of tests/fakes/mail_faults.py.
    Commands out of their order are answered as Postfix answers them, whatever is scripted.
    """

    def __init__(self) -> None:
        self.refuses = ""
        self.script: dict[str, str] = {}
        self.users: dict[str, str] = {}
        self.armed: list[Mapping[str, str]] = []
        self.offers = ["AUTH PLAIN LOGIN"]  # extensions, besides 8BITMIME
        self.hangs = 1.0  # seconds
        self.slow: dict[str, float] = {}  # seconds until the answer at a stage
        self.connections = 0
        self.letters: list[EmailMessage] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Talk)
        self._server.mail = self  # type: ignore[attr-defined]
        self.port: int = self._server.server_address[1]

    def script_for(self, stage: str, reader: str) -> str:
        script = self.script | OLD_WORDS.get(self.refuses, {})
        return script.get(f"{stage} {reader}", script.get(stage, ""))

    def arm(self, name: str, times: int = 1) -> None:
        self.armed += [FAULTS[name].script] * times

    def take(self, raw: bytes) -> None:
        letter: Any = email.message_from_bytes(raw, policy=email.policy.default)
        with self._lock:
            self.letters.append(letter)

    def to(self) -> list[str]:
        """Whom the letters went to, in the order of their arrival."""
        return [str(letter["To"].addresses[0].addr_spec) for letter in self.letters]

    def words(self, number: int = -1) -> str:
        """The plain part of a letter."""
        part = self.letters[number].get_body(("plain",))
        return str(part.get_content()) if part is not None else ""

    def html(self, number: int = -1) -> str:
        """The other part."""
        part = self.letters[number].get_body(("html",))
        return str(part.get_content()) if part is not None else ""

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True, args=(0.05,)).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
