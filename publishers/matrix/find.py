"""What stands in the room: our events, their answers and reactions, who names us."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from publishers.answer import moment_at
from publishers.answers import unreadable
from publishers.errors import CannotLook, Expired, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.matrix.api import Api, in_room
from publishers.matrix.events import MARK
from publishers.message import Reach, Remark

PAGES = 20  # of a hundred events; more have not been said in the room since a post of ours
MOST = 500  # answers


def by_mark(api: Api, room: str, mark: str, since: datetime, known: Collection[str]) -> dict[str, Any] | None:
    """Our event with this mark. None: everything since then was looked at, and it is not there."""
    for event in _since(api, room, since):
        if _content(event).get(MARK) == mark and event.get("event_id") not in known:
            return event
    return None


def one(api: Api, room: str, event_id: str) -> dict[str, Any] | None:
    """None where it is not there, or was taken back: then its content is empty."""
    try:
        found = api.ask("GET", in_room(room, f"/event/{quote(event_id, safe='')}"))
    except Rejected as error:
        if error.code in ("M_NOT_FOUND", "404"):
            return None
        raise
    return found if isinstance(found, dict) and _content(found) else None


def reach(api: Api, room: str, event: dict[str, Any]) -> Reach:
    event_id = str(event.get("event_id"))
    likes = sum(1 for _one in related(api, room, event_id, "m.annotation"))
    aggregated = event.get("unsigned", {}).get("m.relations", {})
    thread = aggregated.get("m.thread", {})
    replaced = aggregated.get("m.replace", {})
    return Reach(
        likes=likes,
        replies=thread.get("count", 0) if isinstance(thread, dict) else 0,
        edited_at=_moment(replaced) if isinstance(replaced, dict) and replaced else None,
        raw={"likes": likes, "relations": aggregated},
    )


def related(api: Api, room: str, event_id: str, kind: str) -> Iterator[dict[str, Any]]:
    """Events that relate to one, the newest first; a few hundred at most."""
    path = f"/_matrix/client/v1/rooms/{quote(room, safe='')}/relations/{quote(event_id, safe='')}/{kind}"
    params, seen = {"limit": "100"}, 0
    while True:
        found = api.ask("GET", path, params=params)
        for event in _chunk(found):
            seen += 1
            yield event
        if not found.get("next_batch") or seen >= MOST:
            return
        params = {"limit": "100", "from": str(found["next_batch"])}


def answers(api: Api, room: str, event_id: str, me: str, since: datetime) -> tuple[Remark, ...]:
    """What others said in the post's thread."""
    found = related(api, room, event_id, "m.thread")
    return _remarks((one for one in found if one.get("sender") != me), room, since)


def mentions(api: Api, room: str, me: str, since: datetime) -> tuple[Remark, ...]:
    """Who names us in the room, by m.mentions."""

    def names_us(event: dict[str, Any]) -> bool:
        named = _content(event).get("m.mentions")
        ids = named.get("user_ids") if isinstance(named, dict) else None
        return event.get("sender") != me and isinstance(ids, list) and me in ids

    return _remarks((one for one in _since(api, room, since) if names_us(one)), room, since)


def address(room: str, event_id: str) -> str:
    return f"https://matrix.to/#/{quote(room, safe='!:')}/{quote(event_id, safe='$:')}"


def _since(api: Api, room: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Backwards from now, until a whole page is older: the room's order is not that of the clocks, and what
    came over a slow server stands later than it was said. Raises where there is too much to look at, and
    CannotLook where nobody may.
    """
    params = {"dir": "b", "limit": "100"}
    for _page in range(PAGES):
        try:
            found = api.ask("GET", in_room(room, "/messages"), params=params)
        except Expired as error:
            if error.code == "M_FORBIDDEN":
                raise CannotLook(error.sentence, code=error.code) from error
            raise
        page = _chunk(found)
        new = [event for event in page if _moment(event) >= since - timedelta(seconds=60)]
        yield from new
        if not found.get("end") or (page and not new):
            return
        params = {"dir": "b", "limit": "100", "from": str(found["end"])}
    raise Unreachable(Sentence(_("The room's messages on Matrix could not all be read.")), code="too_many")


def _remarks(events: Iterator[dict[str, Any]], room: str, since: datetime) -> tuple[Remark, ...]:
    told = [
        Remark(
            str(event.get("event_id")),
            str(_content(event).get("body", "")),
            str(event.get("sender")),
            _moment(event),
            address(room, str(event.get("event_id"))),
        )
        for event in events
        if event.get("type") == "m.room.message" and _moment(event) >= since
    ]
    return tuple(sorted(told, key=lambda remark: remark.at))


def _chunk(found: Any) -> list[dict[str, Any]]:
    chunk = found.get("chunk") if isinstance(found, dict) else None
    if not isinstance(chunk, list):
        raise unreadable("Matrix")
    return [one for one in chunk if isinstance(one, dict)]


def _content(event: dict[str, Any]) -> dict[str, Any]:
    found = event.get("content")
    return found if isinstance(found, dict) else {}


def _moment(event: dict[str, Any]) -> datetime:
    at = event.get("origin_server_ts")
    return moment_at(at / 1000 if isinstance(at, int) else None)
