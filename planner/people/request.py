"""What the gate puts on a request before a view sees it."""

from typing import Any

from django.http import HttpRequest

from planner.history.models import Actor
from planner.people.models import ApiToken, Membership, User, Workspace
from planner.people.permissions import Verb


class PersonRequest(HttpRequest):
    """From somebody who is signed in."""

    user: User
    actor: Actor


class MemberRequest(PersonRequest):
    """From a member of the workspace in the address, who may do what the route's policy asks."""

    workspace: Workspace
    membership: Membership
    verbs: frozenset[Verb]  # all that this person, or this token, may do here

    def may(self, verb: Verb) -> bool:
        return verb in self.verbs


class TokenRequest(MemberRequest):
    """From a program, through the API."""

    token: ApiToken


def let_in(request: Any, membership: Membership, verbs: frozenset[Verb], actor: Actor) -> None:
    """Put on a request what the classes above promise."""
    request.workspace, request.membership = membership.workspace, membership
    request.verbs, request.may = verbs, verbs.__contains__
    request.actor = actor
