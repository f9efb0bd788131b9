"""TikTok's Content Posting API. `python -m tests.fakes.tiktok --port 8913 --state arrivals.jsonl`

One account, Ada's. When TikTok has the last byte of a video, or was told of pictures, nothing is out yet: it
fetches and looks at what it has (`patience` questions long), and then it publishes it, or says why not.
"""

import json
import re
import secrets
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.server import Reply, Request
from tests.fakes.tiktok_signing import Signing

LEVELS = ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class Refusal(Exception):
    def __init__(self, status: int, code: str, message: str = "no") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def reply(self) -> Reply:
        error = {"code": self.code, "message": self.message, "log_id": "1"}
        return Reply(self.status, json.dumps({"data": {}, "error": error}).encode())


class FakeTikTok(FaultyServer):
    """`refuse` makes the next request to a path meet an error."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.signing = Signing()
        self.posts: dict[str, dict[str, Any]] = {}  # by publish_id
        self.levels = list(LEVELS)
        self.smallest = 5_000_000  # bytes of a piece
        self.longest = 600  # seconds
        self.domain = "https://almanac.example.org/"  # that the app has verified
        self.ends_in = "PUBLISH_COMPLETE"  # what becomes of a post that is whole
        self.patience = 1  # how often it answers before that it is still at it
        self.why = ""  # it fails
        self.is_moderated = True  # False: TikTok still looks at what it has published
        self._refusals: list[tuple[str, Refusal]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[dict[str, Any]]:
        """What is out, or will be when TikTok is done with it."""
        return [post for post in self.posts.values() if post.get("fate") == "PUBLISH_COMPLETE"]

    def refuse(self, path: str, status: int, code: str = "") -> None:
        self._refusals.append((path, Refusal(status, code)))

    def is_commit(self, request: Request) -> bool:
        if request.method == "PUT":
            found = RANGE.fullmatch(request.headers.get("content-range", ""))
            return bool(found) and int(found[2]) + 1 == int(found[3])
        return request.path == "/v2/post/publish/content/init/"

    def restore(self, arrival: dict[str, Any]) -> None:
        self.posts[arrival["post"]["publish_id"]] = arrival["post"] | {"raw": b""}

    async def handle(self, request: Request) -> Reply:
        for at, (path, refusal) in enumerate(self._refusals):
            if request.path.endswith(path):
                del self._refusals[at]
                return refusal.reply()
        if page := self.signing.page(request):
            return page
        if request.path == "/video/":
            return self._take(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            if token not in self.signing.tokens:
                raise Refusal(401, "access_token_invalid", "The access token is invalid or not found.")
            return self._answer(request)
        except Refusal as no:
            return no.reply()

    def _answer(self, request: Request) -> Reply:
        body = json.loads(request.body) if request.body else {}
        doing = {
            "user/info/": lambda: {"user": {"open_id": "ada-open-id", "display_name": "Ada"}},
            "post/publish/creator_info/query/": self._creator,
            "post/publish/video/init/": lambda: self._begin(body),
            "post/publish/content/init/": lambda: self._pictures(body),
            "post/publish/status/fetch/": lambda: self._status(body),
            "video/query/": lambda: self._videos(body, request.query["fields"]),
        }
        name = request.path.removeprefix("/v2/")
        if name not in doing:
            raise Refusal(404, "invalid_params", "Unsupported path(Janus)")
        said = {"data": doing[name](), "error": {"code": "ok", "message": "", "log_id": "1"}}
        return Reply(200, json.dumps(said).encode())

    def _creator(self) -> dict[str, Any]:
        return {
            "creator_username": "ada",
            "creator_nickname": "Ada Fisher",
            "privacy_level_options": self.levels,
            "max_video_post_duration_sec": self.longest,
            "comment_disabled": False,
            "duet_disabled": False,
            "stitch_disabled": False,
        }

    def _begin(self, body: dict[str, Any]) -> dict[str, Any]:
        info, source = body["post_info"], body["source_info"]
        self._insist_on_info(info, info["title"], 2200)
        size, piece, count = (source[one] for one in ("video_size", "chunk_size", "total_chunk_count"))
        fits = (
            piece == size if size < self.smallest else self.smallest <= piece <= 64_000_000 or piece == size
        )
        if source["source"] != "FILE_UPLOAD" or not fits or count != max(size // piece, 1):
            raise Refusal(400, "invalid_params", "The chunk size or the count is invalid.")
        number = f"v_pub_file~v2-1.{secrets.randbits(60)}"
        self.posts[number] = {"publish_id": number, "info": info, "text": info["title"], "images": []}
        self.posts[number] |= {"status": "PROCESSING_UPLOAD", "raw": b"", "size": size, "piece": piece}
        return {"publish_id": number, "upload_url": f"{self.url}/video/?upload_id={number}&upload_token=X"}

    def _take(self, request: Request) -> Reply:
        post = self.posts.get(request.query["upload_id"])
        found = RANGE.fullmatch(request.headers["content-range"])
        if post is None:
            return Reply(404)
        if "authorization" in request.headers or found is None:
            return Reply(400)
        first, last, size = (int(one) for one in found.groups())
        if size != post["size"] or first != len(post["raw"]) or len(request.body) != last - first + 1:
            return Reply(416)
        if last + 1 < size and len(request.body) != post["piece"]:
            return Reply(400)
        post["raw"] += request.body
        told = {"content-range": f"bytes 0-{last}/{size}"}
        if last + 1 < size:
            return Reply(206, b"", told)
        self._complete(post)
        return Reply(201, b"", told)

    def _pictures(self, body: dict[str, Any]) -> dict[str, Any]:
        info, source = body["post_info"], body["source_info"]
        self._insist_on_info(info, info["description"], 4000)
        if body["media_type"] != "PHOTO" or body["post_mode"] != "DIRECT_POST":
            raise Refusal(400, "invalid_params")
        if len(info["title"]) > 90 or not 0 < len(source["photo_images"]) <= 35:
            raise Refusal(400, "invalid_params", "Too long, or too many.")
        if not all(one.startswith(self.domain) for one in source["photo_images"]):
            raise Refusal(403, "url_ownership_unverified", "Please review our URL ownership rules.")
        number = f"p_pub_url~v2.{secrets.randbits(60)}"
        post = {"publish_id": number, "info": info, "text": info["description"], "raw": b"", "size": 0}
        self.posts[number] = post | {"images": source["photo_images"], "status": ""}
        self._complete(self.posts[number])
        return {"publish_id": number}

    def _insist_on_info(self, info: dict[str, Any], text: str, most: int) -> None:
        if info["privacy_level"] not in self.levels:
            raise Refusal(403, "privacy_level_option_mismatch", "privacy_level is not among the options.")
        if info["brand_content_toggle"] and info["privacy_level"] == "SELF_ONLY":
            raise Refusal(400, "invalid_params", "Branded content cannot be private.")
        if len(text.encode("utf-16-le")) // 2 > most:
            raise Refusal(400, "invalid_params", "The title is too long.")

    def _complete(self, post: dict[str, Any]) -> None:
        post |= {"status": "PROCESSING_DOWNLOAD" if post["images"] else "PROCESSING_UPLOAD"}
        post |= {"fate": self.ends_in, "looks": self.patience}
        post |= {"post": str(7_000_000_000_000_000_000 + len(self.posts))}
        if self.ends_in == "PUBLISH_COMPLETE":
            self.arrived(post={name: value for name, value in post.items() if name != "raw"}, repeat=False)

    def _status(self, body: dict[str, Any]) -> dict[str, Any]:
        post = self.posts.get(body["publish_id"])
        if post is None:
            raise Refusal(400, "invalid_publish_id", "The publish_id does not exist.")
        if post.get("fate") and post["looks"] <= 0:
            post["status"] = post["fate"]
        elif post.get("fate"):
            post["looks"] -= 1
        said: dict[str, Any] = {"status": post["status"], "uploaded_bytes": len(post["raw"])}
        if post["status"] == "FAILED":
            said["fail_reason"] = self.why
        if post["status"] == "PUBLISH_COMPLETE" and self.is_moderated:
            said["publicaly_available_post_id"] = [int(post["post"])]
        return said

    def _videos(self, body: dict[str, Any], fields: str) -> dict[str, Any]:
        wanted = body["filters"]["video_ids"]
        if len(wanted) > 20:
            raise Refusal(400, "invalid_params", "At most 20 videos.")
        counts = {"view_count": 250, "like_count": 7, "comment_count": 1, "share_count": 2}
        there = [post["post"] for post in self.published if not post["images"]]
        asked = fields.split(",")
        return {
            "videos": [
                {name: value for name, value in {"id": one, **counts}.items() if name in asked}
                for one in wanted
                if one in there
            ]
        }


if __name__ == "__main__":
    run(FakeTikTok)
