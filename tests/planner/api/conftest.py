"""A program with a token, and what it needs to have something to talk about."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.bucket import in_bucket, s3_server
from tests.programs import EVERYTHING, Program, png, token_of

__all__ = ["in_bucket", "s3_server"]  # fixtures


@pytest.fixture
def program() -> Callable[..., Program]:
    """program(harbour, olga, ["read"]): whoever has such a token."""

    def make(workspace: Any, user: Any, scopes: list[str] = EVERYTHING) -> Program:
        return Program(token_of(workspace, user, scopes))

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


@pytest.fixture
def picture(ask: Program) -> int:
    answer = ask.upload(png())
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])
