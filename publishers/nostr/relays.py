"""All relays of a channel. The same event may go to each, any number of times: it is one event."""

import time
from collections.abc import Sequence

from publishers.errors import Busy, Expired, PublisherError, Rejected, Sentence, Uncertain, Unreachable
from publishers.errors import gettext_noop as _
from publishers.nostr import relay
from publishers.nostr.events import Event
from publishers.nostr.relay import Filter
from publishers.web import Web

MOST = 8  # relays of a channel
# What trouble of several relays says of the event: who may have it counts most, then who may take it later.
WORST = (Uncertain, Busy, Unreachable, Expired, Rejected)


def named(typed: str) -> tuple[str, ...]:
    """The addresses that were typed, in their order. Raises Rejected."""
    found = tuple(dict.fromkeys(one.rstrip("/") for one in typed.replace(",", " ").split()))
    if not found:
        raise Rejected(Sentence(_("Name a relay, such as wss://relay.example.org.")))
    if len(found) > MOST:
        raise Rejected(Sentence(_("Name {most} relays at most."), {"most": MOST}))
    for one in found:
        if not one.startswith(("wss://", "ws://")):
            raise Rejected(
                Sentence(_("“{relay}” is not a relay: it must begin with wss://."), {"relay": one[:100]})
            )
    return found


def publish(
    web: Web, urls: Sequence[str], event: Event, deadline: float | None
) -> tuple[PublisherError, ...]:
    """One relay after another, in their order: who has it when this returns, all but those with trouble.

    It is out as soon as one took it. Raises what the trouble means where none did.
    """
    troubles: list[PublisherError] = []
    ends = time.monotonic() + web.timeout
    for number, url in enumerate(urls):
        share = (ends - time.monotonic()) / (len(urls) - number)
        is_out = len(troubles) < number
        try:
            relay.publish(web, url, event, None if is_out else deadline, share)
        except PublisherError as error:
            troubles.append(error)
    if len(troubles) == len(urls):
        raise worst(troubles)
    return tuple(troubles)


def ask(web: Web, urls: Sequence[str], filters: Sequence[Filter]) -> tuple[list[Event], list[PublisherError]]:
    """What is stored at any of them, each event once, the oldest first; and the trouble of those that failed.

    Raises what the trouble means where none said anything.
    """
    found: dict[str, Event] = {}
    troubles: list[PublisherError] = []
    ends = time.monotonic() + web.timeout
    for number, url in enumerate(urls):
        share = (ends - time.monotonic()) / (len(urls) - number)
        try:
            found |= {event["id"]: event for event in relay.ask(web, url, filters, share)}
        except PublisherError as error:
            troubles.append(error)
    if len(troubles) == len(urls):
        raise worst(troubles)
    return sorted(found.values(), key=lambda event: (event["created_at"], event["id"])), troubles


def worst(troubles: Sequence[PublisherError]) -> PublisherError:
    return min(troubles, key=lambda error: next(n for n, kind in enumerate(WORST) if isinstance(error, kind)))
