"""A channel: one account of ours on a network."""

import dataclasses
from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

import publishers
from planner import vault
from planner.history.models import Actor
from planner.history.record import record
from planner.people.models import Workspace, is_zone
from planner.sentences import kept, said
from planner.states import Stateful, check_moves
from publishers.base import Publisher
from publishers.errors import gettext_noop
from publishers.message import Account

MISSING = gettext_noop("Some of this channel's credentials are missing; connect it again.")
WELL = {"reason": "", "trouble": {}, "failures": 0, "rest_until": None}


class ChannelQuerySet(models.QuerySet["Channel"]):
    def here(self) -> "ChannelQuerySet":
        """Those that people still use."""
        return self.exclude(state=Channel.State.REMOVED)


class Channel(Stateful):
    """Where a post can go. Its credentials are sealed, and opened only to talk to the network."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Working")
        PAUSED = "paused", _("Paused")
        RECONNECT = "reconnect", _("Needs to be connected again")
        REMOVED = "removed", _("Removed")

    MOVES: ClassVar = {
        "active": frozenset({"paused", "reconnect", "removed"}),
        "paused": frozenset({"active", "reconnect", "removed"}),
        "reconnect": frozenset({"active", "removed"}),
        "removed": frozenset(),
    }

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="channels")
    network = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    reason = models.CharField(max_length=300, blank=True)  # why it is paused, in a person's words
    trouble = models.JSONField(default=dict, blank=True)  # why it is to be connected again (sentences.py)
    timezone = models.CharField(max_length=64, blank=True, validators=[is_zone])  # "" is the workspace's
    grace = models.PositiveIntegerField(null=True, blank=True)  # seconds; None is the workspace's
    account_id = models.CharField(max_length=200, blank=True)
    account_handle = models.CharField(max_length=200, blank=True)
    account_url = models.CharField(max_length=500, blank=True)
    account_facts = models.JSONField(default=dict)  # the network's own limits, as it told us
    credentials = models.TextField(blank=True)  # sealed by the vault
    failures = models.PositiveSmallIntegerField(default=0)  # in a row; opens the breaker
    rest_until = models.DateTimeField(null=True, blank=True)  # the breaker, or the network's "wait"
    last_sent_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    publisher: Publisher | None = None  # made once for a channel as it was read (deliveries/compose.py)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [models.Index(fields=["workspace", "state"], name="channels_of_a_workspace")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> type[Publisher]:
        return publishers.get(self.network)

    @property
    def account(self) -> Account:
        facts = tuple(sorted((str(k), str(v)) for k, v in self.account_facts.items()))
        return Account(
            id=self.account_id, handle=self.account_handle, name=self.name, url=self.account_url, facts=facts
        )

    @property
    def why(self) -> str:
        """Why nothing goes out here, in the reader's language; "" when all is well."""
        return self.reason or said(self.trouble)

    @property
    def grace_seconds(self) -> int:
        return self.grace if self.grace is not None else self.workspace.grace

    @property
    def zone_name(self) -> str:
        return self.timezone or self.workspace.timezone

    def lock_in(self, credentials: dict[str, str]) -> None:
        """Seal the credentials for this row and save them. The row must exist."""
        self.credentials = vault.seal(credentials, self._row)
        self.save(update_fields=["credentials"])

    def take_out(self) -> Any:
        """The credentials as the publisher's own dataclass. Raises vault.Locked."""
        fields = {field.name for field in dataclasses.fields(self.kind.Credentials)}
        opened = vault.unseal(self.credentials, self._row) if self.credentials else {}
        try:
            return self.kind.Credentials(**{name: value for name, value in opened.items() if name in fields})
        except TypeError:
            raise vault.Locked(MISSING) from None

    def reseal(self) -> bool:
        """Seal it anew with the current key; False when somebody was first. Raises vault.Locked."""
        before = self.credentials
        sealed = vault.seal(vault.unseal(before, self._row), self._row)
        self.credentials = sealed
        return bool(Channel.objects.filter(pk=self.pk, credentials=before).update(credentials=sealed))

    @property
    def _row(self) -> str:
        return f"channel:{self.pk}:{self.workspace_id}:credentials"

    def learn(self, account: Account, now: datetime) -> None:
        """Keep what the network said about the account."""
        self.account_id, self.account_handle, self.account_url = account.id, account.handle, account.url
        self.account_facts, self.checked_at = dict(account.facts), now
        self.save(
            update_fields=["account_id", "account_handle", "account_url", "account_facts", "checked_at"]
        )

    @transaction.atomic
    def pause(self, by: Actor, reason: str) -> None:
        self.move("paused", reason=reason[:300], trouble={})
        record(self.workspace_id, by, "channel.paused", self, reason=reason)

    @transaction.atomic
    def resume(self, by: Actor) -> None:
        self.move("active", **WELL)
        record(self.workspace_id, by, "channel.resumed", self)

    @transaction.atomic
    def ask_to_reconnect(self, by: Actor, trouble: Exception) -> None:
        """Nothing goes out here until a person has connected it again. A PublisherError, or vault.Locked."""
        self.move("reconnect", reason="", trouble=kept(trouble))
        record(self.workspace_id, by, "channel.to_reconnect", self, reason=str(trouble))

    @transaction.atomic
    def remove(self, by: Actor) -> None:
        """Forget the credentials; keep the row, because deliveries tell where they went."""
        self.move("removed", credentials="", reason="", trouble={})
        record(self.workspace_id, by, "channel.removed", self)


check_moves(Channel, Channel.State.values)
