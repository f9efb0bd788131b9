"""The words with which nothing goes out, if the workspace says so."""

from django.utils.translation import gettext as _

from planner.people.models import Workspace
from planner.phrases.house_words import Rule, found_in
from planner.phrases.models import HouseWord
from planner.posts.models import Version
from planner.states import WrongState


def rules(workspace: Workspace) -> list[Rule]:
    rows = HouseWord.objects.filter(workspace=workspace)
    return [Rule(row.word, row.kind == "name", row.instead, row.stops) for row in rows]


def insist(workspace: Workspace, version: Version) -> None:
    """Raises WrongState where a word that stops a post stands in any of its wordings."""
    stopping = [rule for rule in rules(workspace) if rule.stops]
    said = [version.title, version.text, *(one.text for one in version.wordings if one.text)]
    for text in said if stopping else ():
        for found in found_in(text, stopping):
            raise WrongState(
                _("“%(words)s” stands in it, and here nothing goes out with that.") % {"words": found.words}
            )
