"""A poll, as it is typed: one answer a line."""

from collections.abc import Iterator

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Problem

MOST, LONGEST = 4, 50  # answers, and characters of each: Mastodon's own, where the server says no other
DURATIONS = {"1 hour": "3600", "6 hours": "21600", "1 day": "86400", "3 days": "259200", "7 days": "604800"}


def answers_of(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def fields_of(typed: str, duration: str, many: str) -> dict[str, str]:
    """The fields of the form that make a poll; the answers stay one field until they are sent."""
    answers = answers_of(typed)
    if not answers:
        return {}
    return {
        "poll[options]": "\n".join(answers),
        "poll[expires_in]": duration if duration.isdecimal() else DURATIONS["1 day"],
        "poll[multiple]": "true" if many == "true" else "",
    }


def problems_of(
    typed: str, has_pictures: bool, most: int = MOST, longest: int = LONGEST
) -> Iterator[Problem]:
    """What Mastodon would say about this poll."""
    answers = answers_of(typed)
    if not answers:
        return
    if not 2 <= len(answers) <= most:
        yield Problem(
            "poll",
            Sentence(
                _("A poll on Mastodon has 2 to {most} answers, and this one has {count}."),
                {"most": most, "count": len(answers)},
            ),
            Sentence(_("Write one answer a line.")),
        )
    if over := [one for one in answers if len(one) > longest]:
        yield Problem(
            "poll",
            Sentence(
                _("An answer of the poll is too long: {count} of {most} characters."),
                {"count": len(over[0]), "most": longest},
            ),
            Sentence(_("Shorten the answer.")),
        )
    if len(set(answers)) < len(answers):
        yield Problem(
            "poll", Sentence(_("Two answers of the poll are the same.")), Sentence(_("Change one."))
        )
    if has_pictures:
        yield Problem(
            "poll",
            Sentence(_("Mastodon takes a poll or pictures, not both.")),
            Sentence(_("Take out the poll or the pictures.")),
        )
