"""What can be chosen for a post on Mastodon, and what that adds to the form."""

from dataclasses import replace

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.mastodon import poll
from publishers.message import Message, Part, Problem
from publishers.prepared import COMMENTING, SPLITTING

OPTIONS = (
    Option(
        "visibility",
        Sentence(_("Who can see it")),
        (
            ("public", Sentence(_("Everyone"))),
            ("unlisted", Sentence(_("Everyone, but not in public timelines"))),
            ("private", Sentence(_("Followers only"))),
            ("direct", Sentence(_("Only who is mentioned"))),
        ),
    ),
    Option("spoiler_text", Sentence(_("Content warning"))),
    Option(
        "sensitive",
        Sentence(_("Hide the pictures")),
        (("", Sentence(_("No"))), ("true", Sentence(_("Yes")))),
    ),
    Option("language", Sentence(_("Language"))),
    Option("poll", Sentence(_("Poll: one answer a line")), long=True),
    Option(
        "poll_time",
        Sentence(_("The poll ends after")),
        (
            ("", Sentence(_("1 day"))),
            ("3600", Sentence(_("1 hour"))),
            ("21600", Sentence(_("6 hours"))),
            ("259200", Sentence(_("3 days"))),
            ("604800", Sentence(_("7 days"))),
        ),
    ),
    Option(
        "poll_many",
        Sentence(_("More than one answer")),
        (("", Sentence(_("No"))), ("true", Sentence(_("Yes")))),
    ),
    Option("quoted", Sentence(_("Post of yours to quote: its address or number"))),
    Option(
        "quote_approval_policy",
        Sentence(_("Who may quote it")),
        (
            ("", Sentence(_("As your server is set"))),
            ("public", Sentence(_("Everyone"))),
            ("followers", Sentence(_("Followers only"))),
            ("nobody", Sentence(_("Nobody"))),
        ),
    ),
    SPLITTING,
    COMMENTING,
)


def with_extras(parts: tuple[Part, ...], message: Message) -> tuple[Part, ...]:
    """The poll and the quoted post go with the first part."""
    extras = poll.fields_of(message.option("poll"), message.option("poll_time"), message.option("poll_many"))
    quoted = message.option("quoted").strip().rstrip("/").rpartition("/")[2]
    if quoted:
        extras["quoted_status_id"] = quoted
    if not extras:
        return parts
    fields = dict(parts[0].fields) | {name: value for name, value in extras.items() if value}
    return (replace(parts[0], fields=tuple(sorted(fields.items()))), *parts[1:])


def about_extras(message: Message) -> tuple[Problem, ...]:
    quoted = message.option("quoted").strip().rstrip("/").rpartition("/")[2]
    found = list(poll.problems_of(message.option("poll"), bool(message.images)))
    if quoted and not quoted.isalnum():
        found.append(
            Problem(
                "quoted",
                Sentence(_("The post to quote cannot be read from this: {quoted}"), {"quoted": quoted[:60]}),
                Sentence(_("Paste the address of a post on your own server.")),
            )
        )
    return tuple(found)


def spread(fields: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The fields as the form has them: a poll's answers one by one."""
    form: list[tuple[str, str]] = []
    for name, value in fields:
        lines = value.split("\n") if name == "poll[options]" else [value]
        form += [(f"{name}[]" if name == "poll[options]" else name, line) for line in lines]
    return form
