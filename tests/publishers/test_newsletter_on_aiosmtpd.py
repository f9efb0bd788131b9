"""Letters through a mail server that nobody here wrote (aiosmtpd): encrypted, signed in, refused, taken."""

import email
import email.policy
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from publishers import smtp
from publishers.errors import (
    Expired,
    NoSuchReader,
    PublisherError,
    ReaderBusy,
    Rejected,
    Unreachable,
    Unwelcome,
)
from publishers.letters import Reader
from publishers.message import Account, Message
from publishers.newsletter import Credentials, Newsletter
from publishers.web import Web
from tests.fakes.bucket import free_port
from tests.publishers.certificates import certificate, serving, trusting
from tests.publishers.places import picture

MESSAGE = Message("The **fog** lifts.\n\n.\n\nЗавтра", title="Туман", language="ru")
ANSWERS = {
    "gone@example.org": "550 5.1.1 No such user",
    "full@example.org": "452 4.2.2 Mailbox full",
    "blocked@example.org": "554 5.7.1 Blocked",
}


class Inbox:
    """What the server does with letters: keeps them, or refuses their readers."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.at_the_end = "250 2.0.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if refusal := ANSWERS.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.at_the_end.startswith("250"):
            self.taken.append(envelope)
        return self.at_the_end


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox, tmp_path: Path) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Its port, and whom to believe: it wants encryption, and then a name and a password."""
    ours = certificate(tmp_path, "localhost")
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        require_starttls=True,
        tls_context=serving(ours),
        auth_required=True,
        authenticator=lambda _server, _session, _envelope, _how, given: AuthResult(
            success=(given.login, given.password) == (b"harbour", b"the secret"), handled=False
        ),
    )
    controller.start()
    yield controller.port, trusting(ours)
    controller.stop()


@pytest.fixture
def news(server: tuple[int, ssl.SSLContext]) -> Newsletter:
    port, trusted = server
    credentials = Credentials(
        "news@harbour.example", "Новости", "localhost", "harbour", "the secret", str(port)
    )
    web = Web(frozenset({"localhost:*"}), tls=trusted, resolve=lambda _host, _port: ["127.0.0.1"])
    return Newsletter(credentials, Account("news@harbour.example"), web)


def send(news: Newsletter, *readers: str, message: Message = MESSAGE) -> None:
    part = news.prepare(message).parts[0]
    with news.session() as session:
        for reader in readers:
            session.send(part, Reader(reader, "Ада", "https://almanac.example.org/u/x/"), reader)


@pytest.mark.row("connect", network="newsletter", against="real")
def test_it_signs_in_under_encryption(news: Newsletter) -> None:
    assert news.check().id == "news@harbour.example"


@pytest.mark.row("text", network="newsletter", against="real")
@pytest.mark.row("pictures", network="newsletter", against="real")
def test_a_letter_arrives_whole_with_its_picture(news: Newsletter, inbox: Inbox) -> None:
    shown = Message(MESSAGE.text, MESSAGE.title, (picture("A red square"),), "ru")
    send(news, "ada@example.org", "bob@example.org", message=shown)
    assert [one.rcpt_tos for one in inbox.taken] == [["ada@example.org"], ["bob@example.org"]]
    raw: Any = inbox.taken[0].content
    letter: Any = email.message_from_bytes(raw, policy=email.policy.default)
    assert str(letter["Subject"]) == "Туман"
    assert str(letter["To"]) == "Ада <ada@example.org>"
    words = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert words.startswith("The fog lifts.\n\n.\n\nЗавтра")
    [image] = [part for part in letter.walk() if part.get_content_maintype() == "image"]
    assert image.get_content() == picture().read()


@pytest.mark.parametrize(
    ("reader", "kind"),
    [
        ("gone@example.org", NoSuchReader),
        ("full@example.org", ReaderBusy),
        ("blocked@example.org", Unwelcome),
    ],
)
def test_what_it_says_of_readers_is_understood(
    reader: str, kind: type[Exception], news: Newsletter, inbox: Inbox
) -> None:
    with pytest.raises(kind) as trouble:
        send(news, reader)
    assert type(trouble.value) is kind
    assert inbox.taken == []


@pytest.mark.parametrize("refused", list(ANSWERS))
def test_after_one_refused_reader_the_next_get_their_letters(
    refused: str, news: Newsletter, inbox: Inbox
) -> None:
    part = news.prepare(MESSAGE).parts[0]
    with news.session() as session:
        with pytest.raises(PublisherError):
            session.send(part, Reader(refused), "1")
        for name in ("bob", "carol", "dan"):
            session.send(part, Reader(f"{name}@example.org"), name)
    assert [one.rcpt_tos for one in inbox.taken] == [
        [f"{name}@example.org"] for name in ("bob", "carol", "dan")
    ]


@pytest.mark.parametrize(
    ("said", "kind"),
    [("552 5.3.4 Too big", Rejected), ("451 4.3.0 Later", ReaderBusy), ("554 5.7.1 Spam", Unwelcome)],
)
def test_what_it_says_of_the_letter_is_understood(
    said: str, kind: type[Exception], news: Newsletter, inbox: Inbox
) -> None:
    inbox.at_the_end = said
    with pytest.raises(kind):
        send(news, "ada@example.org")


def test_a_wrong_password_asks_to_connect_again(news: Newsletter) -> None:
    wrong = Credentials(
        "news@harbour.example", "News", "localhost", "harbour", "wrong", news.credentials.port
    )
    with pytest.raises(Expired):
        Newsletter(wrong, Account(""), news.web).check()


def test_on_port_465_encryption_comes_first_also_beside_us(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, port = certificate(tmp_path, "localhost"), free_port()
    monkeypatch.setattr(smtp, "TLS_FROM_THE_START", port)
    controller = Controller(inbox, hostname="127.0.0.1", port=port, ssl_context=serving(ours))
    controller.start()
    try:
        given = Credentials("news@harbour.example", "News", "localhost", port=str(port))
        web = Web(frozenset({"localhost:*"}), tls=trusting(ours), resolve=lambda _host, _port: ["127.0.0.1"])
        send(Newsletter(given, Account("news@harbour.example"), web), "ada@example.org")
    finally:
        controller.stop()
    assert [one.rcpt_tos for one in inbox.taken] == [["ada@example.org"]]


def test_a_server_that_cannot_prove_who_it_is_gets_no_password(news: Newsletter) -> None:
    stranger = Web(frozenset({"localhost:*"}), resolve=lambda _host, _port: ["127.0.0.1"])
    with pytest.raises(Unreachable, match="did not prove who it is"):
        Newsletter(news.credentials, Account(""), stranger).check()
