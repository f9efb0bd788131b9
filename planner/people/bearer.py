"""The API's door: a token in the Authorization header, and nowhere else."""

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from planner.history.models import Actor
from planner.people import tokens
from planner.people.models import ApiToken
from planner.people.permissions import Verb, verbs_of
from planner.people.request import let_in


class Bearer(HttpBearer):
    """Finds the token's workspace and owner, and asks the policy (set by the gate) for the verb."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        key = tokens.find(token, timezone.now())
        membership = tokens.membership_of(key) if key else None
        if key is None or membership is None:
            return None
        verbs = verbs_of(membership.role, key.scopes)
        address = request.META.get("REMOTE_ADDR", "")
        let_in(request, membership, verbs, Actor(key.user_id, str(key.user), "api", key.pk, address))
        request.token = key  # type: ignore[attr-defined] # see TokenRequest
        rule = getattr(request, "rule", None)
        if rule is None or (rule.verb is not None and rule.verb not in verbs):
            if not membership.may(Verb.SEE):  # a client's: what is not theirs is not there
                raise HttpError(404, "There is nothing here.")
            raise HttpError(403, "This token may not do that: its scopes or your role do not include it.")
        return key
