"""What a writer should know about a post on Threads before it is sent."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Part, Problem
from publishers.threads_net.declared import TOPIC
from publishers.threads_net.text import addresses

MOST_LINKS = 5  # different ones, since 22 December 2025 (Threads docs)
TAG = re.compile(r"[^.&\n]{1,50}")


def softened(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What Meta does not say for certain warns, and Meta decides: how long a description may be."""
    for problem in problems:
        yield replace(problem, blocking=False) if problem.code == "alt_too_long" else problem


def notes(parts: Sequence[Part]) -> Iterator[Problem]:
    for number, part in enumerate(parts):
        count = len(addresses(part.text))
        if count > MOST_LINKS:
            values: dict[str, str | int] = {"count": count, "limit": MOST_LINKS, "network": "Threads"}
            yield Problem(
                "too_many_links",
                Sentence(_("Too many links for {network}: {count} of {limit}."), values),
                Sentence(_("Take some of the links out.")),
                number,
            )
    topic = dict(parts[0].fields).get(TOPIC, "")
    if topic and not TAG.fullmatch(topic):
        yield Problem(
            "topic",
            Sentence(_("Threads does not take this topic.")),
            Sentence(_("Use at most 50 characters, without full stops and ampersands.")),
        )
