"""Who may do what: one table from role to verbs. Nothing else in the house decides this."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    EDITOR = "editor", _("Editor")
    AUTHOR = "author", _("Author")
    CLIENT = "client", _("Client")
    VIEWER = "viewer", _("Viewer")


class Verb(StrEnum):
    SEE = "see"  # the calendar, posts, deliveries
    WRITE = "write"  # one's own posts
    EDIT = "edit"  # anybody's posts
    REMARK = "remark"  # say something about a post's words
    REVIEW = "review"  # approve or request changes
    SCHEDULE = "schedule"  # put an approved post on channels at a time; move; cancel
    PUBLISH = "publish"  # now
    RESOLVE = "resolve"  # say what became of a held delivery
    PAUSE = "pause"
    RESUME = "resume"
    CHANNELS = "channels"  # connect, change, remove
    MEMBERS = "members"  # invite, change roles, remove
    TOKENS = "tokens"  # API tokens
    HISTORY = "history"  # read who did what
    SETTINGS = "settings"  # name, zone, policy of the workspace
    OWN = "own"  # delete the workspace, name owners


_VIEWER = frozenset({Verb.SEE})
# A client: of what asks them, and sees nothing else: the rest is not there (404).
_CLIENT = frozenset({Verb.REVIEW, Verb.REMARK})
_AUTHOR = _VIEWER | {Verb.WRITE, Verb.REMARK, Verb.PAUSE}
_EDITOR = _AUTHOR | {Verb.EDIT, Verb.REVIEW, Verb.SCHEDULE, Verb.PUBLISH, Verb.RESOLVE, Verb.RESUME}
_ADMIN = _EDITOR | {Verb.CHANNELS, Verb.MEMBERS, Verb.TOKENS, Verb.HISTORY, Verb.SETTINGS}
_OWNER = _ADMIN | {Verb.OWN}

VERBS: dict[str, frozenset[Verb]] = {
    Role.VIEWER: _VIEWER,
    Role.CLIENT: _CLIENT,
    Role.AUTHOR: _AUTHOR,
    Role.EDITOR: _EDITOR,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _OWNER,
}


class Scope(StrEnum):
    """What an API token may be used for; never more than its owner may do."""

    READ = "read"
    WRITE = "write"
    SCHEDULE = "schedule"
    APPROVE = "approve"
    PUBLISH = "publish"
    ADMIN = "admin"


SCOPE_VERBS: dict[str, frozenset[Verb]] = {
    Scope.READ: frozenset({Verb.SEE, Verb.HISTORY}),
    Scope.WRITE: frozenset({Verb.SEE, Verb.WRITE, Verb.EDIT, Verb.REMARK}),
    Scope.SCHEDULE: frozenset({Verb.SEE, Verb.SCHEDULE}),
    Scope.APPROVE: frozenset({Verb.SEE, Verb.REVIEW, Verb.REMARK}),
    Scope.PUBLISH: frozenset({Verb.SEE, Verb.PUBLISH, Verb.RESOLVE, Verb.PAUSE, Verb.RESUME}),
    Scope.ADMIN: frozenset(
        {Verb.SEE, Verb.CHANNELS, Verb.MEMBERS, Verb.SETTINGS, Verb.HISTORY, Verb.PAUSE, Verb.RESUME}
    ),
}


def verbs_of(role: str, scopes: "list[str] | None" = None) -> frozenset[Verb]:
    """What a member with this role may do; with `scopes`, what a token of theirs may do."""
    allowed = VERBS[role]
    if scopes is None:
        return allowed
    return allowed & frozenset().union(*(SCOPE_VERBS[scope] for scope in scopes))
