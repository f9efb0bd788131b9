"""From a backup no letter leaves twice: what may have left since waits for a person."""

from collections.abc import Callable

import pytest

from planner.channels.models import Channel
from planner.deliveries import resolve
from planner.deliveries.pause import resume_everything
from planner.mailings import opening, told
from planner.mailings.models import Mailing
from planner.notices.derive import derive_all
from planner.notices.models import Notice
from planner.safekeeping.doubts import boot_paused
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import states, turn

pytestmark = pytest.mark.django_db(transaction=True)


def restored(hands: Hands) -> None:
    """The database as it was, and Almanac let go on."""
    now = hands.time.wall
    boot_paused(now, now, same_secret=True)
    resume_everything(now)
    for _ in range(6):
        hands.time.pass_(200)
        hands.tick()
        opening.open_all(hands.time.wall)
        turn(hands)


def test_letters_that_waited_leave_only_when_a_person_says_so(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    derive_all(hands.time.wall)
    read("ada", "bob", "carol")
    mailing = opened()
    mailing.envelopes.filter(reader__address="ada@example.org").update(state="sent")
    mailing.envelopes.filter(reader__address="bob@example.org").update(state="sending")
    restored(hands)
    assert mail.letters == []
    assert states(mailing) == {"ada": "sent", "bob": "unknown", "carol": "unknown"}
    mailing.refresh_from_db()
    assert mailing.stopped_at
    assert mailing.trouble["code"] == "restored"
    derive_all(hands.time.wall)
    assert Notice.objects.filter(act="mailing.halted").exists()
    assert told.send_unknown_again(mailing, hands.by, hands.time.wall) == 2
    turn(hands)
    assert sorted(mail.to()) == ["bob@example.org", "carol@example.org"]


def test_a_mailing_that_a_person_had_stopped_is_doubted_too(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada")
    mailing = opened()
    told.stop(mailing, hands.by, hands.time.wall)
    restored(hands)
    assert states(mailing) == {"ada": "unknown"}


def test_what_was_about_to_be_addressed_is_doubted(
    hands: Hands, read: Callable[..., None], channel: Channel, mail: FakeMail
) -> None:
    read("ada")
    delivery = hands.plan(channel)
    hands.time.pass_(10)
    hands.tick()
    restored(hands)
    assert mail.letters == []
    assert states(Mailing.objects.get(delivery=delivery)) == {"ada": "unknown"}


@pytest.mark.parametrize("state", ["scheduled", "uncertain"])
@pytest.mark.parametrize(("outcome", "letters"), [("published", 0), ("absent", 1), ("drop", 0)])
def test_what_was_due_since_is_asked_about_and_not_opened_once_more(
    state: str,
    outcome: str,
    letters: int,
    hands: Hands,
    read: Callable[..., None],
    channel: Channel,
    mail: FakeMail,
) -> None:
    read("ada")
    delivery = hands.plan(channel)
    hands.time.pass_(10)
    if state == "uncertain":
        now = hands.time.wall
        delivery.step("uncertain", "no_answer", now, maybe_out=True, doubt_at=now, key="key", next_try_at=now)
    restored(hands)
    delivery.refresh_from_db()
    assert (delivery.state, mail.letters) == ("held", [])
    assert delivery.trouble["code"] == "restored"
    resolve.resolve(delivery, outcome, "", hands.by, hands.time.wall)
    for _ in range(3):
        hands.time.pass_(10)
        hands.tick()
        opening.open_all(hands.time.wall)
        turn(hands)
    assert len(mail.letters) == letters
