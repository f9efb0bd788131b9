"""What a writer should know about a post on Google before it is sent."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.google_business.declared import (
    BUTTON,
    CALL,
    LEADS_TO,
    SMALLEST_SIDE,
    SMALLEST_WEIGHT,
)
from publishers.google_business.locations import NO_POSTS
from publishers.links import WEB
from publishers.message import Account, Part, Problem

# Nine digits or more, written as phone numbers are; not a part of an address or of a longer word.
PHONE = re.compile(r"(?<![\w/.=&?-])\+?(?:\(?\d\)?[ ().-]{0,2}){9,15}(?![\w/])")


def softened(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What Google writes only on its pages for people warns: how heavy pictures may be."""
    for problem in problems:
        yield replace(problem, blocking=False) if problem.code == "image_too_heavy" else problem


def notes(part: Part, account: Account) -> Iterator[Problem]:
    fields = dict(part.fields)
    button, link = fields.get(BUTTON, ""), fields.get(LEADS_TO, "")
    if button and button != CALL and not link.lower().startswith(WEB):
        yield Problem(
            "no_address",
            Sentence(_("The button leads nowhere.")),
            Sentence(_("Write where it leads as it stands in the browser, with https://.")),
        )
    if PHONE.search(part.text):
        yield Problem(
            "phone_number",
            Sentence(_("Google refuses posts with a phone number in them.")),
            Sentence(_("Take it out, and choose the button “Call now”.")),
            blocking=False,
        )
    if any(_is_small(image.width, image.height, image.size) for image in part.images):
        yield Problem(
            "picture_too_small",
            Sentence(
                _("Google may refuse a picture below {side} × {side} pixels or 10 KB."),
                {"side": SMALLEST_SIDE},
            ),
            Sentence(_("Use a larger one.")),
            blocking=False,
        )
    if len(part.images) > 1:
        yield Problem(
            "several_pictures",
            Sentence(_("Google may take only one picture.")),
            Sentence(_("Keep the best one to be sure.")),
            blocking=False,
        )
    if NO_POSTS in dict(account.facts):
        yield Problem(
            "no_posts_here",
            Sentence(_("Google says that this location takes no posts.")),
            Sentence(_("See in the profile whether it is verified, and of a kind that may post.")),
            blocking=False,
        )


def _is_small(width: int, height: int, size: int) -> bool:
    return min(width, height) < SMALLEST_SIDE or size < SMALLEST_WEIGHT
