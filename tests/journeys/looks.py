"""The looks in which people see the product: at a desk or on a phone, by day or by night.

A journey that asks for `look` runs in one of the four, and all journeys together see each about equally.
Where a mouse and a finger do it differently, or the page is another (`at_both`), it runs at a desk and on a
phone, one of them light and the other dark. With ALMANAC_LOOKS=all (`make journeys`) each runs in all four.
Desks speak English here, phones Russian.
"""

import os
import re
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from planner.day_names import within

DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PICTURES = os.environ.get("ALMANAC_SCREENS", "")  # a folder: what is seen on the way is kept there

# How much has moved by itself since the page began.
SHIFT = """() => new Promise(done => {
  let all = 0;
  const add = one => { if (!one.hadRecentInput) all += one.value; };
  const watch = new PerformanceObserver(list => list.getEntries().forEach(add));
  watch.observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(all), 400);
})"""

# What stands at the window's foot would lie across the middle of a whole page.
WHOLE = """whole => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.skip {display: none} .tabbar, .actions {position: static !important}');
  document.adoptedStyleSheets = whole ? [sheet] : [];
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """Where somebody sits, and in which light."""

    place: str  # desk or phone
    light: str  # light or dark

    def __str__(self) -> str:
        return f"{self.place}-{self.light}"

    @property
    def language(self) -> str:
        return "ru" if self.is_phone else "en"

    @property
    def is_phone(self) -> bool:
        return self.place == "phone"

    @property
    def options(self) -> dict[str, Any]:
        spoken = {"color_scheme": self.light, "locale": "ru-RU" if self.is_phone else "en-US"}
        return (PHONE if self.is_phone else DESK) | spoken


LOOKS = [Look(place, light) for place in ("desk", "phone") for light in ("light", "dark")]


def looks_of(test: str, place: str = "", at_both: bool = False) -> list[Look]:
    """Those in which this test runs now."""
    found = [look for look in LOOKS if look.place == place or not place]
    if os.environ.get("ALMANAC_LOOKS") == "all":
        return found
    luck = zlib.crc32(test.encode())
    desk, phone = ("light", "dark") if luck % 2 else ("dark", "light")
    pair = [look for look in found if look.light == (phone if look.is_phone else desk)]
    return pair if at_both else [pair[luck // 2 % len(pair)]]


# --- Words, in the language of the look ---------------------------------------------------------------


def said(text: str, **values: Any) -> str:
    """A text of the product as this look's language has it; the source has it without %."""
    spelt = gettext(text)
    return spelt % values if values else spelt


def counted(one: str, many: str, n: int) -> str:
    return ngettext(one, many, n) % {"n": n, "count": n}


def dated(day: date, form: str = "l j E") -> str:
    return date_format(day, gettext(form))


def planned_at(wall: str) -> str:
    """How the calendar says a time, of this year or another: Fri 19 March, 09:30."""
    at = datetime.fromisoformat(wall)
    near = at.year == timezone.now().year
    return within(date_format(at, "D j E, H:i" if near else "D j E Y, H:i"))


# --- Pictures, and what fits ------------------------------------------------------------------------------


def picture(page: Any, name: str, *, whole: bool = True) -> None:
    """`<test>-<look>-<name>.png`, where somebody wants to see; whole pages, or what the window shows."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.evaluate(WHOLE, whole)
        page.screenshot(path=str(Path(PICTURES) / picture_name(name)), full_page=whole, caret="initial")
        page.evaluate(WHOLE, False)


def keep(data: bytes, name: str) -> None:
    """A printed page, beside the pictures."""
    if PICTURES:
        Path(PICTURES, picture_name(name, "pdf")).write_bytes(data)


def picture_name(name: str, ending: str = "png") -> str:
    """From the name of the running test: test_a_thing[desk-light] gives a_thing-desk-light."""
    test = os.environ["PYTEST_CURRENT_TEST"].rsplit("::", 1)[-1].removesuffix(" (call)")
    plain = re.sub(r"[^\w-]+", "-", f"{test.removeprefix('test_').removesuffix(']')}-{name}".lower())
    return f"{plain}.{ending}"


def insist_on_width(page: Any) -> None:
    """Nothing is wider than its window."""
    width = page.locator("html").evaluate("one => one.scrollWidth")  # waits where a page is just coming
    assert width <= page.viewport_size["width"], f"{page.url} is {width} wide"
