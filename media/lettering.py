"""Letters on pictures: fonts with Latin and Cyrillic, lines that break well, sizes that fit. Pure Pillow."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from PIL import ImageDraw, ImageFont

FONTS = {
    "manrope": ("font_manrope", "Manrope-Medium.ttf", "Manrope-ExtraBold.ttf"),
    "source-sans": ("font_source_sans_pro", "SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf"),
    "source-serif": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf", "SourceSerifPro-Bold.ttf"),
}
LEADING = 1.18  # from line to line, in sizes of the letters
SMALLEST = 14  # pixels; below it nobody reads on a phone
NOWHERE = "\uffff"  # no font has a letter for it


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle for text, in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Set:
    """Text that was set: its lines, the size of the letters, and how high it stands (pixels)."""

    lines: tuple[str, ...]
    size: int
    height: int


def font(name: str, size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """One of FONTS. The size is in pixels."""
    return _font(name, size, bold)


def fit(text: str, name: str, room: tuple[int, int], largest: int, bold: bool = False) -> Set:
    """The text in the largest letters that fit into width × height; what never fits is cut, with a "…"."""
    text = "\n".join(text.splitlines())  # the layout refuses other signs that end a line
    low, high, best = SMALLEST, largest, None
    while low <= high:
        size = (low + high) // 2
        lines = wrap(text, font(name, size, bold), room[0])
        if _height(len(lines), size) <= room[1] and _unbroken(text, lines):
            best, low = Set(tuple(lines), size, _height(len(lines), size)), size + 1
        else:
            high = size - 1
    if best is None:
        best = _cut(text, name, room, bold)
    face = font(name, best.size, bold)
    return Set(tuple(_balanced(text, face, room[0], best.lines)), best.size, best.height)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines no wider than `width`, broken between words; a word that is wider by itself is broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if face.getlength(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = _pieces(word, face, width)
            lines += full
        lines.append(line)
    return lines


def write(
    draw: ImageDraw.ImageDraw,
    place: Place,
    text: Set,
    name: str,
    color: str,
    bold: bool = False,
    middle: bool = False,
) -> int:
    """Draw the lines from the place's top (or around its middle). Gives the first free pixel row below."""
    face = font(name, text.size, bold)
    top = place.top + ((place.height - text.height) // 2 if middle else 0)
    for number, line in enumerate(text.lines):
        draw.text((place.left, top + round(number * text.size * LEADING)), line, fill=color, font=face)
    return top + text.height


def unwritable(text: str, name: str) -> str:
    """The signs that the font has no letter for, each once: emoji above all."""
    face = font(name, 24)
    nothing = bytes(face.getmask(NOWHERE))
    signs = dict.fromkeys(sign for sign in text if not sign.isspace() and sign.isprintable())
    return "".join(sign for sign in signs if bytes(face.getmask(sign)) == nothing)


@functools.lru_cache(maxsize=128)
def _font(name: str, size: int, bold: bool) -> ImageFont.FreeTypeFont:
    package, regular, heavy = FONTS[name]
    return ImageFont.truetype(str(files(package) / "files" / (heavy if bold else regular)), size)


def _height(lines: int, size: int) -> int:
    return round(size * (LEADING * (lines - 1) + 1.25))


def _unbroken(text: str, lines: Sequence[str]) -> bool:
    """Did every word stay whole?"""
    return text.split() == " ".join(lines).split()


def _pieces(word: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    pieces, piece = [], ""
    for sign in word:
        if piece and face.getlength(piece + sign) > width:
            pieces.append(piece)
            piece = ""
        piece += sign
    return [*pieces, piece]


def _cut(text: str, name: str, room: tuple[int, int], bold: bool) -> Set:
    """In small letters, broken where it must be, and no more lines than there is room for."""
    size = next((s for s in (28, 22, 18) if _fits_broken(text, name, s, room, bold)), SMALLEST)
    lines = wrap(text, font(name, size, bold), room[0])
    most = max(1, int((room[1] / size - 1.25) / LEADING) + 1)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1].rstrip() + "…"]
    return Set(tuple(lines), size, _height(len(lines), size))


def _fits_broken(text: str, name: str, size: int, room: tuple[int, int], bold: bool) -> bool:
    return _height(len(wrap(text, font(name, size, bold), room[0])), size) <= room[1]


def _balanced(text: str, face: ImageFont.FreeTypeFont, width: int, lines: Sequence[str]) -> Sequence[str]:
    """The same number of lines, as even as they get: no single word is left over at the end."""
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    best, low, high = lines, width // 2, width
    while low <= high:
        tried = wrap(text, face, middle := (low + high) // 2)
        if len(tried) <= len(lines) and _unbroken(text, tried) == _unbroken(text, lines):
            best, high = tried, middle - 1
        else:
            low = middle + 1
    return best
