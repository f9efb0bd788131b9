"""The one way out to the internet: guarded, bounded in time and size, and honest about what it knows.

It speaks through h11, with neither httpx nor httpcore around it: at 1,000 posts in one second the client's
own work counts, and they double it (docs/adding-a-publisher.md has the figures). Every request has a fresh
connection. A kept one may be closed by the server just as we write, and then nobody knows whether the
request was read; a fresh one leaves that doubt only where the network itself makes it.
"""

import functools
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import certifi
import httpx

from publishers import forms, guard, wire
from publishers.answer import Answer
from publishers.errors import PublisherError, Refused, Sentence, Uncertain, Unreachable, gettext_noop
from publishers.exchange import Request, exchange

__all__ = ["Answer", "Web"]
EACH = 5_000_000  # bytes: for so many a request may take as long again


class Web:
    """Makes HTTP requests. May be shared between threads.

    `allow` holds "host:port" or "host:*": hosts that may be private, may be asked without TLS, and on any
    port. Hosts count as written in the address. Times are in seconds. `heard` is told the clock of every
    server that answers, by its origin.
    """

    def __init__(
        self,
        allow: frozenset[str] = frozenset(),
        user_agent: str = "Almanac",
        *,
        timeout: float = 30.0,
        connect: float = 5.0,
        resolve: guard.Resolver = guard.system_resolver,
        tls: ssl.SSLContext | None = None,
        heard: Callable[[str, datetime], None] | None = None,
    ) -> None:
        self.allow = frozenset(guard.allowance(entry) for entry in allow if entry.strip())
        self.user_agent = user_agent
        self.timeout = timeout
        self.connect = connect
        self.resolve = resolve
        self.tls = tls
        self.heard = heard

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        data: forms.Pairs | None = None,
        files: Mapping[str, forms.File] | None = None,
        content: bytes | None = None,
        deadline: float | None = None,
        timeout: float | None = None,
        connect: float | None = None,
        max_bytes: int = 1_000_000,
    ) -> Answer:
        """One request, one answer; redirects are answers and are not followed.

        Raises Unreachable (or Refused, by our own guard) when not one byte was sent, and Uncertain when it
        broke after that. `deadline`, in time.monotonic seconds, is checked just before the first byte.
        """
        course = wire.Course(
            ends=time.monotonic() + (self.timeout if timeout is None else timeout),
            connect=self.connect if connect is None else connect,
            deadline=deadline,
            bytes_left=max_bytes + wire.HEADROOM,
        )
        course.check_deadline()
        target = self._target(url, params)
        body, content_type = forms.encode(json, data, files, content)
        sent = {"host": target.netloc.decode(), "user-agent": self.user_agent, "accept": "*/*"}
        sent |= {"accept-encoding": "identity", "connection": "close"}
        if content_type:
            sent["content-type"] = content_type
        if body or method not in ("GET", "HEAD", "DELETE"):
            sent["content-length"] = str(len(body))
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        road: wire.Wire | None = None
        try:
            request = Request(method, target.raw_path, sent, body)
            host = target.raw_host.decode()
            road = wire.connect(host, guard.port_of(target), course, self.allow, self.resolve)
            if target.scheme == "https":
                road.secure(self.tls or trusted(), host)
            answer = exchange(request, road, max_bytes)
            if self.heard is not None and (their_time := answer.clock) is not None:
                self.heard(f"{target.scheme}://{target.netloc.decode()}", their_time)
            return answer
        except PublisherError:
            raise
        except Exception as error:  # whatever broke: all that counts is whether a byte had left
            raise trouble(error, target.host, course.begun) from error
        finally:
            if road is not None:
                road.close()

    def patience(self, size: int) -> float:
        """Seconds for a request that carries `size` bytes: up to three times as many as for others."""
        return self.timeout * min(1 + size / EACH, 3)

    def ask(self, method: str, url: str, **how: Any) -> Answer:
        """A request that does no harm when it is repeated: trouble is Unreachable, never Uncertain."""
        try:
            return self.request(method, url, **how)
        except Uncertain as error:
            raise Unreachable(error.sentence, code=error.code) from error

    def _target(self, url: str, params: Mapping[str, str] | None) -> httpx.URL:
        try:
            target = parsed(url)
            if params:
                target = target.copy_merge_params(params)
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused(
                Sentence(gettext_noop("“{url}” is not a web address."), {"url": url[:200]})
            ) from error
        guard.check_url(target, self.allow)
        return target


@functools.lru_cache(maxsize=512)
def parsed(url: str) -> httpx.URL:
    return httpx.URL(url)


@functools.cache
def trusted() -> ssl.SSLContext:
    """Whom we believe: the system's certificates and Mozilla's. Made once: it is slow."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def trouble(error: Exception, host: str, begun: bool) -> PublisherError:
    """What a broken connection means; `begun`: a byte of what counts may have left."""
    values: dict[str, str | int] = {"host": host}
    if not begun:
        if isinstance(error, ssl.SSLCertVerificationError):
            values["reason"] = error.verify_message
            return Unreachable(
                Sentence(gettext_noop("{host} did not prove who it is: {reason}."), values), code="tls"
            )
        return Unreachable(Sentence(gettext_noop("{host} could not be reached."), values))
    if isinstance(error, wire.TooMuch):
        return Uncertain(
            Sentence(gettext_noop("{host} answered with far too much."), values), code="too_much"
        )
    if isinstance(error, TimeoutError):
        return Uncertain(Sentence(gettext_noop("{host} did not answer in time."), values))
    return Uncertain(Sentence(gettext_noop("The connection to {host} broke before its answer."), values))
