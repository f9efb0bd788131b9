"""The one way out to the internet: guarded, bounded in time and size, and honest about what it knows.

It is httpcore, not httpx: at 1,000 posts in one second the client's own work counts, and httpx costs about
twice as much for each request (docs/adding-a-publisher.md has the figures). Every request has a fresh
connection. A kept one may be closed by the server just as we write, and then nobody knows whether the
request was read; a fresh one leaves that doubt only where the network itself makes it.
"""

import functools
import ssl
import time
from collections.abc import Mapping
from typing import Any

import certifi
import httpcore
import httpx

from publishers import forms, guard, wire
from publishers.answer import Answer, gather
from publishers.errors import PublisherError, Refused, Sentence, Uncertain, Unreachable, gettext_noop

__all__ = ["Answer", "Web"]


class Web:
    """Makes HTTP requests. May be shared between threads.

    `allow` holds "host:port" or "host:*": hosts that may be private, may be asked without TLS, and on any
    port. Hosts count as written in the address. Times are in seconds.
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
    ) -> None:
        self.allow = frozenset(entry.strip().lower() for entry in allow)
        self.user_agent = user_agent
        self.timeout = timeout
        self.connect = connect
        self.resolve = resolve
        self.tls = tls

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
        try:
            return self._exchange(method, target, sent, body, course, max_bytes)
        except PublisherError:
            raise
        except Exception as error:  # whatever broke: all that counts is whether a byte had left
            raise _trouble(error, target.host, course.begun) from error

    def ask(self, method: str, url: str, **how: Any) -> Answer:
        """A request that does no harm when it is repeated: trouble is Unreachable, never Uncertain."""
        try:
            return self.request(method, url, **how)
        except Uncertain as error:
            raise Unreachable(error.sentence, code=error.code) from error

    def _target(self, url: str, params: Mapping[str, str] | None) -> httpx.URL:
        try:
            target = httpx.URL(url)
            if params:
                target = target.copy_merge_params(params)
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused(
                Sentence(gettext_noop("“{url}” is not a web address."), {"url": url[:200]})
            ) from error
        guard.check_url(target, self.allow)
        return target

    def _exchange(
        self,
        method: str,
        url: httpx.URL,
        headers: dict[str, str],
        body: bytes,
        course: wire.Course,
        most: int,
    ) -> Answer:
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=guard.port_of(url), target=url.raw_path
        )
        connection = httpcore.HTTPConnection(
            origin=target.origin,
            ssl_context=(self.tls or trusted()) if url.scheme == "https" else None,
            network_backend=wire.Road(course, self.allow, self.resolve),
        )
        try:
            request = httpcore.Request(
                method, target, headers=[(k.encode(), v.encode()) for k, v in headers.items()], content=body
            )
            response = connection.handle_request(request)
            heard = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
            encoding = heard.get("content-encoding", "").strip().lower()
            whole = b"" if method == "HEAD" else gather(response.iter_stream(), encoding, most)
            return Answer(response.status, heard, whole)
        finally:
            connection.close()


@functools.cache
def trusted() -> ssl.SSLContext:
    """Whom we believe: the system's certificates and Mozilla's. Made once: it is slow."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _trouble(error: Exception, host: str, begun: bool) -> PublisherError:
    values: dict[str, str | int] = {"host": host}
    if not begun:
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            values["reason"] = error.__cause__.verify_message
            return Unreachable(
                Sentence(gettext_noop("{host} did not prove who it is: {reason}."), values), code="tls"
            )
        return Unreachable(Sentence(gettext_noop("{host} could not be reached."), values))
    if isinstance(error, wire.TooMuch):
        return Uncertain(Sentence(gettext_noop("{host} answered with far too much."), values))
    if isinstance(error, TimeoutError | httpcore.TimeoutException):
        return Uncertain(Sentence(gettext_noop("{host} did not answer in time."), values))
    return Uncertain(Sentence(gettext_noop("The connection to {host} broke before its answer."), values))
