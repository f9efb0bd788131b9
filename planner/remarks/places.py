"""The texts of a version that can be spoken about, and how to put other words into one. Pure.

"text": what all channels say; "title"; a channel's number: its own wording; "alt-7": the description of
picture 7.
"""

from collections.abc import Mapping
from dataclasses import replace

from planner.posts.content import Content

TEXT, TITLE, ALT = "text", "title", "alt-"


def texts(content: Content) -> dict[str, str]:
    """Every text by its place, in reading order."""
    found = {TEXT: content.text, TITLE: content.title}
    found |= {str(one.channel_id): one.text for one in content.wordings if one.text is not None}
    return found | {f"{ALT}{one.asset_id}": one.alt for one in content.pictures}


def with_text(content: Content, where: str, text: str) -> Content:
    """The same, with another text at one place."""
    if where == TEXT:
        return replace(content, text=text)
    if where == TITLE:
        return replace(content, title=text)
    if where.startswith(ALT):
        pictures = tuple(
            replace(one, alt=text) if f"{ALT}{one.asset_id}" == where else one for one in content.pictures
        )
        return replace(content, pictures=pictures)
    wordings = tuple(
        replace(one, text=text) if str(one.channel_id) == where and one.text is not None else one
        for one in content.wordings
    )
    return replace(content, wordings=wordings)


def place_of(where: str, said: Mapping[str, str]) -> str:
    """The place whose text is meant: a channel without words of its own says what all say."""
    return where if where in said or not where.isdecimal() else TEXT
