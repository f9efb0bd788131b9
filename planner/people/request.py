"""What the gate puts on a request before a view sees it."""

from django.http import HttpRequest

from planner.history.models import Actor
from planner.people.models import Membership, User, Workspace
from planner.people.permissions import Verb


class PersonRequest(HttpRequest):
    """From somebody who is signed in."""

    user: User
    actor: Actor


class MemberRequest(PersonRequest):
    """From a member of the workspace in the address, who may do what the route's policy asks."""

    workspace: Workspace
    membership: Membership

    def may(self, verb: Verb) -> bool:
        return self.membership.may(verb)
