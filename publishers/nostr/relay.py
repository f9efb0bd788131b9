"""One relay (NIP-01): an event goes there, questions are answered, and what its prefixes mean."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from publishers import websocket
from publishers.answer import Answer
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unreachable,
)
from publishers.errors import gettext_noop as _
from publishers.nostr.events import Event, checked
from publishers.web import Web

Filter = Mapping[str, Any]
LARGEST = 8_000_000  # bytes of all that answers a question


def publish(web: Web, url: str, event: Event, deadline: float | None, timeout: float) -> None:
    """The relay has it when this returns, also where it had it before."""
    with websocket.opened(web, url, deadline=deadline, timeout=timeout) as talk:
        talk.say(_written(["EVENT", event]))
        while True:
            said = _heard(talk, url)
            if said[:2] == ["OK", event["id"]] or said[:3] == ["OK", "", False]:  # nostr-relay's refusals
                return _accepted(said, url)


def ask(web: Web, url: str, filters: Sequence[Filter], timeout: float) -> list[Event]:
    """All that the relay stores and shows of it. Raises Expired, Busy, Unreachable."""
    found: list[Event] = []
    try:
        with websocket.opened(web, url, timeout=timeout, max_bytes=LARGEST) as talk:
            talk.say(_written(["REQ", "almanac", *filters]))
            while True:
                said = _heard(talk, url)
                if said[1:2] != ["almanac"]:
                    continue
                if said[0] == "EVENT" and (event := checked(said[2] if len(said) > 2 else None)):
                    found.append(event)
                elif said[0] == "EOSE":
                    return found
                elif said[0] == "CLOSED":
                    raise refusal(_words(said, 2), url)
    except Uncertain as error:
        raise Unreachable(error.sentence, code=error.code) from error
    except Rejected as error:
        raise Unreachable(error.sentence, code=error.code) from error


def refusal(words: str, url: str) -> PublisherError:
    """The prefixes that NIP-01 and NIP-42 give to what a relay says."""
    code, colon, reason = words.partition(":")
    code = code.strip() if colon else ""
    values: dict[str, str | int] = {"relay": name_of(url), "reason": (reason.strip() or words.strip())[:200]}
    if code == "rate-limited":
        return Busy(Sentence(_("The relay {relay} asks us to wait before posting more."), values), code=code)
    if code == "auth-required":
        said = _(
            "The relay {relay} wants a sign-in (NIP-42), which Almanac does not know. Take another relay."
        )
        return Expired(Sentence(said, values), code=code, is_certain=True)
    if code in ("blocked", "restricted"):
        said = _("The relay {relay} does not let this account post: {reason}")
        return Expired(Sentence(said, values), code=code, is_certain=True)
    if code == "pow":
        said = _("The relay {relay} wants a proof of work, which Almanac does not make. Take another relay.")
        return Rejected(Sentence(said, values), code=code)
    if code == "error":
        return Uncertain(Sentence(_("The relay {relay} had trouble: {reason}"), values), code=code)
    return Rejected(Sentence(_("The relay {relay} refused this: {reason}"), values), code=code)


def name_of(url: str) -> str:
    return url.partition("://")[2].rstrip("/")


def _accepted(said: list[Any], url: str) -> None:
    words, is_taken = _words(said, 3), said[2] if len(said) > 2 else None
    if not isinstance(is_taken, bool):
        raise _unreadable(url)
    if not is_taken and not words.startswith("duplicate:"):
        raise refusal(words, url)


def _heard(talk: websocket.Talk, url: str) -> list[Any]:
    """The next thing the relay says. Raises Uncertain where it is not what relays say."""
    try:
        said = Answer(200, {}, talk.hear().encode()).json()
    except ValueError as error:
        raise _unreadable(url) from error
    if not isinstance(said, list) or not said or not isinstance(said[0], str):
        raise _unreadable(url)
    return said


def _words(said: list[Any], place: int) -> str:
    found = said[place] if len(said) > place else ""
    words = found if isinstance(found, str) else ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())[:300]


def _written(said: list[Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _unreadable(url: str) -> Uncertain:
    return Uncertain(
        Sentence(_("The relay {relay} answered in a way that cannot be read."), {"relay": name_of(url)})
    )
