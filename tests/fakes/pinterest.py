"""Pinterest's API, version 5. `python -m tests.fakes.pinterest --port 8912 --state arrivals.jsonl`

One business account, Ada's, with two boards of her own. Strict where Pinterest is: the app's access, how long
things may be, what a picture is, and how far back one may ask for numbers.
"""

import base64
import binascii
import itertools
import json
import re
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.pinterest_signing import SCOPES, Refusal, Signing
from tests.fakes.server import Reply, Request

BOARD, SECRET, SECTION = "1023583", "1023584", "77"
MOST = {"title": 100, "description": 800, "alt_text": 500, "link": 2048}
BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG"}
METRICS = {
    "IMPRESSION": 250,
    "PIN_CLICK": 9,
    "OUTBOUND_CLICK": 5,
    "SAVE": 4.0,
    "TOTAL_REACTIONS": 3,
    "TOTAL_COMMENTS": 1,
}
OF_BOARD = re.compile(r"/v5/boards/(\d+)(?:/sections(?:/(\d+))?)?/(pins|sections)")
OF_PIN = re.compile(r"/v5/pins/(\d+)(/analytics)?")


@dataclass
class Pin:
    number: str
    given: dict[str, Any]  # as it was sent, without the bytes of pictures
    pictures: int
    at: float  # seconds since 1970

    @property
    def text(self) -> str:
        return str(self.given.get("description", ""))


class FakePinterest(FaultyServer):
    """`refuse` makes the next request to a path meet an error; `metrics` are what is counted so far."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.signing = Signing()
        self.pins: dict[str, Pin] = {}
        self.boards = [_board(BOARD, "Harbour news", "PUBLIC"), _board(SECRET, "Plans", "SECRET")]
        self.sections = {BOARD: [{"id": SECTION, "name": "Fog & tea"}]}
        self.metrics: dict[str, float] = dict(METRICS)
        self.has_standard_access, self.may_edit = True, True
        self.clock = time.time
        self._numbers = itertools.count(813_744_226_420_795_884)
        self._refusals: list[tuple[str, Refusal]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[Pin]:
        return list(self.pins.values())

    def refuse(self, path: str, status: int, code: int, message: str, **headers: str) -> None:
        self._refusals.append((path, Refusal(status, code, message, headers)))

    def is_commit(self, request: Request) -> bool:
        return request.path == "/v5/pins" and request.method == "POST"

    def restore(self, arrival: dict[str, Any]) -> None:
        self.pins[arrival["number"]] = Pin(
            arrival["number"], arrival["given"], arrival["pictures"], arrival["wall"]
        )

    async def handle(self, request: Request) -> Reply:
        for at, (path, refusal) in enumerate(self._refusals):
            if path in request.path:
                del self._refusals[at]
                return refusal.reply()
        try:
            if page := self.signing.page(request):
                return page
            self.signing.insist(request)
            return self._answer(request)
        except Refusal as no:
            return no.reply()

    def _answer(self, request: Request) -> Reply:
        path, query = request.path, request.query
        if path == "/v5/user_account":
            self.signing.needs("user_accounts:read")
            return _json({"username": "ada", "account_type": "BUSINESS", "id": "55", "follower_count": 321})
        if path == "/v5/boards":
            self.signing.needs("boards:read")
            return _listed(self.boards, query)
        if found := OF_BOARD.fullmatch(path):
            return self._of_board(found, query)
        if path == "/v5/pins" and request.method == "POST":
            return self._create(json.loads(request.body))
        if found := OF_PIN.fullmatch(path):
            pin = self.pins.get(found[1])
            if pin is None:
                raise Refusal(404, 50, "Pin not found.")
            return self._measure(query) if found[2] else self._of_pin(request, pin)
        raise Refusal(404, 0, "Not found")

    def _of_board(self, found: re.Match[str], query: dict[str, str]) -> Reply:
        board, section, what = found[1], found[2], found[3]
        self._known(board, section)
        self.signing.needs("boards:read")
        if what == "sections":
            return _listed(self.sections.get(board, []), query)
        self.signing.needs("pins:read")
        shown = [
            _shown(pin)
            for pin in reversed(self.pins.values())
            if pin.given["board_id"] == board
            and (not section or pin.given.get("board_section_id") == section)
        ]
        return _listed(shown, query)

    def _known(self, board: str, section: str | None) -> None:
        if board not in [one["id"] for one in self.boards]:
            raise Refusal(404, 40, "Board not found.")
        if section and section not in [one["id"] for one in self.sections.get(board, [])]:
            raise Refusal(404, 2031, "Board section not found.")

    def _create(self, given: dict[str, Any]) -> Reply:
        self.signing.needs("pins:write", "boards:read", "boards:write")
        if not self.has_standard_access:
            raise Refusal(
                403, 29, "Apps with Trial access may not create Pins in production - use API Sandbox instead."
            )
        self._known(given["board_id"], given.get("board_section_id"))
        _fits(given)
        pictures = _pictures(given.pop("media_source"))
        pin = Pin(str(next(self._numbers)), given, pictures, self.clock())
        self.pins[pin.number] = pin
        self.arrived(number=pin.number, given=given, pictures=pictures)
        return _json(_shown(pin), 201)

    def _of_pin(self, request: Request, pin: Pin) -> Reply:
        self.signing.needs("pins:write")
        if request.method == "DELETE":
            del self.pins[pin.number]
            return Reply(204)
        if request.method != "PATCH":
            raise Refusal(405, 0, "Method not allowed")
        if not self.may_edit:
            raise Refusal(403, 7, "This endpoint is in beta and is not available to your app.")
        changed = json.loads(request.body)
        _fits(changed)
        pin.given |= changed
        return _json(_shown(pin))

    def _measure(self, query: dict[str, str]) -> Reply:
        self.signing.needs("pins:read")
        asked = query["metric_types"].split(",")
        first, last = (date.fromisoformat(query[name]) for name in ("start_date", "end_date"))
        today = datetime.fromtimestamp(time.time(), UTC).date()
        if first < today - timedelta(days=90) or last < first or not set(asked) <= set(METRICS):
            raise Refusal(400, 1, "Invalid request")
        known = {name: self.metrics[name] for name in asked if name in self.metrics}
        return _json({"all": {"lifetime_metrics": known, "daily_metrics": [], "summary_metrics": {}}})


def _fits(given: dict[str, Any]) -> None:
    for name, most in MOST.items():
        if len(given.get(name, "")) > most:
            raise Refusal(400, 1, f"Invalid request: '{name}' is too long")
    if given.get("link") and not given["link"].startswith(("http://", "https://")):
        raise Refusal(400, 1, "Invalid request: 'link' is no address")


def _pictures(source: dict[str, Any]) -> int:
    kind = source.get("source_type")
    items = source.get("items", []) if kind == "multiple_image_base64" else [source]
    if kind not in ("image_base64", "multiple_image_base64") or (
        items != [source] and not 2 <= len(items) <= 5
    ):
        raise Refusal(400, 1, "Invalid request: 'items' has 2 to 5 pictures")
    for one in items:
        try:
            raw = base64.b64decode(one["data"], validate=True)
        except (KeyError, binascii.Error) as error:
            raise Refusal(400, 235, "Invalid image data") from error
        if not raw.startswith(BEGINNINGS.get(one.get("content_type", ""), b"none")):
            raise Refusal(400, 235, "Invalid image data")
    return len(items)


def _shown(pin: Pin) -> dict[str, Any]:
    """What was not given is null there, and times have no zone."""
    names = ("board_id", "board_section_id", "title", "description", "link", "alt_text")
    shown = {name: pin.given.get(name) or None for name in names}
    media = "multiple_images" if pin.pictures > 1 else "image"
    at = datetime.fromtimestamp(pin.at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return {"id": pin.number, "created_at": at, "media": {"media_type": media}} | shown


def _board(number: str, name: str, privacy: str) -> dict[str, Any]:
    return {"id": number, "name": name, "privacy": privacy, "owner": {"username": "ada"}}


def _listed(items: list[dict[str, Any]], query: dict[str, str]) -> Reply:
    size, start = int(query.get("page_size", "25")), int(query.get("bookmark", "0"))
    if not 1 <= size <= 250:
        raise Refusal(400, 1, "Invalid request: 'page_size'")
    more = str(start + size) if start + size < len(items) else None
    return _json({"items": items[start : start + size], "bookmark": more})


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


__all__ = ["BOARD", "SCOPES", "SECRET", "SECTION", "FakePinterest", "Pin"]

if __name__ == "__main__":
    run(FakePinterest)
