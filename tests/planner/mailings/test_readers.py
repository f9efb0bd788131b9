"""Who reads: brought from tables, leaving with one click, forgotten when they want."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.core.signing import Signer
from django.test import Client
from django.utils.http import int_to_base36

from planner.ahead import preflight
from planner.channels.models import Channel
from planner.history.models import Entry
from planner.history.telling import tell
from planner.mailings import bounces, leaving, readers, told
from planner.mailings.models import Mailing, Reader
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import states, turn

pytestmark = pytest.mark.django_db(transaction=True)


def path(reader: Reader) -> str:
    return "/u/" + leaving.address_of(reader).rpartition("/u/")[2]


# --- Leaving ---


@pytest.fixture
def ada(read: Callable[..., None]) -> Reader:
    read("ada")
    return Reader.objects.get()


def test_a_mail_program_unsubscribes_with_one_post(ada: Reader) -> None:
    answer = Client(enforce_csrf_checks=True).post(path(ada), {"List-Unsubscribe": "One-Click"})
    ada.refresh_from_db()
    assert (answer.status_code, ada.state) == (200, "left")
    assert Client().post(path(ada), {"List-Unsubscribe": "One-Click"}).status_code == 200, "also twice"


def test_to_look_at_the_page_changes_nothing(ada: Reader) -> None:
    for ask in (Client().get, Client().head):
        answer = ask(path(ada))
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "ada@example.org" in Client().get(path(ada)).content.decode()
    ada.refresh_from_db()
    assert ada.state == "reads"


def test_a_mistake_is_undone(ada: Reader) -> None:
    Client().post(path(ada))
    assert "It was a mistake" in Client().get(path(ada)).content.decode()
    Client().post(path(ada), {"do": "back"})
    ada.refresh_from_db()
    assert ada.state == "reads"


def test_an_address_that_is_gone_is_not_brought_back_by_its_link(ada: Reader) -> None:
    Reader.objects.update(state="gone")
    Client().post(path(ada), {"do": "back"})
    ada.refresh_from_db()
    assert ada.state == "gone"


def test_whoever_changes_the_address_finds_nobody(ada: Reader) -> None:
    good = path(ada)
    for bad in (good[:-2] + "/", good.replace("/u/", "/u/x"), "/u/1.x/", "/u/" + "a" * 3000 + "/", "/u/./"):
        assert Client().post(bad).status_code == 404, bad
    ada.refresh_from_db()
    assert ada.state == "reads"


def test_the_page_speaks_the_browsers_language(ada: Reader) -> None:
    page = Client().get(path(ada), headers={"Accept-Language": "ru"}).content.decode()
    assert 'lang="ru"' in page


def test_a_link_is_of_one_address_and_not_of_whoever_has_its_number_later(ada: Reader) -> None:
    new, old = path(ada), f"/u/{Signer(sep='.', salt=leaving.SALT).sign(int_to_base36(ada.pk))}/"
    assert Client().get(new).status_code == 200
    assert Client().get(old).status_code == 404, "no letter to her had such a link"
    Reader.objects.update(has_old_link=True)
    assert Client().get(old).status_code == 200, "letters that went out before go on working"
    Reader.objects.update(has_old_link=False, address="bob@example.org")
    assert {Client().get(one).status_code for one in (new, old)} == {404}
    assert Client().post(f"/u/{'z' * 13}.x/").status_code == 404


# --- Bringing ---


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (b"ada@example.org\nbob@example.org", [("ada@example.org", ""), ("bob@example.org", "")]),
        (b"email,name\nada@example.org,Ada", [("ada@example.org", "Ada")]),
        (b"\xef\xbb\xbfName;E-mail\r\nAda;ada@example.org\r\n", [("ada@example.org", "Ada")]),
        ("имя\tпочта\nАда\tada@example.org".encode(), [("ada@example.org", "Ада")]),
        ("Имя;Почта\nАда;ada@example.org".encode("cp1251"), [("ada@example.org", "Ада")]),
        ("Name;E-mail\nÜnal Çelik;u@x.org".encode("cp1252"), [("u@x.org", "Ünal Çelik")]),
        ("email,name\njose@x.org,José".encode("cp1252"), [("jose@x.org", "José")]),
        ("email,name\nada@example.org,Ада".encode("utf-16-le"), [("ada@example.org", "Ада")]),
        (b'"Ada, of the pier",ada@example.org', [("ada@example.org", "")]),
        (b"email\n\x00ada@example.org", [("ada@example.org", "")]),
        (b"ada@example.org, bob@example.org", [("ada@example.org", ""), ("bob@example.org", "")]),
        (b"ada@example.org bob@example.org", [("ada@example.org", ""), ("bob@example.org", "")]),
        (b"Ada Byron <ada@example.org>; b@x.org", [("ada@example.org", "Ada Byron"), ("b@x.org", "")]),
        ("Email Address,First Name\nada@example.org,Ada".encode("utf-16"), [("ada@example.org", "Ada")]),
    ],
)
def test_tables_are_read_as_people_write_them(table: bytes, rows: list[tuple[str, str]]) -> None:
    assert [row[:2] for row in readers.table(table)] == rows


def test_a_table_may_say_who_has_unsubscribed_and_ours_does(
    channel: Channel, hands: Hands, enter: Any, olga: Any, ada: Reader
) -> None:
    leaving.leave(ada, hands.time.wall)
    ours = enter(olga).get(f"/w/harbour/channels/{channel.pk}/readers.csv").content
    theirs = b"email,status\nbob@x.org,Unsubscribed\ncarol@x.org,subscribed\ndan@x.org,cleaned"
    Reader.objects.all().delete()
    for table, new, left in ((ours, 0, 1), (theirs, 1, 2), (b"ada@example.org\nbob@x.org", 0, 2)):
        brought = readers.bring(channel, readers.table(table), hands.by, hands.time.wall)
        assert (brought.new, brought.left) == (new, left)
    assert channel.readers.get(state="reads").address == "carol@x.org"


@pytest.mark.parametrize(
    "spellings",
    [
        ["Ünal@example.org", "ünal@example.org", "u\u0308nal@EXAMPLE.org"],
        ["Ада@пример.рф", "ада@ПРИМЕР.рф", "ада@xn--e1afmkfd.xn--p1ai"],
    ],
)
def test_who_left_does_not_come_back_in_another_spelling(
    spellings: list[str], channel: Channel, hands: Hands
) -> None:
    for number, spelling in enumerate(spellings):
        brought = readers.bring(channel, [(spelling, "")] * 2, hands.by, hands.time.wall)
        assert (brought.new, brought.left) == ((1, 0) if number == 0 else (0, 1))
        if number == 0:
            leaving.leave(channel.readers.get(), hands.time.wall)


def test_who_is_gone_may_come_again(channel: Channel, hands: Hands, ada: Reader) -> None:
    Reader.objects.update(state="gone", why="5.1.1")
    brought = readers.bring(channel, [("ada@example.org", "")], hands.by, hands.time.wall)
    ada.refresh_from_db()
    assert (brought.new, brought.there, ada.state, ada.why) == (1, 0, "reads", "")


@pytest.mark.parametrize("address", ["a..b@x.org", ".a@x.org", "a.@x.org", "a\x01b@x.org"])
def test_what_no_letter_could_be_written_to_is_no_address(address: str) -> None:
    assert readers.clean(address) == ""


@pytest.mark.parametrize(
    "table", [b"", b"\n\n", b"x" * 5_000_001, b"a@b.example\n" * 50_002, b"email\n" + b"x" * 200_000]
)
def test_what_is_no_table_is_refused(table: bytes) -> None:
    with pytest.raises(readers.NotReaders):
        readers.table(table)


def test_what_is_no_address_is_told_and_the_rest_comes(channel: Channel, hands: Hands) -> None:
    given = [
        "ada@example.org", "ADA@Example.org", "bob@EXAMPLE.org", "no address", "x@y", "a b@example.org",
        "<carol@example.org>", "eve@example.org\r\nBcc: x@example.org", "дарья@пример.рф",
    ]  # fmt: skip
    brought = readers.bring(channel, [(one, "") for one in given], hands.by, hands.time.wall)
    assert brought.new == 4
    assert set(channel.readers.values_list("address", flat=True)) == {
        "ada@example.org", "bob@example.org", "carol@example.org", "дарья@пример.рф",
    }  # fmt: skip
    assert len(brought.wrong) == 4


def test_whoever_left_stays_away_from_the_next_table(channel: Channel, hands: Hands, ada: Reader) -> None:
    leaving.leave(ada, hands.time.wall)
    again = [("Ada@example.org", "Ada"), ("bob@example.org", "Bob")]
    brought = readers.bring(channel, again, hands.by, hands.time.wall)
    assert (brought.new, brought.there, brought.left) == (1, 0, 1)
    ada.refresh_from_db()
    assert ada.state == "left"


def test_the_page_brings_finds_changes_and_forgets(
    channel: Channel, enter: Any, olga: Any, vera: Any, client: Any
) -> None:
    browser, address = enter(olga), f"/w/harbour/channels/{channel.pk}/readers/"
    assert "Nobody reads this newsletter yet" in browser.get(address).content.decode()
    given = {"do": "bring", "addresses": "ada@example.org\nbob@example.org\nnobody"}
    refused = browser.post(f"{address}change/", given)
    assert refused.status_code == 422
    assert "asked for your letters" in refused.content.decode()
    assert "ada@example.org" in refused.content.decode(), "what was typed stays"
    page = browser.post(f"{address}change/", given | {"asked": "yes"}).content.decode()
    assert "2 new readers." in page
    assert "nobody" in page
    assert "bob@example.org" not in browser.get(f"{address}?q=ada").content.decode()
    reader = Reader.objects.get(address="ada@example.org")
    browser.post(f"{address}change/", {"do": "left", "reader": reader.pk})
    reader.refresh_from_db()
    assert reader.state == "left"
    sheet = browser.get(f"/w/harbour/channels/{channel.pk}/readers.csv").content.decode()
    assert "ada@example.org,,left," in sheet
    browser.post(f"{address}change/", {"do": "forget", "reader": reader.pk})
    assert not Reader.objects.filter(pk=reader.pk).exists()
    client.logout()
    assert enter(vera).get(address).status_code in (403, 404)


def test_other_channels_have_no_readers(harbour: Any, enter: Any, olga: Any) -> None:
    sandbox = harbour.channels.get(network="sandbox")
    assert enter(olga).get(f"/w/harbour/channels/{sandbox.pk}/readers/").status_code == 302


def test_no_formula_is_taken_along(channel: Channel, hands: Hands, enter: Any, olga: Any) -> None:
    readers.bring(channel, [("ada@example.org", "=cmd()")], hands.by, hands.time.wall)
    sheet = enter(olga).get(f"/w/harbour/channels/{channel.pk}/readers.csv").content.decode()
    assert ",'=cmd()," in sheet


def test_a_post_for_nobody_is_told_ahead(hands: Hands, channel: Channel, read: Callable[..., None]) -> None:
    delivery = hands.plan(channel, after=3600)
    preflight.check(delivery, hands.time.wall)
    assert "no_readers" in [one.code for one in delivery.findings.all()]
    read("ada")
    preflight.check(delivery, hands.time.wall)
    assert "no_readers" not in [one.code for one in delivery.findings.all()]


def test_letters_that_nobody_could_unsubscribe_from_are_told_ahead(
    hands: Hands, channel: Channel, read: Callable[..., None], settings: Any
) -> None:
    read("ada")
    delivery = hands.plan(channel, after=3600)
    settings.PUBLIC_URL = "https://almanac.harbour-news.org"
    preflight.check(delivery, hands.time.wall)
    assert "no_way_out" not in [one.code for one in delivery.findings.all()]
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    preflight.check(delivery, hands.time.wall)
    found = {one.code: one.is_blocking for one in delivery.findings.all()}
    assert found["no_way_out"] is False


# --- The history ---


def test_the_history_knows_who_changed_the_list_and_no_address(
    channel: Channel, hands: Hands, enter: Any, olga: Any, ada: Reader, harbour: Any
) -> None:
    browser, address = enter(olga), f"/w/harbour/channels/{channel.pk}/readers"
    for what in ("left", "left", "reads", "forget"):
        browser.get(f"{address}.csv")
        browser.post(f"{address}/change/", {"do": what, "reader": ada.pk})
    browser.head(f"{address}.csv")
    entries = Entry.objects.filter(workspace=harbour, act__startswith="channel.reader").order_by("number")
    assert [one.act.removeprefix("channel.") for one in entries] == [
        "readers_brought", "readers_taken_along", "reader_taken_off", "readers_taken_along",
        "readers_taken_along", "reader_put_back", "readers_taken_along", "reader_forgotten",
    ]  # fmt: skip
    assert {one.actor for one in entries} == {"Olga"}
    assert {one.thing_id for one in entries} == {channel.pk}
    assert not any("ada" in str(one.details).lower() for one in entries)
    said = [tell(one, "News") for one in entries]
    assert said[1] == "Olga downloaded the addresses of the readers of “News”: 1."
    assert said[2] == "Olga took a reader off the list of “News”."
    assert not any("channel reader" in one for one in said)


# --- Coming back ---

REPORT = """From: MAILER-DAEMON@mail.example.org
To: news@harbour.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

I could not deliver it.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

From: News <news@harbour.example>
Message-ID: {message_id}

--b--
"""
COMPLAINT = """From: abuse@example.org
Content-Type: multipart/report; report-type=feedback-report; boundary="b"
MIME-Version: 1.0

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
Original-Rcpt-To: <{address}>

--b
Content-Type: message/rfc822

From: News <news@harbour.example>
Message-ID: {message_id}

Hello
--b--
"""


@pytest.fixture
def mailing(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> Mailing:
    read("ada")
    made = opened()
    turn(hands)
    assert states(made) == {"ada": "sent"}
    return made


def report(mailing: Mailing, template: str = REPORT, **more: str) -> bytes:
    facts = {
        "address": "ada@example.org", "action": "failed", "status": "5.1.1",
        "message_id": mailing.envelopes.get().message_id,
    }  # fmt: skip
    return template.format(**(facts | more)).encode()


def test_a_letter_that_comes_back_takes_its_reader_off(mailing: Mailing, hands: Hands, tmp_path: Any) -> None:
    file = tmp_path / "back.eml"
    file.write_bytes(report(mailing))
    call_command("bounces", str(file))
    reader = Reader.objects.get()
    assert (reader.state, reader.why) == ("gone", "5.1.1 550 no such user")
    assert states(mailing) == {"ada": "refused"}


def test_a_mailbox_of_many_is_read(mailing: Mailing, tmp_path: Any, capsys: Any) -> None:
    file = tmp_path / "box"
    head = b"From MAILER-DAEMON Thu Nov 26 10:00:00 2026\n"
    file.write_bytes(head + report(mailing) + b"\n" + head + b"Subject: Hello\n\nHello\n")
    call_command("bounces", str(file))
    assert "1 reports of failure, 1 of letters of ours" in capsys.readouterr().out


def test_a_complaint_is_an_unsubscription(mailing: Mailing, hands: Hands) -> None:
    assert bounces.take_all(report(mailing, COMPLAINT), hands.time.wall) == (1, 1)
    assert bounces.take_all(report(mailing, COMPLAINT), hands.time.wall) == (1, 1)
    assert Reader.objects.get().state == "left"
    [entry] = Entry.objects.filter(act="channel.reader_complained")
    assert (entry.actor, entry.details) == (
        "Almanac",
        {"reader": Reader.objects.get().pk, "delivery": mailing.delivery_id},
    )
    assert told.told(mailing).left == 1


def test_only_who_left_by_themselves_has_unsubscribed_since(
    mailing: Mailing, hands: Hands, enter: Any, olga: Any, channel: Channel
) -> None:
    reader, browser = Reader.objects.get(), enter(olga)
    readers.set_state(reader, "left", hands.by, hands.time.wall)
    assert told.told(mailing).left == 0
    readers.set_state(reader, "reads", hands.by, hands.time.wall)
    leaving.leave(reader, hands.time.wall)
    assert told.told(mailing).left == 1
    leaving.come_back(reader, hands.time.wall)
    assert told.told(mailing).left == 0
    bounces.take_all(report(mailing, COMPLAINT), hands.time.wall)
    page = browser.get(f"/w/harbour/channels/{channel.pk}/readers/").content.decode()
    assert "They complained about a letter" in page


def test_who_is_forgotten_is_still_counted(
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    enter: Any,
    olga: Any,
) -> None:
    read("ada", "bob", "carol", "dan")
    mail.script = {
        "RCPT bob@example.org": "552 5.2.2 bob@example.org is full",
        "RCPT carol@example.org": "450 4.2.1 Later",
    }
    made = opened()
    turn(hands)
    leaving.leave(Reader.objects.get(address="dan@example.org"), hands.time.wall)
    before = told.told(made)
    assert (before.all, before.sent, before.refused, before.waiting, before.left) == (4, 2, 1, 1, 1)
    ids = list(made.envelopes.values_list("message_id", flat=True))
    for reader in Reader.objects.all():
        readers.forget(reader, hands.by, hands.time.wall)
    after = told.told(made)
    assert (after.all, after.sent, after.refused, after.skipped, after.left) == (4, 2, 1, 1, 1)
    assert set(made.envelopes.values_list("said", "message_id", "reader")) == {("", "", None)}
    hands.time.pass_(600)
    assert turn(hands) == 0
    made.refresh_from_db()
    assert made.closed_at
    assert bounces.take(bounces.Back(ids[0], "ada@example.org", "5.1.1", ""), hands.time.wall) is None
    page = enter(olga).get(f"/w/harbour/deliveries/{made.delivery_id}/").content.decode()
    assert "example.org" not in page.replace("harbour.example.org", "")
    assert "Somebody who was forgotten" in page


@pytest.mark.parametrize(
    "more",
    [
        {"action": "delayed"},
        {"message_id": "<somebody@else>"},
        {"message_id": ""},
        {"address": "eve@example.org"},
    ],
)
def test_what_does_not_fit_takes_nobody_off(more: dict[str, str], mailing: Mailing, hands: Hands) -> None:
    bounces.take_all(report(mailing, **more), hands.time.wall)
    assert Reader.objects.get().state == "reads"


def test_one_report_that_nobody_can_read_does_not_hide_the_others(mailing: Mailing, tmp_path: Any) -> None:
    bad = report(mailing).replace(b"text/rfc822-headers", b'text/rfc822-headers; charset="nonsense"')
    head = b"From MAILER-DAEMON Thu Nov 26 10:00:00 2026\n"
    file = tmp_path / "box"
    file.write_bytes(head + bad + b"\n" + head + report(mailing))
    call_command("bounces", str(file))
    assert Reader.objects.get().state == "gone"


def test_a_forwarded_letter_is_known_by_whom_it_was_for(mailing: Mailing, hands: Hands) -> None:
    raw = report(mailing, address="ada@elsewhere.example").replace(
        b"Final-Recipient", b"Original-Recipient: rfc822; ada@example.org\nFinal-Recipient"
    )
    assert bounces.take_all(raw, hands.time.wall) == (1, 1)


@pytest.mark.parametrize("status", ["5.1.8", "5.1.2", "5.0.0", "5.7.1"])
def test_only_a_clear_word_takes_a_reader_off(status: str, mailing: Mailing, hands: Hands) -> None:
    raw = report(mailing, status=status).replace(b"550 no such user", b"550 rejected")
    bounces.take_all(raw, hands.time.wall)
    assert Reader.objects.get().state == "reads"
    assert states(mailing) == {"ada": "refused"}


def test_a_full_mailbox_is_not_gone(mailing: Mailing, hands: Hands) -> None:
    bounces.take_all(report(mailing, status="5.2.2"), hands.time.wall)
    assert Reader.objects.get().state == "reads"
    assert states(mailing) == {"ada": "refused"}


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Subject: out of office\n\nBack on Monday", b"\n" * 9]
)
def test_letters_of_other_kinds_are_left_alone(raw: bytes, mailing: Mailing, hands: Hands) -> None:
    assert bounces.take_all(raw, hands.time.wall) == (0, 0)


def test_it_claims_no_more_of_letters_than_is_known(
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    enter: Any,
    olga: Any,
) -> None:
    read("ada", "bob")
    mail.script = {"RCPT bob@example.org": "450 4.2.1 Later"}
    made, browser = opened(), enter(olga)

    def page() -> str:
        return str(browser.get(f"/w/harbour/deliveries/{made.delivery_id}/").content.decode())

    first = page()
    assert "gave a receipt" not in first
    assert "No letter has left yet." in first
    assert "What was sent is exactly what was approved." not in first
    assert "The first left" not in first
    hands.time.pass_(50)
    turn(hands)
    mail.script = {}
    hands.time.pass_(3600)
    turn(hands)
    later = page()
    assert "On time" not in later
    late = (
        made.envelopes.get(reader__address="ada@example.org").sent_at - made.delivery.due_at
    ).total_seconds()
    assert late >= 50
    assert f"<b>{late:.1f} s</b> after" in later
    assert "What was sent is exactly what was approved." in later
    moments = [one.sent_at.isoformat(timespec="seconds") for one in made.envelopes.order_by("sent_at")]
    assert moments[0] != moments[1]
    for said, moment in zip(("The first left", "The last left"), moments, strict=True):
        assert f'<dt>{said}</dt><dd><time datetime="{moment}"' in later


def test_the_deliverys_page_tells_how_its_letters_go(
    mailing: Mailing, hands: Hands, enter: Any, olga: Any
) -> None:
    leaving.leave(Reader.objects.get(), hands.time.wall)
    page = enter(olga).get(f"/w/harbour/deliveries/{mailing.delivery_id}/").content.decode()
    assert "1 of 1" in page
    assert "All are done" in page
    assert "<dt>Unsubscribed since</dt><dd>1</dd>" in page
