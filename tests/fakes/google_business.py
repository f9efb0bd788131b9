"""Google's Business Profile APIs. `python -m tests.fakes.google_business --port 8913 --state arrivals.jsonl`

One sign-in with a business of two locations, one of which is in a group as well. It fetches no pictures, but
looks at their addresses.
"""

import itertools
import json
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.google_signing import Signing
from tests.fakes.server import Reply, Request

QUAY, PIER = "accounts/11/locations/71", "accounts/11/locations/72"
POSTS = re.compile(r"/v4/(accounts/\d+/locations/\d+)/localPosts(?:/(\w+))?")
PLACES = re.compile(r"/v1/(accounts/\d+)/locations")
BUTTONS = {"BOOK", "ORDER", "SHOP", "LEARN_MORE", "SIGN_UP", "CALL"}


class Refusal(Exception):
    """`detail`: what is wrong with which field; `reason` as in google.rpc.ErrorInfo."""

    def __init__(self, status: int, word: str, message: str, detail: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.status, self.word, self.message, self.detail, self.reason = status, word, message, detail, reason

    def reply(self) -> Reply:
        details: list[dict[str, Any]] = []
        if self.detail:
            kind = "type.googleapis.com/google.mybusiness.v4.ValidationError"
            details.append({"@type": kind, "errorDetails": [{"code": 2, "message": self.detail}]})
        if self.reason:
            details.append({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": self.reason})
        error = {"code": self.status, "message": self.message, "status": self.word, "details": details}
        return _json({"error": error}, self.status)


@dataclass
class Post:
    number: str
    location: str
    given: dict[str, Any]
    at: float  # seconds since 1970
    state: str = "LIVE"  # once Google is done with it
    looks: int = 0  # until then

    @property
    def text(self) -> str:
        return str(self.given["summary"])

    @property
    def pictures(self) -> list[str]:
        return [one["sourceUrl"] for one in self.given.get("media", [])]


class FakeGoogleBusiness(FaultyServer):
    """`refuse` makes the next request to a path meet an error; `state` is what new posts are in."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.signing = Signing("business.manage")
        self.posts: dict[str, Post] = {}
        self.places = {
            "accounts/11": [_place("71", "Quay Café", "Dover"), _place("72", "Pier Café", "Hull")],
            "accounts/12": [_place("72", "Pier Café", "Hull")],
        }
        self.state = "LIVE"
        self.patience = 1  # how often it says first that it is still looking at a post
        self.is_approved = True
        self.clock = time.time
        self._numbers = itertools.count(5_000_000_001)
        self._refusals: list[tuple[str, Refusal]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[Post]:
        """What is there, or will be when Google is done with it."""
        return [post for post in self.posts.values() if post.state != "REJECTED"]

    def refuse(self, path: str, status: int, word: str, message: str, detail: str = "") -> None:
        self._refusals.append((path, Refusal(status, word, message, detail)))

    def is_commit(self, request: Request) -> bool:
        return request.path.endswith("/localPosts") and request.method == "POST"

    def restore(self, arrival: dict[str, Any]) -> None:
        number = arrival["number"]
        self.posts[number] = Post(number, arrival["location"], arrival["given"], arrival["wall"])

    async def handle(self, request: Request) -> Reply:
        for at, (path, refusal) in enumerate(self._refusals):
            if path in request.path:
                del self._refusals[at]
                return refusal.reply()
        if page := self.signing.page(request):
            return page
        try:
            return self._answer(request)
        except Refusal as no:
            return no.reply()

    def _answer(self, request: Request) -> Reply:
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.signing.tokens:
            raise Refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if not self.is_approved:
            said = "Google My Business API has not been used in project 7 before or it is disabled."
            raise Refusal(403, "PERMISSION_DENIED", said, reason="SERVICE_DISABLED")
        if request.path == "/v1/accounts":
            found = [{"name": name, "accountName": "Cafés"} for name in self.places]
            return _listed("accounts", found, request.query, 20)
        if places := PLACES.fullmatch(request.path):
            if "name" not in request.query.get("readMask", ""):
                raise Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", "readMask")
            return _listed("locations", self.places[places[1]], request.query, 100)
        if posts := POSTS.fullmatch(request.path):
            return self._of_posts(request, posts[1], posts[2] or "")
        raise Refusal(404, "NOT_FOUND", "Requested entity was not found.")

    def _of_posts(self, request: Request, location: str, number: str) -> Reply:
        business, _, name = location.partition("/locations/")
        if f"locations/{name}" not in [one["name"] for one in self.places.get(business, [])]:
            raise Refusal(404, "NOT_FOUND", "Requested entity was not found.")
        if not number:
            if request.method == "POST":
                return self._create(location, json.loads(request.body))
            shown = [_shown(post) for post in reversed(self.posts.values()) if post.location == location]
            return _listed("localPosts", shown, request.query, 100)
        post = self.posts.get(number)
        if post is None or post.location != location:
            raise Refusal(404, "NOT_FOUND", "Requested entity was not found.")
        if request.method == "DELETE":
            del self.posts[number]
            return _json({})
        if request.method == "PATCH":
            changed = json.loads(request.body)
            if request.query.get("updateMask") != ",".join(changed):
                raise Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", "updateMask")
            _fits(post.given | changed)
            post.given |= changed
        return _json(_shown(post))

    def _create(self, location: str, given: dict[str, Any]) -> Reply:
        _fits(given)
        post = Post(str(next(self._numbers)), location, given, self.clock(), self.state, self.patience)
        self.posts[post.number] = post
        self.arrived(number=post.number, location=location, given=given)
        return _json(_shown(post))


def _fits(given: dict[str, Any]) -> None:
    wrong = ""
    if given.get("topicType") != "STANDARD":
        wrong = "Topic type is required for post creation."
    elif not 0 < len(given.get("summary", "")) <= 1500:
        wrong = "Summary must have 1 to 1500 characters."
    action = given.get("callToAction")
    if action is not None:
        calls = action.get("actionType") == "CALL"
        address = str(action.get("url", "")).startswith(("http://", "https://"))
        if action.get("actionType") not in BUTTONS or calls == address:
            wrong = "Call to action is invalid."
    for one in given.get("media", []):
        there = urlsplit(one.get("sourceUrl", ""))
        at_home = there.hostname == "127.0.0.1"  # where a whole installation is tried on this machine
        if one.get("mediaFormat") != "PHOTO" or (there.scheme != "https" and not at_home):
            wrong = "Media could not be fetched."
    if wrong:
        raise Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", wrong)


def _shown(post: Post) -> dict[str, Any]:
    at = datetime.fromtimestamp(post.at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    state, post.looks = ("PROCESSING" if post.looks > 0 else post.state), post.looks - 1
    shown = {"name": f"{post.location}/localPosts/{post.number}", "state": state, "createTime": at}
    shown["searchUrl"] = f"https://local.google.com/place?id=71&use=posts&lpsid={post.number}"
    return post.given | shown


def _place(number: str, title: str, town: str) -> dict[str, Any]:
    maps = {"mapsUri": f"https://maps.google.com/maps?cid={number}", "canOperateLocalPost": True}
    return {"name": f"locations/{number}", "title": title, "metadata": maps} | {
        "storefrontAddress": {"locality": town}
    }


def _listed(name: str, items: list[dict[str, Any]], query: dict[str, str], most: int) -> Reply:
    """An empty list is left out, as Google does."""
    size, start = int(query.get("pageSize", "10")), int(query.get("pageToken", "0"))
    if not 1 <= size <= most:
        raise Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", "pageSize")
    shown: dict[str, Any] = {name: items[start : start + size]} if items[start:] else {}
    if start + size < len(items):
        shown["nextPageToken"] = str(start + size)
    return _json(shown)


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeGoogleBusiness)
