"""What a writer should know about a post on LinkedIn before it is sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.linkedin.credentials import PAGE
from publishers.linkedin.text import little
from publishers.message import Account, Part, Problem
from publishers.utf16 import units


def softened(problems: Iterable[Problem], parts: Sequence[Part]) -> Iterator[Problem]:
    """What LinkedIn does not say for certain warns, and LinkedIn decides: the unit, and long descriptions."""
    for problem in problems:
        part = parts[problem.part]
        unsure = problem.code == "alt_too_long" or (
            problem.code == "too_long" and len(part.text) <= part.limit
        )
        yield replace(problem, blocking=False) if unsure else problem


def notes(parts: Sequence[Part], account: Account, *, card_left_out: bool) -> Iterator[Problem]:
    if card_left_out:
        yield Problem(
            "card_left_out",
            Sentence(_("{network} shows pictures or a link card, not both."), {"network": "LinkedIn"}),
            Sentence(_("The card is left out. Take the pictures out to show it.")),
            blocking=False,
        )
    for number, part in enumerate(parts):
        sent = units(little(part.text))
        if part.limit and part.count <= part.limit < sent:
            yield Problem(
                "long_as_sent",
                Sentence(
                    _(
                        "With the backslashes that LinkedIn wants before signs this has {count} of {limit} "
                        "characters."
                    ),
                    {"count": sent, "limit": part.limit},
                ),
                Sentence(_("Shorten it to be sure.")),
                number,
                blocking=False,
            )
    if account.id.startswith(PAGE) and ("visibility", "CONNECTIONS") in parts[0].fields:
        yield Problem(
            "no_connections",
            Sentence(_("A page has no connections, so LinkedIn may refuse this.")),
            Sentence(_("Let everyone see it.")),
            blocking=False,
        )
    old = dict(account.facts).get("old_version", "")
    if old:
        yield Problem(
            "old_version",
            Sentence(_("LinkedIn will soon switch off version {version} of its API."), {"version": old}),
            Sentence(_("Update Almanac, or connect the channel again with a newer API version.")),
            blocking=False,
        )
