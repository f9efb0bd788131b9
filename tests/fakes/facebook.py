"""Facebook's Graph API, for pages. `python -m tests.fakes.facebook --port 8907 --state arrivals.jsonl`

One page, Harbour, whose token is `token`, and Ada, who looks after it and signs in.
"""

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.command import run
from tests.fakes.meta import SIXTY_DAYS, FakeMeta, Refusal, chosen, listed, missing
from tests.fakes.meta_containers import stamp
from tests.fakes.meta_parameters import FACEBOOK
from tests.fakes.multipart import File
from tests.fakes.server import Reply, Request

PAGE, PERSON, SOMEBODY = "104000000000001", "10001", "10002"
METRICS = {"post_media_view": 250, "post_total_media_view_unique": 200, "post_clicks": 9}
CHUNK = 700  # bytes


@dataclass
class Post:
    number: str
    given: dict[str, str]
    photos: list[dict[str, str]]
    at: float
    is_out: bool = False
    comments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.given.get("message", self.given.get("description", ""))

    @property
    def is_video(self) -> bool:
        return "_" not in self.number


class FakeFacebook(FakeMeta):
    """`metrics` are those that it still knows; `patience` is how many looks a video takes."""

    EDGES = FACEBOOK

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.user_tokens: set[str] = set()
        self.posts: dict[str, Post] = {}
        self.photos: dict[str, dict[str, str]] = {}
        self.sessions: dict[str, bytes] = {}
        self.videos: dict[str, bytes] = {}
        self.finished: set[str] = set()  # sessions: each is finished once
        self.naming: list[dict[str, Any]] = []
        self.metrics = dict(METRICS)
        self.tasks = ["CREATE_CONTENT", "ANALYZE"]
        self.patience = 0
        self.ends_at = 0  # of the token, in seconds since 1970; 0 never
        self.tells_of_tokens = True
        self.refuses_duplicates = False
        self.usage: dict[str, Any] = {"call_count": 28, "total_time": 25, "total_cputime": 25}
        self.clock: Callable[[], float] = time.time
        self.numbers = itertools.count(122100000000001)

    @property
    def published(self) -> list[Post]:
        return [post for post in self.posts.values() if post.is_out]

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST" and b"published=true" in request.body

    def is_known(self, token: str) -> bool:
        return token == self.token or token in self.user_tokens

    def restore(self, arrival: dict[str, Any]) -> None:
        number = str(arrival["number"])
        self.posts[number] = Post(number, arrival["given"], arrival["photos"], arrival["wall"], is_out=True)
        self.numbers = itertools.count(int(number.rpartition("_")[2]) + 1)

    async def handle(self, request: Request) -> Reply:
        reply = await super().handle(request)
        reply.headers["x-app-usage"] = json.dumps(self.usage)
        return reply

    async def answer(
        self, method: str, number: str, edge: str, given: dict[str, str], files: dict[str, File]
    ) -> Any:
        if number == "me":
            return self._me(edge, given)
        if number == PAGE:
            return self._page(method, edge, given, files)
        comment = self._comment_of(number)
        if comment is not None:
            return self._of_comment(method, comment, given)
        if number not in self.posts:
            raise missing(number)
        return self._of_post(method, self.posts[number], edge, given)

    def remark(self, number: str, text: str) -> None:
        """Somebody comments on a post; without a number: they tag the page."""
        if number:
            self._say(self.posts[number], SOMEBODY, text)
        else:
            self.naming.insert(0, self._said(f"{SOMEBODY}_{next(self.numbers)}", SOMEBODY, text))

    def sign_in_page(self, request: Request, given: dict[str, str]) -> Reply | None:
        if request.path == f"/{self.VERSION}/dialog/oauth":
            return self.agree(request.query)
        if request.path == f"/{self.VERSION}/debug_token":
            if not self.tells_of_tokens or not self.is_known(given.get("input_token", "")):
                raise Refusal(100, "The App_id in the input_token did not match the Viewing App")
            about = {"is_valid": True, "type": "PAGE", "expires_at": self.ends_at}
            return Reply(200, json.dumps({"data": about}).encode())
        if request.path != f"/{self.VERSION}/oauth/access_token":
            return None
        if given.get("grant_type") != "fb_exchange_token":
            return self.take_code(given, {})
        if given.get("fb_exchange_token") not in self.short:
            return self.wrong_token.reply()
        token = f"user-{next(self.numbers)}"
        self.user_tokens.add(token)
        return Reply(200, json.dumps({"access_token": token, "expires_in": SIXTY_DAYS}).encode())

    def _me(self, edge: str, given: dict[str, str]) -> Any:
        is_page = given["access_token"] == self.token
        page = {
            "id": PAGE,
            "name": "Harbour",
            "username": "harbour",
            "link": "https://www.facebook.com/harbour",
        }
        if edge == "accounts":
            if is_page:
                raise Refusal(100, "Tried accessing nonexisting field (accounts)")
            return listed([chosen(page | {"access_token": self.token, "tasks": self.tasks}, given)], given)
        if is_page:
            return chosen(page | {"category": "Harbor"}, given)
        if "category" in given["fields"]:
            raise Refusal(100, "Tried accessing nonexisting field (category) on node type (User)")
        return chosen({"id": PERSON, "name": "Ada Fisher"}, given)

    def _page(self, method: str, edge: str, given: dict[str, str], files: dict[str, File]) -> Any:
        if method == "GET":
            if edge == "tagged":
                self.needs("pages_read_user_content")
                return listed([chosen(one, given) for one in self.naming], given)
            if edge == "feed":  # also what is not published yet, newest first
                shown = [self._shown(one) for one in reversed(self.posts.values()) if not one.is_video]
                return listed([chosen(one, given) for one in shown], given)
            return chosen({"id": PAGE, "followers_count": 321}, given)
        if edge == "feed":
            return {"id": self._draft(given).number}
        if edge == "photos":
            return self._photo(given, files)
        return self._video(given, files)

    def _draft(self, given: dict[str, str]) -> Post:
        wanted = [
            json.loads(value)["media_fbid"] for name, value in given.items() if "attached_media" in name
        ]
        if any(one not in self.photos for one in wanted):
            raise missing(str(wanted))
        if len(given.get("message", "")) > 63206 or not (given.get("message") or wanted):
            raise Refusal(100, "The message is too long, or there is none")
        if given.get("published") != "false":
            raise Refusal(100, "This fake wants posts to be made ahead")
        photos = [self.photos[one] for one in wanted]
        post = Post(f"{PAGE}_{next(self.numbers)}", dict(given), photos, self.clock())
        self.posts[post.number] = post
        return post

    def _photo(self, given: dict[str, str], files: dict[str, File]) -> dict[str, str]:
        _name, raw, kind = files["source"]
        if len(raw) > 4_000_000 or kind not in ("image/jpeg", "image/png"):
            raise Refusal(324, "Missing or invalid image file", 1366046)
        number = str(next(self.numbers))
        self.photos[number] = {
            "alt": given.get("alt_text_custom", ""),
            "published": given.get("published", ""),
        }
        return {"id": number}

    def _video(self, given: dict[str, str], files: dict[str, File]) -> Any:
        phase, session = given.get("upload_phase"), given.get("upload_session_id", "")
        if phase == "start":
            session, video = str(next(self.numbers)), str(next(self.numbers))
            self.sessions[session] = b""
            self.videos[session] = video.encode() + b" " + given["file_size"].encode()
            said = {"upload_session_id": session, "video_id": video}
            return said | self._offsets(session)
        if session not in self.sessions:
            raise Refusal(6000, "The upload session is not there", 1363037)
        if phase == "transfer":
            if int(given["start_offset"]) != len(self.sessions[session]):
                raise Refusal(100, "start_offset is wrong", 1363037)
            self.sessions[session] += files["video_file_chunk"][1]
            return self._offsets(session)
        video, size = self.videos[session].decode().split()
        if len(self.sessions[session]) != int(size):
            raise Refusal(100, "The video is not whole")
        if session in self.finished:
            raise Refusal(6000, "The upload session is over", 1363037)
        self.finished.add(session)
        self.posts[video] = Post(video, dict(given), [], self.clock())
        return {"success": True}

    def _offsets(self, session: str) -> dict[str, str]:
        size, start = int(self.videos[session].split()[1]), len(self.sessions[session])
        return {"start_offset": str(start), "end_offset": str(min(start + CHUNK, size))}

    def _of_post(self, method: str, post: Post, edge: str, given: dict[str, str]) -> Any:
        if edge == "comments":
            if method == "POST":
                return {"id": self._say(post, PAGE, given["message"])["id"]}
            self.needs("pages_read_user_content")
            return listed([chosen(one, given) for one in post.comments], given)
        if edge == "insights":
            self.needs("read_insights")
            asked = given["metric"].split(",")
            if unknown := [one for one in asked if one not in self.metrics]:
                raise Refusal(100, f"The value must be a valid insights metric: {unknown}")
            return {"data": [{"name": one, "values": [{"value": self.metrics[one]}]} for one in asked]}
        if method == "DELETE":
            del self.posts[post.number]
            return {"success": True}
        if method == "GET":
            return chosen(self._shown(post), given)
        return self._change(post, given)

    def _change(self, post: Post, given: dict[str, str]) -> Any:
        publishes = given.get("published" if post.is_video else "is_published") == "true"
        latest = max(self.published, key=lambda one: one.at, default=None)
        if publishes and self.refuses_duplicates and latest and not post.is_out and latest.text == post.text:
            raise Refusal(506, "Duplicate status message")
        if publishes and not post.is_out:
            post.is_out = True
            self.posts[post.number] = self.posts.pop(post.number)
            self.arrived(number=post.number, given=post.given, photos=post.photos)
        post.given |= {name: given[name] for name in ("message", "description") if name in given}
        return {"success": True}

    def _shown(self, post: Post) -> dict[str, Any]:
        ready = not self.patience
        self.patience = max(self.patience - 1, 0)
        likes = {"data": [], "summary": {"total_count": 7}}
        comments = {"data": [], "summary": {"total_count": len(post.comments)}}
        shown: dict[str, Any] = {"id": post.number, "comments": comments, "likes": likes, "reactions": likes}
        if post.is_video:
            status = {"video_status": "ready" if ready else "processing"}
            return shown | {"published": post.is_out, "views": 90, "status": status}
        shown |= {"message": post.text, "created_time": stamp(post.at)}
        return shown | {"is_published": post.is_out, "shares": {"count": 2}}

    def _say(self, post: Post, who: str, text: str) -> dict[str, Any]:
        said = self._said(f"{post.number.rpartition('_')[2]}_{next(self.numbers)}", who, text)
        post.comments.append(said)
        return said

    def _said(self, number: str, who: str, text: str) -> dict[str, Any]:
        name = "Harbour" if who == PAGE else "Grace Keeper"
        said: dict[str, Any] = {"id": number, "message": text, "from": {"id": who, "name": name}}
        return said | {
            "created_time": stamp(self.clock()),
            "permalink_url": f"https://www.facebook.com/{number}",
        }

    def _comment_of(self, number: str) -> tuple[Post, dict[str, Any]] | None:
        pairs = ((post, one) for post in self.posts.values() for one in post.comments)
        return next(((post, one) for post, one in pairs if one["id"] == number), None)

    def _of_comment(self, method: str, found: tuple[Post, dict[str, Any]], given: dict[str, str]) -> Any:
        post, comment = found
        if method == "DELETE":
            post.comments.remove(comment)
        elif method == "POST":
            comment["message"] = given["message"]
        return {"success": True} if method != "GET" else chosen(comment, given)


if __name__ == "__main__":
    run(FakeFacebook)
