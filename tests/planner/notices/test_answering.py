"""Whoever is asked for an answer can give it where they are told: by a button, or by a link in a letter."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from planner.deliveries import agree, edit
from planner.history.models import Actor
from planner.notices import setting
from planner.notices.listen import listen_all
from planner.people.groups import Contact, Group
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.remarks import discussing
from planner.reviews.policies import ReviewStep
from tests.fakes.mail import FakeMail
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_people import FakeTelegramPeople

pytestmark = pytest.mark.django_db(transaction=True)
GRACE, MALLORY = 502, 666


@pytest.fixture
def asked(harbour: Any, ada: Any, grace: Any, acting: Any, now: datetime) -> Post:
    """A post of Ada's that asks Grace."""
    harbour.review_policy = "steps"
    harbour.save()
    ReviewStep.objects.create(workspace=harbour, name="Editors", position=0).users.add(grace)
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait.", "", wordings))
    agree.ask(post, acting(ada), now)
    return post


@pytest.fixture
def chat(harbour: Any, olga: Any, grace: Any, telegram: FakeTelegramPeople, now: Any) -> None:
    """Grace's, linked to the house's bot; and somebody else who knows the bot too."""
    setting.connect_bot(harbour, TOKEN, telegram.url, Actor(olga.pk, "Olga"), now)
    telegram.person(GRACE, "grace")
    telegram.person(MALLORY, "mallory")
    telegram.say(GRACE, f"/start {setting.begin_link(grace, harbour, now)}")
    listen_all(now)


def buttons(telegram: FakeTelegramPeople) -> list[str]:
    rows = telegram.sent[-1]["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for row in rows for button in row]


def state(post: Post) -> str:
    return Post.objects.values_list("state", flat=True).get(pk=post.pk)


def test_a_button_under_the_message_is_a_yes(
    chat: None, asked: Post, telegram: FakeTelegramPeople, tell: Any, post_out: Any, grace: Any, now: Any
) -> None:
    tell()
    post_out("telegram")
    yes, _changes = buttons(telegram)
    telegram.press(MALLORY, yes)
    listen_all(now)
    assert state(asked) == "in_review", "it is Grace's button"
    telegram.press(GRACE, yes)
    listen_all(now)
    assert state(asked) == "approved"
    review = asked.reviews.get()
    assert (review.user_id, review.via) == (grace.pk, "telegram")


def test_a_button_of_older_words_is_no_yes(
    chat: None,
    asked: Post,
    telegram: FakeTelegramPeople,
    tell: Any,
    post_out: Any,
    ada: Any,
    acting: Any,
    now: Any,
) -> None:
    tell()
    post_out("telegram")
    yes, changes = buttons(telegram)
    edit.edit(asked, acting(ada), Content("Fog", "Other words.", "", asked.newest.content().wordings))
    for data in (yes, changes):
        telegram.press(GRACE, data)
    listen_all(now)
    assert state(asked) == "in_review"
    assert asked.reviews.count() == 0


def test_the_letter_carries_a_link_to_answer_without_signing_in(
    asked: Post, tell: Any, post_out: Any, smtp: FakeMail, grace: Any
) -> None:
    tell()
    post_out("email")
    (address,) = re.findall(r"/r/[\w-]+/", smtp.words())
    phone = Client()
    page = phone.get(address)
    assert "Ships wait." in page.content.decode()
    assert state(asked) == "in_review"
    phone.post(f"{address}answer/", {"do": "approve", "shown": page.context["seal"]})
    assert state(asked) == "approved"
    assert (asked.reviews.get().user_id, asked.reviews.get().via) == (grace.pk, "link")


def test_a_client_is_asked_by_one_letter_and_hears_of_comments_with_a_link(
    asked: Post, harbour: Any, grace: Any, acting: Any, tell: Any, post_out: Any, smtp: FakeMail, now: Any
) -> None:
    client = Group.objects.create(workspace=harbour, name="Bakery", is_client=True)
    Contact.objects.create(workspace=harbour, group=client, name="Carla", email="carla@bakery.example")
    ReviewStep.objects.create(workspace=harbour, name="Client", position=1).groups.add(client)
    agree.approve(asked, acting(grace), 1, now)
    tell()
    post_out("email")
    assert not [one for one in smtp.letters if one["To"] == "carla@bakery.example"], "guests/inviting.py asks"
    discussing.begin(asked, acting(grace), discussing.Said("CANARY-INNER"), now)
    tell()
    post_out("email")
    assert "CANARY-INNER" not in "".join(
        smtp.words(n) for n, one in enumerate(smtp.letters) if one["To"] == "carla@bakery.example"
    )
