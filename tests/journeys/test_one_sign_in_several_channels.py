"""In a real browser: one signs in at a network, chooses among its accounts, and each becomes a channel."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from planner import outside
from planner.channels.models import Channel
from tests.axe import insist_on_axe
from tests.fakes.pinterest import BOARD, SECRET, FakePinterest
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake(settings: Any) -> Iterator[FakePinterest]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    outside.web.cache_clear()
    with FakePinterest() as found:
        yield found
    outside.web.cache_clear()


@pytest.fixture
def expected(fake: FakePinterest) -> list[str]:
    """The network's own page, and the no to a choice of nothing."""
    return [fake.url, "422 (Unprocessable", "404 (Not Found)"]


@pytest.mark.at_both
def test_nothing_is_connected_before_an_account_is_chosen(
    visit: Any, look: Look, harbour: Any, olga: Any, fake: FakePinterest, live_server: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = live_server.url
    page = visit(olga)
    leave_and_come_back(page, fake)
    insist_on_width(page)
    insist_on_axe(page)
    picture(page, "choose")
    page.click("main form button.primary")
    expect(page.locator("main form [role=alert]")).to_have_text(said("Choose at least one account."))
    insist_on_axe(page)
    picture(page, "choose-nothing")
    assert not Channel.objects.filter(network="pinterest").exists()
    for account in (BOARD, SECRET):  # by keyboard alone
        page.focus(f"input[value='{account}']")
        page.keyboard.press("Space")
    page.focus("main form button.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/harbour/channels/")
    for name in ("Harbour news", "Plans"):
        expect(page.locator("main article h2", has_text=name)).to_be_visible()
    insist_on_width(page)
    picture(page, "connected")
    made = Channel.objects.filter(network="pinterest").order_by("account_id")
    assert [(one.account_id, one.take_out().board) for one in made] == [(BOARD, BOARD), (SECRET, SECRET)]


def test_who_does_not_come_back_in_time_begins_again(
    visit: Any, look: Look, harbour: Any, olga: Any, fake: FakePinterest, live_server: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = live_server.url
    page = visit(olga)
    leave_and_come_back(page, fake)
    here = page.url
    page.check(f"input[value='{BOARD}']")
    page.click("main form button.primary")
    page.wait_for_url("**/harbour/channels/")
    page.goto(here)  # the way back, pressed too often
    expect(page.locator("main")).to_contain_text(
        said("That sign-in is done, took too long or was not yours. Begin again.")
    )
    picture(page, "used-up")
    assert Channel.objects.filter(network="pinterest").count() == 1


def leave_and_come_back(page: Any, fake: FakePinterest) -> None:
    page.goto("/w/harbour/channels/new/pinterest/")
    insist_on_axe(page)
    picture(page, "connect")
    typed = {"client_id": "client", "client_secret": "client secret", "server": fake.url}
    for name, value in typed.items():
        page.fill(f"#s-{name}", value)
    page.click("button[value=sign-in]")
    page.wait_for_url("**/channels/choose/*/")
