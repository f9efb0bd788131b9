"""Nobody has to watch a mailing: who wrote it and who keeps the channel hear where it does not get on."""

from collections.abc import Callable
from typing import Any

import pytest

from planner.history.models import Entry
from planner.mailings import settling, told
from planner.mailings.models import Mailing
from planner.notices.derive import derive_all
from planner.notices.models import Dispatch, Notice
from planner.notices.telling import tell
from planner.posts.models import Post
from publishers import smtp
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import states, turn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 0.5)


@pytest.fixture
def mailing(read: Callable[..., None], opened: Callable[..., Mailing], hands: Hands, ada: Any) -> Mailing:
    """Of Ada's post, on the channel that Olga connected; six people read it."""
    derive_all(hands.time.wall)
    read(*(f"reader{n}" for n in range(6)))
    made = opened()
    Post.objects.filter(pk=made.delivery.post_id).update(author=ada)
    return made


def heard(hands: Hands) -> list[Notice]:
    derive_all(hands.time.wall)
    return list(Notice.objects.filter(kind="letters").order_by("pk"))


def test_author_and_owner_hear_that_it_stopped_and_why_and_what_to_do(
    mailing: Mailing, mail: FakeMail, hands: Hands, harbour: Any
) -> None:
    mail.script = {"END": "554 5.7.1 Looks like spam"}
    turn(hands)
    notices = heard(hands)
    assert sorted(str(one.user) for one in notices) == ["Ada", "Olga"]
    said = tell(notices[0])
    assert said.sentence == "The letters of “Fog over the harbour” on News have stopped."
    assert said.why == "The mail server refuses this letter: 5.7.1 Looks like spam"
    assert "let the letters go on" in said.next
    assert said.path == f"/w/harbour/deliveries/{mailing.delivery_id}/"
    assert Dispatch.objects.filter(notice__in=notices, way="email").count() == 2, "by letter too"
    [entry] = Entry.objects.filter(workspace=harbour, act="mailing.halted")
    assert (entry.thing, entry.thing_id, entry.via) == ("delivery", mailing.delivery_id, "worker")
    turn(hands)
    assert len(heard(hands)) == 2, "once"


def test_a_password_that_no_longer_works_is_told_of_the_letters_too(
    mailing: Mailing, mail: FakeMail, hands: Hands
) -> None:
    mail.users = {"harbour": "another"}
    turn(hands)
    assert {one.act for one in heard(hands)} == {"mailing.halted"}


def test_a_person_who_was_first_is_not_told_that_it_stopped(
    mailing: Mailing, mail: FakeMail, hands: Hands
) -> None:
    told.stop(mailing, hands.by, hands.time.wall)
    settling.stand(mailing, RuntimeError("late"), hands.time.wall)
    assert heard(hands) == []


def test_a_server_that_stays_away_is_told_once_after_an_hour_and_stands_after_two_days(
    mailing: Mailing, mail: FakeMail, hands: Hands
) -> None:
    mail.script = {"CONNECT": "close"}
    for _ in range(55):
        turn(hands)
        hands.time.pass_(61)
    assert heard(hands) == []
    for _ in range(20):
        turn(hands)
        hands.time.pass_(61)
    assert [one.act for one in heard(hands)] == ["mailing.delayed"] * 2
    assert "go on by themselves" in tell(heard(hands)[0]).next
    hands.time.pass_(48 * 3600)
    turn(hands)
    assert [one.act for one in heard(hands)] == ["mailing.delayed"] * 2 + ["mailing.halted"] * 2
    assert set(states(mailing).values()) == {"waiting"}


def test_trouble_that_is_over_is_forgotten(mailing: Mailing, mail: FakeMail, hands: Hands) -> None:
    mail.script = {"CONNECT": "close"}
    turn(hands)
    mailing.refresh_from_db()
    assert mailing.trouble["since"]
    mail.script = {"RCPT reader5@example.org": "450 4.2.1 Later"}
    hands.time.pass_(61)
    turn(hands)
    mailing.refresh_from_db()
    assert (mailing.trouble, mailing.closed_at) == ({}, None)
