"""What TikTok wants a person to decide, and what does not go together there."""

from collections.abc import Iterator

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.headings import about_title
from publishers.message import Account, Part, Problem
from publishers.tiktok.post import TITLE
from publishers.utf16 import units


def notes(part: Part, account: Account) -> Iterator[Problem]:
    fields = dict(part.fields)
    privacy = fields.get("privacy", "")
    offered = [one for one in dict(account.facts).get("privacy_levels", "").split(",") if one]
    if not privacy:
        yield Problem(
            "no_privacy",
            Sentence(_("TikTok wants a person to choose who can see each post.")),
            Sentence(_("Choose it in the options of this channel.")),
        )
    elif offered and privacy not in offered:
        yield Problem(
            "privacy_not_offered",
            Sentence(_("This TikTok account does not offer that choice of who can see a post.")),
            Sentence(_("Choose another, or check the channel again.")),
            blocking=False,  # as it was when the channel was last checked; TikTok has the last word
        )
    if privacy == "SELF_ONLY" and fields.get("branded") == "true":
        yield Problem(
            "branded_in_private",
            Sentence(_("TikTok takes no branded content that only you can see.")),
            Sentence(_("Choose who else can see it.")),
        )
    if title := fields.get("title", ""):
        yield from about_title("x" * units(title), "TikTok", most=TITLE)
