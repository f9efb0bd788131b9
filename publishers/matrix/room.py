"""The room that is posted to: found, entered, and known not to be encrypted."""

from typing import Any
from urllib.parse import quote

from publishers.errors import Busy, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.matrix.api import CLIENT, Api, in_room
from publishers.message import Account

NOT_THERE = ("M_NOT_FOUND", "M_UNRECOGNIZED", "404")


def account(api: Api, given: str) -> Account:
    """Whose room it is, for us. Joins it where we were invited or it is open. Raises Rejected, Expired."""
    me = api.ask("GET", f"{CLIENT}/account/whoami")
    who = str(me.get("user_id", "")) if isinstance(me, dict) else ""
    if not who.startswith("@"):
        raise Unreachable(Sentence(_("This server does not answer as Matrix does.")), code="not_matrix")
    room = _id_of(api, given.strip())
    api.ask("POST", in_room(room, "/join"), json={})
    if _state(api, room, "m.room.encryption"):
        raise Rejected(
            Sentence(
                _("The room is encrypted, and Almanac does not read or write there. Choose one that is not.")
            ),
            code="encrypted",
        )
    name = str(_state(api, room, "m.room.name").get("name", ""))
    alias = str(_state(api, room, "m.room.canonical_alias").get("alias", "")) or given.strip()
    facts = {"user": who, "image_bytes": _largest(api)}
    return Account(
        room,
        alias,
        name or alias,
        f"https://matrix.to/#/{alias}",
        tuple(sorted((key, str(value)) for key, value in facts.items() if value)),
    )


def members(api: Api, room: str) -> int:
    """Who is in the room, without us."""
    found = api.ask("GET", in_room(room, "/joined_members"))
    joined = found.get("joined") if isinstance(found, dict) else None
    return max(0, len(joined) - 1) if isinstance(joined, dict) else 0


def _id_of(api: Api, given: str) -> str:
    if given.startswith("!"):
        return given
    alias = given if given.startswith("#") else f"#{given}"
    try:
        found = api.ask("GET", f"{CLIENT}/directory/room/{quote(alias, safe='')}")
    except Rejected as error:
        values = {"room": alias}
        raise Rejected(Sentence(_("There is no room {room} that this account sees."), values)) from error
    room = found.get("room_id") if isinstance(found, dict) else ""
    if not isinstance(room, str) or not room.startswith("!"):
        raise Unreachable(Sentence(_("This server does not answer as Matrix does.")), code="not_matrix")
    return room


def _state(api: Api, room: str, kind: str) -> dict[str, Any]:
    try:
        found = api.ask("GET", in_room(room, f"/state/{kind}"))
    except Rejected as error:
        if error.code in NOT_THERE:
            return {}
        raise
    return found if isinstance(found, dict) else {}


def _largest(api: Api) -> int:
    """Bytes of an upload, where the server says so."""
    for path in ("/_matrix/client/v1/media/config", "/_matrix/media/v3/config"):
        try:
            found = api.ask("GET", path)
        except (Rejected, Busy):
            continue
        size = found.get("m.upload.size") if isinstance(found, dict) else None
        return size if isinstance(size, int) and size > 0 else 0
    return 0
