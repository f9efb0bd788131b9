"""The way to an account's own server: where it is, and a session that is still good."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from publishers.answer import Answer
from publishers.base import Publisher
from publishers.bluesky import identity, session
from publishers.bluesky.answers import asked
from publishers.bluesky.record import POSTS
from publishers.bluesky.tid import microseconds, tid
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _

NOTHING: Mapping[str, str] = MappingProxyType({})


class Connected(Publisher):
    """What Bluesky's verbs stand on. The credentials may be exchanged for fresher ones at any time."""

    resolver: ClassVar[str] = identity.RESOLVER
    directory: ClassVar[str] = identity.DIRECTORY

    _session: session.Session | None = None  # our own, where the credentials hold none that works
    _instead_of = ""  # the access token in the place of which it is
    _found_home = ""

    def _ask(self, method: str, name: str, *, headers: Mapping[str, str] = NOTHING, **how: Any) -> Answer:
        """A method of the API, as us; nothing that it does hurts when it is done twice."""
        return self._look(method, name, headers={**self._headers(), **headers}, **how)

    def _look(self, method: str, name: str, **how: Any) -> Answer:
        """The same as nobody: what a repository holds is open to all, and an ended token would spoil it."""
        self._home()
        return self.web.ask(method, self._url(name), **how)

    def _query(self, name: str, **params: str) -> Any:
        return asked(self._ask("GET", name, params=params))

    def _url(self, name: str) -> str:
        home = self._known_home()
        if not home:
            raise Unreachable(
                Sentence(_("The account does not say on which server it is.")), code="no_server"
            )
        return f"{home}/xrpc/{name}"

    def _headers(self) -> dict[str, str]:
        own = self._own_session()
        token = own.access_token if own else self.credentials.access_token
        return {"authorization": f"Bearer {token}"} if token else {}

    def _known_home(self) -> str:
        """The server's address, as far as it is known without asking anybody."""
        return self._service() or self.credentials.home or self._found_home

    def _home(self) -> str:
        if not self._known_home():
            handle = identity.named(self.credentials.handle)
            self._found_home = identity.home_of(self.web.ask, handle, self.resolver, self.directory)
        return self._known_home()

    def _service(self) -> str:
        """As somebody typed it; also where they gave the address of a page there."""
        given = self.credentials.service.strip()
        scheme, _separator, rest = given.rpartition("://")
        return f"{scheme or 'https'}://{rest.split('/')[0]}" if rest else ""

    def _sign_in(self, now: datetime) -> session.Session:
        handle = identity.named(self.credentials.handle)
        password = self.credentials.app_password.strip()
        found = session.sign_in(self.web.ask, self._home(), handle, password, now)
        self._session, self._instead_of = found, self.credentials.access_token
        return found

    def _own_session(self) -> session.Session | None:
        """Not once somebody has given us fresher credentials."""
        return self._session if self._instead_of == self.credentials.access_token else None

    def _is_over(self, now: datetime) -> bool:
        """Whether there is no session that lasts until whatever begins now is done."""
        own = self._own_session()
        ends_at = own.ends_at.isoformat() if own else self.credentials.ends_at
        return session.is_over(ends_at, now)

    def _did_of(self, handle: str) -> str:
        return identity.did_of(self.web.ask, handle, self._home())

    def _wrote_at(self, moment: datetime) -> bool:
        """Whether a post of ours has the name of this millisecond."""
        first = microseconds(moment) // 1_000 * 1_000
        params = {"repo": self.account.id, "collection": POSTS, "limit": "1", "cursor": tid(first + 1_000, 0)}
        said = asked(self._look("GET", "com.atproto.repo.listRecords", params=params))
        found = said.get("records") if isinstance(said, dict) else None
        if not isinstance(found, list):
            raise Unreachable(
                Sentence(_("The account's posts on Bluesky could not all be read.")), code="incomplete"
            )
        names = [str(one.get("uri")).rpartition("/")[2] for one in found if isinstance(one, dict)]
        return any(name >= tid(first, 0) for name in names)
