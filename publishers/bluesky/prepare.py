"""From a message to posts: words with facets, pictures or a link card, and what would go wrong."""

import re
from collections.abc import Iterator
from dataclasses import replace

from publishers.bluesky.record import THUMB
from publishers.bluesky.text import drawn
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Limits
from publishers.message import Account, Message, Part, Payload, Problem
from publishers.prepared import parts_of
from publishers.problems import problems

LANGUAGES = 3  # lexicon app.bsky.feed.post, langs
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def prepared(message: Message, account: Account, limits: Limits, network: tuple[str, str]) -> Payload:
    """Exactly what will be sent; `network` is its name and its title."""
    name, title = network
    fields = (("langs", _languages(message)), ("labels", message.option("labels")))
    parts = list(parts_of(message, lambda piece: drawn(piece, fields), spelled=False))
    left_out = list(_left_out(parts[0], title))
    parts[0] = _with_one_embed(parts[0])
    return Payload(name, account.id, tuple(parts), (*problems(limits, parts, title), *left_out))


def _languages(message: Message) -> str:
    given = re.split(r"[\s,;]+", message.option("language") or message.language)
    return " ".join([one for one in given if LANGUAGE.fullmatch(one)][:LANGUAGES])


def _with_one_embed(part: Part) -> Part:
    """A post shows pictures or a link card, not both."""
    if part.card is None:
        return part
    if part.images:
        return replace(part, card=None)
    return replace(part, card=replace(part.card, image=None)) if _is_heavy(part) else part


def _left_out(part: Part, title: str) -> Iterator[Problem]:
    if part.card and part.images:
        yield Problem(
            "card_left_out",
            Sentence(_("{network} shows pictures or a link card, not both."), {"network": title}),
            Sentence(_("The card is left out. Take the pictures out to show it.")),
            blocking=False,
        )
    elif _is_heavy(part):
        yield Problem(
            "card_picture_left_out",
            Sentence(_("The picture of the link card is too heavy for {network}."), {"network": title}),
            Sentence(_("The card goes without it. Use a picture of at most 1 MB.")),
            blocking=False,
        )


def _is_heavy(part: Part) -> bool:
    image = part.card.image if part.card else None
    return image is not None and (image.size > THUMB or not image.content_type.startswith("image/"))
