"""Whose key it is: a profile where a relay has one, and what the relays say of their bounds."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publishers import websocket
from publishers.errors import PublisherError
from publishers.message import Account
from publishers.nostr import bech32, relays
from publishers.nostr.events import PROFILE, Event
from publishers.web import Web

MEDIA = "media_server"  # among the facts of an account that has one
LONGEST = 60  # characters of a name that is shown
PEOPLE = 100  # names that are asked for at once


def account(web: Web, urls: Sequence[str], me: str, *, has_media: bool) -> Account:
    """Asks every relay; one that answers is enough. Raises Expired, Busy, Unreachable."""
    found, _troubles = relays.ask(web, urls, [{"authors": [me], "kinds": [PROFILE]}])
    npub = bech32.encode("npub", bytes.fromhex(me))
    name = names(found).get(me, "")
    most = min((bound for url in urls if (bound := _longest_note(web, url))), default=0)
    facts = {"characters": str(most) if most else "", MEDIA: "yes" if has_media else ""}
    known = tuple(sorted((fact, value) for fact, value in facts.items() if value))
    return Account(me, name or short(npub), name, f"https://njump.me/{npub}", known)


def names(profiles: Iterable[Event]) -> dict[str, str]:
    """What people call themselves, by their keys; the newest profile of each counts."""
    found = {}
    for event in profiles:
        if event["kind"] == PROFILE and (name := _name(event)):
            found[str(event["pubkey"])] = name
    return found


def names_of(web: Web, urls: Sequence[str], keys: Iterable[str]) -> dict[str, str]:
    """Without trouble: a name that cannot be looked up is not worth losing what was said."""
    asked = sorted(set(keys))[:PEOPLE]
    if not asked:
        return {}
    try:
        found, _troubles = relays.ask(web, urls, [{"authors": asked, "kinds": [PROFILE]}])
    except PublisherError:
        return {}
    return names(found)


def short(npub: str) -> str:
    return f"{npub[:12]}…{npub[-6:]}"


def _name(event: Event) -> str:
    try:
        said = json.loads(event["content"])
    except (ValueError, RecursionError):
        return ""
    for field in ("display_name", "name"):
        name = said.get(field) if isinstance(said, dict) else None
        if isinstance(name, str) and name.strip():
            return "".join(letter for letter in name.strip() if letter.isprintable())[:LONGEST]
    return ""


def _longest_note(web: Web, url: str) -> int:
    """Characters of a note, where the relay says so (NIP-11)."""
    try:
        headers = {"accept": "application/nostr+json"}
        said = web.ask("GET", str(websocket.as_http(url)), headers=headers).fields()
    except PublisherError:
        return 0
    limitation: Any = said.get("limitation")
    most = limitation.get("max_content_length") if isinstance(limitation, Mapping) else None
    return most if type(most) is int and most > 0 else 0
