"""Connecting by signing in over there: only this person, in this browser, once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from planner import outside
from planner.channels.models import Channel
from planner.channels.signing_in import SignIn
from planner.history.models import Actor
from planner.states import WrongState
from publishers.errors import Expired
from publishers.web import Web
from tests.conftest import PASSWORD
from tests.fakes.mastodon import FakeMastodon

pytestmark = pytest.mark.django_db
NEW = "/w/harbour/channels/new/mastodon/"


@pytest.fixture
def server(settings: Any) -> Iterator[FakeMastodon]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    settings.PUBLIC_URL = "https://almanac.example"
    outside.web.cache_clear()
    with FakeMastodon() as fake:
        yield fake
    outside.web.cache_clear()


def at_another(user: Any) -> Client:
    """A second browser, in which this person has signed in too."""
    browser = Client()
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert browser.session.get("_auth_user_id") == str(user.pk)
    return browser


def leave(browser: Client, fake: FakeMastodon, to: str = NEW) -> str:
    """The address that the network sends the browser back to."""
    answer = browser.post(to, {"do": "sign-in", "instance": fake.url})
    where = answer.context["where"]
    assert where.startswith(f"{fake.url}/oauth/authorize?")
    said = Web(frozenset({"127.0.0.1:*"})).request("GET", where)
    back = urlsplit(said.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "https://almanac.example/signed-in/mastodon/"
    return f"{back.path}?{back.query}"


def test_a_person_signs_in_and_the_channel_is_there(enter: Any, adam: Any, server: FakeMastodon) -> None:
    browser = enter(adam)
    answer = browser.get(leave(browser, server), follow=True)
    assert "Connected: Ada." in answer.content.decode()
    channel = Channel.objects.get(network="mastodon")
    assert channel.account_handle == "@ada@fake.example"
    assert channel.take_out().access_token == "token"
    assert not SignIn.objects.exists()


def test_the_secrets_of_a_journey_are_sealed(enter: Any, adam: Any, server: FakeMastodon) -> None:
    leave(enter(adam), server)
    row = SignIn.objects.get()
    [app] = server.signing_in.apps.values()
    assert app["client_secret"] not in row.kept
    assert row.take_out()["verifier"] not in row.kept


def test_a_state_works_once(enter: Any, adam: Any, server: FakeMastodon) -> None:
    browser = enter(adam)
    back = leave(browser, server)
    browser.get(back)
    assert "is used up" in browser.get(back, follow=True).content.decode()
    assert Channel.objects.filter(network="mastodon").count() == 1


def test_another_browser_of_the_same_person_cannot_bring_it(
    enter: Any, adam: Any, server: FakeMastodon
) -> None:
    back = leave(enter(adam), server)
    assert "was not begun here" in at_another(adam).get(back, follow=True).content.decode()
    assert not Channel.objects.filter(network="mastodon").exists()


def test_mallory_cannot_bring_it_nor_may_an_author_begin_it(
    enter: Any, adam: Any, ada: Any, mallory: Any, server: FakeMastodon
) -> None:
    back = leave(enter(adam), server)
    at_another(mallory).get(back)
    assert at_another(ada).post(NEW, {"do": "sign-in", "instance": server.url}).status_code == 403
    assert at_another(mallory).post(NEW, {"do": "sign-in", "instance": server.url}).status_code == 404
    assert not Channel.objects.filter(network="mastodon").exists()


def test_for_another_network_or_too_late_it_is_worth_nothing(
    enter: Any, adam: Any, server: FakeMastodon
) -> None:
    browser = enter(adam)
    back = leave(browser, server)
    browser.get(back.replace("/mastodon/", "/sandbox/"))
    SignIn.objects.update(created_at=timezone.now() - timedelta(minutes=31))
    assert "took too long" in browser.get(back, follow=True).content.decode()
    assert not Channel.objects.filter(network="mastodon").exists()


def test_who_lost_the_right_meanwhile_connects_nothing(enter: Any, adam: Any, server: FakeMastodon) -> None:
    browser = enter(adam)
    back = leave(browser, server)
    adam.memberships.update(role="author")
    assert "may no longer" in browser.get(back, follow=True).content.decode()
    assert not Channel.objects.filter(network="mastodon").exists()


def test_a_person_who_says_no_over_there_reads_that_nothing_is_connected(
    enter: Any, adam: Any, server: FakeMastodon
) -> None:
    server.signing_in.says_no = True
    browser = enter(adam)
    page = browser.get(leave(browser, server), follow=True).content.decode()
    assert "You did not give Almanac access" in page


def test_a_token_that_does_not_come_connects_nothing(enter: Any, adam: Any, server: FakeMastodon) -> None:
    browser = enter(adam)
    back = leave(browser, server)
    server.signing_in.codes.clear()
    assert "did not accept our sign-in" in browser.get(back, follow=True).content.decode()
    assert not Channel.objects.filter(network="mastodon").exists()


def test_connecting_again_must_be_the_same_account(
    enter: Any, adam: Any, harbour: Any, server: FakeMastodon
) -> None:
    browser = enter(adam)
    browser.get(leave(browser, server))
    channel = Channel.objects.get(network="mastodon")
    change = f"/w/harbour/channels/{channel.pk}/change/"
    channel.ask_to_reconnect(Actor(adam.pk, "Adam"), Expired("gone"))
    browser.get(leave(browser, server, change))
    channel.refresh_from_db()
    assert channel.state == "active"
    channel.account_id = "2"
    channel.save()
    page = browser.get(leave(browser, server, change), follow=True).content.decode()
    assert "another account" in page


def test_the_owner_is_told_once_by_mail_with_the_link(
    enter: Any, adam: Any, olga: Any, server: FakeMastodon, django_capture_on_commit_callbacks: Any
) -> None:
    browser = enter(adam)
    browser.get(leave(browser, server))
    channel = Channel.objects.select_related("workspace").get(network="mastodon")
    with django_capture_on_commit_callbacks(execute=True):
        channel.ask_to_reconnect(Actor(None, "worker"), Expired("gone"))
        with pytest.raises(WrongState, match="cannot become"):
            Channel.objects.get(pk=channel.pk).ask_to_reconnect(Actor(None, "worker"), Expired("gone"))
    [letter] = mail.outbox
    assert letter.to == [olga.email]
    assert f"/w/harbour/channels/{channel.pk}/" in letter.body


def test_the_page_says_the_scopes_and_the_exact_redirect_address(
    enter: Any, adam: Any, server: FakeMastodon
) -> None:
    page = enter(adam).get(NEW).content.decode()
    assert "<code>write:statuses</code>" in page
    assert "https://almanac.example/signed-in/mastodon/" in page
