"""What YouTube would not take in the words about a video, or would take and look bad."""

from collections.abc import Iterator, Sequence

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.headings import about_title
from publishers.message import Message, Part, Problem
from publishers.youtube.declared import TAGS, TITLE
from publishers.youtube.video import tags_in, weight_of


def notes(message: Message, parts: Sequence[Part]) -> Iterator[Problem]:
    fields = dict(parts[0].fields)
    title = fields.get("title", "")
    given = message.title.strip()
    if not title and parts[0].images:
        yield Problem(
            "empty",
            Sentence(_("There is nothing to say yet.")),
            Sentence(_("Give the post a title, or write a few words.")),
        )
    elif title:
        yield from about_title(given, "YouTube", instead="" if given else title, most=TITLE)
    for text, code in ((title, "title_brackets"), (parts[0].text, "text_brackets")):
        if "<" in text or ">" in text:
            yield Problem(
                code,
                Sentence(_("YouTube takes no < and no > in a title or a description.")),
                Sentence(_("Write it without these signs.")),
            )
    if (count := weight_of(tags_in(fields.get("tags", "")))) > TAGS:
        values: dict[str, str | int] = {"count": count, "limit": TAGS}
        yield Problem(
            "too_many_tags",
            Sentence(_("Too many tags for YouTube: {count} of {limit} characters."), values),
            Sentence(_("Leave some of the tags out.")),
        )
    yield from _comment(fields, parts)


def _comment(fields: dict[str, str], parts: Sequence[Part]) -> Iterator[Problem]:
    """YouTube switches comments off for children's videos, and (unverified) for private ones."""
    number = next((number for number, part in enumerate(parts) if part.is_comment), 0)
    if not number:
        return
    if fields.get("kids") == "true" or fields.get("privacy") == "private":
        yield Problem(
            "no_comments",
            Sentence(_("YouTube has no comments on videos that are private or made for kids.")),
            Sentence(_("Leave the first comment out.")),
            number,
            blocking=fields.get("kids") == "true",
        )
