"""Posts made ahead, unseen: words, links and pictures; and videos, which are posts of their own kind."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from publishers.answer import read_moment
from publishers.answers import unreadable
from publishers.errors import Busy, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.message import Image, Part
from publishers.meta.answers import GONE, is_duplicate
from publishers.meta.containers import LIVES, OUT, WAITS
from publishers.meta.graph import SLOW, Graph
from publishers.meta.listing import is_same
from publishers.pieces import tell

RECENT = 3600  # seconds
VIDEO = "v"  # before the number of a video, in handles and receipts


@dataclass(frozen=True, slots=True)
class PageDrafts:
    """The drafts of one delivery. `videos` is the host that takes them."""

    graph: Graph
    videos: Graph
    page: str
    keep: Callable[[str, str], None]
    kept: Mapping[str, str]

    def made(self, part: Part) -> str:
        """Its handle; one that is out already is marked as such."""
        handle, _blank, made_at = self._kept(part)
        if handle and (said := self._asked(handle, float(made_at))) is not None:
            return OUT + handle if said else handle
        if any(image.is_video for image in part.images):
            handle = VIDEO + self._video(part)
        else:
            handle = self._post(part)
        self.keep(self._name(part), f"{handle} {time.time():.0f}")
        return handle

    def known(self, part: Part) -> str:
        """The handle that was kept, however old; "" where there is none. Nothing is asked or made."""
        return self._kept(part)[0]

    def _kept(self, part: Part) -> tuple[str, str, str]:
        return self.kept.get(self._name(part), "").rpartition(" ")

    def _name(self, part: Part) -> str:
        shown = [[image.sha256, image.alt] for image in part.images]
        return f"draft:{fingerprint(json.dumps([self.page, part.text, shown, part.fields]))}"

    def _asked(self, handle: str, made_at: float) -> bool | None:
        """Is it out? None of one that is gone, which is believed only of an old one."""
        try:
            return is_out(self.graph, handle)
        except Unreachable as trouble:
            if trouble.code == GONE and time.time() - made_at > LIVES:
                return None
            raise

    def _post(self, part: Part) -> str:
        given = {"message": part.text, "published": "false", **dict(part.fields)}
        for place, image in enumerate(part.images):
            given[f"attached_media[{place}]"] = json.dumps({"media_fbid": self._photo(image)})
        sent = {name: value for name, value in given.items() if value}
        try:
            return _number(self.graph, self.graph.ask("POST", f"{self.page}/feed", sent))
        except Rejected as trouble:
            if is_duplicate(trouble) and not part.images and (ours := self._unseen(part.text)):
                return ours
            raise

    def _unseen(self, text: str) -> str:
        """A draft with these words that an earlier try made within the hour; "" where there is none."""
        asked = {"fields": "id,message,created_time,is_published", "limit": "25"}
        for one in self.graph.pages(f"{self.page}/feed", asked, 1, whole=False):
            at = read_moment(one.get("created_time"))
            is_new = at is not None and time.time() - at.timestamp() < RECENT
            if is_new and one.get("is_published") is False and is_same(one.get("message"), text):
                return _number(self.graph, one)
        return ""

    def _photo(self, image: Image) -> str:
        """The number of a picture on nobody's wall. What an earlier try kept is not sent again."""
        name = f"photo:{image.sha256}:{fingerprint(image.alt)}"
        number, _blank, made_at = self.kept.get(name, "").partition(" ")
        if number and time.time() - float(made_at) < LIVES:
            return number
        given = {"published": "false"} | ({"alt_text_custom": image.alt} if image.alt else {})
        files = {"source": (image.filename, image.read(), image.content_type)}
        path = f"{self.page}/photos"
        number = _number(self.graph, self.graph.ask("POST", path, given, files=files, timeout=SLOW))
        self.keep(name, f"{number} {time.time():.0f}")
        return number

    def _video(self, part: Part) -> str:
        """Brought in the pieces that Facebook asks for; a later try goes on behind the last one.

        A session is finished once, with the words: Facebook knows none of a session that is over.
        """
        image = part.images[0]
        name, words = f"pieces:{image.sha256}", fingerprint(part.text)
        session = json.loads(self.kept.get(name) or "{}")
        is_old = not session or session["until"] < time.time() or session.get("told", words) != words
        if not is_old and "told" in session and self._is_finished(session):
            return self._ready(str(session.get("video_id")))
        session = self._carried(image, {} if is_old else session, name)
        given = {"upload_phase": "finish", "upload_session_id": str(session.get("upload_session_id"))}
        given |= {"published": "false"} | ({"description": part.text} if part.text else {})
        self.keep(name, json.dumps(session | {"told": words}))  # before: the answer may be lost
        self.videos.ask("POST", f"{self.page}/videos", given)
        self.keep(name, json.dumps(session | {"told": words, "finished": True}))
        return self._ready(str(session.get("video_id")))

    def _is_finished(self, session: Mapping[str, Any]) -> bool:
        """Where we did not hear it, the video tells: Facebook digests only what was finished."""
        if session.get("finished"):
            return True
        status = (self.graph.found(str(session.get("video_id")), "status") or {}).get("status")
        return isinstance(status, dict) and status.get("video_status") in ("processing", "ready")

    def _carried(self, image: Image, session: dict[str, Any], name: str) -> dict[str, Any]:
        """The session with all of the video; begun where there is none."""
        path, raw = f"{self.page}/videos", image.read()
        if not session:
            begun = {"upload_phase": "start", "file_size": str(len(raw))}
            session = self.videos.ask("POST", path, begun) | {"until": time.time() + LIVES}
        while (start := _offset(session, "start_offset")) < (end := _offset(session, "end_offset")):
            given = {"upload_phase": "transfer", "upload_session_id": str(session["upload_session_id"])}
            given["start_offset"] = str(start)
            files = {"video_file_chunk": (image.filename, raw[start:end], image.content_type)}
            try:
                session |= self.videos.ask("POST", path, given, files=files, timeout=SLOW)
            except Rejected as trouble:  # the next try begins anew
                self.keep(name, "")
                raise Unreachable(trouble.sentence, code=trouble.code) from trouble
            self.keep(name, json.dumps(session))
            tell(self.keep, _offset(session, "start_offset"), len(raw))
        return session

    def _ready(self, video: str) -> str:
        """Wait until Facebook has digested it."""
        for seconds in (*WAITS, None):
            status = self.graph.get(video, "status").get("status")
            state = status.get("video_status") if isinstance(status, dict) else ""
            if state == "ready":
                return video
            if state == "error":
                raise Rejected(
                    Sentence(_("Facebook cannot read the video. Export it again as MP4.")),
                    code="media_failed",
                )
            if seconds is not None:
                time.sleep(seconds)
        values = {"network": self.graph.network}
        raise Busy(
            Sentence(_("{network} is still working on the pictures."), values),
            retry_after=30,
            code="media_processing",
            is_working=True,
        )


def is_out(graph: Graph, handle: str) -> bool:
    """Has this draft been published? Raises Unreachable with the code GONE where it is not there."""
    name = "published" if handle.startswith(VIDEO) else "is_published"
    said = graph.get(handle.removeprefix(VIDEO), name).get(name)
    if not isinstance(said, bool):
        raise unreadable(graph.network)
    return said


def publishing(handle: str) -> tuple[str, dict[str, str]]:
    """Where a draft is published, and with what."""
    if handle.startswith(VIDEO):
        return handle.removeprefix(VIDEO), {"published": "true"}
    return handle, {"is_published": "true"}


def _number(graph: Graph, body: Mapping[str, Any]) -> str:
    number = body.get("id")
    if not isinstance(number, str) or not number.replace("_", "").isdecimal():
        raise unreadable(graph.network)
    return number


def _offset(session: Mapping[str, Any], name: str) -> int:
    """Facebook writes them as text."""
    said = str(session.get(name))
    if not said.isdecimal():
        raise unreadable("Facebook")
    return int(said)
