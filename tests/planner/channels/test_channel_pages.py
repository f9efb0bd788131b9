"""Channels as pages: connecting, pausing, removing; secrets never come back."""

from typing import Any

import pytest

from planner import outside
from planner.channels.models import Channel
from planner.people.models import Workspace
from tests.fakes.mastodon import FakeMastodon

pytestmark = pytest.mark.django_db


def test_the_form_is_what_the_network_declares_and_never_a_folder(enter: Any, adam: Any) -> None:
    browser = enter(adam)
    page = browser.get("/w/harbour/channels/new/mastodon/").content.decode()
    assert 'name="access_token"' in page
    assert 'type="password"' in page
    assert 'name="folder"' not in browser.get("/w/harbour/channels/new/site/").content.decode()


def test_a_sandbox_is_connected_in_its_own_folder(enter: Any, adam: Any, settings: Any) -> None:
    enter(adam).post(
        "/w/harbour/channels/new/sandbox/", {"handle": "second", "name": "Second", "folder": "/etc"}
    )
    folder = Channel.objects.get(name="Second").take_out().folder
    assert folder.startswith(str(settings.SANDBOX_ROOT))


def test_a_refused_connection_says_why_and_does_not_show_the_secret(enter: Any, adam: Any) -> None:
    said = {"instance": "http://127.0.0.1:1", "access_token": "very-secret"}
    answer = enter(adam).post("/w/harbour/channels/new/mastodon/", said)
    assert answer.status_code == 422
    assert "very-secret" not in answer.content.decode()
    assert "127.0.0.1:1" in answer.content.decode()


def test_an_author_may_pause_and_an_editor_resumes(enter: Any, ada: Any, grace: Any, harbour: Any) -> None:
    channel = harbour.channels.get(network="site")
    author = enter(ada)
    author.post(f"/w/harbour/channels/{channel.pk}/pause/", {"reason": "The pier burns"})
    author.logout()
    channel.refresh_from_db()
    assert channel.state == "paused"
    editor = enter(grace)
    assert "The pier burns" in editor.get("/w/harbour/channels/").content.decode()
    editor.post(f"/w/harbour/channels/{channel.pk}/resume/")
    channel.refresh_from_db()
    assert channel.state == "active"


def test_everything_is_paused_with_one_button_and_every_page_says_so(enter: Any, ada: Any, olga: Any) -> None:
    author = enter(ada)
    author.post("/w/harbour/settings/pause/", {"reason": "Wait for the lawyers"})
    author.logout()
    browser = enter(olga)
    assert "Wait for the lawyers" in browser.get("/w/harbour/calendar/").content.decode()
    browser.post("/w/harbour/settings/resume/", {"what": "workspace", "back": "https://evil.example/"})
    assert Workspace.objects.get(slug="harbour").paused_at is None


def test_settings_change_with_an_entry_and_refuse_nonsense(enter: Any, olga: Any, harbour: Any) -> None:
    browser = enter(olga)
    said = {
        "name": "Pier",
        "timezone": "Mars/Base",
        "language": "en",
        "grace_minutes": "5",
    }
    assert browser.post("/w/harbour/settings/", said).status_code == 422
    assert browser.post("/w/harbour/settings/", said | {"timezone": "Asia/Tokyo"}).status_code == 302
    harbour.refresh_from_db()
    assert (harbour.name, harbour.timezone, harbour.grace) == ("Pier", "Asia/Tokyo", 300)
    assert "changed the settings" in browser.get("/w/harbour/history/").content.decode()


RU = {"accept-language": "ru"}


def test_what_a_network_says_is_said_in_the_readers_language(
    enter: Any, adam: Any, harbour: Any, settings: Any
) -> None:
    """In the form, after a check, on the channel's page, and to the API: one sentence, two languages."""
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    outside.web.cache_clear()
    with FakeMastodon(port=0) as network:
        browser = enter(adam)
        wrong = {"instance": network.url, "access_token": "wrong"}
        for headers, says in ((RU, "больше не принимает"), (None, "no longer accepts")):
            page = browser.post("/w/harbour/channels/new/mastodon/", wrong, headers=headers).content.decode()
            assert says in page
        browser.post("/w/harbour/channels/new/mastodon/", wrong | {"access_token": "token", "name": "Pier"})
        channel = Channel.objects.get(name="Pier")
        network.token = "changed"
        where = f"/w/harbour/channels/{channel.pk}/"
        told = browser.post(where + "change/", {"do": "check"}, headers=RU, follow=True).content.decode()
        assert told.count("больше не принимает") == 2  # the answer, and why the channel stands
        assert "no longer accepts" in browser.get(where).content.decode()
        assert "больше не принимает" in browser.get("/w/harbour/channels/", headers=RU).content.decode()
    outside.web.cache_clear()
    channel.refresh_from_db()
    assert (channel.state, channel.reason) == ("reconnect", "")


def test_credentials_that_cannot_be_opened_are_said_in_the_readers_language(
    enter: Any, adam: Any, harbour: Any
) -> None:
    channel = harbour.channels.get(network="site")
    Channel.objects.filter(pk=channel.pk).update(credentials="v1.gone.x.x")
    answer = enter(adam).post(
        f"/w/harbour/channels/{channel.pk}/change/", {"do": "check"}, headers=RU, follow=True
    )
    assert "Подключите канал заново" in answer.content.decode()
