"""A token that cannot be mistaken goes in, and is then looked for everywhere it must not be."""

import logging
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from planner.channels.models import Channel
from planner.deliveries.clock import claim
from planner.deliveries.now import database_now
from planner.deliveries.tasks import hand_over
from planner.policy import PAGES, Member
from planner.queue import queue
from planner.routes import routes
from planner.safekeeping.pack import pack
from publishers.web import Web
from tests.fakes.mastodon import FakeMastodon
from tests.programs import Program, token_of

CANARY = "canary-Zq7-4f1d0c9b8a76-never-to-be-seen"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mastodon(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMastodon]:
    with FakeMastodon(token=CANARY) as fake:
        web = Web(allow=frozenset({fake.url.partition("://")[2]}))
        monkeypatch.setattr("planner.outside.web", lambda: web)
        yield fake


def test_the_canary_is_never_seen(
    mastodon: FakeMastodon, harbour: Any, olga: Any, caplog: Any, tmp_path: Path, now: datetime
) -> None:
    caplog.set_level(logging.DEBUG)
    ask = Program(token_of(harbour, olga))
    heard: list[bytes] = []

    def hear(method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = ask.raw(method, path, body, **headers)
        heard.append(answer.content)
        return answer

    credentials = {"instance": mastodon.url, "access_token": CANARY}
    made = hear("POST", "/channels", {"network": "mastodon", "credentials": credentials}, Idempotency_Key="1")
    assert made.status_code == 201, made.content
    channel = made.json()["id"]
    hear("POST", "/channels", {"network": "mastodon", "credentials": credentials}, Idempotency_Key="1")
    for wrong in (
        {"network": "mastodon", "credentials": credentials | {CANARY: CANARY}},
        {"network": "mastodon", "credentials": {"instance": "http://127.0.0.1:1", "access_token": CANARY}},
        {"network": "mastodon", "credentials": credentials, "strange": CANARY[:0]},
        {"network": "mastodon", "credentials": {"access_token": [CANARY]}},
    ):
        answer = hear("POST", "/channels", wrong)
        assert answer.status_code == 422
    hear("PATCH", f"/channels/{channel}", {"credentials": credentials})
    post = hear("POST", "/posts", {"text": "Ships wait.", "channels": [channel]}).json()["id"]
    hear("POST", f"/posts/{post}/approve", {"version": 1})
    hear("POST", f"/posts/{post}/publish")
    _send_what_is_due()
    mastodon.token = "another"
    hear("POST", f"/channels/{channel}/check")
    for path in (
        "/me",
        "/channels",
        f"/channels/{channel}",
        "/posts",
        f"/posts/{post}",
        f"/posts/{post}/preview",
        f"/posts/{post}/versions",
        "/deliveries",
        "/deliveries/1",
        "/history?limit=100",
        "/networks",
        "/calendar",
        "/health",
    ):
        hear("GET", path)
    heard += _pages(harbour, olga)
    assert mastodon.published, "nothing was sent, so nothing was tried"
    assert Channel.objects.get(pk=channel).credentials
    secret = CANARY.encode()
    assert [text for text in heard if secret in text] == []
    assert CANARY not in caplog.text
    assert ask.secret not in caplog.text
    backup = tmp_path / "backup.tar.gz"
    pack(backup, now)
    with tarfile.open(backup) as tar:
        for name in tar.getnames():
            file = tar.extractfile(name)
            assert file is not None
            assert secret not in file.read(), name
    for file_here in Path(settings.HOME).rglob("*"):
        if file_here.is_file():
            assert secret not in file_here.read_bytes(), file_here


def _send_what_is_due() -> None:
    """As the clock and the worker do, through the real queue, in this thread."""
    for claimed in claim(database_now()):
        hand_over(claimed)
    while task := queue.dequeue():
        queue.execute(task)


def _pages(harbour: Any, olga: Any) -> list[bytes]:
    """Every page of the workspace that needs no more than its name."""
    browser = Client(raise_request_exception=False)
    browser.force_login(olga, settings.AUTHENTICATION_BACKENDS[0])
    seen = []
    for name, route, pattern in routes():
        if isinstance(PAGES.get(name), Member) and list(pattern.pattern.converters) == ["workspace"]:
            answer: Any = browser.get("/" + route.replace("<slug:workspace>", harbour.slug))
            seen.append(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return seen
