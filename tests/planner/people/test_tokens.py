"""Tokens: shown once, kept as a hash, bound to a workspace, a person and scopes."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from planner.history.models import Entry
from planner.people import tokens
from planner.people.members import Refused
from planner.people.models import ApiToken, Membership, User, Workspace

pytestmark = pytest.mark.django_db

Acting = Callable[[Any], Any]


@pytest.fixture
def made(harbour: Workspace, olga: Any, acting: Acting, now: datetime) -> tuple[ApiToken, str]:
    return tokens.issue(harbour, olga, acting(olga), "laptop", ["write", "read"], None, now)


def test_only_the_hash_is_kept(made: tuple[ApiToken, str]) -> None:
    token, secret = made
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret.startswith("alm_")
    assert len(secret) >= 4 + 27  # 160 bits and more, in base 64
    assert secret not in str(row)
    assert row["token_hash"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(list(Entry.objects.values()))


def test_it_is_found_by_its_secret(made: tuple[ApiToken, str], now: datetime) -> None:
    token, secret = made
    assert tokens.find(secret, now) == token


@pytest.mark.parametrize("wrong", ["", "alm_", "alm_guess", "Bearer x", "x" * 5000, "alm_" + "x" * 5000])
def test_anything_else_finds_nothing(made: tuple[ApiToken, str], wrong: str, now: datetime) -> None:
    assert tokens.find(wrong, now) is None
    assert tokens.find(made[1][:-1], now) is None
    assert tokens.find(made[1] + "x", now) is None


def test_it_ends_at_its_time(harbour: Workspace, olga: Any, acting: Acting, now: datetime) -> None:
    at = now + timedelta(days=30)
    _token, secret = tokens.issue(harbour, olga, acting(olga), "laptop", ["read"], at, now)
    assert tokens.find(secret, at - timedelta(seconds=1))
    assert tokens.find(secret, at) is None


def test_revoked_it_opens_nothing(
    made: tuple[ApiToken, str], olga: Any, acting: Acting, now: datetime
) -> None:
    token, secret = made
    tokens.revoke(token, acting(olga), now)
    tokens.revoke(token, acting(olga), now)
    assert tokens.find(secret, now) is None
    assert Entry.objects.filter(act="token.revoked").count() == 1


def test_it_dies_with_the_membership(
    made: tuple[ApiToken, str], olga: Any, other: Workspace, now: datetime
) -> None:
    Membership.objects.filter(user=olga).delete()
    Membership.objects.create(user=olga, workspace=other, role="owner")
    assert tokens.find(made[1], now) is None


def test_it_dies_with_the_account(made: tuple[ApiToken, str], olga: Any, now: datetime) -> None:
    User.objects.filter(pk=olga.pk).update(is_active=False)
    assert tokens.find(made[1], now) is None


def test_its_use_is_noted_at_most_once_a_minute(made: tuple[ApiToken, str], now: datetime) -> None:
    token, secret = made
    for seconds in (0, 1, 59):
        tokens.find(secret, now + timedelta(seconds=seconds))
        token.refresh_from_db()
        assert token.last_used_at == now
    tokens.find(secret, now + timedelta(seconds=60))
    token.refresh_from_db()
    assert token.last_used_at == now + timedelta(seconds=60)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "root"]])
def test_scopes_must_be_known(
    harbour: Workspace, olga: Any, acting: Acting, now: datetime, scopes: list[str]
) -> None:
    with pytest.raises(Refused):
        tokens.issue(harbour, olga, acting(olga), "laptop", scopes, None, now)


def test_a_stranger_gets_no_token(harbour: Workspace, mallory: Any, acting: Acting, now: datetime) -> None:
    with pytest.raises(Refused):
        tokens.issue(harbour, mallory, acting(mallory), "laptop", ["read"], None, now)


# --- The pages ----------------------------------------------------------------------------------

NEW = "/w/harbour/settings/tokens/new/"


def test_the_page_shows_a_new_token_once(
    olga: Any, enter: Acting, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    browser = enter(olga)
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(NEW, {"name": "CI", "scopes": ["read", "write"], "lasts": "90"})
    found = re.search(r"alm_[\w-]+", page.content.decode())
    assert found
    assert "no-store" in page["Cache-Control"]
    token = tokens.find(found[0], now)
    assert token
    assert token.expires_at
    assert timedelta(days=89) < token.expires_at - now <= timedelta(days=90, minutes=1)
    assert found[0] not in browser.get("/w/harbour/settings/tokens/").content.decode()
    assert "API token" in mail.outbox[-1].subject
    assert found[0] not in mail.outbox[-1].body


def test_a_token_may_last_for_ever_if_one_says_so(olga: Any, enter: Acting) -> None:
    enter(olga).post(NEW, {"name": "CI", "scopes": ["read"], "lasts": ""})
    assert ApiToken.objects.get().expires_at is None


def test_ninety_days_are_offered_first(olga: Any, enter: Acting) -> None:
    assert '<option value="90" selected>' in enter(olga).get(NEW).content.decode()


def test_it_asks_for_the_password_again_after_ten_minutes(
    olga: Any, enter: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = enter(olga)
    assert browser.get(NEW).status_code == 200
    import time

    later = time.time() + 601
    monkeypatch.setattr("planner.people.confirm.time.time", lambda: later)
    for answer in (browser.get(NEW), browser.post(NEW, {"name": "CI", "scopes": ["read"], "lasts": "90"})):
        assert answer["Location"] == f"/account/reauthenticate/?next={NEW}"
    assert not ApiToken.objects.exists()


def test_the_page_revokes(made: tuple[ApiToken, str], olga: Any, enter: Acting, now: datetime) -> None:
    enter(olga).post(f"/w/harbour/settings/tokens/{made[0].pk}/revoke/")
    assert tokens.find(made[1], now) is None
