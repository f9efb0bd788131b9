"""A program with a token, and what it needs to have something to talk about."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from planner.history.models import Actor
from planner.people import tokens

EVERYTHING = ["read", "write", "schedule", "approve", "publish", "admin"]


@dataclass
class Program:
    """Talks JSON, with a token. Answers are (status, body)."""

    secret: str

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        answer = self.raw(method, path, body, **headers)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def raw(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            sent["Authorization"] = f"Bearer {self.secret}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return Client(raise_request_exception=False).generic(
            method, f"/api/v1{path}", data, "application/json", headers=sent
        )

    def upload(self, data: bytes, name: str = "fog.png", **fields: str) -> Any:
        sent = {"file": SimpleUploadedFile(name, data), **fields}
        return Client().post("/api/v1/assets", sent, headers={"Authorization": f"Bearer {self.secret}"})


@pytest.fixture
def program(now: datetime) -> Callable[..., Program]:
    """program(harbour, olga, ["read"]): whoever has such a token."""

    def make(workspace: Any, user: Any, scopes: list[str] = EVERYTHING) -> Program:
        by = Actor(user.pk, str(user))
        _token, secret = tokens.issue(workspace, user, by, "a program", scopes, now + timedelta(days=1), now)
        return Program(secret)

    return make


@pytest.fixture
def ask(program: Callable[..., Program], harbour: Any, olga: Any) -> Program:
    """The owner's program, with every scope."""
    return program(harbour, olga)


@pytest.fixture
def stranger(program: Callable[..., Program], other: Any, mallory: Any) -> Program:
    return program(other, mallory)


@pytest.fixture
def sandbox(harbour: Any) -> int:
    return int(harbour.channels.get(network="sandbox").pk)


@pytest.fixture
def site(harbour: Any) -> int:
    return int(harbour.channels.get(network="site").pk)


@pytest.fixture
def foreign(other: Any) -> int:
    """A channel of somebody else's."""
    return int(other.channels.get(network="sandbox").pk)


@pytest.fixture
def write(ask: Program, sandbox: int) -> Callable[..., Any]:
    """A post as the API shows it: write(title=…)."""

    def written(**said: Any) -> Any:
        status, post = ask(
            "POST", "/posts", {"title": "Fog", "text": "Ships wait.", "channels": [sandbox], **said}
        )
        assert status == 201, post
        return post

    return written


@pytest.fixture
def agreed(ask: Program, write: Callable[..., Any]) -> Callable[..., Any]:
    """An approved post."""

    def made(**said: Any) -> Any:
        post = write(**said)
        ask("POST", f"/posts/{post['id']}/submit")
        status, post = ask("POST", f"/posts/{post['id']}/approve", {"version": post["version"]})
        assert status == 200, post
        return post

    return made


def png(width: int = 4, height: int = 3, color: str = "navy", **how: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG", **how)
    return out.getvalue()


@pytest.fixture
def picture(ask: Program) -> int:
    answer = ask.upload(png())
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])
