"""Where `manage.py serve` listens."""

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from planner import serve


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port that somebody else listens on, the first of those that serve would take."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr(serve, "PORTS", range(port, port + 10))
        yield port


def chosen(*words: str) -> tuple[argparse.Namespace, str]:
    options = serve._options(list(words))
    return options, serve._choose_port(options)


def test_a_second_one_beside_the_first_takes_the_next_free_port(taken: int) -> None:
    options, reason = chosen()
    assert (reason, options.port) == ("", serve.first_free())
    assert taken < options.port < taken + 10


def test_a_port_that_was_asked_for_is_taken_or_refused_never_changed(taken: int) -> None:
    options, reason = chosen("--port", str(taken))
    assert options.port == taken
    assert f"Try --port {taken + 1}" in reason


def test_the_variable_asks_for_a_port_too(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALMANAC_PORT", str(taken))
    assert chosen()[1]


def test_addresses_are_of_the_port_in_the_variable_where_no_address_is_set() -> None:
    plain = {name: value for name, value in os.environ.items() if name != "ALMANAC_URL"}
    command = [sys.executable, "-c", "from planner.settings import PUBLIC_URL; print(PUBLIC_URL)"]
    for port, address in (("8233", "http://127.0.0.1:8233"), ("", "http://127.0.0.1:8000")):
        said = subprocess.check_output(command, cwd=serve.HERE, env=plain | {"ALMANAC_PORT": port}, text=True)
        assert said.strip() == address
