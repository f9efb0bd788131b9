"""No request reaches a private address, however it is spelt: T21 of the reliability tests."""

import socket
import threading
from collections.abc import Iterator

import pytest

from publishers import guard
from publishers.errors import Refused, Unreachable
from publishers.web import Web
from tests.fakes.faults import instead
from tests.fakes.server import FakeServer, Pipe, Reply, Request

V4 = """
127.0.0.1 127.0.0.2 127.1 127.0.1 127.255.255.254 0.0.0.0 0 0.0.0.1 10.0.0.1 10.255.255.255 172.16.0.1
172.31.255.254 192.168.0.1 192.168.255.255 169.254.169.254 169.254.170.2 169.254.0.1 100.64.0.1
100.127.255.254 100.100.100.200 192.0.0.1 192.0.0.192 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.1
203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 192.88.99.1 168.63.129.16 2130706433
017700000001 0x7f000001 0x7f.0.0.1 0177.0.0.1 0x7f.1 0177.1 00000177.0.0.1 127.0.0.1. 3232235521
0xc0a80001 0xa9fea9fe 2852039166 0251.0376.0251.0376 0xA9.0xFE.0xA9.0xFE 4294967295 127.000.000.001
""".split()  # noqa: SIM905 (a line for each would hide the list)
V6 = """
:: ::1 0:0:0:0:0:0:0:1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
::ffff:8.8.8.8 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe
64:ff9b:1::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2002:c0a8:1::1 2001::1 2001:0:7f00:1:: 2001:db8::1
2001:10::1 2001:20::1 3fff::1 fc00::1 fd00::1 fd00:ec2::254 fd12:3456:789a::1 fe80::1 febf::1 fec0::1
ff02::1 ff05::2 100::1 5f00::1 4000::1
""".split()  # noqa: SIM905 (a line for each would hide the list)
NAMES = """
localhost localhost. LOCALHOST localhost.localdomain ip6-localhost metadata.google.internal metadata
instance-data kubernetes.default.svc printer.local
""".split()  # noqa: SIM905 (a line for each would hide the list)
ODD = [
    "http://example.org/",
    "https://example.org:22/",
    "https://example.org:25/",
    "https://example.org:6379/",
    "https://example.org:0/",
    "https://example.org:65536/",
    "https://user:password@example.org/",
    "https://example.org@127.0.0.1/",
    "https://127.0.0.1@example.org/",
    "https://example.org\\@127.0.0.1/",
    "https://127.0.0.1\\.example.org/",
    "https://127.0.0.1%00.example.org/",
    "https://127.0.0.1%2f.example.org/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://[::1%25lo]/",
    "https://[fe80::1%25eth0]/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "ftp://127.0.0.1/",
    "dict://127.0.0.1:11211/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "unix:///var/run/docker.sock",
    "//127.0.0.1/",
    "127.0.0.1",
    "https://",
    "https:///path",
    "",
    "https://exa mple.org/",
    "https://example.org\r\nhost: 127.0.0.1/",
]
# PORT becomes the canary's.
CLOSED = (
    [f"https://{host}:PORT/" for host in [*V4, *NAMES]] + [f"https://[{host}]:PORT/" for host in V6] + ODD
)


class Canary:
    """Counts who connects to 127.0.0.1, on a port that the guard lets pass: only the address may stop us."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.listener = socket.create_server(("127.0.0.1", port))
        self.visits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        try:
            while True:
                self.listener.accept()[0].close()
                self.visits += 1
        except OSError:
            return

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for visitors
        self.listener.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    for port in (8443, 443, 80):
        try:
            found = Canary(port)
        except OSError:
            continue
        yield found
        found.close()
        return
    pytest.skip("every port that the guard lets pass is taken on this machine")


def resolve(host: str, port: int) -> list[str]:
    """Numbers as the system reads them; every name is at home on the loopback, as an attacker's would be."""
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(info[4][0]) for info in infos]
    except (OSError, UnicodeError):
        return ["127.0.0.1"]


@pytest.mark.parametrize("url", CLOSED)
def test_a_closed_address_gets_no_connection(canary: Canary, url: str) -> None:
    with pytest.raises(Refused):
        Web(resolve=resolve, timeout=1, connect=1).request("GET", url.replace("PORT", str(canary.port)))
    assert canary.visits == 0


def test_there_are_enough_of_them() -> None:
    assert len(CLOSED) >= 120


@pytest.mark.parametrize("host", [*V4, *V6])
def test_the_address_itself_is_known_to_be_closed(host: str) -> None:
    for address in resolve(host, 443):
        assert not guard.is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450::1"]
)
def test_the_open_internet_is_open(address: str) -> None:
    assert guard.is_public(address)


@pytest.mark.parametrize(
    "hidden", ["127.0.0.1", "::1", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "fd00::1"]
)
def test_one_private_address_among_public_ones_closes_them_all(canary: Canary, hidden: str) -> None:
    web = Web(resolve=lambda host, port: ["93.184.215.14", hidden])
    with pytest.raises(Refused):
        web.request("GET", f"https://mixed.example.org:{canary.port}/")
    assert canary.visits == 0


def test_a_name_that_changes_its_mind_is_asked_once_only(canary: Canary) -> None:
    """DNS rebinding: public for whoever checks, 127.0.0.1 for whoever connects. We are one and the same."""
    answers = [["192.0.2.1"], ["127.0.0.1"], ["127.0.0.1"]]
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    with pytest.raises(Unreachable):
        Web(resolve=rebinding, connect=0.3).request("GET", f"https://rebind.example.org:{canary.port}/")
    assert len(asked) == 1
    assert canary.visits == 0


def test_a_redirect_to_a_private_address_is_an_answer_like_any_other(canary: Canary) -> None:
    class Redirecting(FakeServer):
        async def respond(self, request: Request, pipe: Pipe) -> None:
            redirect = instead(int(request.path[1:]), location=f"https://127.0.0.1:{canary.port}/")
            await redirect(Reply(), pipe)

    with Redirecting() as server:
        web = Web(frozenset({f"127.0.0.1:{server.port}"}))
        for status in (301, 302, 303, 307, 308):
            assert web.request("GET", f"{server.url}/{status}").status == status
    assert canary.visits == 0


def test_the_proxy_variables_are_not_read(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    with pytest.raises(Unreachable):
        Web(resolve=lambda host, port: ["192.0.2.1"]).request("GET", "https://example.org/")
    assert canary.visits == 0


def test_an_allowed_host_is_reached_on_its_port_only(canary: Canary) -> None:
    with FakeServer() as server:
        web = Web(frozenset({f"127.0.0.1:{server.port}"}))
        assert web.request("GET", server.url).status == 404
        with pytest.raises(Refused):
            web.request("GET", f"https://127.0.0.1:{canary.port}/")
    assert canary.visits == 0


def test_a_strangers_name_for_an_allowed_machine_is_not_allowed(canary: Canary) -> None:
    web = Web(frozenset({"127.0.0.1:*"}), resolve=lambda host, port: ["127.0.0.1"])
    with pytest.raises(Refused):
        web.request("GET", f"https://evil.example.org:{canary.port}/")
    assert canary.visits == 0


def test_an_allowed_name_may_be_private() -> None:
    with FakeServer() as server:
        web = Web(frozenset({"Mastodon.LAN:*"}), resolve=lambda host, port: ["127.0.0.1"])
        assert web.request("GET", f"http://mastodon.lan:{server.port}/").status == 404


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        (" Mastodon.LAN:8000 ", "mastodon.lan:8000"),
        ("mastodon.lan", "mastodon.lan:443"),
        ("mastodon.lan:*", "mastodon.lan:*"),
        ("пример.рф:443", "xn--e1afmkfd.xn--p1ai:443"),
        ("[::1]:8000", "[::1]:8000"),
        ("[::1]", "[::1]:443"),
    ],
)
def test_an_entry_of_the_setting_is_read_kindly(entry: str, meant: str) -> None:
    assert guard.allowance(entry) == meant


def test_an_allowed_ipv6_address_is_written_with_brackets() -> None:
    assert guard.is_allowed("::1", 8000, frozenset({"[::1]:8000"}))
    assert not guard.is_allowed("::1", 8001, frozenset({"[::1]:8000"}))


def test_a_refusal_names_the_host_and_port_that_was_given_and_no_path_of_ours() -> None:
    with pytest.raises(Refused) as caught:
        Web().request("GET", "http://news.example.org:8080/api/v1/accounts/verify_credentials")
    said = str(caught.value)
    assert "http://news.example.org:8080”" in said
    assert "verify_credentials" not in said


@pytest.mark.parametrize(
    ("host", "is_public"),
    [
        ("almanac.example.com", True),
        ("1.1.1.1", True),
        ("2606:4700:4700::1111", True),
        ("127.0.0.1", False),
        ("192.168.1.5", False),
        ("::1", False),
        ("localhost", False),
        ("nas", False),
        ("nas.local", False),
        ("nas.LAN.", False),
        ("almanac.home.arpa", False),
        ("almanac.corp", False),
    ],
)
def test_a_host_that_nobody_outside_can_mean_is_not_public(host: str, is_public: bool) -> None:
    assert guard.is_public_host(host) is is_public
