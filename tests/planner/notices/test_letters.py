"""By e-mail: one letter for what is due together, in the reader's language; a server that fails is seen."""

import os
import signal
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from planner.deliveries import points
from planner.notices import give_up, send
from planner.notices.models import Dispatch, Notice
from planner.notices.reach import Wish
from planner.notices.setting import choose, rest
from planner.people.groups import Contact, Group
from planner.posts.models import Post
from tests.fakes.mail import FakeMail

pytestmark = pytest.mark.django_db(transaction=True)
ALL_TRIES = (1, 5, 15, 60, 180, 360)


def test_a_letter_says_what_happened_why_and_what_to_do_now(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    happens("post.changes_asked", grace, fog, note="The quay has another name.\nLook it up")
    tell()
    assert post_out("email") == 1
    letter = smtp.letters[0]
    assert letter["To"] == "ada@example.org"
    assert letter["Subject"].strip() == "Almanac: Grace asks for changes to “Fog”."
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == "<http://127.0.0.1:8000/w/harbour/notices/settings/>"
    words = smtp.words()
    assert "The quay has another name." in words
    assert f"Change it and ask for a review again. http://127.0.0.1:8000/w/harbour/posts/{fog.pk}/" in words
    html = smtp.html()
    assert f'href="http://127.0.0.1:8000/w/harbour/posts/{fog.pk}/"' in html
    assert Dispatch.objects.get().state == "sent"
    assert post_out("email") == 0


def test_words_that_look_like_html_stay_words(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    happens("post.changes_asked", grace, fog, note="<script>alert(1)</script> & more\nBcc: x@example.org")
    tell()
    post_out("email")
    assert "<script>alert(1)</script> & more" in smtp.words()
    assert "&lt;script&gt;" in smtp.html()
    assert "Bcc" not in smtp.letters[0]


def test_a_name_with_lines_in_it_makes_no_headers(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    from planner.history.models import Actor
    from planner.posts.content import Content

    fog.rewrite(Actor(grace.pk, "Grace"), Content(title="Fog\r\nBcc: spy@example.org", text="x"))
    happens("post.approved", grace, fog)
    tell()
    post_out("email")
    assert smtp.letters[0]["Bcc"] is None
    assert smtp.letters[0]["To"] == "ada@example.org"


def test_it_is_in_the_readers_language(
    fog: Post, grace: Any, ada: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    """The catalogue is made elsewhere; what it has already tells that it is asked."""
    ada.language = "ru"
    ada.save()
    happens("post.approved", grace, fog)
    tell()
    post_out("email")
    from django.utils import translation

    from planner.notices.telling import tell as told

    with translation.override("ru"):
        assert told(Notice.objects.get()).sentence in str(smtp.letters[0]["Subject"])


def test_three_posts_that_wait_are_one_letter(
    harbour: Any,
    ada: Any,
    grace: Any,
    happens: Any,
    tell: Any,
    post_out: Any,
    smtp: FakeMail,
    fog: Post,
    now: Any,
) -> None:
    from planner.history.models import Actor
    from planner.posts.content import Content

    others = [
        Post.objects.write(harbour, Actor(ada.pk, "Ada"), Content(title=name)) for name in ("Rain", "Snow")
    ]
    for post in (fog, *others):
        happens("post.step_opened", ada, post, approvers=[grace.pk])
        tell()
    assert send.send_due("email", now) == 0  # the first waits a moment for the others
    assert post_out("email") == 1
    assert smtp.letters[0]["Subject"].strip() == "Almanac: 3 posts wait for your answer"
    assert [name in smtp.words() for name in ("“Fog”", "“Rain”", "“Snow”")] == [True] * 3


def test_a_digest_collects(
    fog: Post, grace: Any, ada: Any, harbour: Any, happens: Any, tell: Any, smtp: FakeMail, now: Any
) -> None:
    choose(
        ada, harbour, {kind: Wish(True, True, False, "daily") for kind in ("approved", "comment", "changes")}
    )
    for act in ("post.approved", "post.changes_asked", "remark.written"):
        happens(act, grace, fog, note="Why")
        tell()
    due = set(Dispatch.objects.values_list("due_at", flat=True))
    assert len(due) == 1
    nine = due.pop()
    assert nine.astimezone(harbour.zone).hour == 9
    assert send.send_due("email", nine - timedelta(minutes=1)) == 0
    assert send.send_due("email", nine) == 1
    assert smtp.letters[0]["Subject"].strip() == "Almanac: 3 notices"


def test_quiet_hours_hold_it_back(
    fog: Post, grace: Any, ada: Any, harbour: Any, happens: Any, tell: Any, now: Any, smtp: FakeMail
) -> None:
    wall = now.astimezone(harbour.zone)
    ends = (wall + timedelta(hours=2)).strftime("%H:%M")
    rest(ada, (wall - timedelta(hours=1)).strftime("%H:%M"), ends, "")
    happens("post.approved", grace, fog)
    tell()
    due = Dispatch.objects.get().due_at
    assert due.astimezone(harbour.zone).strftime("%H:%M") == ends
    assert Notice.objects.shown_to(ada, harbour).unread().count() == 1  # the product does not wait


def test_what_was_lost_is_told_although_everything_is_switched_off(
    ada: Any, olga: Any, harbour: Any, lost: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    from planner.notices.kinds import KINDS

    for user in (ada, olga):
        choose(user, harbour, {kind: Wish(False, False, False, "daily") for kind in KINDS})
    for part, state in enumerate(("failed", "missed", "held", "blocked")):
        lost(state, part=part)
    tell()
    assert Notice.objects.shown_to(ada, harbour).unread().count() == 4
    assert post_out("email") == 2
    words = smtp.words()
    assert "Choose a new time, or send it now." in words
    assert "Look on the channel, and decide whether it is out." in words
    assert "Connect the channel again; then it goes on by itself." in words
    assert "Change what was refused, then try again; or choose a new time." in words
    assert "The network refused it." in words


def test_what_may_be_switched_off_is_off(
    ada: Any, grace: Any, harbour: Any, fog: Post, happens: Any, tell: Any
) -> None:
    choose(ada, harbour, {"approved": Wish(False, False, False), "changes": Wish(False, True, False)})
    happens("post.approved", grace, fog)
    assert tell() == []
    happens("post.changes_asked", grace, fog)
    tell()
    assert not Notice.objects.shown_to(ada, harbour).exists()
    assert Dispatch.objects.get().way == "email"


@pytest.mark.parametrize("refuses", ["connect", "busy"])
def test_a_server_that_fails_is_asked_again_and_then_it_shows(
    refuses: str,
    fog: Post,
    grace: Any,
    ada: Any,
    adam: Any,
    olga: Any,
    harbour: Any,
    happens: Any,
    tell: Any,
    smtp: FakeMail,
    now: Any,
) -> None:
    smtp.refuses = refuses
    happens("post.approved", grace, fog)
    tell()
    at = now + timedelta(minutes=1)
    for minutes in ALL_TRIES:
        assert send.send_due("email", at) == 1
        one = Dispatch.objects.get()
        assert (one.state, one.due_at) == ("waiting", at + timedelta(minutes=minutes))
        assert send.send_due("email", at + timedelta(seconds=30)) == 0
        at = one.due_at
    assert send.send_due("email", at) == 1
    assert Dispatch.objects.get().state == "gave_up"
    assert send.send_due("email", at + timedelta(days=9)) == 0
    untold = Notice.objects.filter(kind="untold")
    assert {one.user for one in untold} == {ada, adam, olga}
    from planner.notices.telling import tell as told

    assert told(untold.get(user=ada)).sentence == "You could not be told by e-mail."
    assert told(untold.get(user=olga)).sentence == "Ada could not be told by e-mail."
    assert "The mail server" in told(untold.get(user=olga)).why


def test_a_server_that_comes_back_gets_the_same_letter(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    smtp.refuses = "busy"
    happens("post.approved", grace, fog)
    tell()
    post_out("email")
    smtp.refuses = ""
    assert post_out("email", 60 * 60) == 1
    assert len(smtp.letters) == 1
    assert Dispatch.objects.get().state == "sent"


def test_an_address_that_there_is_not_is_given_up_at_once(
    fog: Post, grace: Any, olga: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    smtp.refuses = "recipient"
    happens("post.approved", grace, fog)
    tell()
    post_out("email")
    assert Dispatch.objects.get().state == "gave_up"
    assert Notice.objects.filter(kind="untold", user=olga).exists()


def test_an_answer_that_is_lost_is_repeated_only_for_what_must_be_told(
    fog: Post,
    grace: Any,
    ada: Any,
    harbour: Any,
    happens: Any,
    lost: Any,
    tell: Any,
    post_out: Any,
    smtp: FakeMail,
) -> None:
    smtp.refuses = "before_answer"
    happens("post.approved", grace, fog)
    lost("missed")
    tell()
    Dispatch.objects.exclude(notice__user=ada).delete()
    assert post_out("email") == 1
    states = dict(Dispatch.objects.values_list("notice__kind", "state"))
    assert states == {"approved": "unsure", "missed": "waiting"}
    smtp.refuses = ""
    assert post_out("email", 3600) == 1
    assert len(smtp.letters) == 2
    assert "Fog” missed its time" in smtp.words(1)
    assert "approved" not in smtp.words(1)
    assert smtp.letters[0]["Message-ID"] == smtp.letters[1]["Message-ID"]


@pytest.mark.parametrize(("point", "arrived"), [("N3", 0), ("N4", 1)])
def test_a_process_that_is_killed_while_sending(
    point: str,
    arrived: int,
    fog: Post,
    grace: Any,
    ada: Any,
    happens: Any,
    lost: Any,
    tell: Any,
    smtp: FakeMail,
    now: Any,
) -> None:
    happens("post.approved", grace, fog)
    lost("missed")
    tell()
    Dispatch.objects.exclude(notice__user=ada).delete()
    at = now + timedelta(minutes=1)
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        signal.alarm(60)
        points.watch = lambda reached, _n: os.kill(os.getpid(), signal.SIGKILL) if reached == point else None
        send.send_due("email", at)
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    assert len(smtp.letters) == arrived
    assert send.send_due("email", at + timedelta(minutes=1)) == 0  # it may still be at it
    assert send.send_due("email", at + timedelta(minutes=6)) == 1
    states = dict(Dispatch.objects.values_list("notice__kind", "state"))
    assert states == {"approved": "unsure", "missed": "sent"}
    assert len(smtp.letters) == arrived + 1


def test_two_workers_send_a_letter_once(
    fog: Post,
    grace: Any,
    ada: Any,
    happens: Any,
    tell: Any,
    smtp: FakeMail,
    now: Any,
    harbour: Any,
    olga: Any,
) -> None:
    for number in range(12):
        happens("post.approved", grace, fog, version=number)
        happens("post.step_opened", ada, fog, approvers=[grace.pk, olga.pk])
    tell()
    met, troubles, at = threading.Barrier(4, timeout=10), list[BaseException](), now + timedelta(minutes=1)

    def work() -> None:
        try:
            met.wait()
            while (letter := send.claim("email", at)) is not None:
                send._send(letter, at)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert troubles == []
    assert sorted(letter["To"] for letter in smtp.letters) == [
        f"{n}@example.org" for n in ("ada", "grace", "olga")
    ]
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"sent"}


def test_who_left_before_the_letter_gets_none(
    fog: Post, grace: Any, ada: Any, harbour: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    happens("post.approved", grace, fog)
    tell()
    harbour.memberships.filter(user=ada).delete()
    post_out("email")
    assert smtp.letters == []
    assert Dispatch.objects.get().state == "dropped"


def test_a_clients_person_gets_a_letter_with_the_page_that_a_room_above_gives(
    fog: Post,
    harbour: Any,
    ada: Any,
    happens: Any,
    tell: Any,
    post_out: Any,
    smtp: FakeMail,
    monkeypatch: Any,
) -> None:
    from planner.notices import offers

    group = Group.objects.create(workspace=harbour, name="Client", is_client=True)
    carl = Contact.objects.create(workspace=harbour, group=group, name="Carl", email="carl@client.example")
    monkeypatch.setattr(offers, "contact_pages", [lambda contact, notice: f"https://r.example/{contact.pk}"])
    happens("remark.written", ada, fog, contacts=[carl.pk], for_client=True, remark="Look here")
    tell()
    post_out("email")
    assert smtp.letters[0]["To"] == "carl@client.example"
    assert f"https://r.example/{carl.pk}" in smtp.words()
    assert "/w/harbour/" not in smtp.words()
    assert smtp.letters[0]["List-Unsubscribe"] is None


def test_without_a_mail_server_nothing_is_pretended(
    fog: Post, grace: Any, ada: Any, harbour: Any, happens: Any, tell: Any, settings: Any, enter: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    happens("post.approved", grace, fog)
    tell()
    assert Notice.objects.shown_to(ada, harbour).count() == 1
    assert not Dispatch.objects.exists()
    assert "No mail server is set up here" in enter(ada).get("/w/harbour/notices/").content.decode()


def test_giving_up_twice_is_said_once(
    fog: Post, grace: Any, olga: Any, happens: Any, tell: Any, now: Any
) -> None:
    happens("post.approved", grace, fog)
    tell()
    letter = send.claim("email", now + timedelta(minutes=1))
    assert letter is not None
    for _ in range(2):
        give_up.give_up(letter, {"template": "Gone", "values": {}, "code": ""}, now)
    assert Notice.objects.filter(kind="untold", user=olga).count() == 1


def test_a_house_that_stands_still_writes_to_nobody(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail, now: Any
) -> None:
    from planner.deliveries.pause import pause_everything, resume_everything

    happens("post.approved", grace, fog)
    pause_everything("This is a copy.", now)
    assert len(tell()) == 1
    assert post_out("email") == 0
    resume_everything(now)
    assert post_out("email") == 1


def test_after_a_restore_old_letters_do_not_leave_again_unless_they_must(
    fog: Post,
    grace: Any,
    ada: Any,
    happens: Any,
    lost: Any,
    tell: Any,
    post_out: Any,
    smtp: FakeMail,
    now: Any,
) -> None:
    from planner.deliveries.pause import resume_everything
    from planner.safekeeping.doubts import boot_paused

    happens("post.approved", grace, fog)
    lost("missed")
    tell()
    Dispatch.objects.exclude(notice__user=ada).delete()
    boot_paused(now, now, same_secret=True)
    resume_everything(now)
    assert post_out("email") == 1
    assert dict(Dispatch.objects.values_list("notice__kind", "state")) == {
        "approved": "unsure",
        "missed": "sent",
    }


def test_a_server_that_hangs_up_before_it_speaks_got_nothing(
    fog: Post, grace: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    smtp.refuses = "silence"
    happens("post.approved", grace, fog)
    tell()
    post_out("email")
    assert Dispatch.objects.get().state == "waiting"


def test_a_clients_person_without_a_page_is_told_whom_to_ask(
    fog: Post, harbour: Any, ada: Any, happens: Any, tell: Any, post_out: Any, smtp: FakeMail
) -> None:
    group = Group.objects.create(workspace=harbour, name="Client", is_client=True)
    carl = Contact.objects.create(workspace=harbour, group=group, name="Carl", email="carl@client.example")
    happens("remark.written", ada, fog, contacts=[carl.pk], for_client=True, remark="Look here")
    tell()
    post_out("email")
    assert "Ask Harbour for the link to it." in smtp.words()
