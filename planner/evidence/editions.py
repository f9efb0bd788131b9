"""What an edition tells: everything, for the team; or what a client may read. Pure.

A client's edition holds the words that somebody was asked about or that went out, who answered, and what was
sent. It holds no internal words, and no address but of who answered for the client.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Edition(StrEnum):
    WHOLE = "whole"
    CLIENT = "client"


ENTRY_DETAILS = {"version", "due_at", "to", "before"}  # what of an entry's details a client reads
STEP_DETAILS = {"payload", "to", "due_at"}
POST = ("id", "state", "planned_at", "planned_wall", "planned_zone")
WORDS = ("title", "text", "wordings", "pictures", "card", "by")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a client was shown of a post: versions by number, and whose answers are not internal."""

    versions: Collection[int]
    clients: Collection[int]  # ids of members who are a client's people


def for_client(kind: str, body: Mapping[str, Any], seen: Seen) -> dict[str, Any] | None:
    """A record's body as a client reads it; None where nothing of it is for them."""
    match kind:
        case "version":
            return _version(body, seen)
        case "review":
            return _review(body, seen)
        case "entry":
            return _partly(body, ENTRY_DETAILS) | {"actor": _named(body["actor"])}
        case "step":
            return _partly(body, STEP_DETAILS)
        case "post":
            return {
                name: body[name] for name in ("id", "state", "planned_at", "planned_wall", "planned_zone")
            }
        case "delivery":
            return dict(body) | {"trouble": {}}
        case "turn":
            return dict(body) | {"step_name": ""}
        case "afterlook":
            return None
        case "remark":
            return dict(body) | {"who": _named(body["who"])} if body["is_for_client"] else None
    return dict(body)


def _version(body: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    if body["number"] in seen.versions:
        return dict(body) | {"by": _named(body["by"]), "withheld": False}
    hidden: dict[str, Any] = dict.fromkeys(WORDS, "") | {"wordings": [], "pictures": [], "card": None}
    return dict(body) | hidden | {"withheld": True}


def _review(body: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    is_theirs = body["contact_id"] is not None or body["user_id"] in seen.clients
    said = dict(body) | {"step_name": "", "seat_of": _named(body["seat_of"])}
    if is_theirs:
        return said
    return said | {"note": "", "address": "", "who": _named(body["who"]), "withheld": bool(body["note"])}


def _partly(body: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    details = {name: value for name, value in body["details"].items() if name in names}
    return dict(body) | {"details": details, "withheld": True}


def _named(name: str) -> str:
    """Somebody without a name is called by their address in the house; outside by nothing."""
    return "" if "@" in name else name
