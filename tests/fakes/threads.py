"""Threads' API. `python -m tests.fakes.threads --port 8908 --state arrivals.jsonl`

One profile, Ada's, and somebody who answers.
"""

import re
from typing import Any

from tests.fakes.command import run
from tests.fakes.meta import Refusal, chosen, listed, missing
from tests.fakes.meta_containers import ContainerNetwork, Post, stamp
from tests.fakes.meta_parameters import THREADS
from tests.fakes.multipart import File

METRICS = {"views": 250, "likes": 7, "replies": 0, "reposts": 2, "quotes": 1, "shares": 3}
ADDRESS = re.compile(r"https?://\S+")


class FakeThreads(ContainerNetwork):
    """`metrics` are those that it still knows."""

    VERSION, EDGES = "v1.0", THREADS
    CREATE, PUBLISH = "threads", "threads_publish"
    STATE, WHY = "status", "error_message"
    MOST_CHILDREN = 20
    USER, SITE = "26046028285000000", "https://www.threads.com"

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.quota = 250
        self.metrics = dict(METRICS)
        self.naming: list[dict[str, Any]] = []

    async def answer(
        self, method: str, number: str, edge: str, given: dict[str, str], files: dict[str, File]
    ) -> Any:
        if method == "POST":
            return await self._post(number, edge, given)
        if method == "DELETE":
            self.needs("threads_delete")
            if self.posts.pop(number, None) is None:
                raise missing(number)
            return {"success": True}
        if number in ("me", self.USER):
            return self._profile(edge, given)
        if number in self.containers and not edge:
            return self.look(number, given)
        return self._of_post(number, edge, given)

    def remark(self, number: str, text: str) -> None:
        """Somebody answers a post; without a number: they name us."""
        said = {
            "id": str(next(self.numbers)),
            "text": text,
            "username": "grace",
            "timestamp": stamp(self.clock()),
        }
        said |= {"permalink": f"{self.SITE}/@grace/post/C{said['id']}"}
        if number:
            self.posts[number].comments.append(said | {"replied_to": {"id": number}})
        else:
            self.naming.insert(0, said)

    async def _post(self, number: str, edge: str, given: dict[str, str]) -> Any:
        if number != self.USER:
            raise missing(number)
        if edge == self.PUBLISH:
            return self.publish(given["creation_id"])
        text, above = given.get("text", ""), given.get("reply_to_id", "")
        if _length(text) > 500:
            raise Refusal(100, "Param text must be at most 500 characters long.")
        if len(set(ADDRESS.findall(text))) > 5:
            raise Refusal(100, "THREADS_API__LINK_LIMIT_EXCEEDED")
        if above and above not in self.posts:
            raise Refusal(100, "The reply_to_id is not there")
        kind = given.get("media_type")
        wanted = {"TEXT": "text", "IMAGE": "image_url", "VIDEO": "video_url", "CAROUSEL": "children"}
        if kind not in wanted or wanted[kind] not in given:
            raise Refusal(100, "Param media_type is wrong")
        if above:
            self.needs("threads_manage_replies")
        return await self.create(given)

    def _profile(self, edge: str, given: dict[str, str]) -> Any:
        if not edge:
            return chosen({"id": self.USER, "username": self.HANDLE, "name": self.NAME}, given)
        if edge == "threads_publishing_limit":
            name = "reply_quota_usage" if "reply_quota_usage" in given["fields"] else "quota_usage"
            return self.quota_said(name, name.replace("quota_usage", "config"), given)
        if edge == "threads_insights":
            return {"data": [{"name": "followers_count", "total_value": {"value": 321}}]}
        if edge == "mentions":
            self.needs("threads_manage_mentions")
            return listed([chosen(one, given) for one in self.naming], given)
        below = edge == "replies"
        mine = [one for one in reversed(self.posts.values()) if ("reply_to_id" in one.given) == below]
        return self.newest_first([self._shown(one) for one in mine], given)

    def _of_post(self, number: str, edge: str, given: dict[str, str]) -> Any:
        if number not in self.posts:
            raise missing(number)
        post = self.posts[number]
        if edge == "insights":
            self.needs("threads_manage_insights")
            asked = given["metric"].split(",")
            if unknown := [one for one in asked if one not in self.metrics]:
                raise Refusal(100, f"metric must be one of the following: {unknown}")
            return {"data": [{"name": one, "values": [{"value": self.metrics[one]}]} for one in asked]}
        if edge in ("conversation", "replies"):
            self.needs("threads_read_replies")
            if edge == "conversation" and "reply_to_id" in post.given:
                raise Refusal(100, "The conversation is only of a post at the top")
            mine = [one for one in self.posts.values() if one.given.get("reply_to_id") == number]
            below = [self._shown(one) | {"is_reply_owned_by_me": True} for one in mine]
            return listed([chosen(one, given) for one in (*below, *post.comments)], given)
        return chosen(self._shown(post), given)

    def _shown(self, post: Post) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": post.number, "text": post.text, "timestamp": stamp(post.at)}
        shown |= {"permalink": f"{self.SITE}/@{self.HANDLE}/post/C{post.number}", "username": self.HANDLE}
        above = post.given.get("reply_to_id")
        return shown | ({"replied_to": {"id": above}} if above else {})


def _length(text: str) -> int:
    """An emoji counts as its bytes."""
    return sum(len(sign.encode()) if ord(sign) >= 0x1F000 else 1 for sign in text)


if __name__ == "__main__":
    run(FakeThreads)
