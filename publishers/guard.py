"""Where we may connect: public addresses, and the private ones that the administrator allowed by name."""

import socket
import threading
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network

import httpx

from publishers.errors import Refused, Sentence, Unreachable, gettext_noop

Resolver = Callable[[str, int], list[str]]

PORTS = {80, 443, 8443}
# RFC 6761, 6762, 7686, 8375 and 9476, and what home routers and companies use inside.
INSIDE = (
    ".localhost", ".local", ".test", ".invalid", ".example", ".onion", ".home.arpa", ".internal", ".intranet",
    ".lan", ".home", ".corp", ".alt",
)  # fmt: skip

# The IANA special-purpose registries, spelt out: Python's is_global changes between versions.
CLOSED_V4 = [
    ip_network("0.0.0.0/8"),
    ip_network("10.0.0.0/8"),
    ip_network("100.64.0.0/10"),
    ip_network("127.0.0.0/8"),
    ip_network("168.63.129.16/32"),  # Azure's metadata
    ip_network("169.254.0.0/16"),  # link-local, and most clouds' metadata
    ip_network("172.16.0.0/12"),
    ip_network("192.0.0.0/24"),
    ip_network("192.0.2.0/24"),
    ip_network("192.31.196.0/24"),
    ip_network("192.52.193.0/24"),
    ip_network("192.88.99.0/24"),
    ip_network("192.168.0.0/16"),
    ip_network("192.175.48.0/24"),
    ip_network("198.18.0.0/15"),
    ip_network("198.51.100.0/24"),
    ip_network("203.0.113.0/24"),
    ip_network("224.0.0.0/4"),
    ip_network("240.0.0.0/4"),
]
# Global IPv6 lives in 2000::/3; inside it, these lead elsewhere (Teredo, 6to4, ORCHID, examples).
# Mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96) addresses are outside of 2000::/3, so closed too.
OPEN_V6 = ip_network("2000::/3")
CLOSED_V6 = [
    ip_network("2001::/23"),
    ip_network("2001:db8::/32"),
    ip_network("2002::/16"),
    ip_network("2620:4f:8000::/48"),
    ip_network("3fff::/20"),
]


def is_public(address: str) -> bool:
    """Whether the address is on the open internet; anything that cannot be read is not."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if not ip.is_global:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in net for net in CLOSED_V4)
    return ip in OPEN_V6 and not any(ip in net for net in CLOSED_V6)


def is_allowed(host: str, port: int, allow: frozenset[str]) -> bool:
    """Whether the administrator let us go to this host although it may be private.

    The host counts as it is written in the address: a stranger's name that points at an allowed
    machine is not allowed.
    """
    if not allow:
        return False
    written = f"[{host}]" if ":" in host else host
    return f"{written}:{port}" in allow or f"{written}:*" in allow


def allowance(entry: str) -> str:
    """An entry of the setting as hosts are compared: lower case, ASCII, with a port (443 if none is said)."""
    entry = entry.strip().lower()
    host, colon, port = entry.rpartition(":")
    if not colon or port.endswith("]"):
        host, port = entry, "443"
    try:
        host = httpx.URL(f"https://{host}/").raw_host.decode()
    except httpx.InvalidURL:
        return entry
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def check_url(url: httpx.URL, allow: frozenset[str]) -> None:
    """Refuse what can be seen without looking the name up: scheme, port, a password in the address."""
    if url.scheme not in ("http", "https") or not url.host:
        raise Refused(
            Sentence(gettext_noop("“{url}” is not a web address: it must begin with https://."), _shown(url))
        )
    if url.userinfo:
        raise Refused(
            Sentence(gettext_noop("The address “{url}” must not hold a name or password."), _shown(url))
        )
    if is_allowed(url.raw_host.decode(), port_of(url), allow):
        return
    if url.scheme == "http":
        raise Refused(
            Sentence(
                gettext_noop(
                    "“{url}” is not safe: only https:// is used. An administrator can allow a host of "
                    "your own with the setting ALMANAC_ALLOW_PRIVATE_HOSTS={host}."
                ),
                _shown(url),
            )
        )
    if port_of(url) not in PORTS:
        raise Refused(
            Sentence(
                gettext_noop(
                    "“{url}” uses a port other than 80, 443 or 8443. An administrator can allow it "
                    "with the setting ALMANAC_ALLOW_PRIVATE_HOSTS={host}."
                ),
                _shown(url),
            )
        )


def addresses(host: str, port: int, allow: frozenset[str], resolve: Resolver, timeout: float) -> list[str]:
    """Every address of the host, looked up once. One that is closed closes them all."""
    found = resolve_in_time(resolve, host, port, timeout)
    if not is_allowed(host, port, allow) and not all(is_public(address) for address in found):
        raise Refused(
            Sentence(
                gettext_noop(
                    "{host} is an address inside a private network, and Almanac does not go there. If it "
                    "is yours, an administrator can allow it with the setting "
                    "ALMANAC_ALLOW_PRIVATE_HOSTS={host}:{port}."
                ),
                {"host": f"[{host}]" if ":" in host else host, "port": port},
            )
        )
    return found


def is_public_host(host: str) -> bool:
    """Might everybody reach a host that is called so? Looks nothing up."""
    try:
        return is_public(str(ip_address(host)))
    except ValueError:
        name = host.lower().rstrip(".")
        return "." in name and not name.endswith(INSIDE)


def resolve_in_time(resolve: Resolver, host: str, port: int, timeout: float) -> list[str]:
    """Look a name up. The system's resolver knows no timeout, so it works in a thread we can leave."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    answers: list[list[str] | Exception] = []

    def look_up() -> None:
        try:
            answers.append(resolve(host, port))
        except Exception as error:
            answers.append(error)

    thread = threading.Thread(target=look_up, daemon=True, name="resolve")
    thread.start()
    thread.join(timeout)
    answer = answers[0] if answers else TimeoutError()
    if isinstance(answer, Exception) or not answer:
        said = Sentence(gettext_noop("The name {host} could not be found."), {"host": host})
        raise Unreachable(said, code="no_name")
    return answer


def system_resolver(host: str, port: int) -> list[str]:
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


def port_of(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _shown(url: httpx.URL) -> dict[str, str | int]:
    host = f"[{url.host}]" if ":" in url.host else url.host
    return {"url": f"{url.scheme}://{url.netloc.decode()}"[:200], "host": f"{host}:{port_of(url)}"}
