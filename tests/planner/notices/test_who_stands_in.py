"""Whoever answers in somebody's place is asked, reminded and told as they would be."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from planner.deliveries import agree
from planner.history.models import Actor
from planner.notices import setting
from planner.notices.listen import listen_all
from planner.notices.models import Notice
from planner.people.groups import Absence
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews.policies import ReviewStep
from planner.reviews.setting_absences import AbsenceSaid, set_absence
from planner.reviews.tasks import attend_all
from tests.agreed import say_yes
from tests.fakes.mail import FakeMail
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_people import FakeTelegramPeople

pytestmark = pytest.mark.django_db(transaction=True)
Away = Callable[..., Absence]
DAYS = timedelta(days=3)


@pytest.fixture
def asked(harbour: Any, ada: Any, adam: Any, acting: Any, now: datetime) -> Callable[[], Post]:
    """A post of Ada's that asks Adam, who has ten hours."""
    harbour.review_policy = "steps"
    harbour.save()
    step = ReviewStep.objects.create(
        workspace=harbour, name="Editors", position=0, deadline_hours=10, deadline_since="asked"
    )
    step.users.add(adam)

    def ask() -> Post:
        post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait."))
        agree.ask(post, acting(ada), now)
        return post

    return ask


@pytest.fixture
def away(harbour: Any, adam: Any, grace: Any, acting: Any, now: datetime) -> Away:
    """away(): Adam is, from now on, and Grace stands in for him."""

    def set_(delegate: Any = grace, begins: datetime = now) -> Absence:
        said = AbsenceSaid(adam.pk, delegate.pk, begins, begins + DAYS)
        return set_absence(harbour, said, acting(adam), True, now)

    return set_


def test_who_stands_in_is_asked_reminded_and_told_when_it_is_late(
    asked: Any, away: Away, told: Any, now: datetime
) -> None:
    away()
    asked()
    assert told() == {"Adam": "review", "Grace": "review"}
    attend_all(now + timedelta(hours=6))
    assert told() == {"Adam": "reminder", "Grace": "reminder"}
    attend_all(now + timedelta(hours=11))
    assert told() == {"Adam": "late", "Grace": "late", "Ada": "late"}


def test_of_what_waited_before_they_are_told_once_and_in_whose_place(
    asked: Any, away: Away, tell: Any, told: Any, now: datetime
) -> None:
    asked()
    assert told() == {"Adam": "review"}
    away()
    attend_all(now + timedelta(minutes=1))
    [notice] = tell()
    assert (str(notice.user), notice.kind, notice.data["person"]) == ("Grace", "review", "Adam")
    attend_all(now + timedelta(minutes=2))
    assert told() == {}


def test_where_both_happen_before_anybody_is_told_it_is_still_once(
    asked: Any, away: Away, told: Any, now: datetime
) -> None:
    away()
    asked()
    attend_all(now + timedelta(minutes=1))
    told()
    assert Notice.objects.filter(user__name="Grace").count() == 1


def test_an_absence_that_begins_later_is_told_when_it_begins(
    asked: Any, away: Away, told: Any, now: datetime
) -> None:
    away(begins=now + timedelta(hours=2))
    asked()
    attend_all(now + timedelta(hours=1))
    assert told() == {"Adam": "review"}
    attend_all(now + timedelta(hours=2))
    assert told() == {"Grace": "review"}


def test_nobody_hears_of_what_is_answered_or_what_they_may_not_answer(
    harbour: Any, asked: Any, away: Away, told: Any, ada: Any, adam: Any, acting: Any, now: datetime
) -> None:
    ReviewStep.objects.update(rule="quorum", quorum=2)
    post = asked()
    say_yes(post, acting(adam), now)
    told()
    away()
    attend_all(now + timedelta(minutes=1))
    assert told() == {}, "Adam has answered"
    Absence.objects.all().delete()
    harbour.memberships.filter(user=ada).update(role="editor")
    type(harbour).objects.update(four_eyes=True)
    away(delegate=ada)
    asked()
    assert told() == {"Adam": "review"}, "Ada wrote it"


def test_a_client_does_not_stand_in_for_the_team(
    harbour: Any, asked: Any, told: Any, adam: Any, clara: Any, now: datetime
) -> None:
    Absence.objects.create(
        workspace=harbour, user=adam, delegate=clara, from_at=now - DAYS, until_at=now + DAYS
    )
    asked()
    attend_all(now + timedelta(minutes=1))
    told()
    assert not Notice.objects.filter(user=clara).exists()


def test_their_letter_has_a_link_with_which_they_answer(
    asked: Any, away: Away, tell: Any, smtp: FakeMail, post_out: Any
) -> None:
    away()
    post = asked()
    tell()
    post_out("email")
    found = re.search(r"/r/([\w-]{43})/", smtp.words(smtp.to().index("grace@example.org")))
    assert found
    browser = Client()
    page = browser.get(f"/r/{found[1]}/")
    assert page.status_code == 200
    browser.post(f"/r/{found[1]}/answer/", {"do": "approve"})
    post.refresh_from_db()
    assert (post.state, post.reviews.get().told_by.partition(" for ")[2]) == ("approved", "Adam")


def test_a_button_in_telegram_answers_too(
    harbour: Any, asked: Any, away: Away, tell: Any, post_out: Any, olga: Any, grace: Any, now: datetime,
    telegram: FakeTelegramPeople,
) -> None:  # fmt: skip
    setting.connect_bot(harbour, TOKEN, telegram.url, Actor(olga.pk, "Olga"), now)
    telegram.person(502, "grace")
    telegram.say(502, f"/start {setting.begin_link(grace, harbour, now)}")
    listen_all(now)
    away()
    post = asked()
    tell()
    post_out("telegram")
    yes = telegram.sent[-1]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    telegram.press(502, yes)
    listen_all(now)
    post.refresh_from_db()
    assert post.state == "approved"
