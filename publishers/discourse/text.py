"""Words and pictures of a topic on Discourse, in its Markdown."""

import re
from collections.abc import Sequence

from publishers.commonmark import drawn
from publishers.message import Image

__all__ = ["drawn", "picture", "pictures_in", "squeezed", "with_pictures"]

PICTURE = re.compile(r"!\[(?:\\.|[^\]\\])*\]\(upload://[^)\s]+\)")


def picture(image: Image, upload: str) -> str:
    """A picture below the words; its size keeps the page from jumping."""
    alt = re.sub(r"[\\\[\]|]", r"\\\g<0>", " ".join(image.alt.split()))
    return f"![{alt}|{image.width}x{image.height}]({upload})"


def with_pictures(raw: str, pictures: Sequence[str]) -> str:
    return "\n\n".join([raw, *pictures])


def pictures_in(raw: str) -> list[str]:
    return PICTURE.findall(raw)


def squeezed(raw: str) -> str:
    """Without any blanks: which of them are kept is the forum's taste."""
    return "".join(raw.split())
