"""What fails before a byte of the request has left is Unreachable, and the post is certainly not out."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishers.errors import Refused, Unreachable
from publishers.web import Web
from tests.fakes.server import FakeServer, Reply, Request
from tests.publishers.certificates import certificate, serving, trusting
from tests.publishers.places import LOOPBACK


class Plain(FakeServer):
    async def handle(self, request: Request) -> Reply:
        return Reply(200, b'{"here": true}')


def test_a_good_certificate_is_believed(tmp_path: Path) -> None:
    pem = certificate(tmp_path, "127.0.0.1")
    with Plain(tls=serving(pem)) as server:
        assert Web(LOOPBACK, tls=trusting(pem)).request("GET", server.url).json() == {"here": True}


def test_the_name_is_sent_and_checked_although_we_connect_to_an_address(tmp_path: Path) -> None:
    pem = certificate(tmp_path, "news.example.org")
    with Plain(tls=serving(pem)) as server:
        allow = frozenset({f"news.example.org:{server.port}"})
        web = Web(allow, tls=trusting(pem), resolve=lambda host, port: ["127.0.0.1"])
        assert web.request("GET", f"https://news.example.org:{server.port}/").ok
        assert server.requests[0].headers["host"] == f"news.example.org:{server.port}"


@pytest.mark.parametrize(
    ("host", "days"), [("127.0.0.1", -1), ("example.org", 30)], ids=["expired", "wrong host"]
)
def test_a_bad_certificate_gets_no_request(tmp_path: Path, host: str, days: int) -> None:
    pem = certificate(tmp_path, host, days=days)
    with Plain(tls=serving(pem)) as server:
        with pytest.raises(Unreachable) as caught:
            Web(LOOPBACK, tls=trusting(pem)).request("POST", server.url, content=b"secret")
        assert caught.value.code == "tls"
        assert server.requests == []


def test_a_certificate_nobody_vouches_for_gets_no_request(tmp_path: Path) -> None:
    with Plain(tls=serving(certificate(tmp_path, "127.0.0.1"))) as server:
        with pytest.raises(Unreachable):
            Web(LOOPBACK).request("POST", server.url, content=b"secret")
        assert server.requests == []


def test_a_server_without_tls_gets_no_request() -> None:
    with Plain() as server, pytest.raises(Unreachable):
        Web(LOOPBACK, timeout=1).request("POST", f"https://127.0.0.1:{server.port}/")


def test_a_server_that_never_finishes_the_handshake_is_left_in_time(silent: int) -> None:
    before = time.monotonic()
    with pytest.raises(Unreachable):
        Web(LOOPBACK, connect=0.3).request("POST", f"https://127.0.0.1:{silent}/")
    assert time.monotonic() - before < 1


def test_a_closed_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable):
        Web(LOOPBACK).request("POST", f"http://127.0.0.1:{port}/")


def test_a_name_that_does_not_exist_is_unreachable() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Unreachable, match=r"news\.example\.org"):
        Web(resolve=nowhere).request("POST", "https://news.example.org/")


def test_a_name_without_addresses_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        Web(resolve=lambda host, port: []).request("POST", "https://news.example.org/")


def test_a_resolver_that_hangs_is_left_in_time() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(2)
        return ["93.184.215.14"]

    before = time.monotonic()
    with pytest.raises(Unreachable):
        Web(resolve=slow, connect=0.2).request("POST", "https://news.example.org/")
    assert time.monotonic() - before < 1


def test_the_next_address_is_tried_when_the_first_is_closed() -> None:
    with Plain() as server:
        allow = frozenset({f"news.example.org:{server.port}"})
        web = Web(allow, resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
        assert web.request("GET", f"http://news.example.org:{server.port}/").ok


def test_a_deadline_that_passes_while_connecting_sends_nothing() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(0.2)
        return ["127.0.0.1"]

    with Plain() as server:
        web = Web(frozenset({f"slow.example.org:{server.port}"}), resolve=slow)
        with pytest.raises(Unreachable, match="too late"):
            web.request("POST", f"http://slow.example.org:{server.port}/", deadline=time.monotonic() + 0.1)
        assert server.requests == []


def test_a_header_that_http_cannot_carry_is_not_sent() -> None:
    with Plain() as server:
        with pytest.raises(Unreachable):
            Web(LOOPBACK).request("POST", server.url, headers={"authorization": "Bearer a\r\nx-evil: 1"})
        assert server.connections == 0


def test_a_refusal_by_our_own_guard_tells_how_to_allow_the_host() -> None:
    with pytest.raises(Refused, match=r"ALMANAC_ALLOW_PRIVATE_HOSTS=127\.0\.0\.1:8443"):
        Web().request("POST", "https://127.0.0.1:8443/")


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a listener that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        kept: list[socket.socket] = []
        threading.Thread(target=lambda: _accept(listener, kept), daemon=True).start()
        yield listener.getsockname()[1]
        for connection in kept:
            connection.close()


def _accept(listener: socket.socket, kept: list[socket.socket]) -> None:
    try:
        while True:
            kept.append(listener.accept()[0])
    except OSError:
        return
