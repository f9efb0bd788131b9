"""One letter a person and batch; sent once, by whoever claims it; tried again; given up and shown."""

import threading
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections

from planner.deliveries import agree, edit
from planner.guests import answering, inviting, letters, links
from planner.guests.inviting import link_for
from planner.guests.models import Letter, ReviewLink
from planner.guests.tasks import write_all
from planner.history.models import Entry
from planner.installation import Installation
from planner.people.groups import Group
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews.models import Turn
from planner.reviews.policies import ReviewStep
from tests.planner.guests.conftest import fresh

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def rounds(harbour: Any, now: Any) -> Callable[[float], None]:
    """What the timer does so many minutes from now."""

    def at(minutes: float) -> None:
        then = now + timedelta(minutes=minutes)
        inviting.gather(harbour, then)
        for letter_id in letters.due(then):
            letters.send(letter_id, then)

    return at


def test_a_batch_is_one_letter_with_the_soonest_first(
    asked: Any, carla: Any, contact: Any, rounds: Any, mailoutbox: Any
) -> None:
    contact("Daria", language="ru")
    for title, hours in (("Cake", 48), ("Bread", 24), ("Rolls", 72)):
        asked(title, hours)
    rounds(1)
    assert mailoutbox == []  # somebody may still be asking
    rounds(3)
    english, russian = sorted(mailoutbox, key=lambda one: one.to)
    assert english.to == ["carla@bakery.example"]
    assert english.subject == "Harbour: 3 posts wait for your answer"
    assert english.body.index("Bread") < english.body.index("Cake") < english.body.index("Rolls")
    assert english.body.count("/r/") == 3
    assert russian.to == ["daria@bakery.example"]
    assert "http" in russian.body
    rounds(4)
    rounds(60)
    assert len(mailoutbox) == 2
    assert Entry.objects.filter(act="guest.invited").count() == 6
    assert carla.pk in {
        pk for one in Entry.objects.filter(act="guest.invited") for pk in one.details["contacts"]
    }
    assert "@" not in repr([one.details for one in Entry.objects.filter(act="guest.invited")])


def test_one_post_is_said_as_one(asked: Any, carla: Any, rounds: Any, mailoutbox: Any) -> None:
    asked()
    rounds(3)
    assert mailoutbox[0].subject == "Harbour: 1 post waits for your answer"
    assert mailoutbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_who_keeps_asking_does_not_keep_a_client_waiting(
    harbour: Any, asked: Any, carla: Any, now: Any
) -> None:
    asked("First")
    second, just_now = asked("Second"), now + timedelta(minutes=9)
    Post.objects.filter(pk=second.pk).update(asked_at=just_now)
    Turn.objects.filter(post=second).update(opened_at=just_now)
    assert inviting.gather(harbour, now + timedelta(minutes=9, seconds=30)) == []
    assert len(inviting.gather(harbour, now + timedelta(minutes=10, seconds=10))) == 1


def test_a_later_batch_names_all_that_waits(asked: Any, carla: Any, rounds: Any, mailoutbox: Any) -> None:
    asked("Bread")
    rounds(3)
    asked("Cake")
    rounds(6)
    assert [one.subject for one in mailoutbox] == [
        "Harbour: 1 post waits for your answer",
        "Harbour: 2 posts wait for your answer",
    ]
    assert ReviewLink.objects.count() == 2  # the same link to Bread


def test_what_was_answered_before_the_letter_left_is_not_in_it(
    harbour: Any, asked: Any, carla: Any, link_to: Any, now: Any, mailoutbox: Any
) -> None:
    bread, _cake = asked("Bread"), asked("Cake")
    later = now + timedelta(minutes=3)
    inviting.gather(harbour, later)
    answering.approve(links.find(links.token_of(link_to(bread, carla))), later)
    [letters.send(pk, later) for pk in letters.due(later)]
    assert "Bread" not in mailoutbox[0].body
    assert mailoutbox[0].subject == "Harbour: 1 post waits for your answer"


def test_a_letter_in_which_nothing_waits_is_dropped(
    harbour: Any, asked: Any, carla: Any, acting: Any, ada: Any, now: Any, mailoutbox: Any
) -> None:
    post, later = asked(), now + timedelta(minutes=3)
    inviting.gather(harbour, later)
    agree.take_back(post, acting(ada), later)
    assert [letters.send(pk, later) for pk in letters.due(later)] == [False]
    assert (Letter.objects.get().state, mailoutbox) == ("dropped", [])


def test_a_new_version_in_review_is_written_about(
    asked: Any, carla: Any, rounds: Any, acting: Any, ada: Any, mailoutbox: Any
) -> None:
    post = asked()
    rounds(3)
    edit.edit(post, acting(ada), Content("Bread", "Rolls.", "", post.newest.content().wordings), 1)
    rounds(6)
    assert len(mailoutbox) == 2
    first, second = (one.body.split("/r/")[1].split("/")[0] for one in mailoutbox)
    assert first != second


def test_who_is_asked_once_more_gets_another_letter(
    asked: Any, carla: Any, rounds: Any, acting: Any, ada: Any, now: Any, mailoutbox: Any
) -> None:
    """Taken back and asked for again with the same words: it is another round."""
    post = asked()
    rounds(3)
    agree.take_back(fresh(post), acting(ada), now)
    agree.ask(fresh(post), acting(ada), now)
    rounds(6)
    assert len(mailoutbox) == 2
    assert ReviewLink.objects.count() == 1


def test_whose_turn_it_is_not_gets_no_letter(
    harbour: Any, asked: Any, carla: Any, grace: Any, rounds: Any, acting: Any, now: Any, mailoutbox: Any
) -> None:
    ReviewStep.objects.create(workspace=harbour, name="Editors", position=0).users.add(grace)
    post = asked()
    rounds(3)
    assert mailoutbox == []
    agree.approve(post, acting(grace), 1, now)
    rounds(6)
    assert len(mailoutbox) == 1


def test_another_clients_posts_are_not_in_the_letter(
    harbour: Any, asked: Any, carla: Any, contact: Any, rounds: Any, mailoutbox: Any
) -> None:
    barber = Group.objects.create(workspace=harbour, name="Barber", is_client=True)
    contact("Bruno", group=barber)
    asked()
    rounds(3)
    assert [one.to for one in mailoutbox] == [["carla@bakery.example"]]


def test_a_reminder_is_one_letter(
    harbour: Any, asked: Any, carla: Any, rounds: Any, now: Any, mailoutbox: Any
) -> None:
    ReviewStep.objects.update(deadline_hours=10, deadline_since="asked")
    asked("Bread")
    asked("Cake")
    rounds(3)
    Turn.objects.update(reminded=50)
    rounds(301)
    rounds(302)
    assert [one.subject for one in mailoutbox][1:] == ["Harbour: 2 posts still wait for your answer"]
    assert Entry.objects.filter(act="guest.reminded").count() == 2


# --- Sent once -------------------------------------------------------------------------------------


def test_a_sender_that_died_is_followed_by_another(
    harbour: Any, asked: Any, carla: Any, now: Any, mailoutbox: Any
) -> None:
    asked()
    later = now + timedelta(minutes=3)
    (letter,) = inviting.gather(harbour, later)
    Letter.objects.update(state="sending", lease_until=later + letters.LEASE, tries=1)  # killed here
    assert letters.due(later + MINUTE) == []
    assert letters.send(letter.pk, later + MINUTE) is False
    assert letters.send(letter.pk, later + letters.LEASE) is True
    assert letters.send(letter.pk, later + letters.LEASE) is False
    assert len(mailoutbox) == 1


def test_a_letter_written_again_is_the_same_letter(harbour: Any, asked: Any, carla: Any, now: Any) -> None:
    """So that a mail program that got it twice shows it once, and both lead to the same page."""
    asked()
    (letter,) = inviting.gather(harbour, now + timedelta(minutes=3))
    one, two = (letters.written(letter, letters.lines_of(letter, now)) for _time in range(2))
    assert one.body == two.body
    assert one.extra_headers["Message-ID"] == two.extra_headers["Message-ID"]


def test_a_letter_that_kills_its_senders_ends(harbour: Any, asked: Any, carla: Any, now: Any) -> None:
    asked()
    (letter,) = inviting.gather(harbour, now + timedelta(minutes=3))
    Letter.objects.update(tries=len(letters.WAITS) + 1)
    assert letters.send(letter.pk, now + timedelta(minutes=4)) is False
    assert Letter.objects.get().state == "failed"


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_one(harbour: Any, asked: Any, carla: Any, now: Any) -> None:
    asked("Bread")
    asked("Cake")
    later, start = now + timedelta(minutes=3), threading.Barrier(4)

    def work() -> None:
        start.wait()
        inviting.gather(harbour, later)
        for letter_id in letters.due(later):
            letters.send(letter_id, later)
        connections.close_all()

    workers = [threading.Thread(target=work) for _one in range(4)]
    [one.start() for one in workers]
    [one.join() for one in workers]
    assert Letter.objects.count() == 1
    assert ReviewLink.objects.count() == 2
    assert len(mail.outbox) == 1


# --- What goes wrong -------------------------------------------------------------------------------


class Down(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError("no mail server here")


class NoSuchReader(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        raise SMTPRecipientsRefused({"carla@bakery.example": (550, b"no such user")})


def test_a_letter_that_fails_is_tried_again_and_then_shown(
    harbour: Any, asked: Any, carla: Any, now: Any, settings: Any, enter: Any, olga: Any
) -> None:
    post, then = asked(), now + timedelta(minutes=3)
    (letter,) = inviting.gather(harbour, then)
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    for wait in letters.WAITS:
        assert letters.send(letter.pk, then) is False
        assert Letter.objects.get().state == "waiting"
        assert letters.due(then + wait - timedelta(seconds=1)) == []
        then += wait
    letters.send(letter.pk, then)
    assert (Letter.objects.get().state, Letter.objects.get().trouble) == ("failed", "ConnectionRefusedError")
    assert Entry.objects.get(act="guest.unreached").details["contacts"] == [carla.pk]
    page = enter(olga).get(f"/w/harbour/posts/{post.pk}/links/").content.decode()
    assert "The letter could not be sent" in page


def test_a_reader_that_there_is_not_is_not_tried_again(
    harbour: Any, asked: Any, carla: Any, now: Any, settings: Any
) -> None:
    asked()
    then = now + timedelta(minutes=3)
    (letter,) = inviting.gather(harbour, then)
    settings.EMAIL_BACKEND = f"{__name__}.NoSuchReader"
    letters.send(letter.pk, then)
    assert Letter.objects.get().state == "failed"


# --- For letters of others -------------------------------------------------------------------------


def test_other_letters_get_a_link_for_whom_is_asked(
    asked: Any, carla: Any, grace: Any, vera: Any, acting: Any, ada: Any, now: Any
) -> None:
    ReviewStep.objects.get().users.add(grace)
    post = asked()
    assert "/r/" in link_for(grace, post, now)
    assert link_for(grace, post, now) == link_for(grace, post, now)
    assert "/r/" in link_for(carla, post, now)
    assert link_for(vera, post, now) == ""
    agree.take_back(post, acting(ada), now)
    assert link_for(grace, fresh(post), now) == ""


def test_a_copy_of_the_data_writes_to_nobody(
    harbour: Any, asked: Any, carla: Any, now: Any, monkeypatch: Any, mailoutbox: Any
) -> None:
    asked()
    Installation.get()
    Installation.objects.update(home="somewhere else")
    monkeypatch.setattr("planner.deliveries.now.source", lambda: now + timedelta(minutes=5))
    write_all()
    assert mailoutbox == []
    assert not Letter.objects.exists()
    Installation.objects.update(home="")
    write_all()
    assert len(mailoutbox) == 1
