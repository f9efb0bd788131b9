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
    if fits(text):
        return len(text.text)
    inside = [(span.start, span.end) for span in text.spans if span.kind in ("link", "code", "mention")]
    for pattern, enough in ((PARAGRAPH, 0.5), (SENTENCE, 0.25), (WORD, 0.0)):
        ends = [match.end() for match in pattern.finditer(text.text) if match.end() < len(text.text)]
        ends = [end for end in ends if not any(start < end < stop for start, stop in inside)]
        found = _latest(text, ends, fits)
        # A short first paragraph alone would waste the part: then rather a sentence of the next one.
        if found and _share(text, found, fits) >= enough:
            return found
    ends = [match.end() for match in GRAPHEME.finditer(text.text)]
    return _latest(text, ends, fits) or ends[0]


def _latest(text: Styled, ends: list[int], fits: Fits) -> int:
    """The last of the ends up to which it fits; 0 where none does."""
    number = bisect.bisect_left(ends, True, key=lambda end: not fits(text.cut(0, end)))
    return ends[number - 1] if number else 0


def _share(text: Styled, end: int, fits: Fits) -> float:
    """How much of what would fit, cut at any word, this end uses."""
    words = [match.start() for match in WORD.finditer(text.text)]
    most = _latest(text, words, fits) or end
    return end / most
