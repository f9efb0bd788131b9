"""Who can be named in a thread: members of the workspace, and only those who see it."""

from collections import Counter

from django.utils.translation import gettext as _

from planner.people.models import Membership, User, Workspace
from planner.remarks.naming import Named, named
from planner.remarks.readers import blind, sees_internal
from planner.states import WrongState

MOST = 12


def mentioned(text: str, workspace: Workspace, is_for_client: bool) -> dict[int, str]:
    """Whom a remark names, each with how. Raises WrongState where one of them does not see the thread."""
    found = named(text, _named(workspace))
    if is_for_client or not found:
        return found
    if away := blind(workspace, User.objects.filter(pk__in=found)):
        names = {"names": ", ".join(map(str, away))}
        raise WrongState(
            _("%(names)s does not see internal comments. Write it for the client, or leave the name out.")
            % names
        )
    return found


def suggested(
    workspace: Workspace, letters: str, is_for_client: bool, shows_mail: bool
) -> list[tuple[str, str]]:
    """At most a dozen that begin so: what to write after the @, and what to show beside it."""
    letters = letters.strip().lstrip("@").casefold()
    rows = list(_members(workspace))
    names = Counter(one.user.name.casefold() for one in rows)
    found: list[tuple[str, str]] = []
    for one in rows:
        user = one.user
        is_meant = any(
            word.startswith(letters) for word in (*user.name.casefold().split(), user.email.casefold())
        )
        if is_meant or user.name.casefold().startswith(letters):
            if not is_for_client and not sees_internal(one):
                continue
            is_only = user.name and names[user.name.casefold()] == 1
            found.append(
                (user.name, user.email if shows_mail else "") if is_only else (user.email, user.name)
            )
    return found[:MOST]


def _named(workspace: Workspace) -> list[Named]:
    """A name that two people have names nobody; their addresses do."""
    users = [one.user for one in _members(workspace)]
    names = Counter(user.name.casefold() for user in users)
    return [
        Named(user.pk, (user.email, user.name) if names[user.name.casefold()] == 1 else (user.email,))
        for user in users
    ]


def _members(workspace: Workspace) -> list[Membership]:
    ours = Membership.objects.filter(workspace=workspace, user__is_active=True).select_related("user")
    return list(ours.order_by("user__name", "user__email"))
