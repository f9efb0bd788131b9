"""What the fields of a card are called, and what a form of one says."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from media.cards import ENOUGH, SHAPES, TEMPLATES, Look, contrast, missing
from media.models import Library

TEMPLATE_WORDS = {
    "quote": gettext_lazy("Quote"),
    "announcement": gettext_lazy("Announcement"),
    "event": gettext_lazy("Date of an event"),
}
SHAPE_WORDS = {
    "square": gettext_lazy("Square"),
    "wide": gettext_lazy("Wide"),
    "tall": gettext_lazy("Tall"),
}
FIELD_WORDS = {
    "quote": gettext_lazy("What was said"),
    "author": gettext_lazy("Who said it"),
    "role": gettext_lazy("Who that is"),
    "kicker": gettext_lazy("Above the headline"),
    "headline": gettext_lazy("Headline"),
    "details": gettext_lazy("Details"),
    "day": gettext_lazy("Day"),
    "month": gettext_lazy("Month"),
    "title": gettext_lazy("What happens"),
    "time": gettext_lazy("When"),
    "place": gettext_lazy("Where"),
}
LONG = 120  # letters from which a field has several lines
COLORS = ("paper", "ink", "accent")


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    most: int
    value: str

    @property
    def is_long(self) -> bool:
        return self.most > LONG


@dataclass(frozen=True, slots=True)
class Draft:
    """A card as somebody has typed it so far."""

    template: str
    shape: str
    words: Mapping[str, str]
    look: Look

    @property
    def fields(self) -> dict[str, list[Field]]:
        """For each template its fields, with what was typed; names are the same where they mean the same."""
        return {
            name: [
                Field(field, str(FIELD_WORDS[field]), most, self.words.get(field, ""))
                for field, most in template.fields.items()
            ]
            for name, template in TEMPLATES.items()
        }

    @property
    def said(self) -> dict[str, str]:
        """What this template shows, without the fields of the others."""
        return {name: self.words[name] for name in TEMPLATES[self.template].fields if self.words.get(name)}

    @property
    def is_blank(self) -> bool:
        return not any(text.strip() for text in self.said.values())

    @property
    def warnings(self) -> list[str]:
        """What would be hard to read, or not seen at all."""
        found = []
        if contrast(self.look.ink, self.look.paper) < ENOUGH:
            found.append(_("The letters hardly stand out from the background. Choose colours further apart."))
        if signs := missing(self.said, self.look):
            found.append(
                _("The font has no letters for these, so they are left out: %(signs)s")
                % {"signs": " ".join(signs)}
            )
        return found

    @property
    def alt(self) -> str:
        """The words of the card are its description."""
        return " ".join(" ".join(text.split()) for text in self.said.values())

    def query(self) -> dict[str, str]:
        """The same draft as the fields of a form."""
        colors = {color: str(getattr(self.look, color)) for color in COLORS}
        return {"template": self.template, "shape": self.shape, "font": self.look.font} | colors | self.said

    def packed(self) -> dict[str, object]:
        """As it is kept with the asset, to be changed again."""
        return {"template": self.template, "shape": self.shape, "words": dict(self.said)}


def read(typed: Mapping[str, str], library: Library) -> Draft:
    """What a form says; what is not there or is no colour is as the workspace usually has it."""
    usual = {color: str(getattr(library, f"card_{color}")) for color in COLORS}
    colors = {color: _color(typed.get(color, ""), usual[color]) for color in COLORS}
    font = typed.get("font", "")
    return Draft(
        template=_one_of(typed.get("template", ""), TEMPLATES),
        shape=_one_of(typed.get("shape", ""), SHAPES),
        words={name: _seen(typed.get(name, ""))[:1000] for name in FIELD_WORDS},
        look=Look(**colors, font=font if font in Library.Font.values else library.card_font),
    )


def _seen(text: str) -> str:
    """Without NUL and other signs that nobody can see, which no database and no font wants."""
    return "".join(sign for sign in text if sign in "\r\n\t\u200d" or unicodedata.category(sign)[0] != "C")


def _one_of(value: str, known: Mapping[str, object]) -> str:
    return value if value in known else next(iter(known))


def _color(value: str, usual: str) -> str:
    digits = value.removeprefix("#").lower()
    is_one = value.startswith("#") and len(digits) == 6 and all(one in "0123456789abcdef" for one in digits)
    return f"#{digits}" if is_one else usual
