"""Where quoted words stand now, after their text was changed around them. Pure.

An anchor holds the words, some of what stood on either side, and their place. It is found again where the
words still stand in their surroundings, moved with them, or changed a little. In doubt it is not found: an
orphan is honest, a comment at the wrong words is not. Places are counted in code points.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from planner.remarks.likeness import WORDS, alike, side

AROUND = 32  # code points that are kept on each side
LONG_ENOUGH = 16  # letters and digits that speak for themselves, wherever they stand
NEEDED = 0.3  # of the surroundings, for words that are too short for that
TRIED = 8  # places that are looked at closely
SEAM = 10  # code points on each side of where words were taken out
CLOSE, NEAR, AFAR = 0.6, 0.72, 0.8  # likeness of changed words between both sides, at one, anywhere
LEAST = 6  # code points of a side, or of a word, that are worth looking for


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of a text. No words: the whole of it is meant."""

    quote: str
    before: str = ""
    after: str = ""
    start: int = 0


Place = tuple[int, int]  # from, to


def anchored(text: str, start: int, end: int) -> Anchor:
    """The anchor of text[start:end]."""
    return Anchor(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND], start)


def found(anchor: Anchor, text: str) -> Place | None:
    """Where its words are in the text; None when they are gone."""
    if not anchor.quote:
        return 0, len(text)
    place = _as_they_were(anchor, text)
    if place is not None or anchor.quote in text or _is_closed_up(anchor, text):
        return place
    return _changed_a_little(anchor, text)


def pointed_at(quote: str, text: str, start: int | None = None) -> Anchor | None:
    """The anchor of words that somebody names: those at `start`, or the nearest to it; None: not there."""
    places = list(_places(quote, text)) if quote else [0]
    if not places:
        return None
    at = min(places, key=lambda one: abs(one - (start or 0)))
    return anchored(text, at, at + len(quote))


# --- The very words ------------------------------------------------------------------------------------


def _as_they_were(anchor: Anchor, text: str) -> Place | None:
    """The same words, in the most similar surroundings, the nearest of equals."""
    quote, size = anchor.quote, len(anchor.quote)
    places = list(_places(quote, text))
    if not places:
        return None
    if text.startswith(quote, anchor.start) and _is_untouched(anchor, text):
        return anchor.start, anchor.start + size
    places.sort(key=lambda at: (-_touching(anchor, text, at), abs(at - anchor.start)))
    best = max(places[:TRIED], key=lambda at: (_likeness(anchor, text, at), -abs(at - anchor.start)))
    likeness = _likeness(anchor, text, best)
    is_whole = _touching(anchor, text, best) == len(anchor.before) + len(anchor.after)
    if is_whole or sum(map(str.isalnum, quote)) >= LONG_ENOUGH:
        return best, best + size
    return None if likeness < NEEDED or _is_closed_up(anchor, text) else (best, best + size)


def _places(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _is_untouched(anchor: Anchor, text: str) -> bool:
    """Nothing was changed before the words, nor right after them."""
    before, end = text[max(0, anchor.start - AROUND) : anchor.start], anchor.start + len(anchor.quote)
    return before == anchor.before and text.startswith(anchor.after, end)


def _touching(anchor: Anchor, text: str, at: int) -> int:
    """How many code points of the surroundings stand right beside the words."""
    end = at + len(anchor.quote)
    return _same(anchor.before[::-1], text[max(0, at - AROUND) : at][::-1]) + _same(
        anchor.after, text[end : end + AROUND]
    )


def _same(one: str, other: str) -> int:
    """How long the two begin alike."""
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length


def _likeness(anchor: Anchor, text: str, at: int) -> float:
    """The share of the surroundings that is still there, from 0 to 1; 1 where there never were any."""
    end = at + len(anchor.quote)
    all_of_it = len(anchor.before) + len(anchor.after)
    if not all_of_it:
        return 1.0
    before = side(anchor.before[::-1], text[max(0, at - 2 * AROUND) : at][::-1])
    return (before + side(anchor.after, text[end : end + 2 * AROUND])) / all_of_it


def _is_closed_up(anchor: Anchor, text: str) -> bool:
    """What stood on both sides stands together now: the words were taken out."""
    before, after = anchor.before[-SEAM:], anchor.after[:SEAM]
    if min(len(before.strip()), len(after.strip())) < 3:
        return False
    seams = {before + after, before.rstrip() + after, before.rstrip() + " " + after.lstrip()}
    return any(seam in text for seam in seams)


# --- Words that were changed a little ---------------------------------------------------------------------


def _changed_a_little(anchor: Anchor, text: str) -> Place | None:
    """The most similar words between both sides; else at one of them; else anywhere, where they are long."""
    starts = [at + length for at, length in _first_found(_tails(anchor.before), text, anchor.start)]
    ends = [at for at, _length in _first_found(_heads(anchor.after), text, anchor.start + len(anchor.quote))]
    size, slack = len(anchor.quote), max(8, len(anchor.quote) // 3)
    between = [(start, end) for start in starts for end in ends if 0 < end - start <= size + 2 * slack]
    if place := _most_alike(anchor.quote, text, between, CLOSE):
        return _trimmed(anchor.quote, text, *place)
    beside = [(start, min(len(text), start + size + slack)) for start in starts]
    beside += [(max(0, end - size - slack), end) for end in ends]
    trimmed = [
        _trimmed(anchor.quote, text, *one) for one in beside if _has_some(anchor.quote, text[slice(*one)])
    ]
    return _most_alike(anchor.quote, text, trimmed, NEAR) or _anywhere(anchor, text, slack)


def _anywhere(anchor: Anchor, text: str, slack: int) -> Place | None:
    """Around the longest of its words, where they are enough to speak for themselves."""
    quote = anchor.quote
    if sum(map(str.isalnum, quote)) < LONG_ENOUGH:
        return None
    places = []
    for word in sorted(set(WORDS.findall(quote)), key=len, reverse=True)[:3]:
        offset = quote.index(word)
        near = _nearest(word, text, anchor.start + offset) if len(word) >= LEAST else []
        places += [max(0, at - offset - slack // 2) for at in near]
    windows = [(at, min(len(text), at + len(quote) + slack)) for at in sorted(set(places))]
    trimmed = [_trimmed(quote, text, *one) for one in windows if _has_some(quote, text[slice(*one)])]
    return _most_alike(quote, text, trimmed, AFAR)


def _most_alike(quote: str, text: str, places: Iterable[Place], needed: float) -> Place | None:
    best, found_at = needed, None
    for place in dict.fromkeys(places):
        likeness = alike(quote, text[slice(*place)], best)
        if likeness > best or (likeness == best and found_at is None):
            best, found_at = likeness, place
    return found_at


def _has_some(quote: str, window: str) -> bool:
    """A third of a longer quote's words: without them it is not worth comparing letters."""
    words = set(WORDS.findall(quote))
    return len(words) < 4 or 3 * len(words & set(WORDS.findall(window))) >= len(words)


def _first_found(pieces: Iterable[str], text: str, near: int) -> list[tuple[int, int]]:
    """Where the longest of these pieces stands that stands anywhere, each with its length."""
    for piece in pieces:
        if places := _nearest(piece, text, near):
            return [(at, len(piece)) for at in places]
    return []


def _tails(before: str) -> list[str]:
    """The end of what stood before, the longest first; the beginning of the text is no landmark."""
    return [before[-length:] for length in (AROUND, 16, 8) if len(before) >= length and before[-8:].strip()]


def _heads(after: str) -> list[str]:
    return [after[:length] for length in (AROUND, 16, 8) if len(after) >= length and after[:8].strip()]


def _nearest(piece: str, text: str, near: int) -> list[int]:
    return sorted(_places(piece, text), key=lambda at: abs(at - near))[:4]


def _trimmed(quote: str, text: str, start: int, end: int) -> Place:
    """Without what the quote has nothing in common with at the ends; whole words stay whole."""
    window = text[start:end]
    blocks = [
        one
        for one in SequenceMatcher(None, quote, window, autojunk=False).get_matching_blocks()
        if one.size > 1
    ]
    if not blocks:
        return start, end
    first, last = blocks[0], blocks[-1]
    left = max(0, first.b - first.a)
    right = min(len(window), last.b + last.size + (len(quote) - last.a - last.size))
    while 0 < left < len(window) and window[left].isalnum() and window[left - 1].isalnum():
        left -= 1
    while 0 < right < len(window) and window[right - 1].isalnum() and window[right].isalnum():
        right += 1
    inner = window[left:right]
    return start + left + len(inner) - len(inner.lstrip()), start + left + len(inner.rstrip())
