"""What a page says of itself, for a link card: title, description, picture. Pure, and runs nothing.

Pages are written by strangers: what is broken is read as far as it goes, and reading takes a bounded time.
"""

import codecs
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

MOST_CHARACTERS = 500_000  # what a page says of itself stands at its beginning
MOST_TITLE = 300
MOST_DESCRIPTION = 1_000
MOST_ADDRESS = 2_000
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
WITHIN = 1024  # bytes in which a page must declare its encoding (WHATWG HTML, determining the encoding)
# Python's names of what pages are written in. The others are not tried: some are slow, some are no text.
ENCODINGS = frozenset(
    {"ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "koi8-r", "koi8-u", "mac-cyrillic", "cp866"}
    | {"big5", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "iso2022_jp", "shift_jis", "tis-620"}
    | {"iso8859-1", *(f"iso8859-{number}" for number in range(2, 17))}
    | {f"cp{number}" for number in (874, 932, 949, 950, *range(1250, 1259))}
)
JOINERS = "\u200c\u200d"  # within words of some scripts, and within emoji
TITLES = ("og:title", "twitter:title")
DESCRIPTIONS = ("og:description", "twitter:description", "description")
PICTURES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
SEEN = frozenset({*TITLES, *DESCRIPTIONS, *PICTURES})


@dataclass(frozen=True, slots=True)
class PageWords:
    """Plain words, cut to what a card takes; `picture` is a whole web address, or ""."""

    title: str = ""
    description: str = ""
    picture: str = ""


def read(data: bytes, content_type: str, address: str) -> PageWords:
    """`content_type` as the server gave it, `address` where the page lies."""
    reader = _Reader()
    reader.feed(decoded(data, content_type)[:MOST_CHARACTERS])
    # It is not closed: what is unfinished at the end is not read, however much of it there is.
    said = reader.said
    return PageWords(
        title=_line(_first(said, TITLES) or "".join(reader.title), MOST_TITLE),
        description=_line(_first(said, DESCRIPTIONS), MOST_DESCRIPTION),
        picture=_whole(_first(said, PICTURES), address),
    )


def decoded(data: bytes, content_type: str) -> str:
    """As its mark, the server or the page itself declares; otherwise UTF-8. What does not fit reads "�"."""
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if declared := DECLARED.search(content_type.encode("ascii", "ignore")):
        return data.decode(_encoding(declared[1].decode()), "replace")
    declared = DECLARED.search(data[:WITHIN])
    name = _encoding(declared[1].decode() if declared else "")
    # What could be read as far as this declaration is not UTF-16, whatever it says.
    return data.decode("utf-8" if name.startswith("utf-16") else name, "replace")


def _encoding(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return "utf-8"
    if name in ("iso8859-1", "ascii"):  # as browsers do
        return "cp1252"
    return name if name in ENCODINGS else "utf-8"


class _Reader(HTMLParser):
    """Hears the `meta` elements and the first `title`; everything else passes by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self.title: list[str] = []
        self._in_title = False
        self._title_is_over = False
        self._drawings = 0  # an <svg> has titles of its own

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            given = {name: value or "" for name, value in reversed(attrs)}  # the first of two counts
            name = (given.get("property") or given.get("name") or "").strip().lower()
            content = given.get("content", "").strip()
            if name in SEEN and content:
                self.said.setdefault(name, content)
        elif tag == "svg":
            self._drawings += 1
        if tag == "title" and not self._drawings:
            self._in_title = not self._title_is_over
        elif self._in_title:  # nobody closed it
            self._in_title, self._title_is_over = False, True

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self._drawings = max(self._drawings - 1, 0)
        elif tag == "title" and self._in_title:
            self._in_title, self._title_is_over = False, True

    def handle_data(self, data: str) -> None:
        if self._in_title and len(self.title) < MOST_TITLE:
            self.title.append(data[: MOST_TITLE * 4])

    def parse_html_declaration(self, i: int) -> int:
        """A declaration that nobody knows is passed by, where the parent may fail."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return i + 2


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if name in said), "")


def _line(text: str, most: int) -> str:
    """In one line, without characters that cannot be shown."""
    shown = (one if one.isprintable() or one in JOINERS else " " for one in text[: most * 4])
    text = " ".join("".join(shown).split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _whole(address: str, page: str) -> str:
    """The whole address of a picture; "" where it is none of the web."""
    if not address or len(address) > MOST_ADDRESS:
        return ""
    try:
        whole = urljoin(page, address)
    except ValueError:
        return ""
    return whole if whole.lower().startswith(("http://", "https://")) else ""
