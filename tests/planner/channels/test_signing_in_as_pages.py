"""One sign-in that gives several accounts: a person, and the pages that they look after."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from planner import outside
from planner.channels.models import Channel
from publishers.web import Web
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.linkedin_feed import ORGANIZATION, PERSON

pytestmark = pytest.mark.django_db
NEW = "/w/harbour/channels/new/linkedin/"


@pytest.fixture
def server(settings: Any) -> Iterator[FakeLinkedIn]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    settings.PUBLIC_URL = "https://almanac.example"
    outside.web.cache_clear()
    with FakeLinkedIn() as fake:
        yield fake
    outside.web.cache_clear()


def back(browser: Client, fake: FakeLinkedIn, **more: str) -> str:
    """The address that LinkedIn sends the browser back to."""
    typed = {"do": "sign-in", "client_id": "client", "client_secret": "client secret", "server": fake.url}
    where = browser.post(NEW, typed | more).context["where"]
    said = Web(frozenset({"127.0.0.1:*"})).request("GET", where)
    came = urlsplit(said.headers["location"])
    return f"{came.path}?{came.query}"


def test_the_person_and_the_page_become_a_channel_each(enter: Any, adam: Any, server: FakeLinkedIn) -> None:
    browser = enter(adam)
    choice = browser.get(back(browser, server, pages="yes"), follow=True)
    shown = choice.content.decode()
    assert "Ada Fisher" in shown
    assert "Harbour" in shown
    assert not Channel.objects.filter(network="linkedin").exists()
    browser.post(choice.redirect_chain[-1][0], {"account": [PERSON, ORGANIZATION]})
    made = Channel.objects.filter(network="linkedin").order_by("account_id")
    assert [channel.account_id for channel in made] == [ORGANIZATION, PERSON]
    assert {channel.take_out().author for channel in made} == {ORGANIZATION, PERSON}
    assert all(channel.token_ends_at is not None for channel in made)


def test_a_page_that_was_not_offered_cannot_be_chosen(enter: Any, adam: Any, server: FakeLinkedIn) -> None:
    browser = enter(adam)
    choice = browser.get(back(browser, server, pages="yes"), follow=True)
    browser.post(choice.redirect_chain[-1][0], {"account": ["urn:li:organization:666"]})
    assert not Channel.objects.filter(network="linkedin").exists()


def test_the_connect_page_asks_for_the_app_and_shows_no_hidden_field(
    enter: Any, adam: Any, server: FakeLinkedIn
) -> None:
    page = enter(adam).get(NEW).content.decode()
    assert 'name="client_secret"' in page
    assert 'name="pages"' in page
    assert "refresh_token" not in page
    assert "https://almanac.example/signed-in/linkedin/" in page
