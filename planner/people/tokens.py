"""A program's keys: made, found again by their hash, revoked. The secret itself is never kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.history.models import Actor
from planner.history.record import record
from planner.people.mail import about, tell
from planner.people.members import Refused
from planner.people.models import ALL_SCOPES, ApiToken, Membership, User, Workspace, hash_secret, new_secret

TOUCH_EVERY = timedelta(minutes=1)
NEWLY_MADE_LASTS = timedelta(days=90)


@transaction.atomic
def issue(
    workspace: Workspace,
    user: User,
    by: Actor,
    name: str,
    scopes: list[str],
    expires_at: datetime | None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown once. It never may more than its owner."""
    if not scopes or not set(scopes) <= set(ALL_SCOPES):
        raise Refused(_("Choose what the token is for: %(scopes)s.") % {"scopes": ", ".join(ALL_SCOPES)})
    if not workspace.memberships.filter(user=user).exists():
        raise Refused(_("Only a member of the workspace can have a token for it."))
    secret, hashed = new_secret(ApiToken.PREFIX)
    token = ApiToken.objects.create(
        workspace=workspace,
        user=user,
        name=name[:80],
        scopes=[scope for scope in ALL_SCOPES if scope in scopes],
        token_hash=hashed,
        hint=secret[:8],
        expires_at=expires_at,
    )
    record(workspace.pk, by, "token.made", token, at=now, name=token.name, scopes=token.scopes)
    tell(
        user.email,
        user.language,
        gettext_lazy("A new API token"),
        about(gettext_lazy("The token “%(token)s” for %(workspace)s was made by %(name)s."),
              token=token.name, workspace=workspace, name=by.name),
        gettext_lazy("If you do not know about it, revoke it on the page of tokens."),
    )  # fmt: skip
    return token, secret


def find(secret: str, now: datetime) -> ApiToken | None:
    """The token behind a secret, if it is alive and its owner is still a member.

    Looked up by SHA-256, so how long it takes says nothing about secrets that nearly fit.
    """
    if not secret.startswith(ApiToken.PREFIX) or len(secret) > 100:
        return None
    tokens = ApiToken.objects.select_related("workspace", "user")
    token = tokens.filter(
        token_hash=hash_secret(secret),
        user__is_active=True,
        user__memberships__workspace=F("workspace"),
    ).first()
    if token is None or not token.is_open(now):
        return None
    _touch(token, now)
    return token


def membership_of(token: ApiToken) -> Membership | None:
    found = Membership.objects.select_related("workspace", "user")
    return found.filter(workspace=token.workspace_id, user=token.user_id).first()


@transaction.atomic
def revoke(token: ApiToken, by: Actor, now: datetime) -> None:
    """From now on it opens nothing. Twice is once."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        token.revoked_at = now
        record(token.workspace_id, by, "token.revoked", token, at=now, name=token.name)


def _touch(token: ApiToken, now: datetime) -> None:
    """Remember the use, at most once a minute: a busy program must not write on every call."""
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - TOUCH_EVERY)
    if token.last_used_at is None or token.last_used_at <= now - TOUCH_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
