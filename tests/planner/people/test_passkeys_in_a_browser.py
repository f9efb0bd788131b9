"""A passkey in a real browser, under the strict policy for scripts: add it, sign in with it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(chromium: Any) -> Iterator[Page]:
    page = chromium.new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    page.close()


def test_a_passkey_is_added_and_then_signs_in_alone(page: Page, live_server: Any, ada: Any) -> None:
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Policy" in said.text else None)
    at = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{at}/account/login/?next=/account/2fa/webauthn/add/")
    page.fill("[name=login]", ada.email)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.fill("[name=name]", "My laptop")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    expect(page.locator("#recovery_codes")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{at}/account/login/?next=/me/")
    page.click("#passkey_login")
    page.wait_for_url(f"{at}/me/")
    expect(page.locator("body")).to_contain_text("ada@example.org")
    assert troubles == []


def test_at_an_address_of_numbers_the_page_says_why_not(page: Page, live_server: Any, ada: Any) -> None:
    page.goto(f"{live_server.url.replace('localhost', '127.0.0.1')}/account/login/")
    expect(page.locator("#passkey_login")).to_be_disabled()
    assert "localhost" in (page.get_attribute("#passkey_login", "title") or "")


def test_the_set_up_offers_the_zone_of_the_browser(chromium: Any, live_server: Any, db: None) -> None:
    from django.utils import timezone

    from planner.people.setup import setup_path

    page = chromium.new_page(timezone_id="Asia/Novosibirsk")
    page.goto(live_server.url + setup_path(timezone.now()))
    expect(page.locator("[name=timezone]")).to_have_value("Asia/Novosibirsk")
    page.close()
