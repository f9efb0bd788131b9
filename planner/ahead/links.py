"""The addresses in what goes out: do they answer? Asked politely."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from django.utils.translation import gettext_noop

from planner.ahead import page_states
from publishers.errors import PublisherError, Refused
from publishers.message import Payload
from publishers.web import Web

ADDRESS = re.compile(r"https?://[^\s<>\"'\\)\]]+")
MOST = 10  # of one post
GONE = {404: gettext_noop("there is no such page"), 410: gettext_noop("the page is gone")}
NOT_THERE = gettext_noop("it cannot be reached")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_HOPS = 5
LARGEST = 300_000  # bytes; a page that is larger is there


@dataclass(frozen=True, slots=True)
class Seen:
    """`kind`: ok, redirect, moved, soft_404, gone, no_name, failed, or refused by our own guard.

    `why` is a sentence where it is clearly not there, else "". `final` is where it leads in the end.
    """

    kind: str
    why: str = ""
    final: str = ""


def of(payload: Payload) -> list[str]:
    """Every web address in a payload, once."""
    found = dict.fromkeys(
        address.rstrip(".,;:!?*_")
        for part in payload.parts
        for text in (part.text, part.html, *(value for _, value in part.fields))
        for address in ADDRESS.findall(text.replace("\\/", "/"))
    )
    return list(found)[:MOST]


def in_text(text: str) -> list[str]:
    return [address.rstrip(".,;:!?*_") for address in ADDRESS.findall(text)]


def print_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def ask(address: str, web: Web) -> Seen:
    """What is there, with its redirects followed. Only a clear no counts: many sites refuse machines."""
    at, hops = address, 0
    try:
        while True:
            answer = web.ask("GET", at, max_bytes=LARGEST, timeout=10)
            if answer.status not in REDIRECTS or not answer.headers.get("location") or hops >= MOST_HOPS:
                break
            at, hops = urljoin(at, answer.headers["location"]), hops + 1
    except Refused:
        return Seen("refused")  # a private place is ours to know about, not theirs
    except PublisherError as trouble:
        if trouble.code == "too_much":
            return Seen(page_states.led(address, at), final=at)
        return Seen("no_name" if trouble.code == "no_name" else "failed", NOT_THERE)
    if answer.status in GONE:
        return Seen("gone", GONE[answer.status], at)
    if answer.status >= 500:
        return Seen("failed", final=at)
    if answer.ok and page_states.says_it_is_not_there(answer.body, answer.headers.get("content-type", "")):
        return Seen("soft_404", final=at)
    return Seen(page_states.led(address, at), final=at if hops else "")
