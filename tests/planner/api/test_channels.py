"""Channels through the API: connected, paused, forgotten; credentials go in and never come out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.channels.models import Channel
from tests.fakes.mastodon import FakeMastodon

pytestmark = pytest.mark.django_db


def test_networks_say_what_they_want(ask: Any) -> None:
    networks = {network["name"]: network for network in ask("GET", "/networks")[1]}
    assert set(networks) >= {"mastodon", "site", "webhook", "sandbox"}
    fields = {field["name"]: field for field in networks["mastodon"]["fields"]}
    assert fields["access_token"]["secret"]
    assert fields["instance"] == {
        "name": "instance", "label": "Server", "help": "Its address, such as https://mastodon.social",
        "kind": "url", "secret": False, "required": True, "default": "",
    }  # fmt: skip
    assert networks["mastodon"]["limits"]["characters"] == 500
    assert networks["mastodon"]["guarantee"]["promise"] == "keyed"


def test_a_sandbox_is_connected(ask: Any, settings: Any) -> None:
    body = {
        "network": "sandbox", "name": "Trial", "credentials": {"folder": "trial", "handle": "trial"},
        "timezone": "Europe/Berlin", "grace": 60,
    }  # fmt: skip
    status, channel = ask("POST", "/channels", body)
    assert status == 201
    assert (channel["name"], channel["timezone"], channel["grace"]) == ("Trial", "Europe/Berlin", 60)
    assert channel["account"]["handle"] == "@trial"
    assert channel["health"]["ok"]
    assert "credentials" not in channel
    assert (Path(settings.SANDBOX_ROOT) / "harbour" / "trial").is_dir()
    assert [one["name"] for one in ask("GET", "/channels")[1]["items"]] == ["Site", "Sandbox", "Trial"]


@pytest.mark.parametrize("folder", ["/etc", "../other", "../../media", "/", "a/../../other", "~", "\\..\\x"])
def test_a_site_is_written_in_the_workspaces_own_folder(ask: Any, folder: str, settings: Any) -> None:
    body = {"network": "site", "credentials": {"folder": folder, "address": "https://x.example"}}
    status, answer = ask("POST", "/channels", body)
    if status == 201:  # a strange name, but inside
        place = Channel.objects.get(pk=answer["id"]).take_out().folder
        assert Path(place).is_relative_to(Path(settings.SITE_ROOT) / "harbour")
    else:
        assert (status, answer["type"]) == (422, "/api/v1/docs#not-connected")


def test_what_the_network_refuses_is_said(ask: Any) -> None:
    for body in (
        {"network": "nowhere"},
        {"network": "mastodon"},
        {"network": "mastodon", "credentials": {"instance": "https://x.example", "strange": "x"}},
        {"network": "webhook", "credentials": {"url": "http://127.0.0.1:9/", "secret": "whsec_eA=="}},
        {"network": "mastodon", "credentials": {"instance": "http://169.254.169.254", "access_token": "x"}},
        {"network": "sandbox", "credentials": {"folder": "x", "handle": ""}},
    ):
        status, problem = ask("POST", "/channels", body)
        assert (status, problem["type"]) == (422, "/api/v1/docs#not-connected"), body
    assert Channel.objects.count() == 2


def test_a_channel_is_changed(ask: Any, sandbox: int) -> None:
    status, channel = ask(
        "PATCH", f"/channels/{sandbox}", {"name": "Sand", "timezone": "Asia/Tokyo", "grace": 0}
    )
    assert (status, channel["name"], channel["timezone"], channel["grace"]) == (200, "Sand", "Asia/Tokyo", 0)
    _status, channel = ask("PATCH", f"/channels/{sandbox}", {"timezone": "", "grace": None})
    assert (channel["name"], channel["timezone"], channel["grace"]) == ("Sand", "Europe/Moscow", 3600)
    assert ask("PATCH", f"/channels/{sandbox}", {"timezone": "Mars/Olympus"})[0] == 422
    for field in ("state", "account_id", "workspace", "failures", "network"):
        assert ask("PATCH", f"/channels/{sandbox}", {field: "x"})[0] == 422


def test_a_channel_is_paused_resumed_and_removed(ask: Any, sandbox: int) -> None:
    assert ask("POST", f"/channels/{sandbox}/resume")[0] == 409
    status, channel = ask("POST", f"/channels/{sandbox}/pause", {"reason": "Storm"})
    assert (status, channel["state"], channel["health"]["says"]) == (200, "paused", "Storm")
    assert ask("POST", f"/channels/{sandbox}/pause")[0] == 409
    assert ask("POST", f"/channels/{sandbox}/resume")[1]["state"] == "active"
    assert ask("POST", f"/channels/{sandbox}/check")[1]["health"]["ok"]
    assert ask("DELETE", f"/channels/{sandbox}") == (204, None)
    assert ask("GET", f"/channels/{sandbox}")[0] == 404
    assert Channel.objects.get(pk=sandbox).credentials == ""
    assert ask("POST", "/posts", {"channels": [sandbox]})[0] == 404


def test_mastodon_is_connected_again(ask: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeMastodon() as mastodon:
        monkeypatch.setattr("planner.outside.web", lambda: _web(mastodon))
        credentials = {"instance": mastodon.url, "access_token": mastodon.token}
        status, channel = ask("POST", "/channels", {"network": "mastodon", "credentials": credentials})
        assert status == 201, channel
        status, problem = ask(
            "PATCH", f"/channels/{channel['id']}", {"credentials": credentials | {"access_token": "old"}}
        )
        assert (status, problem["type"]) == (422, "/api/v1/docs#not-connected")
        status, _channel = ask("PATCH", f"/channels/{channel['id']}", {"credentials": credentials})
        assert status == 200


def _web(server: Any) -> Any:
    from publishers.web import Web

    return Web(allow=frozenset({server.url.partition("://")[2]}))


def test_all_but_some_are_paused(ask: Any, sandbox: int, site: int, harbour: Any) -> None:
    status, paused = ask("POST", "/pause", {"reason": "Storm", "except": [site]})
    assert (status, paused["paused_at"], paused["channels_paused"]) == (200, None, [sandbox])
    assert ask("POST", "/resume")[1]["channels_paused"] == []
    ask("POST", f"/channels/{sandbox}/pause")
    assert ask("POST", "/pause", {"reason": "Storm"})[1]["paused_at"]
    resumed = ask("POST", "/resume")[1]
    assert resumed["paused_at"] is None
    assert resumed["channels_paused"] == [sandbox]  # somebody paused it by itself, and nobody asked for it


def test_an_author_may_stop_but_not_start(program: Callable[..., Any], harbour: Any, ada: Any) -> None:
    by_ada = program(harbour, ada)
    assert by_ada("POST", "/pause", {"reason": "Storm"})[0] == 200
    assert by_ada("POST", "/resume")[0] == 403
