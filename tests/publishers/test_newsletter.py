"""Letters: what each holds, and what every answer of a mail server means for it."""

import dataclasses
import email
import email.policy
import time
from email.header import decode_header
from pathlib import Path

import pytest

from publishers import newsletter, smtp
from publishers.errors import (
    Busy,
    Expired,
    Halted,
    NoSuchReader,
    PublisherError,
    ReaderBusy,
    Refused,
    Rejected,
    Uncertain,
    Unreachable,
    Unwelcome,
)
from publishers.letters import Reader
from publishers.message import Account, Message, Part
from publishers.newsletter import Newsletter, letters
from publishers.newsletter.letters import Letter, Sender
from publishers.web import Web
from tests.publishers.places import READER, Place, picture, place

MESSAGE = Message(
    "Hello *world*, see [us](https://example.org/a)\n\n> Fog & rain", title="Greetings", language="en"
)
SENDER = Sender("news@harbour.example", "Harbour News", "", "Harbour Ltd, Pier 7")


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(smtp, "PATIENCE", 0.4)
    with place("newsletter", tmp_path) as found:
        yield found


def sent(news: Place, reader: Reader = READER, message: Message = MESSAGE, key: str = "key-1") -> str:
    part = news.publisher.prepare(message).parts[0]
    with news.publisher.session() as session:
        return str(session.send(part, reader, key).id)


def test_a_letter_has_what_a_letter_needs(news: Place) -> None:
    message_id = sent(news)
    [letter] = news.fake.letters
    assert str(letter["From"]) == "Harbour News <News@harbour.example>"
    assert str(letter["To"]) == "Ada <ada@example.org>"
    assert str(letter["Subject"]) == "Greetings"
    assert str(letter["Message-ID"]) == message_id
    assert message_id.endswith("@harbour.example>")
    assert str(letter["List-Unsubscribe"]) == f"<{READER.leave}>"
    assert str(letter["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(letter["List-Id"]) == "<news.harbour.example>"
    assert letter["Date"]
    assert "Auto-Submitted" not in letter
    assert news.fake.words().startswith("Hello world, see us (https://example.org/a)")
    assert READER.leave in news.fake.words()
    html = news.fake.html()
    assert 'lang="en"' in html
    assert "<em>world</em>" in html
    assert f'href="{READER.leave}"' in html
    assert "Fog &amp; rain" in html


def test_the_message_id_is_the_letters_own_for_ever(news: Place) -> None:
    first, again, other = sent(news), sent(news), sent(news, key="key-2")
    assert first == again != other


def test_pictures_travel_inside_and_nothing_is_fetched(news: Place) -> None:
    sent(news, message=dataclasses.replace(MESSAGE, images=(picture("A red square"),)))
    [letter] = news.fake.letters
    [image] = [part for part in letter.walk() if part.get_content_maintype() == "image"]
    assert image.get_content() == picture().read()
    cid = str(image["Content-ID"]).strip("<>")
    assert f'src="cid:{cid}"' in news.fake.html()
    assert 'alt="A red square"' in news.fake.html()
    assert "[A red square]" in news.fake.words()
    assert "http" not in news.fake.html().replace(READER.leave, "").replace("https://example.org/a", "")


def test_the_foot_speaks_the_letters_language(news: Place) -> None:
    sent(news, message=dataclasses.replace(MESSAGE, language="ru"))
    assert "Отписаться" in news.fake.html()
    assert "Вы получили это письмо" in news.fake.words()


def test_who_cannot_leave_is_not_told_of_a_way(news: Place) -> None:
    sent(news, Reader("ada@example.org"))
    [letter] = news.fake.letters
    assert "List-Unsubscribe" not in letter
    assert "Unsubscribe" not in news.fake.html()


def test_who_we_are_stands_at_the_foot() -> None:
    raw = letters.made(Letter(Part("Hi", "<p>Hi</p>", fields=(("title", "Hi"),)), READER, SENDER, "<1@x>"))
    assert raw.count(b"Harbour Ltd, Pier 7") == 2
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_long_address_to_leave_is_not_broken() -> None:
    reader = dataclasses.replace(READER, leave="https://almanac.example.org/u/" + "a1B2" * 60 + "/")
    raw = letters.made(Letter(Part("Hi", "<p>Hi</p>"), reader, SENDER, "<1@x>"))
    assert f"List-Unsubscribe: <{reader.leave}>\r\n".encode() in raw


def test_nothing_typed_begins_another_header() -> None:
    part = Part("Hi", "<p>Hi</p>", fields=(("title", "Hi\r\nBcc: eve@example.org"),))
    reader = Reader("ada@example.org", "Ada\r\nBcc: eve@example.org")
    raw = letters.made(Letter(part, reader, SENDER, "<1@x>"))
    assert b"\r\nBcc:" not in raw.partition(b"\r\n\r\n")[0]


WORDS = (
    "=?utf-8?q?Fog=0D=0ABcc=3A_victim=40x.org=0D=0AContent-Type=3A_text/html=0D=0A=0D=0A=3Ch1=3Eha=3C/h1=3E?="
)


@pytest.mark.parametrize(
    "words", [WORDS, f"Fog {WORDS}", f'"{WORDS}" <x@y.org>', f"Туман {WORDS}", "\x0bBcc: x\x85y"]
)
@pytest.mark.parametrize("where", ["subject", "reader", "sender"])
def test_encoded_words_stay_words(words: str, where: str) -> None:
    part = Part("Hi", "<p>Hi</p>", (picture(),), fields=(("title", words if where == "subject" else "Hi"),))
    reader = Reader("ada@example.org", words if where == "reader" else "", READER.leave)
    sender = dataclasses.replace(
        SENDER, called=words if where == "sender" else "Harbour", reply_to="us@x.org"
    )
    raw = letters.made(Letter(part, reader, sender, "<1@x.org>"))
    plainly = letters.made(Letter(part, READER, SENDER, "<1@x.org>"))
    letter, plain = (email.message_from_bytes(one, policy=email.policy.default) for one in (raw, plainly))
    assert sorted(letter.keys()) == sorted([*plain.keys(), "Reply-To"])
    assert letter.get_content_type() == plain.get_content_type()
    assert "<h1>ha" not in raw.decode()
    [(name, _)] = decode_header(email.message_from_bytes(raw)["Subject"])[:1]
    if where == "subject" and words == WORDS:
        assert name == WORDS.encode(), "it is shown as it was typed"


@pytest.mark.parametrize(
    "answers", ["a@b.org\nBcc: x@y.org", "a@b", "=?utf-8?q?x=0D=0A?=", "a@=?utf-8?q?x=0D=0AY=3Az?=.org"]
)
def test_where_answers_go_must_be_an_address(answers: str) -> None:
    credentials = Newsletter.Credentials(
        "news@harbour.example", "News", "mail.harbour.example", reply_to=answers
    )
    with pytest.raises(Rejected, match="is no e-mail address"):
        Newsletter(credentials, Account(""), Web()).check()


@pytest.mark.parametrize(
    "address", ["ada lovelace@example.org", "a\x01b@example.org", "<a@example.org>", "nobody"]
)
def test_what_is_no_address_is_refused_before_anything_leaves(address: str, news: Place) -> None:
    with pytest.raises(Rejected, match="No letter can be written"):
        sent(news, Reader(address))
    assert news.fake.letters == []


def test_html_of_strangers_is_escaped() -> None:
    part = Part("Hi", "<p>Hi</p>", fields=(("title", "<script>alert(1)</script>"),))
    sender = dataclasses.replace(SENDER, about="<b>us</b>")
    raw = letters.made(Letter(part, READER, sender, "<1@x>"))
    assert b"<script>" not in raw.partition(b"\r\n\r\n")[2]
    assert b"&lt;b&gt;us" in raw


def test_lines_that_begin_with_a_dot_arrive_whole(news: Place) -> None:
    sent(news, message=Message(".\n\n..two\n\n.", title="Dots"))
    assert news.fake.words().startswith(".\r\n") or news.fake.words().startswith(".\n")
    assert "..two" in news.fake.words()


def test_a_letter_without_a_title_is_called_by_its_first_words(news: Place) -> None:
    message = Message(
        "The ferry runs again from Monday, and so do the buses to the pier and to the old town."
    )
    payload = news.publisher.prepare(message)
    assert [problem.code for problem in payload.problems] == ["no_subject"]
    assert payload.blocked == ()
    subject = dict(payload.parts[0].fields)["title"]
    assert subject.startswith("The ferry runs again from Monday")
    assert len(subject) <= 70


def test_gmail_folds_away_what_is_long(news: Place) -> None:
    payload = news.publisher.prepare(Message("word " * 30_000, title="Long"))
    assert [problem.code for problem in payload.problems] == ["cut_by_gmail"]
    assert payload.blocked == ()


# --- What answers mean -------------------------------------------------------------------------------------

NOT_OUT = [
    ("CONNECT", "421 Too busy", Busy),
    ("CONNECT", "554 No service here", Busy),
    ("CONNECT", "close", Unreachable),
    ("CONNECT", "hang", Unreachable),
    ("EHLO", "close", Unreachable),
    ("EHLO", "hang", Unreachable),
    ("AUTH", "535 5.7.8 Wrong", Expired),
    ("AUTH", "534 5.7.9 Use an app password", Expired),
    ("AUTH", "454 4.7.0 Later", Busy),
    ("AUTH", "close", Unreachable),
    ("AUTH", "hang", Unreachable),
    ("MAIL", "451 4.3.0 Later", Busy),
    ("MAIL", "452 4.5.3 Too many", Busy),
    ("MAIL", "530 5.7.0 Sign in first", Expired),
    ("MAIL", "550 5.7.1 Not your address", Halted),
    ("MAIL", "553 5.1.8 Sender address rejected", Halted),
    ("MAIL", "503 5.5.1 Nested MAIL command", Unreachable),
    ("MAIL", "421 4.7.0 Too many letters", Busy),
    ("MAIL", "close", Unreachable),
    ("MAIL", "hang", Unreachable),
    ("RCPT", "450 4.2.1 Mailbox busy", ReaderBusy),
    ("RCPT", "451 4.7.1 Greylisted", ReaderBusy),
    ("RCPT", "421 4.7.0 Too many letters", Busy),
    ("RCPT", "503 5.5.1 Need MAIL", Unreachable),
    ("RCPT", "550 5.4.5 Daily quota exceeded", Busy),
    ("RCPT", "550 5.1.8 Bad sender", Unwelcome),
    ("RCPT", "550 5.1.1 No such user", NoSuchReader),
    ("RCPT", "550 No such user", NoSuchReader),
    ("RCPT", "550 User unknown in the local table", NoSuchReader),
    ("RCPT", "550 relay not permitted", Rejected),
    ("RCPT", "550 Daily quota exceeded", Rejected),
    ("RCPT", "550 5.1.2 Domain not found", Rejected),
    ("RCPT", "553 5.1.3 Bad address", NoSuchReader),
    ("RCPT", "550 5.2.1 Switched off", NoSuchReader),
    ("RCPT", "552 5.2.2 Mailbox full", Rejected),
    ("RCPT", "550 5.7.1 Blocked by policy", Unwelcome),
    ("RCPT", "close", Unreachable),
    ("RCPT", "hang", Unreachable),
    ("DATA", "451 4.3.0 Later", ReaderBusy),
    ("DATA", "503 5.5.1 Need RCPT", Unreachable),
    ("DATA", "554 5.5.1 No valid recipients", Rejected),
    ("END", "451 4.3.0 Later", ReaderBusy),
    ("END", "550 5.4.5 Daily user sending limit exceeded", Busy),
    ("END", "421 4.3.2 Shutting down", Busy),
    ("END", "552 5.3.4 Too big", Rejected),
    ("END", "554 5.7.1 Looks like spam", Unwelcome),
]
WHO_KNOWS = [
    ("END", "close"),
    ("END", "hang"),
    ("DATA", "close"),
    ("END", "???"),
    ("END", "354 Go on"),
    ("END", "999"),
]


@pytest.mark.parametrize(("stage", "answer", "kind"), NOT_OUT)
def test_a_clear_no_is_never_out(stage: str, answer: str, kind: type[PublisherError], news: Place) -> None:
    news.fake.script = {stage: answer}
    with pytest.raises(PublisherError) as trouble:
        sent(news)
    assert type(trouble.value) is kind
    assert news.fake.letters == []


@pytest.mark.row("faults", network="newsletter")
@pytest.mark.parametrize(("stage", "answer"), WHO_KNOWS)
def test_silence_after_the_letter_is_never_called_a_no(stage: str, answer: str, news: Place) -> None:
    news.fake.script = {stage: answer}
    with pytest.raises(PublisherError) as trouble:
        sent(news)
    assert type(trouble.value) is Uncertain, "it may be there"


@pytest.mark.parametrize(
    ("stage", "answer", "kind"),
    [
        ("RCPT", "550 5.1.1 No such user", NoSuchReader),
        ("RCPT", "450 4.7.1 Greylisted", ReaderBusy),
        ("RCPT", "550 5.7.1 Blocked", Unwelcome),
        ("DATA", "554 5.6.0 Not this one", Rejected),
        ("END", "552 5.3.4 Too big", Rejected),
        ("END", "452 4.3.1 Later", ReaderBusy),
    ],
)
def test_one_refused_reader_does_not_spoil_the_session(
    stage: str, answer: str, kind: type[PublisherError], news: Place
) -> None:
    news.fake.script = {f"{stage} gone@example.org": answer}
    part = news.publisher.prepare(MESSAGE).parts[0]
    with news.publisher.session() as session:
        session.send(part, READER, "1")
        with pytest.raises(kind):
            session.send(part, Reader("gone@example.org"), "2")
        for name in ("bob", "carol", "dan"):
            session.send(part, Reader(f"{name}@example.org"), name)
    assert news.fake.to() == [f"{name}@example.org" for name in ("ada", "bob", "carol", "dan")]
    assert news.fake.connections == 1 + 1, "one to check, one for all letters"


def test_a_session_has_an_end_however_quick_each_answer_is(
    news: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "SESSION", 0.5)
    news.fake.slow = dict.fromkeys(("CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"), 0.2)
    began = time.monotonic()
    with pytest.raises(Unreachable):
        sent(news)
    assert time.monotonic() - began < 0.8
    assert news.fake.letters == []


def test_a_letter_that_was_begun_has_its_whole_time(news: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 3.0)
    monkeypatch.setattr(smtp, "SESSION", 0.5)
    news.fake.slow = {"END": 0.8}
    part = news.publisher.prepare(MESSAGE).parts[0]
    with news.publisher.session() as session:
        session.send(part, READER, "1")
        with pytest.raises(Unreachable):
            session.send(part, READER, "2")
    assert len(news.fake.letters) == 1


def test_who_connects_a_server_that_says_nothing_hears_so_soon(
    news: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert newsletter.A_LOOK <= 10
    monkeypatch.setattr(smtp, "PATIENCE", 60.0)
    monkeypatch.setattr(newsletter, "A_LOOK", 0.3)
    news.fake.script = {"CONNECT": "hang"}
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"says nothing\. Is it the right port"):
        news.publisher.check()
    assert time.monotonic() - began < 0.8


@pytest.mark.parametrize("answer", ["close", "500 What?"])
def test_a_server_that_takes_nothing_back_gets_no_more_over_this_connection(answer: str, news: Place) -> None:
    news.fake.script = {"RCPT gone@example.org": "550 5.1.1 No such user", "RSET": answer}
    part = news.publisher.prepare(MESSAGE).parts[0]
    with news.publisher.session() as session:
        with pytest.raises(NoSuchReader):
            session.send(part, Reader("gone@example.org"), "1")
        with pytest.raises(Unreachable):
            session.send(part, READER, "2")
    assert news.fake.letters == []


def test_an_address_in_other_letters_is_for_servers_that_know_them(news: Place) -> None:
    part = news.publisher.prepare(MESSAGE).parts[0]
    with news.publisher.session() as session:
        with pytest.raises(Rejected, match="only addresses in Latin letters"):
            session.send(part, Reader("дарья@пример.рф"), "1")
        session.send(part, Reader("info@пример.рф"), "2")
        session.send(part, Reader("a..b@example.org"), "3")
    assert [str(letter["To"]) for letter in news.fake.letters] == [
        "info@xn--e1afmkfd.xn--p1ai",
        "a..b@example.org",
    ]
    news.fake.offers.append("SMTPUTF8")
    with news.publisher.session() as session:
        session.send(part, Reader("дарья@пример.рф", "Дарья"), "4")
    assert "дарья@xn--e1afmkfd.xn--p1ai" in str(news.fake.letters[-1]["To"])


def test_a_password_is_sent_to_strangers_only_under_encryption() -> None:
    kind = Newsletter.Credentials("news@harbour.example", "News", "127.0.0.1", "a", "b", "25")
    with pytest.raises(Refused, match="private network"):
        Newsletter(kind, Account(""), Web()).check()
    other = dataclasses.replace(kind, port="80")
    with pytest.raises(Refused, match="465 or 587"):
        Newsletter(other, Account(""), Web()).check()


@pytest.mark.parametrize(
    "sender", ["", "harbour", "a@b", "a b@harbour.example", "x@harbour.example, y@z.example"]
)
def test_an_address_that_is_none_is_told_before_anything_is_asked(sender: str) -> None:
    credentials = Newsletter.Credentials(sender, "News", "mail.harbour.example")
    with pytest.raises(Rejected, match="is no e-mail address"):
        Newsletter(credentials, Account(""), Web()).check()


def test_opening_sends_nothing_and_ends_with_its_deadline(news: Place) -> None:
    parcel = news.parcel(news.publisher.prepare(MESSAGE))
    first = news.publisher.commit(parcel, "key", time.monotonic() + 5)
    assert first == news.publisher.commit(parcel, "key", time.monotonic() + 5)
    assert news.fake.letters == []
    with pytest.raises(Unreachable):
        news.publisher.commit(parcel, "key", time.monotonic() - 1)
