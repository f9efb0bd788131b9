"""Counting as Threads counts: characters, but an emoji as the bytes that it takes in UTF-8 (Threads docs)."""

import functools
import re

import regex

GRAPHEME = regex.compile(r"\X")
# Those that are drawn as emoji by themselves, or because of the sign behind them.
EMOJI = regex.compile(r"[\p{Emoji_Presentation}\ufe0f\u20e3]")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


@functools.lru_cache(maxsize=512)
def length(text: str) -> int:
    """How long Threads finds this text: what may be 500 at most."""
    if text.isascii():
        return len(text)
    return sum(_weight(one) for one in GRAPHEME.findall(text))


def addresses(text: str) -> set[str]:
    """The different addresses in it, of which Threads takes five."""
    return {found.rstrip(".,;:!?)»”’'") for found in ADDRESS.findall(text)}


def _weight(grapheme: str) -> int:
    return len(grapheme.encode("utf-8", "surrogatepass")) if EMOJI.search(grapheme) else len(grapheme)
