"""Instagram's API. `python -m tests.fakes.instagram --port 8909 --state arrivals.jsonl`

One professional account, Ada's, and somebody who comments.
"""

from typing import Any

from tests.fakes.command import run
from tests.fakes.meta import Refusal, chosen, listed, missing
from tests.fakes.meta_containers import ContainerNetwork, Post, stamp
from tests.fakes.meta_parameters import INSTAGRAM
from tests.fakes.multipart import File

METRICS = {"views": 250, "reach": 200, "likes": 7, "comments": 0, "saved": 4, "shares": 2}


class FakeInstagram(ContainerNetwork):
    """`metrics` are those that it still knows."""

    EDGES = INSTAGRAM

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.metrics = dict(METRICS)

    async def answer(
        self, method: str, number: str, edge: str, given: dict[str, str], files: dict[str, File]
    ) -> Any:
        if number in ("me", self.USER):
            if method == "POST":
                return await self._make(edge, given)
            return self._account(edge, given)
        if number in self.containers and not edge:
            return self.look(number, given)
        if number not in self.posts:
            raise missing(number)
        return self._of_post(method, self.posts[number], edge, given)

    def remark(self, number: str, text: str) -> None:
        self._comment(self.posts[number], "grace", text)

    def first_token(self, token: str) -> dict[str, Any]:
        return {"data": [super().first_token(token) | {"permissions": "instagram_business_basic"}]}

    async def _make(self, edge: str, given: dict[str, str]) -> Any:
        if edge == self.PUBLISH:
            return self.publish(given["creation_id"])
        kind = given.get("media_type", "IMAGE")
        wanted = {"IMAGE": "image_url", "VIDEO": "video_url", "REELS": "video_url", "CAROUSEL": "children"}
        if kind not in wanted or wanted[kind] not in given:
            raise Refusal(100, "The parameter image_url is required")
        if kind == "VIDEO" and given.get("is_carousel_item") != "true":
            raise Refusal(100, "VIDEO is deprecated, use REELS")
        if given.get("image_url", "").endswith(".png"):
            raise Refusal(36001, "The image format is not supported", 2207005)
        if len(given.get("caption", "")) > 2200:
            raise Refusal(36004, "The caption was too long", 2207010)
        if "alt_text" in given and kind != "IMAGE":
            raise Refusal(100, "alt_text is only of images")
        if "share_to_feed" in given and kind != "REELS":
            raise Refusal(100, "share_to_feed is only of reels")
        return await self.create(given)

    def _account(self, edge: str, given: dict[str, str]) -> Any:
        if not edge:
            who = {"id": "991", "user_id": self.USER, "username": self.HANDLE, "name": self.NAME}
            return chosen(who | {"account_type": "BUSINESS", "followers_count": 321}, given)
        if edge == "content_publishing_limit":
            return self.quota_said("quota_usage", "config", given)
        mine = [self._shown(one) for one in reversed(self.posts.values())]
        return self.newest_first(mine, given)

    def _of_post(self, method: str, post: Post, edge: str, given: dict[str, str]) -> Any:
        if edge == "comments":
            self.needs("instagram_business_manage_comments")
            if method == "POST":
                if len(given.get("message", "")) > 2200 or not given.get("message"):
                    raise Refusal(100, "A comment has at most 2200 characters")
                return {"id": self._comment(post, self.HANDLE, given["message"])["id"]}
            return listed([chosen(one, given) for one in reversed(post.comments)], given)
        if edge == "insights":
            self.needs("instagram_business_manage_insights")
            asked = given["metric"].split(",")
            if unknown := [one for one in asked if one not in self.metrics]:
                raise Refusal(100, f"metric[0] must be one of the following: {unknown}")
            return {"data": [{"name": one, "values": [{"value": self.metrics[one]}]} for one in asked]}
        return chosen(self._shown(post), given)

    def _comment(self, post: Post, handle: str, text: str) -> dict[str, Any]:
        said = {
            "id": str(next(self.numbers)),
            "text": text,
            "username": handle,
            "timestamp": stamp(self.clock()),
        }
        post.comments.append(said | {"from": {"id": "1", "username": handle}})
        return said

    def _shown(self, post: Post) -> dict[str, Any]:
        kind = "CAROUSEL_ALBUM" if post.children else "VIDEO" if "video_url" in post.given else "IMAGE"
        shown: dict[str, Any] = {"id": post.number, "timestamp": stamp(post.at), "media_type": kind}
        shown |= {"permalink": f"{self.SITE}/p/C{post.number}/", "like_count": 7}
        shown["comments_count"] = len(post.comments)
        return shown | ({"caption": post.text} if post.text else {})


if __name__ == "__main__":
    run(FakeInstagram)
