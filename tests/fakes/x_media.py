"""The part of a fake X that takes pictures and videos."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.fakes.multipart import form_and_files
from tests.fakes.server import Reply, Request


class Media:
    def __init__(self, number: Callable[[], int]) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self.metadata_calls = 0
        self.states: list[str] = []  # what the next looks at a video see, before "succeeded"
        self.lives = 86_400  # expires_after_secs
        self.refusal: tuple[int, dict[str, Any]] | None = None  # of the next uploads
        self.on_piece: Callable[[], object] = lambda: None
        self._number = number

    def is_ready(self, number: str) -> bool:
        item = self.items.get(number)
        return bool(item and item["whole"] and item["state"] in ("", "succeeded"))

    def answer(self, request: Request) -> Reply:
        if request.path == "/2/media/metadata":
            return self._describe(json.loads(request.body))
        if request.method == "GET":
            return self._look(request.query["media_id"])
        if self.refusal:
            return _reply(self.refusal[1], self.refusal[0])
        if request.path == "/2/media/upload":
            form, files = form_and_files(request)
            return _reply({"data": self._shown(self._take(form["media_category"], files["media"][1]))})
        if request.path == "/2/media/upload/initialize":
            about = json.loads(request.body)
            number = self._take(about["media_category"], b"")
            self.items[number] |= {"about": about, "whole": False, "pieces": []}
            return _reply({"data": {"id": number, "expires_after_secs": self.lives}})
        match = re.fullmatch(r"/2/media/upload/(\d+)/(append|finalize)", request.path)
        if not match or match[1] not in self.items:
            return _reply({"title": "Not Found Error", "detail": "No such upload."}, 404)
        return self._append(match[1], request) if match[2] == "append" else self._finalize(match[1])

    def _take(self, category: str, raw: bytes) -> str:
        number = str(self._number())
        self.items[number] = {"category": category, "raw": raw, "alt": "", "whole": True, "state": ""}
        return number

    def _append(self, number: str, request: Request) -> Reply:
        form, files = form_and_files(request)
        pieces = self.items[number]["pieces"]
        index = int(form["segment_index"])
        if index > len(pieces):
            return _reply({"title": "Invalid Request", "detail": "Segments do not add up."}, 400)
        pieces[index : index + 1] = [files["media"][1]]
        self.on_piece()
        return _reply({"data": {"expires_at": 1}})

    def _finalize(self, number: str) -> Reply:
        item = self.items[number]
        item["raw"] = b"".join(item["pieces"])
        if len(item["raw"]) != item["about"]["total_bytes"]:
            return _reply({"title": "Invalid Request", "detail": "Segments do not add up to total."}, 400)
        item |= {"whole": True, "state": self.states.pop(0) if self.states else "succeeded"}
        return _reply({"data": self._shown(number)})

    def _look(self, number: str) -> Reply:
        item = self.items.get(number)
        if item is None:
            return _reply({"title": "Not Found Error", "detail": "No such media."}, 404)
        if item["state"] not in ("succeeded", "failed"):
            item["state"] = self.states.pop(0) if self.states else "succeeded"
        return _reply({"data": self._shown(number)})

    def _shown(self, number: str) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": number, "media_key": f"3_{number}", "expires_after_secs": self.lives}
        if state := self.items[number]["state"]:
            shown["processing_info"] = {"state": state, "check_after_secs": 1}
        return shown

    def _describe(self, about: dict[str, Any]) -> Reply:
        self.metadata_calls += 1
        text = about["metadata"]["alt_text"]["text"]
        if about["id"] not in self.items or len(text) > 1000:
            return _reply({"title": "Invalid Request", "detail": "The metadata is invalid."}, 400)
        self.items[about["id"]]["alt"] = text
        return _reply({"data": {"id": about["id"]}})


def _reply(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())
