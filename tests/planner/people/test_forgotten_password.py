"""A new password by mail: one use, thirty minutes, by our own address, and no hint who has an account."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from planner.people.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "another sentence for tests"


def ask(client: Client, email: str, **more: Any) -> Any:
    return client.post("/account/password/reset/", {"email": email}, **more)


def link() -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/account/password/reset/key/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def choose(client: Client, where: str) -> Any:
    form = client.get(where, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)


def test_the_link_sets_a_new_password_once(client: Client, ada: Any) -> None:
    ask(client, ada.email)
    where = link()
    choose(client, where)
    assert User.objects.get(pk=ada.pk).check_password(NEW)
    assert "does not work any more" in Client().get(where, follow=True).content.decode()


def test_after_thirty_minutes_it_is_too_late(client: Client, ada: Any) -> None:
    ask(client, ada.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert "does not work any more" in client.get(link(), follow=True).content.decode()


def test_known_and_unknown_get_the_same_answer_and_strangers_no_mail(client: Client, ada: Any) -> None:
    known, unknown = ask(client, ada.email), ask(client, "eve@example.org")
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert [letter.to for letter in mail.outbox] == [[ada.email]]


def test_the_link_does_not_trust_the_asker_about_our_address(client: Client, ada: Any) -> None:
    ask(client, ada.email, headers={"host": "localhost"})
    assert "http://127.0.0.1:8000/account" in mail.outbox[-1].body
    assert "localhost" not in mail.outbox[-1].body


def test_a_new_password_ends_every_session(client: Client, ada: Any) -> None:
    elsewhere = Client()
    elsewhere.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    assert elsewhere.get("/me/").status_code == 200
    ask(client, ada.email)
    choose(client, link())
    assert elsewhere.get("/me/").status_code == 302


def test_a_weak_one_is_refused(client: Client, ada: Any) -> None:
    ask(client, ada.email)
    form = client.get(link(), follow=True)
    page = client.post(form.request["PATH_INFO"], {"password1": "short", "password2": "short"})
    assert "at least 12" in page.content.decode()
    assert User.objects.get(pk=ada.pk).check_password(PASSWORD)
