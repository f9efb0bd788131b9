"""VK's API. `python -m tests.fakes.vk --port 8903 --state arrivals.jsonl`

One community, with its own access key and a person's token. The status is always 200, also of errors.
"""

import base64
import json
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import form_and_files
from tests.fakes.server import Reply, Request
from tests.fakes.vk_wall import GROUP_AUTH, GROUPS_ONLY, USERS_ONLY, Refusal, Wall

COMMUNITY_KEY = "vk1.a.the-communitys-own-key"
USER_TOKEN = "vk1.a.a-persons-token"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
POSTS = ("wall.post", "wall.createComment")


class FakeVK(FaultyServer):
    """Answers as VK does. `refuse` makes the next call of a method meet an error, `captcha` asks for one."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.community_key, self.user_token = COMMUNITY_KEY, USER_TOKEN
        self.wall = Wall(self.arrived)
        self.captcha = ""  # the letters in the picture, while VK asks for them
        self.odd: dict[str, Any] = {}  # what is answered instead, by the last part of the path
        self._refusals: list[tuple[str, Refusal]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[Any]:
        return list(self.wall.posts.values())

    def refuse(self, method: str, code: int, message: str = "no", **more: Any) -> None:
        self._refusals.append((method, Refusal(code, message, **more)))

    def is_commit(self, request: Request) -> bool:
        return request.path.rpartition("/")[2] in POSTS

    def restore(self, arrival: dict[str, Any]) -> None:
        if not arrival["repeat"] and "on" not in arrival:
            self.wall.restore(**arrival)

    async def handle(self, request: Request) -> Reply:
        if (odd := request.path.rpartition("/")[2]) in self.odd:
            return _json(self.odd[odd])
        if request.path == "/upload":
            _, files = form_and_files(request)
            return _json(self.wall.take_upload(files.get("photo")))
        if request.path == "/captcha.php":
            return Reply(200, PICTURE, {"content-type": "image/png"})
        method = request.path.removeprefix("/method/")
        given = {**request.query, **dict(request.form)}
        self.wall.upload_url = f"{self.url}/upload"
        try:
            return _json({"response": self._answer(method, given)})
        except Refusal as no:
            echo = [{"key": name, "value": value} for name, value in given.items() if name != "access_token"]
            error = {"error_code": no.code, "error_msg": no.message, "request_params": echo, **no.more}
            return _json({"error": error})

    def _answer(self, method: str, given: dict[str, str]) -> Any:
        do = getattr(self.wall, method.replace(".", "_"), None)
        if "." not in method or do is None:
            raise Refusal(3, "Unknown method passed")
        if "v" not in given:
            raise Refusal(8, "Invalid request: v (version) is required")
        tokens = {self.community_key: "community", self.user_token: "user"}
        given["token"] = tokens.get(given.get("access_token", ""), "")
        if not given["token"]:
            raise Refusal(5, "User authorization failed: invalid access_token (4).")
        if (given["token"] == "community" and method in USERS_ONLY) or (
            given["token"] == "user" and method in GROUPS_ONLY
        ):
            raise Refusal(27, GROUP_AUTH)
        for at, (refused, refusal) in enumerate(self._refusals):
            if refused == method:
                del self._refusals[at]
                raise refusal
        if self.captcha and method in POSTS:
            if (given.get("captcha_sid"), given.get("captcha_key")) != ("8866", self.captcha):
                raise Refusal(
                    14,
                    "Captcha needed",
                    captcha_sid="8866",
                    captcha_img=f"{self.url}/captcha.php?sid=8866",
                )
            self.captcha = ""
        return do(given)


def _json(value: object) -> Reply:
    return Reply(200, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeVK)
