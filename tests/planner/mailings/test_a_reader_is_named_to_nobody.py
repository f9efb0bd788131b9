"""What a mail server says of a reader names them to those who may see readers, until they are forgotten."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.history.models import Entry
from planner.mailings import bounces, readers, settling
from planner.mailings.models import Envelope, Mailing, Reader
from planner.mailings.nameless import without_addresses
from planner.notices.derive import derive_all
from planner.notices.models import Notice
from planner.notices.telling import tell
from publishers import smtp
from publishers.newsletter import letters
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import turn
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = [f"Ada.Byron{n}" for n in range(6)]
REFUSED = "554 5.7.1 <{}@example.org>: Recipient address rejected: Access denied"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 0.5)


def answer(mail: FakeMail, words: str) -> None:
    """So the server answers, and names whom it was asked to write to."""
    mail.script = {f"RCPT {name}@example.org": words.format(name) for name in NAMES}


def ways_out(mailing: Mailing, hands: Hands, person: Any, enter: Any) -> dict[str, str]:
    """All that people without a right to see readers may come to see."""
    derive_all(hands.time.wall)
    mailing.refresh_from_db()
    program = Program(token_of(hands.workspace, person))
    page = enter(person).get(f"/w/harbour/deliveries/{mailing.delivery_id}/").content.decode()
    return {
        "mailing": json.dumps(mailing.trouble),
        "history": json.dumps(list(Entry.objects.values_list("details", flat=True))),
        "notices": " ".join(f"{tell(one)} {one.data}" for one in Notice.objects.all()),
        "channel": json.dumps(Channel.objects.get(pk=mailing.channel_id).trouble),
        "letters": json.dumps(program("GET", f"/deliveries/{mailing.delivery_id}/letters")[1]),
        "delivery": json.dumps(program("GET", f"/deliveries/{mailing.delivery_id}")[1]),
        "page": page,
    }


@pytest.mark.parametrize(
    ("words", "act"),
    [
        (REFUSED, "mailing.halted"),
        (REFUSED.upper().replace("{}", "{0}"), "mailing.halted"),
        ("550 5.1.1 User {} unknown", "mailing.halted"),
        ("554 5.7.1 See https://x.example/?to={}%40example.org", "mailing.halted"),
        ("530 5.7.0 <{}@example.org>: sign in first", "channel.to_reconnect"),
    ],
)
def test_whoever_may_not_see_readers_sees_no_address_of_one(
    words: str,
    act: str,
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    vera: Any,
    enter: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    read(*NAMES)
    derive_all(hands.time.wall)
    answer(mail, words)
    mailing = opened()
    turn(hands)
    assert Entry.objects.filter(act=act).exists()
    found = ways_out(mailing, hands, vera, enter) | {"log": caplog.text}
    assert [way for way, text in found.items() if "ada.byron" in text.lower()] == []
    assert "…" in str(mailing.trouble), "the reason is told all the same"


def test_a_server_that_asks_to_wait_names_nobody_either(
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    vera: Any,
    enter: Any,
) -> None:
    read(*NAMES)
    derive_all(hands.time.wall)
    answer(mail, "421 4.7.0 <{}@example.org>: too many letters")
    mailing = opened()
    for _ in range(70):
        turn(hands)
        hands.time.pass_(61)
    assert Entry.objects.filter(act="mailing.delayed").exists()
    found = ways_out(mailing, hands, vera, enter)
    assert [way for way, text in found.items() if "ada.byron" in text.lower()] == []
    assert "too many letters" in found["page"]


@pytest.mark.parametrize("fault", [ValueError, RuntimeError])
def test_an_address_that_no_letter_can_be_written_to_is_not_told(
    fault: type[Exception],
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    vera: Any,
    enter: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    read(*NAMES)

    def cannot(letter: letters.Letter) -> bytes:
        raise fault(f"{letter.reader.address} is no address")

    monkeypatch.setattr(letters, "made", cannot)
    mailing = opened()
    turn(hands)
    found = ways_out(mailing, hands, vera, enter) | {"log": caplog.text}
    assert [way for way, text in found.items() if "ada.byron" in text.lower()] == []


def test_whoever_keeps_the_channel_sees_the_words_until_their_reader_is_forgotten(
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    olga: Any,
    enter: Any,
) -> None:
    read(*NAMES)
    answer(mail, REFUSED)
    mailing = opened()
    turn(hands)
    reader = Reader.objects.get(address=f"{NAMES[4]}@example.org")
    browser, page = enter(olga), f"/w/harbour/deliveries/{mailing.delivery_id}/"
    assert f"&lt;{reader.address}&gt;" in browser.get(page).content.decode()
    readers.forget(reader, hands.by, hands.time.wall)
    assert reader.address not in browser.get(page).content.decode()
    kept = json.dumps(list(Entry.objects.values_list("details", flat=True))) + str(
        list(Envelope.objects.values_list("said", "message_id"))
    )
    assert NAMES[4] not in kept


def test_of_whoever_is_forgotten_while_their_letter_is_on_its_way_nothing_is_written_down(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing]
) -> None:
    read("ada", "bob")
    mailing = opened()
    mailing.envelopes.update(state="sending", message_id="<1@harbour.example>")
    sending = mailing.envelopes.select_related("reader").get(reader__address="ada@example.org")
    bounced = mailing.envelopes.select_related("reader").get(reader__address="bob@example.org")
    for envelope in (sending, bounced):
        readers.forget(envelope.reader, hands.by, hands.time.wall)
    settling.becomes(sending, "refused", said="<ada@example.org>: no")
    Envelope.objects.filter(pk=bounced.pk).update(state="sent", message_id="<1@harbour.example>")
    back = bounces.Back("<1@harbour.example>", "bob@example.org", "5.2.2", "<bob@example.org>: full")
    assert bounces.take(back, hands.time.wall) is None
    assert set(mailing.envelopes.values_list("said", flat=True)) == {""}


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("5.1.1 <ADA@Example.org>: no", "5.1.1 <…>: no"),
        ("smtp;ada@example.org is full, as is bob+news@x.org.", "smtp;… is full, as is …"),
        ("дарья@пример.рф and дарья@xn--e1afmkfd.xn--p1ai", "… and …"),
        ("o'brien=x.org@bounces.example", "…"),
        ("mailbox Ada is unknown; Adam and x-ada are not", "mailbox … is unknown; Adam and x-ada are not"),
        ("5.7.1 Looks like spam", "5.7.1 Looks like spam"),
    ],
)
def test_what_looks_like_an_address_is_left_out(words: str, left: str) -> None:
    assert without_addresses(words, "ada@example.org") == left


def test_a_reader_called_5_leaves_the_servers_codes_alone() -> None:
    assert without_addresses("5.1.1 User 5 unknown.", "5@example.org") == "5.1.1 User … unknown."
