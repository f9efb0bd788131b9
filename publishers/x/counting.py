"""Counting as X counts (X docs, counting characters; twitter-text, config v3).

Most letters weigh 1 and others 2; an address weighs 23 however long it is, and an emoji 2.
"""

import functools
import re
import unicodedata

from publishers.x.addresses import addresses
from publishers.x.emoji import EMOJI

PER_ADDRESS = 23
HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")  # these weigh 2, all others 1


@functools.lru_cache(maxsize=512)
def weighted_length(text: str) -> int:
    """How long X finds this text: what may be 280 at most."""
    text = unicodedata.normalize("NFC", text)
    length, place = 0, 0
    for start, end in addresses(text):
        length += _weight(text[place:start]) + PER_ADDRESS
        place = end
    return length + _weight(text[place:])


def _weight(words: str) -> int:
    if words.isascii():
        return len(words)
    rest, emoji = EMOJI.subn("", words)
    return 2 * emoji + len(rest) + len(HEAVY.findall(rest))
