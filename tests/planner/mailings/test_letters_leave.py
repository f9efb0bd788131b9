"""One post, many letters: each reader at most once, whatever breaks on the way."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from planner.channels.models import Channel
from planner.deliveries import receipts
from planner.deliveries.pause import pause_everything
from planner.deliveries.stage import with_stage
from planner.installation import Installation
from planner.mailings import bounces, opening, sending, settling, tasks, told
from planner.mailings.models import Envelope, Mailing, Reader
from planner.states import WrongState
from publishers import smtp
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import states, story, turn
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 0.5)


def test_every_reader_gets_one_letter_and_the_mailing_closes(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob", "carol")
    mailing = opened()
    assert story(mailing.delivery)[-2:] == ["intent", "published"]
    assert mail.letters == [], "to open it sends nothing"
    assert turn(hands) == 3
    assert sorted(mail.to()) == ["ada@example.org", "bob@example.org", "carol@example.org"]
    assert states(mailing) == {"ada": "sent", "bob": "sent", "carol": "sent"}
    mailing.refresh_from_db()
    assert mailing.closed_at == hands.time.wall
    assert turn(hands) == 0
    ids = {str(letter["Message-ID"]) for letter in mail.letters}
    assert ids == set(Envelope.objects.values_list("message_id", flat=True))
    assert len(ids) == 3
    links = {str(letter["List-Unsubscribe"]) for letter in mail.letters}
    assert len(links) == 3, "each leaves by an address of their own"


def test_what_is_sent_is_what_was_agreed(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada")
    mailing = opened()
    pin = mailing.delivery.version.pins.get()
    assert mailing.delivery.digest == pin.digest
    mailing.channel.tag_links({"utm_source": "news"}, hands.by)
    assert turn(hands) == 1, "the words have no address, so nothing changed"
    other = opened("See https://example.org/a")
    other.channel.tag_links({"utm_source": "other"}, hands.by)
    read("bob")
    assert turn(hands) == 0
    other.refresh_from_db()
    assert other.trouble["code"] == "changed"
    assert other.stopped_at is not None
    assert len(mail.letters) == 1


def test_whoever_comes_later_gets_the_next_one(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing]
) -> None:
    read("ada")
    mailing = opened()
    read("bob")
    opening.open_all(hands.time.wall)
    turn(hands)
    assert states(mailing) == {"ada": "sent"}


def test_whoever_left_in_between_gets_none(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob")
    mailing = opened()
    Reader.objects.filter(address="ada@example.org").update(state="left")
    turn(hands)
    assert states(mailing) == {"ada": "skipped", "bob": "sent"}
    assert mail.to() == ["bob@example.org"]


def test_an_address_that_is_gone_gets_no_more(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob")
    mail.script = {"RCPT ada@example.org": "550 5.1.1 No such user"}
    mailing = opened()
    turn(hands)
    assert states(mailing) == {"ada": "refused", "bob": "sent"}
    gone = Reader.objects.get(address="ada@example.org")
    assert (gone.state, gone.why) == ("gone", "5.1.1 No such user")
    mail.script = {}
    second = opened("Sun")
    assert list(states(second)) == ["bob"]


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "END"])
def test_greylisting_waits_and_comes_again_and_holds_up_nobody(
    stage: str, hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob")
    mail.script = {f"{stage} ada@example.org": "451 4.7.1 Greylisted"}
    mailing = opened()
    assert turn(hands) == 1
    assert states(mailing) == {"ada": "waiting", "bob": "sent"}
    assert mailing.envelopes.get(state="waiting").said == "4.7.1 Greylisted"
    mail.script = {}
    for _ in range(20):
        hands.time.pass_(60)
        turn(hands)
    assert states(mailing) == {"ada": "sent", "bob": "sent"}
    assert sorted(mail.to()) == ["ada@example.org", "bob@example.org"]


def test_a_reader_at_whom_the_server_hangs_up_starves_nobody(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob", "carol")
    mail.script = {"RCPT ada@example.org": "close"}
    mailing = opened()
    turn(hands)
    hands.time.pass_(61)
    turn(hands)
    assert states(mailing) == {"ada": "waiting", "bob": "sent", "carol": "sent"}


def test_letters_that_wait_do_not_keep_newer_mailings_from_their_turn(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob")
    mail.script = {"RCPT ada@example.org": "451 4.7.1 Greylisted"}
    mailing = opened()
    turn(hands)
    hands.time.pass_(60)
    assert list(sending.due(hands.time.wall)) == []
    mailing.refresh_from_db()
    assert mailing.next_try_at == mailing.envelopes.get(state="waiting").next_try_at


def test_a_fault_of_ours_in_one_mailing_does_not_hold_up_the_others(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada")
    first, second = opened(), opened("Sun")
    first.delivery.__class__.objects.filter(pk=first.delivery_id).update(part=7)
    tasks.send_all()
    assert (states(first), states(second)) == ({"ada": "waiting"}, {"ada": "sent"})


def test_a_server_that_waits_for_ever_is_given_up_after_two_days(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada")
    mail.script = {"RCPT": "451 4.7.1 Greylisted"}
    mailing = opened()
    tries = 0
    for _ in range(24 * 6 * 3):
        hands.time.pass_(600)
        turn(hands)
        mailing.refresh_from_db()
        if mailing.closed_at:
            break
    envelope = mailing.envelopes.get()
    assert (envelope.state, mail.letters) == ("refused", [])
    assert mailing.closed_at - mailing.opened_at > timedelta(hours=48)
    tries = envelope.tries
    assert 10 < tries < 40, "longer and longer apart"


def test_a_letter_whose_answer_was_lost_is_never_sent_again_by_itself(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail, olga: Any
) -> None:
    read("ada", "bob")
    mail.script = {"END ada@example.org": "close"}
    mailing = opened()
    for _ in range(10):
        turn(hands)
        hands.time.pass_(400)
    assert states(mailing) == {"ada": "unknown", "bob": "sent"}
    assert mail.to() == ["ada@example.org", "bob@example.org"]
    mail.script = {}
    mailing.refresh_from_db()
    assert mailing.closed_at
    assert told.send_unknown_again(mailing, hands.by, hands.time.wall) == 1
    turn(hands)
    assert states(mailing)["ada"] == "sent"
    assert mail.to().count("ada@example.org") == 2, "a person wanted that"
    assert mail.letters[0]["Message-ID"] == mail.letters[2]["Message-ID"], "mailboxes can tell"


class Killed(BaseException):
    """As kill -9: nobody catches it."""


@pytest.mark.parametrize("before", [True, False])
def test_a_worker_that_dies_leaves_one_letter_of_which_nobody_knows(
    before: bool,
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read("ada", "bob", "carol")
    mailing = opened()
    deliver, count = smtp.Post.deliver, 0

    def die_at_the_second(*how: Any) -> None:
        nonlocal count
        count += 1
        if count == 2 and before:
            raise Killed
        deliver(*how)
        if count == 2:
            raise Killed

    monkeypatch.setattr(smtp.Post, "deliver", die_at_the_second)
    monkeypatch.setattr(settling, "let_go", lambda *how: None)  # nor does it give its lease back
    with pytest.raises(Killed):
        turn(hands)
    monkeypatch.undo()
    assert turn(hands) == 0, "the dead one's lease still holds"
    hands.time.pass_(301)
    turn(hands)
    found = states(mailing)
    assert sorted(found.values()) == ["sent", "sent", "unknown"]
    assert len(mail.letters) == (2 if before else 3)
    assert len(set(mail.to())) == len(mail.to()), "nobody twice"


def test_two_workers_share_nothing(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read(*(f"reader{n}" for n in range(10)))
    mailing = opened()
    assert sending._take(mailing.pk, hands.time.wall) is not None
    assert sending.send(mailing.pk, hands.time.wall) == 0
    assert mail.letters == []
    assert list(sending.due(hands.time.wall)) == []


@pytest.mark.parametrize("taken", [0, 7])
@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("END", "554 5.7.1 Looks like spam"),
        ("END", "550 5.7.26 Not authenticated"),
        ("RCPT", "550 5.7.1 Daily quota"),
        ("RCPT", "554 5.7.0 Blocked"),
        ("END", "552 5.3.4 Too big"),
        ("RCPT", "550 5.1.1 No such user"),
        ("RCPT", "550 Relaying denied"),
    ],
)
def test_a_server_that_refuses_the_letter_stops_the_mailing_and_spares_everybody(
    stage: str,
    answer: str,
    taken: int,
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
) -> None:
    read(*(f"reader{n:02}" for n in range(20)))
    mail.script = {f"{stage} reader{n:02}@example.org": answer for n in range(taken, 20)}
    mailing = opened()
    assert turn(hands) == taken
    mailing.refresh_from_db()
    assert mailing.stopped_at is not None
    assert mailing.trouble["code"] == "refuses_all"
    assert answer.partition(" ")[2] in mailing.trouble["values"]["said"]
    assert sorted(states(mailing).values()) == ["sent"] * taken + ["waiting"] * (20 - taken)
    assert mailing.envelopes.filter(tries=1).count() == taken + 5
    assert Reader.objects.filter(state="reads", why="").count() == 20, "nobody is blamed for it"
    mail.script = {}
    told.go_on(mailing, hands.by, hands.time.wall)
    turn(hands)
    assert set(states(mailing).values()) == {"sent"}
    assert len(mail.letters) == len(set(mail.to())) == 20


def test_five_who_are_gone_do_not_stop_it_for_ever(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read(*(f"gone{n}" for n in range(6)), *(f"here{n}" for n in range(6)))
    mail.script = {f"RCPT gone{n}@example.org": "550 5.1.1 No such user" for n in range(6)}
    mailing = opened()
    turn(hands)
    assert set(states(mailing).values()) == {"waiting"}
    told.go_on(mailing, hands.by, hands.time.wall)
    turn(hands)
    mailing.refresh_from_db()
    assert mailing.closed_at
    assert states(mailing) == {f"gone{n}": "refused" for n in range(6)} | {
        f"here{n}": "sent" for n in range(6)
    }
    assert Reader.objects.filter(state="gone").count() == 6


def test_one_reader_whose_server_does_not_want_us_holds_up_nobody(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob", "carol")
    mail.script = {"RCPT ada@example.org": "550 5.7.1 We do not want you"}
    mailing = opened()
    turn(hands)
    assert states(mailing) == {"ada": "waiting", "bob": "sent", "carol": "sent"}
    mailing.refresh_from_db()
    assert mailing.stopped_at is None


def test_a_short_list_that_is_refused_as_a_whole_is_told_at_once(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob")
    mail.script = {"END": "550 5.7.26 Not authenticated"}
    mailing = opened()
    turn(hands)
    mailing.refresh_from_db()
    assert (mailing.trouble["code"], mailing.trouble["values"]["said"]) == (
        "refuses_all",
        "5.7.26 Not authenticated",
    )


def test_a_quota_of_letters_a_day_is_waited_for_and_nobody_is_lost(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read(*(f"reader{n}" for n in range(10)))
    over = {f"END reader{n}@example.org": "550 5.4.5 Daily user sending limit exceeded" for n in range(4, 10)}
    mail.script = over
    mailing = opened()
    assert turn(hands) == 4
    assert sorted(states(mailing).values()) == ["sent"] * 4 + ["waiting"] * 6
    hands.time.pass_(1800)
    mail.script = {}
    assert turn(hands) == 0, "in an hour"
    hands.time.pass_(1801)
    assert turn(hands) == 6


@pytest.mark.parametrize("answer", ["550 5.7.1 Not your address", "503 5.5.1 Nested MAIL command", "421 Bye"])
def test_a_no_to_the_sender_is_no_readers_fault(
    answer: str, hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob")
    mail.script = {"MAIL": answer}
    mailing = opened()
    turn(hands)
    mailing.refresh_from_db()
    assert states(mailing) == {"ada": "waiting", "bob": "waiting"}
    assert (mailing.stopped_at is not None) == answer.startswith("550")
    mail.script = {}
    if mailing.stopped_at:
        told.go_on(mailing, hands.by, hands.time.wall)
    hands.time.pass_(400)
    assert turn(hands) == 2


def test_after_one_who_is_gone_the_others_get_theirs(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("gone", "bob", "carol", "dan")
    mail.script = {"RCPT gone@example.org": "550 5.1.1 No such user"}
    mailing = opened()
    turn(hands)
    assert states(mailing) == {"gone": "refused", "bob": "sent", "carol": "sent", "dan": "sent"}


def test_a_password_that_no_longer_works_asks_to_connect_again(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail, channel: Channel
) -> None:
    read("ada")
    mailing = opened()
    mail.users = {"harbour": "another"}
    turn(hands)
    channel.refresh_from_db()
    mailing.refresh_from_db()
    assert channel.state == "reconnect"
    assert mailing.stopped_at is not None
    assert states(mailing) == {"ada": "waiting"}


def test_a_server_that_is_away_is_tried_again_in_a_minute(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada")
    mailing = opened()
    mail.script = {"CONNECT": "close"}
    turn(hands)
    assert list(sending.due(hands.time.wall)) == []
    mail.script = {}
    hands.time.pass_(61)
    turn(hands)
    assert states(mailing) == {"ada": "sent"}


@pytest.mark.parametrize("what", ["installation", "workspace", "channel"])
def test_nothing_leaves_while_publishing_is_paused(
    what: str,
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    channel: Channel,
) -> None:
    read("ada")
    mailing = opened()
    if what == "installation":
        Installation.objects.filter(pk=Installation.get().pk).update(paused_at=hands.time.wall)
    elif what == "workspace":
        type(hands.workspace).objects.filter(pk=hands.workspace.pk).update(paused_at=hands.time.wall)
    else:
        channel.pause(hands.by, "Later")
    assert turn(hands) == 0
    assert states(mailing) == {"ada": "waiting"}


@pytest.mark.parametrize("what", ["stop", "channel", "workspace", "installation"])
def test_a_stop_or_a_pause_counts_for_the_next_letter(
    what: str,
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    channel: Channel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read(*(f"reader{n}" for n in range(6)))
    mailing, take = opened(), mail.take
    stopping, stopped = threading.Event(), threading.Event()

    def stop_at_the_second(raw: bytes) -> None:
        take(raw)
        if len(mail.letters) == 2:
            stopping.set()
            stopped.wait(5)

    def stop() -> None:
        stopping.wait(5)
        now = hands.time.wall
        if what == "stop":
            told.stop(mailing, hands.by, now)
        elif what == "channel":
            Channel.objects.get(pk=channel.pk).pause(hands.by, "Later")
        elif what == "workspace":
            type(hands.workspace).objects.filter(pk=hands.workspace.pk).update(paused_at=now)
        else:
            pause_everything("Later", now)
        connections.close_all()
        stopped.set()

    monkeypatch.setattr(smtp, "PATIENCE", 5)
    mail.take = stop_at_the_second  # type: ignore[method-assign]
    somebody = threading.Thread(target=stop)
    somebody.start()
    turn(hands)
    somebody.join()
    assert sorted(states(mailing).values()) == ["sent"] * 2 + ["waiting"] * 4


def test_more_than_one_turn_is_taken_where_letters_are_ready(
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "MOST", 3)
    read(*(f"reader{n}" for n in range(8)))
    first, second = opened(), opened("Sun")
    tasks.send_all()
    assert set(states(first).values()) == set(states(second).values()) == {"sent"}
    assert len(mail.letters) == 16


def test_a_letter_of_which_nobody_knows_is_known_when_it_comes_back(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada")
    mail.script = {"END": "close"}
    mailing = opened()
    turn(hands)
    envelope = mailing.envelopes.get()
    assert (envelope.state, envelope.message_id) == ("unknown", str(mail.letters[0]["Message-ID"]))
    back = bounces.Back(envelope.message_id, "ada@example.org", "5.1.1", "550 no such user")
    assert bounces.take(back, hands.time.wall) is not None
    assert states(mailing) == {"ada": "refused"}


def test_who_may_not_see_readers_sees_only_how_many_letters(
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    enter: Any,
    client: Any,
    olga: Any,
    grace: Any,
    vera: Any,
) -> None:
    read("ada")
    mail.script = {"RCPT": "552 5.2.2 Full"}
    mailing = opened()
    turn(hands)
    for who, sees in ((olga, True), (grace, False), (vera, False)):
        client.logout()
        page = enter(who).get(f"/w/harbour/deliveries/{mailing.delivery_id}/").content.decode()
        assert ("ada@example.org" in page) == sees, who
        assert "Refused or came back" in page
        assert "1 of 1" in page, "the number beside the bar is the bar's"
        assert 'value="1.000"' in page


def test_what_was_refused_is_sent_again_where_a_person_says_so(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada", "bob", "gone", "left")
    mail.script = {
        "RCPT ada@example.org": "552 5.2.2 Full",
        "RCPT gone@example.org": "550 5.1.1 No such user",
        "RCPT left@example.org": "552 5.2.2 Full",
    }
    mailing = opened()
    turn(hands)
    mail.script = {}
    Reader.objects.filter(address="left@example.org").update(state="left")
    assert told.send_refused_again(mailing, hands.by, hands.time.wall) == 1
    turn(hands)
    assert states(mailing) == {"ada": "sent", "bob": "sent", "gone": "refused", "left": "refused"}
    with pytest.raises(WrongState):
        told.send_refused_again(mailing, hands.by, hands.time.wall)


def test_how_many_have_left_is_told_until_all_have(
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
    enter: Any,
    olga: Any,
) -> None:
    def shown() -> tuple[str, bool, bool]:
        post = with_stage().get(pk=mailing.delivery.post_id)
        pages = [f"deliveries/{mailing.delivery_id}", f"channels/{mailing.channel_id}", f"posts/{post.pk}"]
        told = [browser.get(f"/w/harbour/{page}/").content.decode() for page in pages]
        words = ("Sending 1 of 3", "Stopped after 1 of 3")
        sending, stopped = (all(one in page for page in told) for one in words)
        return post.stage, sending, stopped

    read("ada", "bob", "carol")
    mail.script = {"RCPT bob@example.org": "450 4.2.1 Later", "RCPT carol@example.org": "450 4.2.1 Later"}
    browser, mailing = enter(olga), opened()
    turn(hands)
    assert shown() == ("publishing", True, False)
    told.stop(mailing, hands.by, hands.time.wall)
    assert shown() == ("partly", False, True)
    told.go_on(mailing, hands.by, hands.time.wall)
    mail.script = {}
    hands.time.pass_(600)
    turn(hands)
    assert shown() == ("published", False, False)


def test_the_api_tells_the_same_numbers(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail, olga: Any
) -> None:
    read(*(f"reader{n}" for n in range(9)))
    mail.script = {f"END reader{n}@example.org": "554 5.7.1 Spam" for n in range(3, 9)}
    mailing = opened()
    turn(hands)
    program = Program(token_of(hands.workspace, olga))
    delivery = program("GET", f"/deliveries/{mailing.delivery_id}")[1]
    assert delivery["letters"] == {"all": 9, "sent": 3, "waiting": 6, "stopped": True}
    assert delivery["state"] == "published"
    letters = program("GET", f"/deliveries/{mailing.delivery_id}/letters")[1]
    assert (letters["all"], letters["sent"], letters["waiting"]) == (9, 3, 6)
    assert letters["why"] == "The mail server refuses this letter: 5.7.1 Spam"
    assert program("GET", f"/posts/{mailing.delivery.post_id}")[1]["stage"] == "partly"


def test_somebody_stops_the_rest(
    hands: Hands, read: Callable[..., None], opened: Callable[..., Mailing], mail: FakeMail
) -> None:
    read("ada")
    mailing = opened()
    told.stop(mailing, hands.by, hands.time.wall)
    assert turn(hands) == 0
    told.go_on(mailing, hands.by, hands.time.wall)
    assert turn(hands) == 1


def test_it_begins_at_once_and_when_it_is_written_that_it_may(
    hands: Hands, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tasks.send_letters_now in receipts.on_opened
    heard: list[str] = []
    delivery = hands.plan(channel)
    monkeypatch.setattr(receipts, "on_opened", [lambda: heard.append(type(delivery).objects.get().state)])
    hands.time.pass_(10)
    hands.tick()
    assert heard == ["published"]


def test_many_readers_cost_few_queries(
    hands: Hands, channel: Channel, opened: Callable[..., Mailing], django_assert_max_num_queries: Any
) -> None:
    now = hands.time.wall
    Reader.objects.bulk_create(
        Reader(
            workspace=hands.workspace,
            channel=channel,
            address=f"r{n}@example.org",
            key=f"r{n}",
            since=now,
            changed_at=now,
        )
        for n in range(5000)
    )
    delivery = hands.plan(channel)
    hands.time.pass_(10)
    hands.tick()
    with django_assert_max_num_queries(15):
        opening.open_all(hands.time.wall)
    assert Envelope.objects.filter(mailing__delivery=delivery).count() == 5000
