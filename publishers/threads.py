"""A text that is too long, cut into the parts of a thread: at paragraphs and sentences first."""

import bisect
import re
from collections.abc import Callable

from publishers.styled import Styled
from publishers.text import GRAPHEME

Fits = Callable[[Styled], bool]

PARAGRAPH = re.compile(r"\n\n+")
# A sentence ends with its sign, a closing quote or bracket perhaps, and a blank; "т. е." and "e.g. x" do not
# end one, because what follows begins small.
SENTENCE = re.compile(r"[.!?…]+[\"'»”’)\]]*\s+(?=[^a-zа-яё\s])|\n")
WORD = re.compile(r"\s+")
MOST = 99  # parts; more is not a thread


def cut(text: Styled, fits: Fits, mark: str = "") -> list[Styled]:
    """The text in as few parts as sentences allow, each of which `fits` with `mark` behind it.

    A word that does not fit alone is cut between what a person sees as characters; a link or a piece of code
    only where nothing else helps.
    """
    if fits(text.followed_by(mark) if mark else text):
        return [text]
    pieces: list[Styled] = []
    rest = text
    while rest.text and len(pieces) < MOST:
        end = _end(rest, lambda piece: fits(piece.followed_by(mark)))
        piece, rest = rest.cut(0, end), rest.cut(end, len(rest.text))
        if piece.text:
            pieces.append(piece)
    return [*pieces, rest] if rest.text else pieces  # further than a thread goes: whoever counts says so


def _end(text: Styled, fits: Fits) -> int:
    """Where the first part ends: as late as it fits, at the best place there is."""
    words = [*(match.end() for match in WORD.finditer(text.text)), len(text.text)]
    most = _latest(text, words, fits)
    if most == len(text.text):
        return most
    beyond = words[bisect.bisect_right(words, most)]  # so far it does not fit; the rest need not be looked at
    kept = [span for span in text.spans if span.kind in ("link", "code", "mention") and span.start < beyond]
    inside = [(span.start, span.end) for span in kept]
    for pattern, enough in ((PARAGRAPH, 0.5), (SENTENCE, 0.25), (WORD, 0.0)):
        ends = [match.end() for match in pattern.finditer(text.text, 0, beyond) if match.end() < beyond]
        ends = [end for end in ends if not any(start < end < stop for start, stop in inside)]
        found = _latest(text, ends, fits)
        # A short first paragraph alone would waste the part: then rather a sentence of the next one.
        if found and found >= enough * (most or found):
            return found
    ends = [match.end() for match in GRAPHEME.finditer(text.text, 0, beyond)]
    return _latest(text, ends, fits) or ends[0]


def _latest(text: Styled, ends: list[int], fits: Fits) -> int:
    """The last of the ends up to which it fits; 0 where none does.

    Looks at the beginning first: a part is short, the rest may be long, and counting it all takes time.
    """
    reach = 1
    while reach < len(ends) and fits(text.cut(0, ends[reach - 1])):
        reach *= 2
    nearby = ends[: min(reach, len(ends))]
    number = bisect.bisect_left(nearby, True, reach // 2, key=lambda end: not fits(text.cut(0, end)))
    return nearby[number - 1] if number else 0
