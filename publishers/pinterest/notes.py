"""What a writer should know about a pin before it is sent."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.headings import about_title
from publishers.links import WEB
from publishers.message import Account, Message, Part, Problem
from publishers.pinterest.boards import HIDDEN
from publishers.pinterest.declared import LEADS_TO, LINK, TITLE


def softened(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What is not said of the API for certain warns, and Pinterest decides: how heavy pictures may be."""
    for problem in problems:
        yield replace(problem, blocking=False) if problem.code == "image_too_heavy" else problem


def notes(message: Message, part: Part, account: Account) -> Iterator[Problem]:
    fields = dict(part.fields)
    title, link = message.title.strip(), fields.get(LEADS_TO, "")
    if part.text.strip() or part.images:
        yield from about_title(title, "Pinterest", instead=fields.get("title", ""), most=TITLE)
    if link and not link.lower().startswith(WEB):
        yield Problem(
            "no_address",
            Sentence(_("“{address}” is not a web address."), {"address": link[:60]}),
            Sentence(_("Write it as it stands in the browser, with https://.")),
        )
    if len(link) > LINK:
        yield Problem(
            "link_too_long",
            Sentence(
                _("The address that the pin leads to is too long: {count} of {limit} characters."),
                {"count": len(link), "limit": LINK},
            ),
            Sentence(_("Use a shorter one.")),
        )
    if len(part.images) > 1 and any(image.alt.strip() for image in part.images):
        yield Problem(
            "no_alt_for_several",
            Sentence(_("Pinterest takes a description only of a single picture.")),
            Sentence(_("Say in the text what the pictures show.")),
            blocking=False,
        )
    if len({image.width * 100 // max(image.height, 1) for image in part.images}) > 1:
        yield Problem(
            "different_shapes",
            Sentence(_("The pictures have different shapes, and Pinterest may cut them.")),
            Sentence(_("Crop them alike; 2 × 3 shows best.")),
            blocking=False,
        )
    if HIDDEN in dict(account.facts):
        yield Problem(
            "secret_board",
            Sentence(_("The board is secret: only its members see the pin.")),
            Sentence(_("Open the board on Pinterest, or post to another.")),
            blocking=False,
        )
