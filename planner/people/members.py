"""Who belongs to a workspace: invite, come in, change role, remove.

`changer` is the membership of whoever does it: only an owner makes, changes or removes owners.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.history.models import Actor
from planner.history.record import record
from planner.people.mail import about, tell
from planner.people.models import ApiToken, Invitation, Membership, User, Workspace, hash_secret, new_secret
from planner.people.permissions import Role, Verb

MOST_AN_HOUR = 50


class Refused(Exception):
    """Not possible, and the text says why to the person who asked."""


@transaction.atomic
def invite(changer: Membership, by: Actor, email: str, role: str, now: datetime) -> tuple[Invitation, str]:
    """An invitation and its secret link. A newer one to the same address ends the older."""
    workspace, email = changer.workspace, email.strip().lower()
    _only_owners_touch_owners(changer, role)
    _lock(workspace)
    if workspace.memberships.filter(user__email__iexact=email).exists():
        raise Refused(_("%(email)s is a member already.") % {"email": email})
    if workspace.invitations.filter(created_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise Refused(_("That is a lot of invitations. Wait an hour before you send more."))
    _unused(workspace).filter(email__iexact=email).update(revoked_at=now)
    secret, hashed = new_secret()
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=email,
        role=role,
        invited_by=changer.user,
        token_hash=hashed,
        expires_at=now + Invitation.LIFETIME,
    )
    record(workspace.pk, by, "member.invited", invitation, at=now, email=email, role=role)
    link = invitation_link(secret)
    known = User.objects.filter(email__iexact=email).first()
    tell(
        email,
        known.language if known else workspace.language,
        about(gettext_lazy("%(name)s invites you to %(workspace)s"), name=changer.user, workspace=workspace),
        about(gettext_lazy("This link works once, for 72 hours, and only for %(email)s:"), email=email),
        link,
    )  # fmt: skip
    return invitation, link


def invitation_link(secret: str) -> str:
    return f"{settings.PUBLIC_URL}/invitation/{secret}/"


def find_invitation(secret: str, now: datetime) -> Invitation | None:
    """The invitation behind a link, while it may still be used."""
    found = Invitation.objects.select_related("workspace", "invited_by")
    invitation = found.filter(token_hash=hash_secret(secret)).first()
    return invitation if invitation and invitation.is_open(now) else None


@transaction.atomic
def accept(invitation: Invitation, user: User, by: Actor, now: datetime) -> Membership:
    """Come in with an account that exists. The link is used up; of two at once, one gets in."""
    if user.email.lower() != invitation.email.lower():
        raise Refused(_("This invitation is for another e-mail address."))
    workspace = _lock(invitation.workspace)
    if not _unused(workspace).filter(pk=invitation.pk, expires_at__gt=now).update(used_at=now):
        raise Refused(_("This invitation was used, revoked or is too old. Ask for a new one."))
    if workspace.memberships.filter(user=user).exists():
        raise Refused(_("You are a member already."))
    membership = Membership.objects.create(workspace=workspace, user=user, role=invitation.role)
    record(workspace.pk, by, "member.joined", membership, at=now, email=user.email, role=membership.role)
    return membership


@transaction.atomic
def accept_as_new(
    invitation: Invitation, name: str, password: str, language: str, by: Actor, now: datetime
) -> Membership:
    """Come in as somebody who has no account yet: the invitation's address becomes theirs."""
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Refused(_("There is an account with this address. Sign in, then open the link again."))
    user = User.objects.create_user(invitation.email, password, name=name, language=language)
    return accept(invitation, user, replace(by, user_id=user.pk, name=str(user)), now)


@transaction.atomic
def revoke_invitation(invitation: Invitation, by: Actor, now: datetime) -> None:
    if _unused(invitation.workspace).filter(pk=invitation.pk).update(revoked_at=now):
        record(invitation.workspace_id, by, "invitation.revoked", invitation, at=now, email=invitation.email)


@transaction.atomic
def change_role(membership: Membership, role: str, changer: Membership, by: Actor, now: datetime) -> None:
    """Takes effect with the person's next request; their tokens can do no more than the new role."""
    workspace = _lock(membership.workspace)
    if not _is_here(membership):
        raise Refused(_("This person is no longer in the workspace."))
    if role not in Role.values:
        raise Refused(_("There is no such role."))
    if role == membership.role:
        return
    _only_owners_touch_owners(changer, role, membership.role)
    _keep_an_owner(workspace, membership, role)
    was, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    record(
        workspace.pk, by, "member.role", membership, at=now, email=membership.user.email, was=was, role=role
    )
    tell(
        membership.user.email,
        membership.user.language,
        about(gettext_lazy("Your role in %(workspace)s changed"), workspace=workspace),
        about(gettext_lazy("%(name)s made you: %(role)s."), name=by.name, role=Role(role).label),
    )  # fmt: skip


@transaction.atomic
def remove(membership: Membership, changer: Membership, by: Actor, now: datetime) -> None:
    """Out at once: pages ask for the membership every time, tokens and open invitations end here."""
    workspace = _lock(membership.workspace)
    if not _is_here(membership):
        return  # somebody else did it a moment ago
    _only_owners_touch_owners(changer, membership.role)
    _keep_an_owner(workspace, membership, None)
    user = membership.user
    mine = ApiToken.objects.filter(workspace=workspace, user=user, revoked_at=None)
    ended = mine.update(revoked_at=now)
    _unused(workspace).filter(invited_by=user).update(revoked_at=now)
    record(workspace.pk, by, "member.removed", membership, at=now, email=user.email, tokens_revoked=ended)
    membership.delete()


def _is_here(membership: Membership) -> bool:
    """As it stands now that we hold the workspace; False when it is gone."""
    fresh = Membership.objects.filter(pk=membership.pk).first()
    if fresh is not None:
        membership.role = fresh.role
    return fresh is not None


def _only_owners_touch_owners(changer: Membership, *roles: str) -> None:
    if Role.OWNER in roles and not changer.may(Verb.OWN):
        raise Refused(_("Only an owner can name, change or remove owners."))


def _keep_an_owner(workspace: Workspace, membership: Membership, role: str | None) -> None:
    if membership.role != Role.OWNER or role == Role.OWNER:
        return
    if not workspace.memberships.filter(role=Role.OWNER).exclude(pk=membership.pk).exists():
        raise Refused(_("A workspace needs an owner. Make somebody else an owner first."))


def _lock(workspace: Workspace) -> Workspace:
    """One change of the members at a time, so that two cannot each remove the other owner."""
    return Workspace.objects.select_for_update().get(pk=workspace.pk)


def _unused(workspace: Workspace) -> models.QuerySet[Invitation]:
    return Invitation.objects.filter(workspace=workspace, used_at=None, revoked_at=None)
