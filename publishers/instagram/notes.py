"""What a writer should know about a post on Instagram before it is sent."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Part, Problem

MOST_HASHTAGS, MOST_MENTIONS = 30, 20
HASHTAG = re.compile(r"(?<![\w&#/])#\w*[^\W\d_]\w*")
MENTION = re.compile(r"(?<![\w@/.])@\w[\w.]*")
ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def softened(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What Meta does not say for certain warns, and Meta decides: how long a description may be."""
    for problem in problems:
        yield replace(problem, blocking=False) if problem.code == "alt_too_long" else problem


def notes(parts: Sequence[Part]) -> Iterator[Problem]:
    for number, part in enumerate(parts):
        yield from _too_many(part, number)
    if ADDRESS.search(parts[0].text):
        yield Problem(
            "dead_links",
            Sentence(_("Links in Instagram's captions cannot be opened.")),
            Sentence(_("Say where to look, such as the link in your profile.")),
            blocking=False,
        )
    if any(image.is_video and image.alt.strip() for image in parts[0].images):
        yield Problem(
            "no_alt_for_videos",
            Sentence(_("Instagram takes no descriptions of videos from us.")),
            Sentence(_("Say in the caption what the video shows.")),
            blocking=False,
        )


def _too_many(part: Part, number: int) -> Iterator[Problem]:
    """Since when fewer than 30 hashtags are taken, Meta has not written down: it decides."""
    tags, names = len(HASHTAG.findall(part.text)), len(MENTION.findall(part.text))
    if tags > MOST_HASHTAGS:
        yield Problem(
            "too_many_hashtags",
            Sentence(
                _("Too many hashtags for {network}: {count} of {limit}."),
                {"network": "Instagram", "count": tags, "limit": MOST_HASHTAGS},
            ),
            Sentence(_("Keep the best ones.")),
            number,
            blocking=False,
        )
    if names > MOST_MENTIONS:
        yield Problem(
            "too_many_mentions",
            Sentence(
                _("Too many people are named for {network}: {count} of {limit}."),
                {"network": "Instagram", "count": names, "limit": MOST_MENTIONS},
            ),
            Sentence(_("Name fewer people.")),
            number,
        )
