"""The addresses in what goes out: do they answer? Asked politely."""

import hashlib
import re
from collections.abc import Iterable

from django.utils.translation import gettext_noop

from publishers.errors import PublisherError, Refused
from publishers.message import Payload
from publishers.web import Web

ADDRESS = re.compile(r"https?://[^\s<>\"'\\)\]]+")
MOST = 10  # of one post
GONE = {404: gettext_noop("there is no such page"), 410: gettext_noop("the page is gone")}
NOT_THERE = gettext_noop("it cannot be reached")
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


def of_all(payloads: Iterable[Payload]) -> list[str]:
    return list(dict.fromkeys(address for payload in payloads for address in of(payload)))


def in_text(text: str) -> list[str]:
    return [address.rstrip(".,;:!?*_") for address in ADDRESS.findall(text)]


def print_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def ask(address: str, web: Web) -> str:
    """Why it is not there, or "". Only a clear no counts: many sites refuse machines."""
    try:
        answer = web.ask("GET", address, max_bytes=LARGEST, timeout=10)
    except Refused:
        return ""  # a private place is ours to know about, not theirs
    except PublisherError as trouble:
        return "" if trouble.code == "too_much" else NOT_THERE
    return GONE.get(answer.status, "")
