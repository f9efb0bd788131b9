"""A sign-in that gives several accounts: each that is chosen becomes a channel."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from planner import outside
from planner.channels.models import Channel
from publishers.web import Web
from tests.fakes.facebook import PAGE, FakeFacebook
from tests.fakes.pinterest import BOARD, SECRET, FakePinterest

pytestmark = pytest.mark.django_db


def signed_in(browser: Any, settings: Any, network: str, fake: Any, seen: str, chosen: list[str]) -> None:
    """Goes to the network's page and back, and chooses; `seen` stands on the page of choices."""
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    settings.PUBLIC_URL = "https://almanac.example"
    outside.web.cache_clear()
    typed = {"do": "sign-in", "client_id": "client", "client_secret": "client secret", "server": fake.url}
    where = browser.post(f"/w/harbour/channels/new/{network}/", typed).context["where"]
    came = urlsplit(Web(frozenset({"127.0.0.1:*"})).request("GET", where).headers["location"])
    choice = browser.get(f"{came.path}?{came.query}", follow=True)
    assert seen in choice.content.decode()
    browser.post(choice.redirect_chain[-1][0], {"account": chosen})
    outside.web.cache_clear()


def test_each_board_that_was_chosen_is_a_channel_whose_token_is_renewed(
    enter: Any, adam: Any, settings: Any
) -> None:
    with FakePinterest() as fake:
        signed_in(enter(adam), settings, "pinterest", fake, "Harbour news", [BOARD, SECRET])
    made = Channel.objects.filter(network="pinterest").order_by("account_id")
    assert [channel.account_id for channel in made] == [BOARD, SECRET]
    assert [channel.take_out().board for channel in made] == [BOARD, SECRET]
    assert all(channel.token_ends_at is not None for channel in made)


def test_the_page_posts_with_its_own_token_and_the_persons_is_not_kept(
    enter: Any, adam: Any, settings: Any
) -> None:
    with FakeFacebook() as fake:
        signed_in(enter(adam), settings, "facebook", fake, "Harbour", [PAGE])
        person = set(fake.user_tokens)
    [made] = Channel.objects.filter(network="facebook")
    credentials = made.take_out()
    assert (made.account_id, credentials.access_token) == (PAGE, "token")
    assert credentials.app_secret == "client secret"
    assert not any(token in str(vars(made)) + credentials.access_token for token in person)
