"""What a text is called where it must be called something, and how its page is named."""

import re
import unicodedata
from collections.abc import Iterator

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Problem

LONGEST = 80  # characters of a heading that we make of a text ourselves


def heading_of(title: str, text: str) -> str:
    """The title, or else how the text begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return title or (first if len(first) <= LONGEST else first[: LONGEST - 1].rsplit(" ", 1)[0] + "…")


def slug_of(words: str, number: str) -> str:
    """A short name for the page's address; the number keeps it apart from namesakes."""
    kept = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", kept))[:48].strip("-")
    return f"{name}-{number[:6]}" if name else number


def about_title(
    title: str, network: str, *, instead: str = "", least: int = 0, most: int = 0, is_sure: bool = True
) -> Iterator[Problem]:
    """What to say of a post's title; `instead` is what will stand there where none was given.

    `least` and `most` are characters, 0 for no bound; they only warn where nobody `is_sure` of them.
    """
    values: dict[str, str | int] = {"network": network, "heading": instead, "limit": least or most}
    if not title and instead:
        yield Problem(
            "no_title",
            Sentence(_("{network} shows a title, and there is none. It will be “{heading}”."), values),
            Sentence(_("Give the post a title.")),
            blocking=False,
        )
    elif not title:
        yield Problem(
            "no_title",
            Sentence(_("{network} shows a title, and there is none."), values),
            Sentence(_("Give the post a title.")),
            blocking=False,
        )
    count = len(title or instead)
    values |= {"count": count}
    if count and count < least:
        yield Problem(
            "title_too_short",
            Sentence(
                _("The title is too short for {network}: {count} of at least {limit} characters."), values
            ),
            Sentence(_("Say more in the title.")),
            blocking=is_sure,
        )
    if most and count > most:
        values |= {"limit": most}
        yield Problem(
            "title_too_long",
            Sentence(_("The title is too long for {network}: {count} of {limit} characters."), values),
            Sentence(_("Shorten the title.")),
            blocking=is_sure,
        )
