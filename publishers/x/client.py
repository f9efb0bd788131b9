"""tweepy makes X's requests; our own client sends them, and we read the answers ourselves."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from oauthlib.oauth1.rfc5849 import Client as Signer
from tweepy.client import Client as Tweepy

from publishers.answer import Answer
from publishers.errors import Uncertain, Unreachable
from publishers.mounted import Mounted, Response, answer_of
from publishers.web import Web
from publishers.x.credentials import Credentials

LARGEST = 8_000_000  # bytes of an answer: a hundred posts of 25,000 characters each

Call = Callable[[Any], Any]  # of the client below: one of tweepy's methods, called


class Client(Tweepy):
    """tweepy's methods, each of which is exactly one request and returns its answer, whatever the status.

    tweepy's own `request` would sign for api.twitter.com, set no timeout, write the token into the log and
    raise for what it finds wrong; everything else about the call is tweepy's.
    """

    def __init__(self, signed: "Signed", deadline: float | None, more: Mapping[str, Any]) -> None:
        super().__init__(return_type=Response, wait_on_rate_limit=False)  # type: ignore[no-untyped-call]
        self.signed = signed
        self.more = more  # what tweepy has no argument for
        self.session.trust_env = False  # a .netrc or a proxy of this machine is nobody's business
        adapter = Mounted(signed.web)
        adapter.deadline = deadline
        adapter.max_bytes = LARGEST
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)

    def request(
        self, method: str, route: str, params: Any = None, json: Any = None, user_auth: bool = False
    ) -> Response:
        url = self.signed.url(route, params or {})
        headers = {"Authorization": self.signed.signature(method, url)}
        body = {**json, **self.more} if json is not None else None
        return self.session.request(method, url, json=body, headers=headers, allow_redirects=False)


class Signed:
    """Asks X with somebody's credentials: four keys of OAuth 1.0a, or a token of OAuth 2."""

    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def commit(self, call: Call, deadline: float | None, **more: Any) -> Answer:
        """The one request that publishes. `more` goes into its JSON."""
        return answer_of(call(Client(self, deadline, more)))

    def ask(self, call: Call) -> Answer:
        """A request of tweepy's that does no harm when it is repeated."""
        try:
            return answer_of(call(Client(self, None, {})))
        except Uncertain as error:
            raise Unreachable(error.sentence, code=error.code) from error

    def send(self, method: str, path: str, params: Mapping[str, str] | None = None, **how: Any) -> Answer:
        """A request that tweepy does not know; it may be repeated too."""
        url = self.url(path, params or {})
        return self.web.ask(method, url, headers={"authorization": self.signature(method, url)}, **how)

    def url(self, path: str, params: Mapping[str, Any]) -> str:
        query = urlencode(params, quote_via=quote)
        return f"{self.credentials.api}{path}" + (f"?{query}" if query else "")

    def signature(self, method: str, url: str) -> str:
        keys = self.credentials
        if keys.user_token:
            return f"Bearer {keys.user_token}"
        signer: Any = Signer(  # type: ignore[no-untyped-call]
            keys.api_key, keys.api_secret, keys.access_token, keys.access_secret
        )
        return str(signer.sign(url, method)[1]["Authorization"])
