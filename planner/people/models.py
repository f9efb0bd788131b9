"""People, the workspaces they share, and the keys that programs use in their place."""

import hashlib
import secrets
import zoneinfo
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.people.permissions import Role, Scope, Verb, verbs_of
from planner.people.terms import ReviewPolicy, Terms
from planner.zones import understood


def is_zone(name: str) -> None:
    """Refuse a name that is no time zone of a place."""
    if name not in understood():
        raise ValidationError(
            _("%(name)s is not a time zone. Choose one such as Europe/Moscow."), params={"name": name}
        )


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)  # "" follows the browser
    single_keys = models.BooleanField(default=True)  # single-letter shortcuts (WCAG 2.1.4)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        words = str(self).replace("@", " ").split()
        return "".join(word[0] for word in words[:2]).upper()


class Workspace(Terms):
    """One team's calendar: its posts, channels and people. Its terms hold where no policy stands instead."""

    ReviewPolicy = ReviewPolicy

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(max_length=64, default="UTC", validators=[is_zone])
    language = models.CharField(max_length=8, default="en")
    grace = models.PositiveIntegerField(default=3600)  # seconds late that a post still goes out
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166: whose holidays the calendar shows
    rests_on_holidays = models.BooleanField(default=False)  # nobody misses posts on a public holiday
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)

    @property
    def library(self) -> str:
        """The name by which the media room knows its pictures."""
        return f"workspace:{self.pk}"


class Membership(models.Model):
    """What one person may do in one workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    calendar = models.CharField(max_length=500, blank=True)  # the view and filters that they used last
    steps_done_at = models.DateTimeField(null=True, blank=True)  # null while the first steps are shown
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace}"

    def may(self, verb: Verb) -> bool:
        return verb in verbs_of(self.role)


class Invitation(models.Model):
    """A single-use link into a workspace, bound to one e-mail address and one role for 72 hours."""

    LIFETIME = timedelta(hours=72)

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role)
    invited_by = models.ForeignKey(User, models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} to {self.workspace}"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


class ApiToken(models.Model):
    """A program's key to one workspace. Only its SHA-256 is kept; it is shown once."""

    PREFIX = "alm_"

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tokens")
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)  # of Scope
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # its first letters, to tell it from others
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def new_secret(prefix: str = "") -> tuple[str, str]:
    """A fresh secret of 192 bits and its hash: the one to show once, the other to keep."""
    secret = prefix + secrets.token_urlsafe(24)
    return secret, hash_secret(secret)


def hash_secret(secret: str) -> str:
    """SHA-256 in hex. Enough for random secrets of 192 bits; passwords go through Argon2id."""
    return hashlib.sha256(secret.encode()).hexdigest()


ALL_SCOPES = [scope.value for scope in Scope]
