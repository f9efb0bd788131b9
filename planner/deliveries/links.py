"""The addresses in what goes out: do they answer? Asked politely, once an hour for each."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from django.core.cache import cache
from django.utils.translation import gettext_noop

from publishers.errors import PublisherError, Refused
from publishers.message import Payload
from publishers.web import Web

ADDRESS = re.compile(r"https?://[^\s<>\"'\\)\]]+")
MOST = 10  # of one post
GONE = {404: gettext_noop("there is no such page"), 410: gettext_noop("the page is gone")}
NOT_THERE = gettext_noop("it cannot be reached")
KEPT = 3600  # seconds
LARGEST = 300_000  # bytes; a page that is larger is there


def of(payload: Payload) -> list[str]:
    """Every web address in a payload, once."""
    found = dict.fromkeys(
        address.rstrip(".,;:!?*_")
        for part in payload.parts
        for text in (part.text, part.html, *(value for _, value in part.fields))
        for address in ADDRESS.findall(text.replace("\\/", "/"))
    )
    return list(found)[:MOST]


def dead(addresses: Iterable[str], web: Web) -> Iterator[tuple[str, str]]:
    """(address, why) of those that are not there. Only a clear no counts: many sites refuse machines."""
    for address in addresses:
        key = _key(address)
        why = cache.get(key)
        if why is None:
            why = _ask(address, web)
            cache.set(key, why, KEPT)
        if why:
            yield address, why


def known_dead(addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """As `dead`, of those that were asked within the hour; nobody is asked now."""
    keys = {_key(address): address for address in addresses}
    for key, why in cache.get_many(list(keys)).items():
        if why:
            yield keys[key], why


def _key(address: str) -> str:
    return f"link:{hashlib.sha256(address.encode()).hexdigest()[:32]}"


def _ask(address: str, web: Web) -> str:
    try:
        answer = web.ask("GET", address, max_bytes=LARGEST, timeout=10)
    except Refused:
        return ""  # a private place is ours to know about, not theirs
    except PublisherError as trouble:
        return "" if trouble.code == "too_much" else NOT_THERE
    return GONE.get(answer.status, "")
