"""Reports by e-mail: when, to whom, with what, and once."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.history.telling import tell
from planner.people.groups import Contact, Group
from planner.reports import links, sending
from planner.reports.due import due, first_working_day
from planner.reports.models import ReportLink, Sending, Subscription
from planner.reports.pdf import NotMade
from tests.fakes.mail import FakeMail

NINE = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)  # Monday 2 November, 9:00 in Moscow


@pytest.fixture
def sent_to(harbour: Any) -> Callable[..., Subscription]:
    def subscribe(kind: str, **who: Any) -> Subscription:
        made = NINE - timedelta(days=1)
        return Subscription.objects.create(workspace=harbour, kind=kind, created_at=made, **who)

    return subscribe


@pytest.fixture
def carla(harbour: Any) -> Contact:
    group = Group.objects.create(workspace=harbour, name="Bakery", is_client=True)
    return Contact.objects.create(
        workspace=harbour, group=group, name="Карла", email="c@b.example", language="ru"
    )


def send_all(now: datetime) -> int:
    sending.doubt_all(now)
    sending.plan(now)
    return sum(sending.send(one, now) for one in sending.ready(now))


def test_the_first_working_day_knows_weekends_and_holidays() -> None:
    assert first_working_day(date(2026, 11, 1), ()) == date(2026, 11, 2)
    assert first_working_day(date(2027, 1, 1), {date(2027, 1, n) for n in range(1, 11)}) == date(2027, 1, 11)


def test_a_letter_is_due_at_nine_in_the_workspaces_zone_and_not_long_after() -> None:
    at = {"zone": "Europe/Moscow", "today": date(2026, 11, 2), "off": ()}
    assert due("month", NINE - timedelta(seconds=1), **at) is None  # type: ignore[arg-type]
    found = due("month", NINE, **at)  # type: ignore[arg-type]
    assert found is not None
    assert found.period == "2026-10"
    assert due("week", NINE, **at).period == "2026-W45"  # type: ignore[arg-type,union-attr]
    assert due("month", NINE + timedelta(days=2), **at) is None  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_member_gets_the_month_with_its_pdf(sent_to: Any, olga: Any, october: Any) -> None:
    october()
    sent_to("month", user=olga)
    assert send_all(NINE) == 1
    [letter] = mail.outbox
    assert letter.subject == "Harbour: report, October 2026"
    assert "31 posts went out." in letter.body
    assert "/w/harbour/reports/month/2026-10/" in letter.body
    [(name, content, kind)] = letter.attachments
    assert (name, kind) == ("report-harbour-2026-10.pdf", "application/pdf")
    assert bytes(content).startswith(b"%PDF")  # type: ignore[arg-type]
    assert Entry.objects.filter(act="report.sent").count() == 1


@pytest.mark.django_db
def test_a_contact_gets_their_own_link(sent_to: Any, carla: Contact, october: Any, client: Any) -> None:
    october()
    sent_to("month", contact=carla)
    assert send_all(NINE) == 1
    link = ReportLink.objects.get()
    assert links.address_of(link) in mail.outbox[0].body
    assert "/w/harbour/" not in mail.outbox[0].body
    assert link.language == "ru"


@pytest.mark.django_db
def test_nothing_goes_out_twice_nor_for_what_was_before(sent_to: Any, olga: Any, harbour: Any) -> None:
    sent_to("month", user=olga)
    Subscription.objects.create(
        workspace=harbour, kind="week", user=olga, created_at=NINE + timedelta(hours=1)
    )
    assert send_all(NINE) == 1
    assert send_all(NINE + timedelta(minutes=5)) == 0
    assert send_all(NINE + timedelta(hours=20)) == 0
    assert Sending.objects.count() == 1


@pytest.mark.django_db
def test_who_left_and_whose_contact_is_removed_gets_nothing(
    sent_to: Any, vera: Any, carla: Contact, harbour: Any
) -> None:
    sent_to("month", user=vera)
    sent_to("month", contact=carla)
    harbour.memberships.filter(user=vera).delete()
    Contact.objects.filter(pk=carla.pk).update(removed_at=NINE)
    assert send_all(NINE) == 0
    assert mail.outbox == []
    assert set(Sending.objects.values_list("state", flat=True)) == {"dropped"}


@pytest.fixture
def server(settings: Any) -> Iterator[FakeMail]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "127.0.0.1", "", 0.5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with FakeMail() as fake:
        settings.EMAIL_PORT = fake.port
        yield fake


@pytest.mark.django_db
@pytest.mark.parametrize(
    "script",
    [
        {"CONNECT": "close"},
        {"CONNECT": "421 Later"},
        {"MAIL": "451 Later"},
        {"RCPT": "450 Later"},
        {"DATA": "451 Later"},
        {"END": "451 Later"},
        {"END": "554 No"},
    ],
)
def test_a_mail_server_that_did_not_take_it_is_asked_again(
    script: dict[str, str], sent_to: Any, olga: Any, server: FakeMail
) -> None:
    sent_to("week", user=olga)
    server.script = script
    assert send_all(NINE) == 0
    server.script = {}
    assert send_all(NINE + timedelta(seconds=30)) == 0
    assert send_all(NINE + timedelta(minutes=1)) == 1
    assert len(server.letters) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["close", "reset", "hang", "299 Well", "garbage"])
def test_a_letter_whose_answer_was_lost_is_not_sent_again_and_the_history_says_so(
    answer: str, sent_to: Any, olga: Any, server: FakeMail
) -> None:
    sent_to("week", user=olga)
    server.script = {"END": answer}
    assert send_all(NINE) == 0
    server.script = {}
    for hours in range(40):
        assert send_all(NINE + timedelta(hours=hours)) == 0
    assert len(server.letters) == 1
    assert Sending.objects.get().state == "failed"
    [entry] = Entry.objects.filter(act__startswith="report.")
    assert tell(entry) == "Nobody knows whether the report to Olga has arrived."


@pytest.mark.django_db
def test_a_goodbye_that_fails_changes_nothing(sent_to: Any, olga: Any, server: FakeMail) -> None:
    sent_to("week", user=olga)
    server.script = {"QUIT": "reset"}
    assert send_all(NINE) == 1
    assert send_all(NINE + timedelta(hours=1)) == 0
    assert len(server.letters) == 1


class Killed(BaseException):
    """As kill -9: nobody catches it."""


@pytest.mark.django_db
@pytest.mark.parametrize(("is_at_the_server", "letters"), [(False, 1), (True, 0)])
def test_a_worker_that_dies_is_made_up_for_unless_the_server_had_the_letter(
    is_at_the_server: bool, letters: int, sent_to: Any, olga: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_to("week", user=olga)

    def dies(*_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as deadly:
        deadly.setattr(sending, "_hand_over" if is_at_the_server else "written", dies)
        with pytest.raises(Killed):
            send_all(NINE)
    for minutes in range(1, 60):
        send_all(NINE + timedelta(minutes=minutes))
    assert len(mail.outbox) == letters
    assert Entry.objects.filter(act="report.unsure").count() == 1 - letters


@pytest.mark.django_db
def test_a_worker_that_took_too_long_leaves_the_letter_to_the_next(
    sent_to: Any, olga: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_to("month", user=olga)

    def takes_long(*_more: Any) -> None:
        monkeypatch.undo()
        assert send_all(NINE + timedelta(minutes=6)) == 1
        raise NotMade

    monkeypatch.setattr(sending, "written", takes_long)
    assert send_all(NINE) == 0
    assert send_all(NINE + timedelta(hours=1)) == 0
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends(sent_to: Any, olga: Any, harbour: Any) -> None:
    sent_to("month", user=olga)
    start, results = threading.Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            results.append(send_all(NINE))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(results) == [0, 1]
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_the_digest_says_what_is_to_be_done_and_is_not_sent_where_nothing_is(
    sent_to: Any, olga: Any, harbour: Any, october: Any
) -> None:
    sent_to("digest", user=olga)
    assert send_all(NINE) == 0
    Sending.objects.all().delete()
    made = october()
    other = Delivery.objects.get(pk=made[60].pk)
    other.pk, other.state, other.published_at, other._state.adding = None, "missed", None, True
    other.channel = harbour.channels.create(network="sandbox", name="Sandbox")
    other.receipt_id = ""
    other.save(force_insert=True)
    assert send_all(NINE) == 1
    body = mail.outbox[0].body
    assert "1 post of the last seven days did not go out as planned" in body
    assert "/w/harbour/calendar/" in body or "/w/harbour/?view=list" in body


@pytest.mark.django_db
def test_everybody_chooses_for_themselves_and_editors_for_others(
    enter: Any, vera: Any, harbour: Any, carla: Contact
) -> None:
    browser = enter(vera)
    browser.post("/w/harbour/reports/letters/mine/", {"kind": ["month", "digest"]})
    assert set(Subscription.objects.values_list("kind", flat=True)) == {"month", "digest"}
    browser.post("/w/harbour/reports/letters/mine/", {"kind": ["digest"]})
    assert set(Subscription.objects.values_list("kind", flat=True)) == {"digest"}
    answer = browser.post("/w/harbour/reports/letters/", {"kind": "month", "reader": f"contact-{carla.pk}"})
    assert answer.status_code == 403


@pytest.mark.django_db
def test_a_client_is_sent_no_list_of_what_does_not_work(
    enter: Any, grace: Any, harbour: Any, carla: Contact
) -> None:
    browser = enter(grace)
    browser.post("/w/harbour/reports/letters/", {"kind": "digest", "reader": f"contact-{carla.pk}"})
    assert not Subscription.objects.exists()
    browser.post("/w/harbour/reports/letters/", {"kind": "month", "reader": f"contact-{carla.pk}"})
    assert Subscription.objects.get().contact == carla
