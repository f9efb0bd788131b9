"""A sign-in at Pinterest: each board that is chosen becomes a channel."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from planner import outside
from planner.channels.models import Channel
from publishers.web import Web
from tests.fakes.pinterest import BOARD, SECRET, FakePinterest

pytestmark = pytest.mark.django_db
NEW = "/w/harbour/channels/new/pinterest/"


def test_each_board_that_was_chosen_is_a_channel_whose_token_is_renewed(
    enter: Any, adam: Any, settings: Any
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    settings.PUBLIC_URL = "https://almanac.example"
    outside.web.cache_clear()
    browser = enter(adam)
    with FakePinterest() as fake:
        typed = {"do": "sign-in", "client_id": "client", "client_secret": "client secret", "server": fake.url}
        where = browser.post(NEW, typed).context["where"]
        came = urlsplit(Web(frozenset({"127.0.0.1:*"})).request("GET", where).headers["location"])
        choice = browser.get(f"{came.path}?{came.query}", follow=True)
        assert "Harbour news" in choice.content.decode()
        browser.post(choice.redirect_chain[-1][0], {"account": [BOARD, SECRET]})
    outside.web.cache_clear()
    made = Channel.objects.filter(network="pinterest").order_by("account_id")
    assert [channel.account_id for channel in made] == [BOARD, SECRET]
    assert [channel.take_out().board for channel in made] == [BOARD, SECRET]
    assert all(channel.token_ends_at is not None for channel in made)
