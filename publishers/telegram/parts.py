"""How a post is laid out on Telegram, and what its writer should know before."""

from collections.abc import Sequence
from dataclasses import replace

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Part, Problem

TEXT, CAPTION = 4096, 1024  # Bot API docs, after entities are read; we count UTF-16 units
MOST_STYLES = 100  # entities; those after the hundredth are dropped


def with_pictures(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Words that are too long to stand below the pictures follow them, as a message of their own."""
    first, rest = parts[0], parts[1:]
    if not first.images:
        return parts
    if first.count <= CAPTION:
        return (replace(first, limit=CAPTION), *rest)
    album = Part("", images=first.images, fields=first.fields, limit=CAPTION)
    return (album, replace(first, images=()), *rest)


def notes(parts: Sequence[Part]) -> list[Problem]:
    """What a writer should know, though nothing is wrong."""
    found: list[Problem] = []
    if parts[0].images:
        found.append(
            Problem(
                "images_not_described",
                Sentence(
                    _("Telegram has no field for descriptions of pictures, so nobody there hears them.")
                ),
                Sentence(_("Say in the text what matters in the pictures.")),
                blocking=False,
            )
        )
    if parts[0].images and not parts[0].text and len(parts) > 1 and not parts[1].is_comment:
        values: dict[str, str | int] = {"count": parts[1].count, "limit": CAPTION}
        found.append(
            Problem(
                "words_follow_pictures",
                Sentence(
                    _("{count} of {limit} characters below pictures: the words follow as their own message."),
                    values,
                ),
                Sentence(_("Shorten the words if they should stand below the pictures."), values),
                blocking=False,
            )
        )
    for number, part in enumerate(parts):
        if part.html.count("</") > MOST_STYLES:
            found.append(
                Problem(
                    "many_styles",
                    Sentence(
                        _("Telegram shows {limit} links and other styles of a message; the rest is plain."),
                        {"limit": MOST_STYLES},
                    ),
                    Sentence(_("Use fewer styles.")),
                    number,
                    blocking=False,
                )
            )
    if any(part.is_comment for part in parts):
        found.append(
            Problem(
                "comment_in_channel",
                Sentence(_("On Telegram the first comment is a post in the chat itself, as a reply.")),
                Sentence(_("Leave it out if it should not stand there.")),
                len(parts) - 1,
                blocking=False,
            )
        )
    return found
