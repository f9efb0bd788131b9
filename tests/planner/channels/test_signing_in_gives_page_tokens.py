"""A sign-in at Facebook: each page that is chosen becomes a channel with a token of its own."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from planner import outside
from planner.channels.models import Channel
from publishers.web import Web
from tests.fakes.facebook import PAGE, FakeFacebook

pytestmark = pytest.mark.django_db
NEW = "/w/harbour/channels/new/facebook/"


def test_the_page_posts_with_its_own_token_and_the_persons_is_not_kept(
    enter: Any, adam: Any, settings: Any
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    settings.PUBLIC_URL = "https://almanac.example"
    outside.web.cache_clear()
    browser = enter(adam)
    with FakeFacebook() as fake:
        typed = {"do": "sign-in", "client_id": "client", "client_secret": "client secret", "server": fake.url}
        where = browser.post(NEW, typed).context["where"]
        came = urlsplit(Web(frozenset({"127.0.0.1:*"})).request("GET", where).headers["location"])
        choice = browser.get(f"{came.path}?{came.query}", follow=True)
        assert "Harbour" in choice.content.decode()
        browser.post(choice.redirect_chain[-1][0], {"account": [PAGE]})
        person = set(fake.user_tokens)
    outside.web.cache_clear()
    [made] = Channel.objects.filter(network="facebook")
    credentials = made.take_out()
    assert (made.account_id, credentials.access_token) == (PAGE, "token")
    assert credentials.app_secret == "client secret"
    assert not any(token in str(vars(made)) + credentials.access_token for token in person)
