"""What a writer should know about a post on Discord before it is sent, and what Discord would refuse."""

from collections.abc import Iterator, Sequence

from publishers.discord.text import CHARACTERS, content_of
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Account, Message, Part, Problem
from publishers.utf16 import units

TITLE = 100  # characters of a thread's name
TAGS = 5


def title_of(message: Message, account: Account) -> str:
    """The title of a new post in a forum. Of a webhook's channel nobody tells us whether it is one."""
    facts = dict(account.facts)
    chosen = message.option("thread_name").strip()
    if "forum" in facts:
        return chosen or message.title.strip()
    return chosen if "webhook" in facts else ""


def tags_of(message: Message, account: Account) -> tuple[list[str], list[str]]:
    """The tags' numbers, and the names that the forum does not have."""
    facts = dict(account.facts)
    given = [one.strip() for one in message.option("applied_tags").split(",") if one.strip()]
    if not title_of(message, account):
        return [], []
    found = [one if one.isdecimal() else facts.get(f"tag:{one.lower()}", "") for one in given]
    return [one for one in found if one], [
        one for one, number in zip(given, found, strict=True) if not number
    ]


def notes(message: Message, parts: Sequence[Part], account: Account) -> Iterator[Problem]:
    facts = dict(account.facts)
    yield from _about_title(message, account)
    if parts[0].images and "Attach Files" in facts.get("missing", ""):
        yield Problem(
            "no_pictures",
            Sentence(_("The bot may not attach files in this channel.")),
            Sentence(_("Give it the permission “Attach Files” there, and check the channel here.")),
            blocking=False,
        )
    for number, part in enumerate(parts):
        if part.count <= CHARACTERS < units(content_of(part)):
            yield Problem(
                "perhaps_too_long",
                Sentence(
                    _("Discord may count some signs twice, and then this has {count} of {limit} characters."),
                    {"count": units(content_of(part)), "limit": CHARACTERS},
                ),
                Sentence(_("Shorten it to be sure.")),
                number,
                blocking=False,
            )
    if parts[-1].is_comment:
        yield Problem(
            "comment_in_channel",
            Sentence(_("On Discord the first comment is a message of its own in the channel.")),
            Sentence(_("Leave it out if it should not stand there.")),
            len(parts) - 1,
            blocking=False,
        )


def _about_title(message: Message, account: Account) -> Iterator[Problem]:
    facts, title = dict(account.facts), title_of(message, account)
    _known, unknown = tags_of(message, account)
    if "forum" in facts and not title:
        yield Problem(
            "no_title",
            Sentence(_("This channel is a forum, and a post there needs a title.")),
            Sentence(_("Write one under “Title in a forum”.")),
        )
    if len(title) > TITLE:
        yield Problem(
            "title_too_long",
            Sentence(
                _("The title is too long: {count} of {limit} characters."),
                {"count": len(title), "limit": TITLE},
            ),
            Sentence(_("Shorten the title.")),
        )
    if unknown:
        yield Problem(
            "unknown_tags",
            Sentence(_("The forum has no such tag: {tags}."), {"tags": ", ".join(unknown)[:200]}),
            Sentence(_("Write the tags as the forum has them; a webhook needs their numbers.")),
        )
    if len(_known) + len(unknown) > TAGS:
        yield Problem(
            "too_many_tags",
            Sentence(_("A post in a forum has {limit} tags at most."), {"limit": TAGS}),
            Sentence(_("Take some of the tags out.")),
        )
