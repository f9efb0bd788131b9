"""Cards: text on a picture, for a post that has none. Fields and colours in, PNG out. Pure Pillow."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw

from media.lettering import Place, Set, fit, font, unwritable, write

SHAPES = {"square": (1080, 1080), "wide": (1200, 675), "tall": (1080, 1350)}  # pixels
ENOUGH = 4.5  # contrast of letters on their ground, WCAG 2.2, 1.4.3


@dataclass(frozen=True, slots=True)
class Look:
    """A workspace's colours (#rrggbb) and one of lettering.FONTS."""

    paper: str
    ink: str
    accent: str
    font: str


@dataclass(frozen=True, slots=True)
class Template:
    """Which fields a card has, each with the most letters it takes, and how it is drawn."""

    fields: Mapping[str, int]
    draw: "Callable[[Sheet, Mapping[str, str]], None]"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on, with a margin around it."""

    image: Image.Image
    pen: ImageDraw.ImageDraw
    look: Look

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    @property
    def unit(self) -> int:
        """A hundredth of the shorter side: everything is measured in it."""
        return min(self.image.size) // 100

    @property
    def room(self) -> Place:
        margin = self.unit * 9
        return Place(margin, margin, self.width - 2 * margin, self.height - 2 * margin)

    def letters(self, text: str, width: int, height: int, largest: int, bold: bool = False) -> Set:
        return fit(text, self.look.font, (width, height), largest * self.unit, bold)

    def write(self, text: Set, place: Place, color: str, bold: bool = False, middle: bool = False) -> int:
        return write(self.pen, place, text, self.look.font, color, bold, middle)


def draw(template: str, shape: str, fields: Mapping[str, str], look: Look) -> bytes:
    """The card as PNG. Fields that it does not have are left out, and too long ones cut.

    Raises KeyError for a template or shape that there is not, ValueError for a colour that is none.
    """
    image = Image.new("RGB", SHAPES[shape], look.paper)
    wanted = TEMPLATES[template]
    unseen = dict.fromkeys(map(ord, missing(fields, look)))  # better left out than drawn as an empty box
    words = {
        name: _tidy(fields.get(name, "").translate(unseen))[:most] for name, most in wanted.fields.items()
    }
    wanted.draw(Sheet(image, ImageDraw.Draw(image), look), words)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def missing(fields: Mapping[str, str], look: Look) -> str:
    """The signs that would not be seen, because the font has no letter for them."""
    return unwritable("".join(fields.values()), look.font)


def _quote(sheet: Sheet, words: Mapping[str, str]) -> None:
    room, unit = sheet.room, sheet.unit
    mark = font(sheet.look.font, unit * 34, bold=True)
    opening = "«" if any("\u0400" <= sign <= "\u04ff" for sign in words["quote"]) else "“"
    sheet.pen.text(
        (room.left - unit, room.top - unit * 2), opening, fill=sheet.look.accent, font=mark, anchor="lt"
    )
    foot = unit * 16
    middle = Place(room.left, room.top + unit * 15, room.width, room.height - unit * 17 - foot)
    text = sheet.letters(words["quote"], middle.width, middle.height, 15, bold=True)
    sheet.write(text, middle, sheet.look.ink, bold=True, middle=True)
    line = room.top + room.height - foot + unit * 2
    sheet.pen.rectangle((room.left, line, room.left + unit * 12, line + unit), fill=sheet.look.accent)
    below = Place(room.left, line + unit * 3, room.width, foot)
    name = sheet.letters(words["author"], room.width, unit * 6, 5, bold=True)
    after = sheet.write(name, below, sheet.look.ink, bold=True)
    role = sheet.letters(words["role"], room.width, unit * 5, 4)
    sheet.write(role, Place(room.left, after, room.width, foot), sheet.look.ink)


def _announcement(sheet: Sheet, words: Mapping[str, str]) -> None:
    room, unit = sheet.room, sheet.unit
    sheet.pen.rectangle((0, 0, unit * 3, sheet.height), fill=sheet.look.accent)
    top = room.top
    if words["kicker"]:
        kicker = sheet.letters(words["kicker"].upper(), room.width, unit * 6, 5, bold=True)
        top = sheet.write(kicker, Place(room.left, top, room.width, unit * 6), sheet.look.accent, bold=True)
        top += unit * 2
    detail_room = (room.height * 3 // 10) if words["details"] else 0
    left = room.top + room.height - top
    headline = sheet.letters(words["headline"], room.width, left - detail_room - unit * 4, 20, bold=True)
    below = Place(room.left, top, room.width, left)
    top = sheet.write(headline, below, sheet.look.ink, bold=True, middle=not words["details"])
    if words["details"]:
        below = Place(room.left, top + unit * 4, room.width, room.top + room.height - top - unit * 4)
        sheet.write(sheet.letters(words["details"], below.width, below.height, 6), below, sheet.look.ink)


def _event(sheet: Sheet, words: Mapping[str, str]) -> None:
    room, unit = sheet.room, sheet.unit
    on_accent = max((sheet.look.paper, sheet.look.ink), key=lambda color: contrast(color, sheet.look.accent))
    wide = sheet.width > sheet.height
    panel = (
        (0, 0, sheet.width * 38 // 100, sheet.height)
        if wide
        else (0, 0, sheet.width, sheet.height * 40 // 100)
    )
    sheet.pen.rectangle(panel, fill=sheet.look.accent)
    inner = Place(room.left, room.top, panel[2] - room.left - unit * 6, panel[3] - room.top - unit * 5)
    day = sheet.letters(words["day"], inner.width, inner.height * 7 // 10, 34, bold=True)
    after = sheet.write(day, inner, on_accent, bold=True)
    month = sheet.letters(words["month"], inner.width, inner.top + inner.height - after, 9, bold=True)
    sheet.write(month, Place(inner.left, after, inner.width, inner.height), on_accent, bold=True)
    left, top = (panel[2] + unit * 6, room.top) if wide else (room.left, panel[3] + unit * 6)
    beside = Place(left, top, sheet.width - left - unit * 7, sheet.height - top - unit * 9)
    title = sheet.letters(words["title"], beside.width, beside.height * 6 // 10, 12, bold=True)
    after = sheet.write(title, beside, sheet.look.ink, bold=True) + unit * 3
    for name, largest in (("time", 6), ("place", 5)):
        if words[name]:
            left_over = beside.top + beside.height - after
            text = sheet.letters(words[name], beside.width, max(unit * 5, left_over // 2), largest)
            after = sheet.write(text, Place(left, after, beside.width, left_over), sheet.look.ink) + unit


TEMPLATES: dict[str, Template] = {
    "quote": Template({"quote": 320, "author": 80, "role": 120}, _quote),
    "announcement": Template({"kicker": 40, "headline": 160, "details": 400}, _announcement),
    "event": Template({"day": 8, "month": 24, "title": 140, "time": 60, "place": 120}, _event),
}


def _tidy(text: str) -> str:
    """One space between words, and no signs that cannot be seen."""
    lines = ("".join(sign for sign in line if sign.isprintable()) for line in text.splitlines())
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _luminance(color: str) -> float:
    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
