"""What people do with notes: reactions, reposts, answers, and who names us. Relays show what they keep."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from publishers.answer import moment_at
from publishers.message import Reach, Remark
from publishers.nostr import bech32, relays
from publishers.nostr.account import names_of, short
from publishers.nostr.events import NOTE, REACTION, REPOST, Event, about, parent
from publishers.web import Web

MOST = 500  # events that one question asks for; relays give fewer where they like


def reaches(web: Web, urls: Sequence[str], ids: Sequence[str], me: str) -> dict[str, Reach]:
    """The numbers of our notes. Raises where a relay that did not answer may have a note that is missing."""
    found, troubles = relays.ask(
        web,
        urls,
        [
            {"ids": list(ids)},
            {"#e": list(ids), "kinds": [NOTE, REPOST, REACTION], "limit": MOST},
            {"#q": list(ids), "kinds": [NOTE], "limit": MOST},
        ],
    )
    there = {event["id"] for event in found} & set(ids)
    if troubles and there != set(ids):
        raise relays.worst(troubles)
    return {one: _reach(one, found, me) for one in ids if one in there}


def replies(web: Web, urls: Sequence[str], note: str, me: str, since: datetime) -> tuple[Remark, ...]:
    found, _troubles = relays.ask(web, urls, [{"#e": [note], "kinds": [NOTE], **_after(since)}])
    answers = [one for one in found if one["kind"] == NOTE and one["pubkey"] != me and parent(one) == note]
    return _remarks(web, urls, answers, since)


def mentions(web: Web, urls: Sequence[str], me: str, since: datetime) -> tuple[Remark, ...]:
    found, _troubles = relays.ask(web, urls, [{"#p": [me], "kinds": [NOTE], **_after(since)}])
    named = [one for one in found if one["kind"] == NOTE and one["pubkey"] != me and ["p", me] in _pairs(one)]
    return _remarks(web, urls, named, since)


def address(event_id: str, me: str, urls: Sequence[str]) -> str:
    """njump.me shows any note to people without an app, found at the relays that stand in its address."""
    public = [url for url in urls if url.startswith("wss://")]
    return f"https://njump.me/{bech32.event(event_id, me, public[:2])}"


def _reach(note: str, found: Iterable[Event], me: str) -> Reach:
    likes = reposts = answers = quotes = 0
    for event in found:
        kind = event["kind"]
        likes += kind == REACTION and about(event) == note and event["content"] != "-"
        reposts += kind == REPOST and about(event) == note
        answers += kind == NOTE and event["pubkey"] != me and parent(event) == note
        quotes += kind == NOTE and about(event, "q") == note
    raw = {"likes": likes, "reposts": reposts, "replies": answers, "quotes": quotes}
    return Reach(likes=likes, reposts=reposts, replies=answers, quotes=quotes, raw=raw)


def _remarks(web: Web, urls: Sequence[str], said: Sequence[Event], since: datetime) -> tuple[Remark, ...]:
    new = [event for event in said if _moment(event) >= since.replace(microsecond=0)]
    names = names_of(web, urls, (event["pubkey"] for event in new))
    return tuple(_remark(event, names, urls) for event in new)


def _remark(event: Event, names: dict[str, str], urls: Sequence[str]) -> Remark:
    key, number = event["pubkey"], event["id"]
    author = names.get(key) or short(bech32.encode("npub", bytes.fromhex(key)))
    return Remark(number, event["content"], author, _moment(event), address(number, key, urls), parent(event))


def _after(since: datetime) -> dict[str, Any]:
    return {"since": int(since.timestamp()), "limit": MOST}


def _pairs(event: Event) -> list[list[str]]:
    return [tag[:2] for tag in event["tags"]]


def _moment(event: Event) -> datetime:
    return moment_at(event["created_at"])
