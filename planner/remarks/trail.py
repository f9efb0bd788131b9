"""Words followed from version to version. Pure.

From each to the next little changes, so they are followed through many small changes that together leave
nothing of what stood around them. Never so far that nothing is left of the words themselves.
"""

from collections.abc import Sequence

from planner.remarks.anchor import CLOSE, Anchor, Place, anchored, found
from planner.remarks.likeness import alike


def followed(anchor: Anchor, before: str | None, later: Sequence[str]) -> Place | None:
    """Where its words are in the last of these texts. `before` is the text that it was anchored in.

    Words that are gone in one of them may be there again in the next.
    """
    last, place = anchor, _at_first(anchor, before)
    for number, text in enumerate(later, 1):
        was_gone, place = place is None, _carried(place, before, text)
        if place is None and (not was_gone or last.quote in text or number == len(later)):
            place = found(last, text)
        before = text
        if place is None:
            continue
        if (words := text[slice(*place)]) != last.quote and not _are_they(anchor.quote, words):
            place = None
        else:
            last = anchored(text, *place)
    return place


def _at_first(anchor: Anchor, text: str | None) -> Place | None:
    end = anchor.start + len(anchor.quote)
    return (anchor.start, end) if text is not None and text[anchor.start : end] == anchor.quote else None


def _carried(place: Place | None, before: str | None, after: str) -> Place | None:
    """Where nothing changed up to the words' end they stay; where nothing did behind, they move."""
    if place is None or before is None or place[0] == place[1]:
        return None
    if after.startswith(before[: place[1]]):
        return place
    shift = len(after) - len(before)
    return (place[0] + shift, place[1] + shift) if after.endswith(before[place[0] :]) else None


def _are_they(quote: str, words: str) -> bool:
    return not quote or quote == words or alike(quote, words, CLOSE) >= CLOSE
