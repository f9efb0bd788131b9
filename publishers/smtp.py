"""SMTP on a socket that the guard has checked: encrypted, or to a host that the administrator allowed.

Python's smtplib speaks it. Ours is only where it connects to, and what each answer means.
"""

import contextlib
import smtplib
import ssl
import time
from socket import socket
from typing import Any

from publishers import guard, wire
from publishers.errors import (
    Busy,
    Expired,
    Halted,
    NoSuchReader,
    PublisherError,
    ReaderBusy,
    Refused,
    Rejected,
    Sentence,
    Uncertain,
    Unreachable,
    Unwelcome,
)
from publishers.errors import gettext_noop as _
from publishers.smtp_answers import Answers, Silent
from publishers.web import Web, trusted

PORTS = {25, 465, 587, 2525}
TLS_FROM_THE_START = 465
PATIENCE = 60.0  # seconds for a letter and its answer; RFC 5321 lets a server take minutes after its end
ENHANCED = 3  # parts of an enhanced status code, RFC 3463: 5.1.1
CLOSING, OUT_OF_STEP = 421, 503  # RFC 5321: it hangs up; this command does not follow on that
NOBODY = {"5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}  # RFC 3463 and 7505
CLEAR_WORDS = (  # of servers that know no enhanced codes
    "no such user",
    "user unknown",
    "unknown user",
    "no such mailbox",
    "mailbox not found",
    "mailbox does not exist",
    "recipient unknown",
    "no mailbox here",
)
SENDERS = ("5.1.7", "5.1.8")  # RFC 3463: it is our address that is wrong, not the reader's
QUOTA = ("5.4.5", "4.4.5", "4.7.28")  # so many letters a day, as Gmail and others say it
SILENT = _(
    "{host} takes the connection on port {port} and says nothing. Is it the right port? Usual are 587, and "
    "465 where encryption comes first."
)
QUOTA_AFTER = 3600.0  # seconds
QUICK = 20.0  # seconds for all answers but that to a letter
SESSION = 60.0  # seconds from the beginning until the last letter is begun; that one has its whole time


class Post(smtplib.SMTP):
    """One connection to one mail server, signed in."""

    def __init__(self, web: Web, host: str, port: int, lasts: float = 0) -> None:
        super().__init__(timeout=PATIENCE)
        self.web, self.server, self.server_port = web, host, port
        self.is_ours = guard.is_allowed(host, port, web.allow)
        self.begins_until = self.ends = time.monotonic() + (lasts or SESSION)
        self.until = self.ends  # until when what was sent last is waited for

    def open(self, user: str, password: str) -> None:
        """Raises Unreachable, Refused, Busy, Expired."""
        if self.server_port not in PORTS and not self.is_ours:
            raise Refused(
                Sentence(_("Mail servers listen on port 465 or 587, not {port}."), {"port": self.server_port})
            )
        try:
            self._host = self.server  # the name that the certificate must prove
            _insist(self.connect(self.server, self.server_port))
            self.ehlo_or_helo_if_needed()
            if self.server_port != TLS_FROM_THE_START:
                self._encrypt()
            if user:
                self._sign_in(user, password)
        except smtplib.SMTPAuthenticationError as error:
            raise _of_sign_in(error.smtp_code, _said(error.smtp_error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(Sentence(_("{host} takes no password that way."), {"host": self.server})) from error
        except (OSError, smtplib.SMTPException) as error:
            raise self._unreachable(error) from error

    def deliver(self, sender: str, reader: str, letter: bytes) -> None:
        """One letter to one address. Returns when the server has taken it, and raises what else it said.

        After a no to this letter alone the next may follow: what was begun for this one is taken back.
        """
        try:
            self._hand_over(sender, reader, letter)
        except (Rejected, ReaderBusy):
            self._begin_anew()
            raise

    def _hand_over(self, sender: str, reader: str, letter: bytes) -> None:
        plain = (sender + reader).isascii()
        if not plain and not self.has_extn("smtputf8"):
            raise Rejected(
                Sentence(_("{host} knows only addresses in Latin letters."), self._values()), code="smtputf8"
            )
        try:
            _left(self.begins_until)
            self.ends = max(self.ends, time.monotonic() + QUICK)
            code, said = self.mail(sender, [] if plain else ["SMTPUTF8"])
            _insist_on(code, said, "sender")
            code, said = self.rcpt(reader)
            _insist_on(code, said, "reader")
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise self._unreachable(error) from error
        try:
            code, said = self.data(letter)
        except smtplib.SMTPDataError as error:  # not even asked for the letter
            raise _refusal(error.smtp_code, _said(error.smtp_error), "letter") from error
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Uncertain(
                Sentence(_("{host} broke off before it said whether it took the letter."), self._values())
            ) from error
        if not (200 <= code < 300 or 400 <= code < 600):  # no answer that SMTP knows here
            raise Uncertain(
                Sentence(_("{host} said nothing clear about whether it took the letter."), self._values())
            )
        _insist_on(code, said, "letter")

    def _begin_anew(self) -> None:
        """Else a server that has our MAIL answers the next with 503, as RFC 5321 wants it."""
        try:
            code, _words = self.rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != 250:
            self.close()  # the next letter finds no connection, and waits

    def getreply(self) -> tuple[int, bytes]:
        """Within the time that is left, also from who talks without end."""
        if self.sock is not None and not isinstance(self.file, Answers):
            self.file = Answers(self.sock)
        if isinstance(self.file, Answers):
            self.file.begin(_left(self.until))
        answer = super().getreply()
        if self.sock is not None:
            self.sock.settimeout(max(self._soon() - time.monotonic(), 0.001))  # encryption may begin now
        return answer

    def send(self, s: Any) -> None:
        """smtplib sends commands as text and letters as bytes. What is begun has its whole time."""
        self.until = self._soon() if isinstance(s, str) else time.monotonic() + PATIENCE
        if self.sock is not None:
            self.sock.settimeout(_left(self.until))
        super().send(s)

    def _soon(self) -> float:
        return min(time.monotonic() + min(QUICK, PATIENCE), self.ends)

    def leave(self) -> None:
        """Say goodbye where somebody still listens."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.quit()
        self.close()

    def _sign_in(self, user: str, password: str) -> None:
        """In one way only. smtplib's `login` tries the next after a no, and some servers then fall silent."""
        self.user, self.password = user, password
        offered = self.esmtp_features.get("auth", "").upper().split()
        for name, way in (("PLAIN", self.auth_plain), ("LOGIN", self.auth_login)):
            if name in offered:
                self.auth(name, way)
                return
        raise smtplib.SMTPNotSupportedError("it offers neither PLAIN nor LOGIN")

    def _get_socket(self, host: str, port: int, timeout: float | None) -> socket:
        course = wire.Course(self.ends, self.web.connect, None, 10**9)
        road = wire.connect(host, port, course, self.web.allow, self.web.resolve)
        if port == TLS_FROM_THE_START:
            try:
                road.secure(self._proof(), host)
            except TimeoutError as trouble:
                raise Silent("it does not encrypt") from trouble
        self.until = self._soon()
        return road.sock

    def _encrypt(self) -> None:
        """An unencrypted password is only for a server of one's own."""
        if self.has_extn("starttls"):
            self.starttls(context=self._proof())
            self.ehlo()
        elif not self.is_ours:
            raise Refused(
                Sentence(_("{host} offers no encryption, so no password is sent there."), self._values())
            )

    def _proof(self) -> ssl.SSLContext:
        return self.web.tls or trusted()

    def _unreachable(self, error: Exception) -> PublisherError:
        if isinstance(error, PublisherError):
            return error
        if isinstance(error, ssl.SSLCertVerificationError):
            values = self._values() | {"reason": error.verify_message}
            return Unreachable(Sentence(_("{host} did not prove who it is: {reason}."), values), code="tls")
        if isinstance(error, Silent) or isinstance(error.__context__, Silent):
            values = self._values() | {"port": self.server_port}
            return Unreachable(Sentence(SILENT, values), code="silent")
        return Unreachable(Sentence(_("{host} could not be reached."), self._values()))

    def _values(self) -> dict[str, str | int | float]:
        return {"host": self.server}


def _left(until: float) -> float:
    """Seconds. Raises OSError where there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("out of time")
    return left


def _insist(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if code != 220:
        raise Busy(Sentence(_("The mail server is busy: {said}"), {"said": _said(said)}), code=str(code))


def _insist_on(code: int, said: bytes, what: str) -> None:
    if not 200 <= code < 300:
        raise _refusal(code, _said(said), what)


def _refusal(code: int, said: str, what: str) -> PublisherError:
    """What a no means, by RFC 5321 and the enhanced codes of RFC 3463: for this letter, or for all."""
    status = _enhanced(said)
    values, named = {"said": said or str(code)}, status or str(code)
    if code in (530, 535):
        return Expired(Sentence(_("The mail server wants a sign-in: {said}"), values), code=str(code))
    if code == OUT_OF_STEP or code < 400:  # no no at all: it answers something else
        return Unreachable(Sentence(_("The mail server lost the thread: {said}"), values), code=named)
    if status in QUOTA:
        waits = Sentence(_("The mail server takes no more letters today: {said}"), values)
        return Busy(waits, retry_after=QUOTA_AFTER, code=named)
    if code < 500:
        is_alone = code != CLOSING and what != "sender"
        kind = ReaderBusy if is_alone else Busy
        return kind(Sentence(_("The mail server asks us to wait: {said}"), values), code=named)
    if what == "sender":
        return Halted(
            Sentence(_("The mail server takes no letters of this sender: {said}"), values), code=named
        )
    if status.startswith("5.7.") or status in SENDERS:
        return Unwelcome(Sentence(_("The mail server refused it: {said}"), values), code=named)
    if what == "reader" and is_nobody(status, said):
        return NoSuchReader(Sentence(_("Nobody gets mail at that address: {said}"), values), code=named)
    return Rejected(Sentence(_("The mail server refused it: {said}"), values), code=named)


def is_nobody(status: str, said: str) -> bool:
    """Whether it says that nobody gets mail at an address. A bare 550 says all kinds of things."""
    words = said.lower()
    return status in NOBODY or (status in ("", "5.0.0") and any(one in words for one in CLEAR_WORDS))


def _of_sign_in(code: int, said: str) -> PublisherError:
    values = {"said": said or str(code)}
    if code < 500:
        return Busy(Sentence(_("The mail server asks us to wait: {said}"), values), code=str(code))
    return Expired(
        Sentence(_("The mail server does not accept the name or password: {said}"), values), code=str(code)
    )


def _enhanced(said: str) -> str:
    first = said.partition(" ")[0]
    parts = first.split(".")
    return first if len(parts) == ENHANCED and all(part.isdecimal() for part in parts) else ""


def _said(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())[:300]
