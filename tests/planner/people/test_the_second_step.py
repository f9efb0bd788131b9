"""A code from an app, recovery codes and passkeys: pages of ours, under the strict policy for scripts."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def protected(ada: Any, enter: Callable[[Any], Client]) -> tuple[Client, str, list[str]]:
    """Ada has switched the app on: her browser, her secret, her recovery codes."""
    browser = enter(ada)
    page = browser.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)
    assert secret
    done = browser.post("/account/2fa/totp/activate/", {"code": code(secret[1])}, follow=True)
    codes = re.search(r'id="recovery_codes">([^<]+)<', done.content.decode())
    assert codes
    return browser, secret[1], codes[1].split()


def test_a_password_alone_is_not_enough_any_more(
    protected: tuple[Client, str, list[str]], ada: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    answer = browser.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert browser.get("/me/").status_code == 302
    assert "recovery codes" in browser.get("/account/2fa/authenticate/").content.decode()
    browser.post("/account/2fa/authenticate/", {"code": "000000"})
    assert browser.get("/me/").status_code == 302
    later = time.time() + 31  # a code counts once
    monkeypatch.setattr(time, "time", lambda: later)
    browser.post("/account/2fa/authenticate/", {"code": code(protected[1])})
    assert browser.get("/me/").status_code == 200


def test_a_recovery_code_opens_once(protected: tuple[Client, str, list[str]], ada: Any) -> None:
    for expected in (200, 302):
        browser = Client()
        browser.post("/account/login/", {"login": ada.email, "password": PASSWORD})
        browser.post("/account/2fa/authenticate/", {"code": protected[2][0]})
        assert browser.get("/me/").status_code == expected


def test_recovery_codes_are_shown_only_once(protected: tuple[Client, str, list[str]]) -> None:
    again = protected[0].get("/account/2fa/recovery-codes/").content.decode()
    assert protected[2][0] not in again
    assert "cannot be shown again" in again


def test_the_seed_is_sealed_in_the_database(protected: tuple[Client, str, list[str]]) -> None:
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert protected[1] not in kept
    assert "v1." in kept


def test_the_set_up_of_a_second_step_needs_a_fresh_proof(ada: Any) -> None:
    browser = Client()
    browser.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.get("/account/2fa/totp/activate/")
    assert answer["Location"].startswith("/account/reauthenticate/")
    page = browser.post(answer["Location"], {"password": "wrong"})
    assert page.status_code == 200
    done = browser.post(answer["Location"], {"password": PASSWORD, "next": "/account/2fa/totp/activate/"})
    assert done["Location"] == "/account/2fa/totp/activate/"


PAGES = [
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/generate/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/account/logout/",
    "/me/",
]
ENTRANCES = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/inactive/",
]


@pytest.mark.parametrize("address", [*PAGES, *ENTRANCES])
def test_every_page_is_ours_and_runs_no_script_of_its_own(
    address: str, ada: Any, enter: Callable[[Any], Client]
) -> None:
    browser = Client() if address in ENTRANCES else enter(ada)
    answer = browser.get(address, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    used = {template.name for template in answer.templates}
    assert used & {"base.html", "plain.html"}
    assert not [name for name in used if name and name.startswith("allauth/")]
    for attributes, inside in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S):
        assert 'type="application/json"' in attributes or (" src=" in attributes and not inside.strip())
    assert not re.search(r"\son\w+=|\sstyle=|javascript:", page)
    assert "'unsafe" not in answer["Content-Security-Policy"]


def test_a_passkey_is_asked_for_by_data_not_by_script(client: Client) -> None:
    answer = client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert "challenge" in answer.json()["request_options"]["publicKey"]
