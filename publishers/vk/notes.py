"""What a writer should know about a post on VK before it is sent."""

from collections.abc import Iterator, Sequence

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Part, Problem
from publishers.vk.text import LONG


def notes(parts: Sequence[Part], *, can_picture: bool) -> Iterator[Problem]:
    if parts[0].images and not can_picture:
        yield Problem(
            "no_pictures_with_this_key",
            Sentence(_("VK takes pictures only with an administrator's token, and this channel has none.")),
            Sentence(_("Add the token to the channel, or leave the pictures out.")),
        )
    elif parts[0].images:
        yield Problem(
            "images_not_described",
            Sentence(_("VK has no field for descriptions of pictures, so nobody there hears them.")),
            Sentence(_("Say in the text what matters in the pictures.")),
            blocking=False,
        )
    for number, part in enumerate(parts):
        if part.count > LONG:
            yield Problem(
                "perhaps_too_long",
                Sentence(
                    _("VK may find this too long: {count} characters. People report that it takes {limit}."),
                    {"count": part.count, "limit": LONG},
                ),
                Sentence(_("Shorten it to be sure.")),
                number,
                blocking=False,
            )
