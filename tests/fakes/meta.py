"""What fakes of Meta's networks share: errors of Graph, tokens, pages of a list, types of parameters."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from tests.fakes.faulty import FaultyServer
from tests.fakes.meta_parameters import complaint
from tests.fakes.multipart import File, form_and_files
from tests.fakes.server import Reply, Request

SIXTY_DAYS = 60 * 86400


class Refusal(Exception):
    """An error as Graph writes it."""

    def __init__(
        self, code: int, message: str = "no", subcode: int = 0, status: int = 400, **more: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers: dict[str, str] = more.pop("headers", {})
        self.error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1"} | more
        if subcode:
            self.error["error_subcode"] = subcode

    def reply(self) -> Reply:
        return Reply(self.status, json.dumps({"error": self.error}).encode(), self.headers)


def missing(number: str) -> Refusal:
    return Refusal(100, f"Object with ID '{number}' does not exist", 33)


class FakeMeta(FaultyServer):
    """`refuse` makes the next request to a path meet an error. `wrong_token` is what a token is told."""

    VERSION = "v25.0"
    EDGES: dict[str, dict[str, str]] = {}

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.token, self.secret = "token", ""
        self.client_id, self.client_secret = "client", "client secret"
        self.wrong_token = Refusal(190, "Error validating access token", 460, 401)
        self.codes: dict[str, dict[str, str]] = {}
        self.short: set[str] = set()
        self.too_young = False  # the token cannot be renewed yet
        self.rights: set[str] | None = None  # None: all there are
        self._refusals: list[tuple[str, Refusal]] = []
        super().__init__(port, **how)

    def refuse(self, path: str, code: int, subcode: int = 0, **more: Any) -> None:
        self._refusals.append((path, Refusal(code, more.pop("message", "no"), subcode, **more)))

    def revoke(self) -> None:
        self.token = secrets.token_hex(8)

    def needs(self, right: str) -> None:
        if self.rights is not None and right not in self.rights:
            raise Refusal(10, f"Application does not have permission for this action: {right}", status=403)

    async def handle(self, request: Request) -> Reply:
        for at, (path, refusal) in enumerate(self._refusals):
            if path in request.path:
                del self._refusals[at]
                return refusal.reply()
        given, files = read(request)
        try:
            page = self.sign_in_page(request, given)
            if page is not None:
                return page
            return _json(await self._graph(request, given, files))
        except Refusal as no:
            return no.reply()

    async def _graph(self, request: Request, given: dict[str, str], files: dict[str, File]) -> Any:
        _empty, version, *rest = request.path.split("/")
        if version != self.VERSION or not rest:
            raise Refusal(2500, "Unknown path components")
        self._insist(given)
        number, edge = rest[0], "/".join(rest[1:])
        wrong = complaint(self.EDGES, request.method, edge, given)
        if wrong:
            raise Refusal(100, wrong)
        return await self.answer(request.method, number, edge, given, files)

    async def answer(
        self, method: str, number: str, edge: str, given: dict[str, str], files: dict[str, File]
    ) -> Any:
        raise missing(number)

    def is_known(self, token: str) -> bool:
        return token == self.token

    def _insist(self, given: dict[str, str]) -> None:
        token = given.get("access_token", "")
        if not self.is_known(token):
            raise self.wrong_token
        proof = hmac.new(self.secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if self.secret and given.get("appsecret_proof") != proof:
            raise Refusal(100, "API calls from the server require an appsecret_proof argument")

    def sign_in_page(self, request: Request, given: dict[str, str]) -> Reply | None:
        """The pages of a sign-in at Instagram and Threads."""
        if request.path == "/oauth/authorize":
            return self.agree(request.query)
        if request.path == "/oauth/access_token":
            return self.take_code(given, {"grant_type": "authorization_code"})
        if request.path in ("/access_token", "/refresh_access_token"):
            return self._next_token(request.path, given)
        return None

    def agree(self, query: dict[str, str]) -> Reply:
        """The person says yes at once."""
        if query.get("client_id") != self.client_id or query.get("response_type") != "code":
            return Reply(400, b"Invalid request")
        code = secrets.token_hex(8)
        self.codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return Reply(302, b"", {"location": f"{query['redirect_uri']}?{back}#_"})

    def take_code(self, given: dict[str, str], wanted: dict[str, str]) -> Reply:
        asked = self.codes.pop(given.get("code", ""), {})
        wanted = wanted | {"client_id": self.client_id, "client_secret": self.client_secret}
        wrong = any(given.get(name) != value for name, value in wanted.items())
        if wrong or not asked or asked["redirect_uri"] != given.get("redirect_uri"):
            said = {
                "error_type": "OAuthException",
                "code": 400,
                "error_message": "Invalid authorization code",
            }
            return _json(said, 400)
        token = secrets.token_hex(8)
        self.short.add(token)
        return _json(self.first_token(token))

    def first_token(self, token: str) -> dict[str, Any]:
        return {"access_token": token, "user_id": 17841400008460056}

    def _next_token(self, path: str, given: dict[str, str]) -> Reply:
        token = given.get("access_token", "")
        if path == "/access_token":
            good = token in self.short and given.get("client_secret") == self.client_secret
        else:
            good = token == self.token
            if good and self.too_young:
                return Refusal(100, "The token must be at least 24 hours old").reply()
        if not good:
            return self.wrong_token.reply()
        self.token = secrets.token_hex(8)
        return _json({"access_token": self.token, "token_type": "bearer", "expires_in": SIXTY_DAYS})


def read(request: Request) -> tuple[dict[str, str], dict[str, File]]:
    """What was given, in the address or in the body, and the files."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        form, files = form_and_files(request)
        return request.query | form, files
    return request.query | dict(request.form if request.body else ()), {}


def listed(items: Sequence[dict[str, Any]], given: dict[str, str]) -> dict[str, Any]:
    """One page of a list, with the cursor of the next."""
    start, limit = int(given.get("after", "0")), int(given.get("limit", "25"))
    paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + limit)}}
    if start + limit < len(items):
        paging["next"] = "https://graph.example/elsewhere"
    return {"data": list(items[start : start + limit]), "paging": paging}


def chosen(item: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
    """Only the fields that were asked for, as Graph gives them."""
    names = {name.partition("{")[0].partition(".")[0] for name in split_fields(given.get("fields", "id"))}
    return {name: value for name, value in item.items() if name in names | {"id"}}


def split_fields(text: str) -> list[str]:
    """`a,b{c,d}` is two fields."""
    found, depth = [""], 0
    for sign in text:
        depth += (sign in "{(") - (sign in "})")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())
