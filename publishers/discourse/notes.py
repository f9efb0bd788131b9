"""What a writer should know about a post on a forum before it is sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publishers.discourse.declared import DEFAULTS
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.headings import about_title
from publishers.message import Part, Problem


def softened(problems: Sequence[Problem], facts: Mapping[str, str]) -> Iterator[Problem]:
    """How long a post may be is the forum's own choice; where it does not tell, ours only warns."""
    for one in problems:
        unsure = one.code == "too_long" and "characters" not in facts
        yield replace(one, blocking=False) if unsure else one


def notes(title: str, heading: str, parts: Sequence[Part], facts: Mapping[str, str]) -> Iterator[Problem]:
    bounds = {name: int(facts.get(name, usual)) for name, usual in DEFAULTS.items()}
    yield from about_title(
        title,
        "Discourse",
        instead=heading,
        least=bounds["title_least"],
        most=bounds["title_most"],
        is_sure="title_least" in facts,
    )
    for number, part in enumerate(parts):
        name = "least" if number else "least_first"
        if part.text.strip() and part.count < bounds[name]:
            values = {"count": part.count, "limit": bounds[name]}
            yield Problem(
                "too_short",
                Sentence(_("Too short for the forum: {count} of at least {limit} characters."), values),
                Sentence(_("Say a little more.")),
                number,
                blocking=name in facts,
            )
    chosen, known = dict(parts[0].fields).get("category", ""), facts.get("categories", "").split("\n")
    names = {one.casefold() for whole in known for one in (whole, whole.rpartition(" / ")[2])}
    if chosen and any(known) and not chosen.isdecimal() and chosen.casefold() not in names:
        yield Problem(
            "no_category",
            Sentence(_("The forum had no category “{name}” when we looked."), {"name": chosen}),
            Sentence(_("These are there: {names}."), {"names": ", ".join(known[:20])}),
            blocking=False,
        )
