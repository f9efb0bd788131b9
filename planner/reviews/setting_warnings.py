"""What could leave a step without the yeses that it needs. Pure: it warns, and refuses nothing."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.reviews.setting_people import Person


def warnings(
    asked: Sequence[Person], rule: str, quorum: int, four_eyes: bool, away: Mapping[str, str]
) -> list[str]:
    """Of one step. `away`: who is away now, and who stands in for them, by their keys."""
    if not asked:
        return [_("Nobody can answer here any more, so nothing gets past this step. Ask somebody.")]
    found = [*_twice(asked, away), *_too_few(asked, rule, quorum, away)]
    if four_eyes:
        found += _nobody_else(asked, rule, quorum)
    return found


def _twice(asked: Sequence[Person], away: Mapping[str, str]) -> list[str]:
    names = {one.key: one.name for one in asked}
    return [
        _("%(delegate)s stands in for %(name)s and is asked here as well: their yes counts once.")
        % {"delegate": names[away[one.key]], "name": one.name}
        for one in asked
        if away.get(one.key) in names
    ]


def _too_few(asked: Sequence[Person], rule: str, quorum: int, away: Mapping[str, str]) -> list[str]:
    """Each seat has who sits there now: the person, or who stands in; nobody where that one is away too."""
    sitting = {away.get(one.key, one.key) for one in asked}
    here = len({key for key in sitting if key not in away})
    needed = {"any": 1, "all": len(asked), "quorum": quorum}[rule]
    if here >= needed:
        return []
    return [
        ngettext(
            "%(needed)s must say yes, but only %(here)s person can just now. Ask more people, or wait.",
            "%(needed)s must say yes, but only %(here)s people can just now. Ask more people, or wait.",
            here,
        )
        % {"needed": needed, "here": here}
    ]


def _nobody_else(asked: Sequence[Person], rule: str, quorum: int) -> list[str]:
    """Under four eyes the author's own yes does not count."""
    writers = [one for one in asked if one.writes]
    if len(asked) == 1 and writers:
        alone = _("%(name)s is the only one asked here, and four eyes hold: nobody can agree to their posts.")
        return [alone % {"name": asked[0].name}]
    if rule == "quorum" and quorum > len(asked) - 1 and writers:
        return [_("Four eyes hold: when one of them wrote the post, too few are left. Ask one person more.")]
    return []
