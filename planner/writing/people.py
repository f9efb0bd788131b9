"""Whom a few letters may mean: asked of the network where it allows, else remembered from our own posts."""

import hashlib
import logging

from django.core.cache import cache

from planner import vault
from planner.channels.models import Channel
from planner.deliveries.compose import publisher_for
from planner.people.models import Workspace
from planner.posts.known_names import known_names
from publishers.base import FindsPeople
from publishers.errors import PublisherError
from publishers.message import Person

log = logging.getLogger("almanac.people")
KEPT = 300  # seconds
FEWEST = 2  # letters


def find(workspace: Workspace, channel: Channel | None, letters: str) -> list[Person]:
    """At most a dozen: first who was named here before, then whom the network knows."""
    letters = letters.strip().lstrip("@")
    found = {name: Person(name) for name in known_names(workspace, letters)}
    if channel is not None and channel.state == "active" and len(letters) >= FEWEST:
        found = {one.handle: one for one in _asked(channel, letters)} | found
    return list(found.values())[:12]


def _asked(channel: Channel, letters: str) -> list[Person]:
    """What the network says; nothing where it cannot be asked, for nobody waits for a name."""
    if not issubclass(channel.kind, FindsPeople):
        return []
    key = f"people:{channel.pk}:{hashlib.sha256(letters.lower().encode()).hexdigest()[:24]}"
    known: list[Person] | None = cache.get(key)
    if known is not None:
        return known
    try:
        publisher = publisher_for(channel)
        assert isinstance(publisher, FindsPeople)
        known = list(publisher.find_people(letters))
    except (PublisherError, vault.Locked) as trouble:
        log.info("channel %s could not look up people: %s", channel.pk, trouble)
        known = []
    cache.set(key, known, KEPT)
    return known
