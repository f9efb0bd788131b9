"""A Discourse forum. `python -m tests.fakes.discourse --port 8912 --state arrivals.jsonl`

One person, ada, with a key of the administration and a User API key. Strict where Discourse is: an id of ours
is unique and only an administration's key may give one, lengths, words said again within minutes, titles that
are taken, and the same request of a key within two minutes is answered with its first result.
"""

import json
import re
import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.command import run
from tests.fakes.discourse_topics import NOT_FOUND, Post, Refusal, Topics
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import form_and_files
from tests.fakes.server import Reply, Request

KEY, USER_KEY = "0123456789abcdef" * 4, "fedcba9876543210" * 2
REMEMBERED = 120.0  # seconds
BAD_KEY = "You are not permitted to view the requested resource. The API username or key is invalid."
TOPIC, POSTS_OF = re.compile(r"/t/(\d+)\.json"), re.compile(r"/t/(\d+)/posts\.json")
MARKED, POST = re.compile(r"/t/external_id/([\w-]+)\.json"), re.compile(r"/posts/(\d+)\.json")
PEOPLE = (("vera", "Vera Lind"), ("verde", "Verde"), ("max", "Max"))


class FakeDiscourse(FaultyServer):
    """`refuse` makes the next request to a path meet an error; `odd` always answers something else."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.key, self.user_key = KEY, USER_KEY
        self.topics = Topics(self.arrived)
        self.tells_settings = True
        self.odd: dict[str, Reply] = {}
        self._remembered: dict[str, tuple[float, Reply]] = {}
        self._refusals: list[tuple[str, Refusal]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[Post]:
        return self.topics.there

    def refuse(self, path: str, status: int, *words: str, **more: Any) -> None:
        self._refusals.append((path, Refusal(status, *words, **more)))

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/posts.json"

    def restore(self, arrival: dict[str, Any]) -> None:
        self.topics.restore(arrival["post"])

    def remark(self, receipt_id: str, text: str) -> None:
        """Somebody answers in this topic, or names us elsewhere where it is "" """
        self.topics.remark(int(receipt_id.split("/")[0]) if receipt_id else 0, text)

    async def handle(self, request: Request) -> Reply:
        for at, (path, refusal) in enumerate(self._refusals):
            if request.path.startswith(path):
                del self._refusals[at]
                return refusal.reply()
        if request.path in self.odd:
            return self.odd[request.path]
        try:
            by_key = self._insist(request)
            if self.is_commit(request):
                return self._post(request, by_key=by_key)
            return self._answer(request)
        except Refusal as no:
            return no.reply()

    def _insist(self, request: Request) -> bool:
        """True for a key of the administration."""
        headers = request.headers
        if headers.get("user-api-key") == self.user_key:
            return False
        if headers.get("api-key") != self.key or headers.get("api-username", "").lower() != "ada":
            raise Refusal(403, BAD_KEY, error_type="invalid_access")
        return True

    def _post(self, request: Request, *, by_key: bool) -> Reply:
        before = self._remembered.get(request.body.decode())
        if by_key and before and time.monotonic() - before[0] < REMEMBERED:
            return before[1]
        given = json.loads(request.body)
        if not by_key:
            given.pop("external_id", None)
        try:
            reply = _json(self.topics.make(given))
        except Refusal as no:
            reply = no.reply(action="create_post")
        self._remembered[request.body.decode()] = (time.monotonic(), reply)
        return reply

    def _answer(self, request: Request) -> Reply:
        path, topics = request.path, self.topics
        if path == "/session/current.json":
            return _json({"current_user": {"id": 7, "username": "ada", "name": "Ada Fisher"}})
        if path == "/site.json":
            return _json({"categories": topics.categories, "can_tag_topics": True})
        if path == "/site/settings.json" and self.tells_settings:
            return _json(topics.settings)
        if path == "/uploads.json":
            form, files = form_and_files(request)
            return _json(topics.upload(form, files.get("file")))
        if path == "/user_actions.json":
            return _json({"user_actions": topics.actions(request.query)})
        if path == "/u/search/users.json":
            letters = request.query.get("term", "")
            found = [{"username": one, "name": name} for one, name in PEOPLE if one.startswith(letters)]
            return _json({"users": found[: int(request.query.get("limit", "6"))]})
        if found := MARKED.fullmatch(path):
            topic = topics.marked(found[1])
            return Reply(301, b"", {"location": f"{self.url}/t/some-words/{topic}.json?page="})
        if found := TOPIC.fullmatch(path):
            if request.method == "DELETE":
                topics.delete_topic(int(found[1]))
                return Reply(200, b"")
            return _json(topics.topic(int(found[1])))
        if found := POSTS_OF.fullmatch(path):
            asked = parse_qsl(urlsplit(request.target).query)
            wanted = [int(value) for name, value in asked if name == "post_ids[]"]
            return _json(topics.posts_of(int(found[1]), wanted, with_raw=("include_raw", "true") in asked))
        if found := POST.fullmatch(path):
            return self._one(request, int(found[1]))
        raise Refusal(404, NOT_FOUND, error_type="not_found")

    def _one(self, request: Request, number: int) -> Reply:
        post = self.topics.post(number)
        if request.method == "DELETE":
            self.topics.delete_post(post)
            return Reply(200, b"")
        if request.method == "PUT":
            given = json.loads(request.body)
            return _json({"post": self.topics.change(post, given["post"]["raw"], given.get("title"))})
        return _json(self.topics.shown(post))


def _json(value: object) -> Reply:
    return Reply(200, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeDiscourse)
