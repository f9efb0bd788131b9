"""The first minute: a one-time link, and with it the first owner and workspace."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.text import slugify

from planner.history.models import Actor
from planner.history.record import record
from planner.installation import Installation
from planner.people.latin import latin
from planner.people.models import Membership, User, Workspace, hash_secret, new_secret
from planner.people.permissions import Role
from planner.zones import country_of

# What else a new workspace gets. The rooms above this one add themselves (planner/apps.py).
furnish: list[Callable[[Workspace, Actor, datetime], object]] = []


class AlreadyOpen(Exception):
    """There is an owner, so nobody can set the house up again."""


def setup_link(now: datetime) -> str | None:
    """A fresh one-time link, by our public address; None when somebody lives here already."""
    return None if User.objects.exists() else f"{settings.PUBLIC_URL}{setup_path(now)}"


@transaction.atomic
def setup_path(now: datetime) -> str:
    """The path of a fresh one-time link, which ends the one before. Dead once there is an owner."""
    secret, hashed = new_secret()
    _keep(hashed)
    return f"/setup/{secret}/"


def opens(secret: str) -> bool:
    """Whether this is the link's secret and there is still no owner."""
    kept = Installation.objects.filter(pk=1).values_list("setup_hash", flat=True).first() or ""
    fits = constant_time_compare(kept, hash_secret(secret))
    return bool(kept) and fits and not User.objects.exists()


@transaction.atomic
def open_house(
    email: str,
    name: str,
    password: str,
    workspace_name: str,
    timezone: str,
    language: str,
    by: Actor,
    now: datetime,
) -> tuple[User, Workspace, Membership]:
    """The first owner and workspace. Of two at once one gets in; raises AlreadyOpen for the other."""
    _keep("")  # takes the row: whoever is second waits here, then sees the first
    if User.objects.exists():
        raise AlreadyOpen("Almanac is set up already. Ask an owner for an invitation.")
    user = User.objects.create_user(email, password, name=name, language=language)
    owner = replace(by, user_id=user.pk, name=str(user))
    workspace, membership = open_workspace(user, workspace_name, timezone, language, owner, now)
    return user, workspace, membership


@transaction.atomic
def open_workspace(
    owner: User, name: str, timezone: str, language: str, by: Actor, now: datetime
) -> tuple[Workspace, Membership]:
    """A workspace with its owner and the channels that need no account."""
    workspace = Workspace(name=name, slug=free_slug(name), timezone=timezone, language=language or "en")
    workspace.country = country_of(timezone)  # whose holidays are shown; the settings change it
    workspace.full_clean()
    workspace.save()
    membership = Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
    record(workspace.pk, by, "workspace.opened", workspace, at=now, name=name, timezone=timezone)
    for bring in furnish:
        bring(workspace, by, now)
    return workspace, membership


def free_slug(name: str) -> str:
    """The name as it stands in addresses: "harbour", or "harbour-2" when that is taken."""
    stem = slugify(latin(name))[:50].strip("-") or "team"
    taken = set(Workspace.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{stem}-{n}") not in taken)


def _keep(setup_hash: str) -> None:
    Installation.get()
    Installation.objects.filter(pk=1).update(setup_hash=setup_hash)
