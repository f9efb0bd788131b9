"""YouTube's Data API. `python -m tests.fakes.youtube --port 8912 --state arrivals.jsonl`

One channel, Ada's. Videos come in resumable sessions; what an update leaves out of a part is forgotten.
"""

import json
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.google_signing import Signing
from tests.fakes.server import Reply, Request

CHANNEL = "UCada0000000000000000000"
UNIT = 256 * 1024
WORKING = {"processed": "succeeded", "uploaded": "processing", "rejected": "terminated"}
RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)")


class Refusal(Exception):
    def __init__(self, status: int, reason: str, message: str = "no") -> None:
        super().__init__(message)
        self.status, self.reason, self.message = status, reason, message

    def reply(self) -> Reply:
        error = {"message": self.message, "domain": "youtube", "reason": self.reason}
        said = {"code": self.status, "message": self.message, "errors": [error] if self.reason else []}
        return _json({"error": said}, self.status)


class FakeYouTube(FaultyServer):
    """`refuse` makes the next request to a path meet an error."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.signing = Signing("youtube.upload", "youtube.force-ssl", "youtube.readonly")
        self.videos: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self.states: list[str] = []  # uploadStatus that the next looks see, before "processed"
        self.long_uploads = "allowed"
        self.keeps_private = False  # as with projects that Google has not verified
        self.takes = 10**9  # bytes of a piece that are kept
        self.unit = UNIT
        self.channels = [CHANNEL]
        self.subscribers: dict[str, Any] = {"subscriberCount": "321000", "hiddenSubscriberCount": False}
        self._refusals: list[tuple[str, str, Refusal]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[dict[str, Any]]:
        return [video for video in self.videos.values() if video["out"]]

    def refuse(self, path: str, status: int, reason: str = "", method: str = "") -> None:
        self._refusals.append((method, path, Refusal(status, reason)))

    def is_commit(self, request: Request) -> bool:
        if request.path.endswith("/commentThreads"):
            return request.method == "POST"
        return request.path == "/youtube/v3/videos" and request.method == "PUT"

    def restore(self, arrival: dict[str, Any]) -> None:
        if video := arrival.get("video"):
            self.videos[video["id"]] = video

    def remark(self, video: str, text: str) -> None:
        self._comment(video, text, "UCbob", "@bob")

    async def handle(self, request: Request) -> Reply:
        for at, (method, path, refusal) in enumerate(self._refusals):
            if request.path.endswith(path) and method in ("", request.method):
                del self._refusals[at]
                return refusal.reply()
        if page := self.signing.page(request):
            return page
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            if token not in self.signing.tokens:
                raise Refusal(401, "authError", "Invalid Credentials")
            return self._answer(request)
        except Refusal as no:
            return no.reply()

    def _answer(self, request: Request) -> Reply:
        if request.path == "/upload/youtube/v3/videos":
            return self._begin(request) if request.method == "POST" else self._take(request)
        name = request.path.removeprefix("/youtube/v3/")
        doing = {"channels": self._channels, "videos": self._videos, "comments": self._comments}
        doing |= {"commentThreads": self._threads}
        if name not in doing:
            raise Refusal(404, "notFound")
        return doing[name](request)

    def _channels(self, request: Request) -> Reply:
        known = {
            "snippet": {"title": "Ada", "customUrl": "@ada"},
            "status": {"longUploadsStatus": self.long_uploads},
            "statistics": self.subscribers,
        }
        parts = {part: known[part] for part in request.query["part"].split(",")}
        return _json({"items": [{"id": one, **parts} for one in self.channels]})

    def _begin(self, request: Request) -> Reply:
        about = json.loads(request.body)
        size = int(request.headers["x-upload-content-length"])
        _insist_on_words(about["snippet"])
        number = secrets.token_hex(8)
        self.sessions[number] = {"about": about, "size": size, "raw": b"", "id": "", "pieces": 0}
        place = f"{self.url}/upload/youtube/v3/videos?uploadType=resumable&upload_id={number}"
        return Reply(200, b"", {"location": place})

    def _take(self, request: Request) -> Reply:
        session = self.sessions.get(request.query.get("upload_id", ""))
        found = RANGE.fullmatch(request.headers["content-range"])
        if session is None:
            return Reply(404)
        if found is None or int(found[3]) != session["size"]:
            raise Refusal(400, "badRequest", "The range is wrong.")
        if found[1] is not None and not session["id"]:
            self._keep(session, int(found[1]), int(found[2]), request.body)
        if len(session["raw"]) < session["size"]:
            kept = len(session["raw"])
            return Reply(308, b"", {"range": f"bytes=0-{kept - 1}"} if kept else {})
        return _json(self._shown(self._whole(session)), 200)

    def _keep(self, session: dict[str, Any], first: int, last: int, piece: bytes) -> None:
        is_last = last + 1 == session["size"]
        if first != len(session["raw"]) or len(piece) != last - first + 1:
            raise Refusal(400, "badRequest", "The piece does not follow.")
        if not is_last and len(piece) % self.unit:
            raise Refusal(400, "badRequest", "Pieces are multiples of 256 KiB.")
        session["raw"] += piece[: self.takes]
        session["pieces"] += 1

    def _whole(self, session: dict[str, Any]) -> dict[str, Any]:
        if not session["id"]:
            session["id"] = secrets.token_urlsafe(8)[:11]
            counted = {"viewCount": "250", "likeCount": "7", "commentCount": "1"}
            about = {"snippet": session["about"]["snippet"], "status": session["about"]["status"]}
            video = {"id": session["id"], **about, "statistics": counted, "out": False}
            self.videos[session["id"]] = video | {"size": len(session["raw"])}
        return self.videos[session["id"]]

    def _videos(self, request: Request) -> Reply:
        if request.method == "PUT":
            return self._update(json.loads(request.body), request.query["part"].split(","))
        numbers = request.query["id"].split(",")
        if request.method == "DELETE":
            if self.videos.pop(numbers[0], None) is None:
                raise Refusal(404, "videoNotFound")
            return Reply(204)
        if len(numbers) > 50:
            raise Refusal(400, "invalidFilters")
        found = [self.videos[number] for number in numbers if number in self.videos]
        if "processingDetails" in request.query["part"] and found:
            found[0]["state"] = self.states.pop(0) if self.states else "processed"
        return _json({"items": [self._shown(video) for video in found]})

    def _update(self, body: dict[str, Any], parts: list[str]) -> Reply:
        video = self.videos.get(body["id"])
        if video is None:
            raise Refusal(404, "videoNotFound")
        _insist_on_words(body["snippet"])
        video["snippet"] = body["snippet"]
        if "status" in parts:
            was_out, status = video["out"], dict(body["status"])
            if self.keeps_private:
                status["privacyStatus"] = "private"
            video |= {"status": status, "out": not self.keeps_private}
            self.arrived(video=dict(video), repeat=was_out)
        return _json(self._shown(video))

    def _threads(self, request: Request) -> Reply:
        if request.method == "POST":
            said = json.loads(request.body)["snippet"]
            text = said["topLevelComment"]["snippet"]["textOriginal"]
            if said["videoId"] not in self.videos:
                raise Refusal(404, "videoNotFound")
            comment = self._comment(said["videoId"], text, CHANNEL, "@ada")
            self.arrived(comment=comment)
            return _json({"id": comment["id"], "snippet": {"topLevelComment": comment}})
        video, state = request.query["videoId"], request.query["moderationStatus"]
        found = [one for one in reversed(self.comments.values()) if one["video"] == video]
        tops = [one for one in found if one["state"] == state and "parentId" not in one["snippet"]]
        start = int(request.query.get("pageToken", "0"))
        page = tops[start : start + 100]
        more = {"nextPageToken": str(start + 100)} if tops[start + 100 :] else {}
        return _json({"items": [self._thread_of(one, found) for one in page], **more})

    def _thread_of(self, top: dict[str, Any], among: list[dict[str, Any]]) -> dict[str, Any]:
        below = [one for one in among if one["snippet"].get("parentId") == top["id"]]
        thread: dict[str, Any] = {"id": top["id"], "snippet": {"topLevelComment": top}}
        return thread | ({"replies": {"comments": below}} if below else {})

    def _comments(self, request: Request) -> Reply:
        if request.method == "PUT":
            body = json.loads(request.body)
            comment = self.comments[body["id"]]
            comment["snippet"] |= dict.fromkeys(
                ("textOriginal", "textDisplay"), body["snippet"]["textOriginal"]
            )
            return _json(comment)
        numbers = request.query["id"].split(",")
        if request.method == "DELETE":
            if self.comments.pop(numbers[0], None) is None:
                raise Refusal(404, "commentNotFound")
            return Reply(204)
        return _json({"items": [self.comments[one] for one in numbers if one in self.comments]})

    def _comment(self, video: str, text: str, author: str, name: str, above: str = "") -> dict[str, Any]:
        number = f"Ugx{len(self.comments) + 1:04d}"
        said: dict[str, Any] = {"textDisplay": text, "authorDisplayName": name, "likeCount": 2}
        said |= {"authorChannelId": {"value": author}, "publishedAt": _now()}
        said |= {"textOriginal": text} if author == CHANNEL else {}
        said |= {"parentId": above} if above else {}
        self.comments[number] = {"id": number, "video": video, "state": "published", "snippet": said}
        return self.comments[number]

    def _shown(self, video: dict[str, Any]) -> dict[str, Any]:
        state = video.get("state", "processed")
        status = video["status"] | {"uploadStatus": state}
        if state == "failed":
            status["failureReason"] = "codec"
        if state == "rejected":
            status["rejectionReason"] = "duplicate"
        working = {"processingStatus": WORKING.get(state, "failed")}
        return {**video, "status": status, "processingDetails": working}


def _insist_on_words(snippet: dict[str, Any]) -> None:
    title, text = snippet.get("title", ""), snippet.get("description", "")
    if not 0 < len(title) <= 100 or set("<>") & set(title):
        raise Refusal(400, "invalidTitle", "The request metadata specifies an invalid or empty video title.")
    if len(text.encode()) > 5000 or set("<>") & set(text):
        raise Refusal(400, "invalidDescription", "The request metadata specifies an invalid description.")
    if sum(map(len, snippet.get("tags", ()))) > 500:
        raise Refusal(400, "invalidTags", "The request metadata specifies invalid video keywords.")
    if not snippet.get("categoryId", "").isdecimal():
        raise Refusal(400, "invalidCategoryId", "The category is invalid.")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeYouTube)
