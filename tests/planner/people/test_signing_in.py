"""Signing in by e-mail and password: the same answer for everybody who may not, and a limit on guesses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from planner import settings as plain
from planner.people.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"


def test_the_right_password_opens(client: Client, ada: Any) -> None:
    answer = client.post(LOGIN, {"login": "ADA@example.org", "password": PASSWORD})
    assert answer["Location"] == "/"
    assert client.get("/")["Location"] == "/w/harbour/calendar/"


def test_next_leads_back_but_never_out(client: Client, ada: Any) -> None:
    for to, where in {"/me/": "/me/", "https://evil.example/": "/", "//evil.example/": "/"}.items():
        answer = client.post(LOGIN, {"login": ada.email, "password": PASSWORD, "next": to})
        assert answer["Location"] == where
        client.post("/account/logout/")


def test_an_unknown_person_and_a_wrong_password_get_the_same_answer(client: Client, ada: Any) -> None:
    wrong = client.post(LOGIN, {"login": ada.email, "password": "not hers"})
    unknown = client.post(LOGIN, {"login": "eve@example.org", "password": "not hers"})
    assert wrong.status_code == unknown.status_code == 200
    assert _errors(wrong) == _errors(unknown) != ""


def test_a_password_is_hashed_for_an_unknown_person_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda _self, raw: hashed.append(raw))
    client.post(LOGIN, {"login": "eve@example.org", "password": "not hers"})
    assert hashed == ["not hers"]


def test_guessing_is_slowed_down_for_known_and_unknown_alike(client: Client, ada: Any) -> None:
    said = []
    for login in (ada.email, "eve@example.org"):
        for _ in range(6):
            answer = client.post(LOGIN, {"login": login, "password": "guess"})
        said.append(_errors(answer))
    assert said[0] == said[1]
    assert "Too many" in said[0]
    right = client.post(LOGIN, {"login": ada.email, "password": PASSWORD})
    assert "Too many" in _errors(right)


def test_leaving_takes_a_form(client: Client, ada: Any, enter: Callable[[Any], Client]) -> None:
    browser = enter(ada)
    assert browser.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in browser.session
    browser.post("/account/logout/")
    assert "_auth_user_id" not in browser.session


def test_nobody_signs_up_and_the_page_says_how_to_get_in(client: Client, ada: Any) -> None:
    sent = {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (client.get("/account/signup/"), client.post("/account/signup/", sent)):
        assert "by invitation" in answer.content.decode()
    assert not User.objects.filter(email="eve@example.org").exists()


def test_the_session_changes_its_key_when_somebody_signs_in(client: Client, ada: Any) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = session.session_key
    client.post(LOGIN, {"login": ada.email, "password": PASSWORD})
    assert client.cookies["session"].value != session.session_key


def test_passwords_are_kept_by_argon2(settings: Any) -> None:
    settings.PASSWORD_HASHERS = plain.PASSWORD_HASHERS
    user = User.objects.create_user("zoe@example.org", PASSWORD)
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.check_password(PASSWORD)


def test_a_closed_account_does_not_open(client: Client, ada: Any) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    client.post(LOGIN, {"login": ada.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def _errors(answer: Any) -> str:
    return str(answer.context["form"].non_field_errors())
