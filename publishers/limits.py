"""What a network accepts, declared as data."""

import functools
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from publishers.errors import Sentence


class Promise(StrEnum):
    """How a network helps us not to post twice, strongest first."""

    KEYED = "keyed"  # it knows our key and answers a repeat with the first post
    TWO_PHASE = "two_phase"  # a draft is made first and published by its handle
    READ_BACK = "read_back"  # we can look whether it is there
    DUPLICATE_REFUSED = "duplicate_refused"  # it refuses the same words twice
    NONE = "none"  # we cannot know; a person decides


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What we can promise on this network, and the times that the promise rests on (seconds)."""

    promise: Promise
    sentence: Sentence  # for the channel's page, in plain words
    readable: bool = False  # `find` can look for a post there
    settle: float = 180.0  # how long a lost request may still arrive
    repeat_after: float = 0.0  # KEYED: do not repeat the same key sooner
    window: float = 0.0  # KEYED: the network remembers a key for this long; 0 for ever


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a network takes in a time: `most` posts, or points of which each post costs `each`."""

    most: int
    seconds: int
    each: int = 1
    of_app: bool = False  # shared by all channels that use the same app, not one channel's own


@dataclass(frozen=True, slots=True)
class Limits:
    """What one post may hold. Zero means that the network sets no bound."""

    characters: int = 0
    unit: str = "characters"  # "characters", "graphemes", "bytes"
    images: int = 0
    image_bytes: int = 0
    image_pixels: int = 0  # width × height
    image_keeps: int = 0  # width × height that the network keeps; what is more is scaled down there
    image_side: int = 0  # pixels of the longer side
    image_narrowest: int = 0  # width ÷ height, in thousandths
    image_widest: int = 0
    image_types: tuple[str, ...] = ("image/jpeg", "image/png", "image/gif", "image/webp")
    video_types: tuple[str, ...] = ()  # empty: it takes no videos from us
    video_bytes: int = 0
    video_seconds: int = 0
    video_shortest: int = 0  # seconds
    video_codecs: tuple[str, ...] = ()  # as message.Film names them; empty: whatever the container holds
    video_sounds: tuple[str, ...] = ()
    video_fps: int = 0
    video_bits: int = 0  # a second
    video_side: int = 0  # pixels of the longer side
    video_narrowest: int = 0  # width ÷ height, in thousandths
    video_widest: int = 0
    video_alone: bool = True  # a video does not go with other pictures
    video_required: bool = False  # True where a post is exactly one video
    alt_characters: int = 0
    thread_parts: int = 1
    title: bool = False  # the network shows a title of its own
    text_required: bool = True  # False where a picture alone will do
    picture_required: bool = False  # True where words alone will not do
    comment_characters: int = 0  # of a first comment, where it is bounded otherwise than a post
    budgets: tuple[Budget, ...] = ()

    @functools.lru_cache(maxsize=256)  # noqa: B019 - limits are few, and live as long as the process
    def adjusted(self, facts: tuple[tuple[str, str], ...]) -> "Limits":
        """These limits with the numbers that the account's own server gave (`Account.facts`)."""
        numbers = {field.name for field in fields(self) if type(getattr(self, field.name)) is int}
        theirs: dict[str, Any] = {
            name: int(value) for name, value in facts if name in numbers and value.isdecimal()
        }
        return replace(self, **theirs)
