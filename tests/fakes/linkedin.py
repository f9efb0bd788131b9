"""LinkedIn's API. `python -m tests.fakes.linkedin --port 8906 --state arrivals.jsonl`

One member, Ada, who looks after one page. Strict where LinkedIn is: the version, the rights of a token,
little text that is cut off at the first reserved character, and the same words twice.
"""

import json
import re
from typing import Any
from urllib.parse import unquote

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.linkedin_feed import ORGANIZATION, PERSON, Feed, Refusal
from tests.fakes.linkedin_signing import Signing
from tests.fakes.server import Reply, Request

VERSIONS = {"202607", "202608", "202609", "202610"}
COMMENTS = re.compile(r"/rest/socialActions/([^/]+)/comments(?:/(\d+))?")
POSTS = re.compile(r"/rest/posts(?:/([^/]+))?")
IMAGES = re.compile(r"/rest/images(?:/([^/]+))?")


class FakeLinkedIn(FaultyServer):
    """`refuse` makes the next request to a path meet an error; `odd` always answers something else."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.signing = Signing()
        self.feed = Feed(self.arrived)
        self.roles = [{"role": "ADMINISTRATOR", "organization": ORGANIZATION, "state": "APPROVED"}]
        self.versions = set(VERSIONS)
        self.odd: dict[str, Reply] = {}
        self._refusals: list[tuple[str, Refusal]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[Any]:
        return list(self.feed.posts.values())

    def refuse(self, path: str, status: int, body: Any = None, **headers: str) -> None:
        self._refusals.append((path, Refusal(status, body=body, headers=headers)))

    def is_commit(self, request: Request) -> bool:
        return request.path == "/rest/posts" and request.method == "POST"

    def restore(self, arrival: dict[str, Any]) -> None:
        if not arrival["repeat"]:
            self.feed.restore(**arrival)

    async def handle(self, request: Request) -> Reply:
        target = request.target.partition("?")[0]
        for at, (path, refusal) in enumerate(self._refusals):
            if path in request.target:
                del self._refusals[at]
                return refusal.reply()
        if odd := next((reply for path, reply in self.odd.items() if path in target), None):
            return odd
        if page := self.signing.page(request):
            return page
        if target.startswith("/dms-uploads/"):
            return self.feed.take_upload(target, request)
        try:
            self._insist(request)
            return self._answer(target, request)
        except Refusal as no:
            return no.reply()

    def _insist(self, request: Request) -> None:
        """A token, a version that is alive, and the protocol: LinkedIn looks at them in this order."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        self.feed.rights = self.signing.rights_of(token)
        if not request.path.startswith("/rest/"):
            return
        version = request.headers.get("linkedin-version", "")
        if version not in self.versions:
            raise Refusal(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active")
        if request.headers.get("x-restli-protocol-version") != "2.0.0":
            raise Refusal(400, "BAD_PROTOCOL", "X-Restli-Protocol-Version is missing")

    def _answer(self, target: str, request: Request) -> Reply:
        query = rest_query(request.target)
        if target == "/v2/userinfo":
            self.feed.needs("openid", "profile")
            return _json({"sub": PERSON.rpartition(":")[2], "name": "Ada Fisher", "locale": "en_GB"})
        if target == "/rest/organizationAcls":
            self.feed.needs("rw_organization_admin")
            return _json({"elements": self.roles, "paging": {"start": 0, "count": 100, "links": []}})
        if target == "/rest/organizations":
            self.feed.needs("rw_organization_admin")
            page = {"localizedName": "Harbour", "vanityName": "harbour"}
            return _json({"results": dict.fromkeys(query["ids"], page), "statuses": {}, "errors": {}})
        if target.startswith("/rest/networkSizes/"):
            self.feed.needs("rw_organization_admin")
            return _json({"firstDegreeSize": 321})
        if target in ("/rest/organizationalEntityShareStatistics", "/rest/memberCreatorPostAnalytics"):
            page = target.startswith("/rest/organizational")
            return _json(self.feed.statistics(query) if page else self.feed.analytics(query))
        if found := IMAGES.fullmatch(target):
            begin = request.method == "POST" and query.get("action") == "initializeUpload"
            return self.feed.begin_upload(self.url, _body(request)) if begin else self.feed.image(_urn(found))
        if found := COMMENTS.fullmatch(target):
            return self.feed.comments(request.method, _urn(found), found[2] or "", _body(request), query)
        if found := POSTS.fullmatch(target):
            method = request.headers.get("x-restli-method") or request.method
            return self.feed.answer(method, _urn(found), _body(request), query)
        raise Refusal(404, "RESOURCE_NOT_FOUND", f"No virtual resource found for {target}")

    def remark(self, urn: str, text: str) -> None:
        self.feed.remark(urn, text)


def rest_query(target: str) -> dict[str, Any]:
    """Rest.li's query: `List(a,b)` is a list; colons and brackets inside of a value are in percents."""
    found: dict[str, Any] = {}
    for pair in target.partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        if value.startswith("List(") and value.endswith(")"):
            found[name] = [unquote(one) for one in value[5:-1].split(",")]
        elif value.startswith("("):
            kind, _, urn = value[1:-1].partition(":")
            if ":" in urn:
                raise Refusal(400, "ILLEGAL_ARGUMENT", f"Could not parse {value}")
            found[name] = (kind, unquote(urn))
        else:
            found[name] = unquote(value)
    return found


def _urn(found: re.Match[str]) -> str:
    if ":" in (found[1] or ""):
        raise Refusal(400, "ILLEGAL_ARGUMENT", "A name in a path has its colons in percents")
    return unquote(found[1] or "")


def _body(request: Request) -> Any:
    return json.loads(request.body) if request.body else {}


def _json(value: object) -> Reply:
    return Reply(200, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeLinkedIn)
