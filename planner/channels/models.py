"""A channel: one account of ours on a network."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

import publishers
from planner import outside, vault
from planner.channels.reach import told, why_not_reached
from planner.history.models import Actor
from planner.history.record import record
from planner.people.mail import about, tell
from planner.people.models import Workspace, is_zone
from planner.sentences import kept, said
from planner.states import Stateful, WrongState, check_moves
from publishers.base import Publisher, ReadsAddresses, Refreshable
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
    token_ends_at = models.DateTimeField(null=True, blank=True)  # for networks whose tokens end
    refreshing_until = models.DateTimeField(null=True, blank=True)  # somebody is getting the next token
    link_parameters = models.JSONField(default=dict, blank=True)  # put into every address, such as utm_source
    short_links = models.BooleanField(default=False)  # addresses go out as short links of ours (clicks)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row; opens the breaker
    rest_until = models.DateTimeField(null=True, blank=True)  # the breaker, or the network's "wait"
    allowance_left = models.PositiveIntegerField(null=True, blank=True)  # what the network said is left
    allowance_resets_at = models.DateTimeField(null=True, blank=True)
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

    def id_at(self, url: str) -> str:
        """The network's id of this account's post at this address; "" where the address does not show it."""
        kind = self.kind
        return kind.id_at(url, self.account) if issubclass(kind, ReadsAddresses) else ""

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
        self.token_ends_at, self.publisher = self._token_end(), None
        self.save(update_fields=["credentials", "token_ends_at"])

    def take_in(self, changed: Mapping[str, str]) -> bool:
        """Some of the credentials are new; an empty value never takes the place of a good one.

        False when somebody has connected the channel anew meanwhile: then theirs stay.
        """
        before = self.credentials
        merged = vault.unseal(before, self._row) | {name: value for name, value in changed.items() if value}
        self.credentials = vault.seal(merged, self._row)
        self.token_ends_at, self.publisher = self._token_end(), None
        new = {"credentials": self.credentials, "token_ends_at": self.token_ends_at}
        if Channel.objects.filter(pk=self.pk, credentials=before).update(**new):
            return True
        self.refresh_from_db(fields=["credentials", "token_ends_at"])
        return False

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

    def _token_end(self) -> datetime | None:
        """When the token that is locked in ends, for networks where one does."""
        if not issubclass(self.kind, Refreshable):
            return None
        publisher = self.kind(self.take_out(), self.account, outside.web())
        assert isinstance(publisher, Refreshable)
        return publisher.ends_at()

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
    def tag_links(self, parameters: Mapping[str, str], by: Actor) -> None:
        """Put these into every address from now on. What is approved already needs a new yes."""
        self.link_parameters = dict(sorted(parameters.items()))
        self.save(update_fields=["link_parameters"])
        record(self.workspace_id, by, "channel.links", self, parameters=self.link_parameters)

    def shorten_links(self, on: bool, by: Actor) -> None:
        """Short links of ours from now on, or addresses as they are. What is approved needs a new yes.

        Raises WrongState where nobody out there could open them.
        """
        if on and (why := why_not_reached(settings.PUBLIC_URL, outside.web())) is not None:
            raise WrongState(told(why, settings.PUBLIC_URL))
        if on == self.short_links:
            return
        self.short_links = on
        with transaction.atomic():
            self.save(update_fields=["short_links"])
            record(self.workspace_id, by, "channel.short_links" if on else "channel.long_links", self)

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
        _tell_to_reconnect(self)  # once: only one of two can make this move

    @transaction.atomic
    def remove(self, by: Actor) -> None:
        """Forget the credentials; keep the row, because deliveries tell where they went."""
        self.move("removed", credentials="", reason="", trouble={})
        record(self.workspace_id, by, "channel.removed", self)


def _tell_to_reconnect(channel: Channel) -> None:
    """The people who can mend it hear of it by mail, with the link."""
    page = f"{settings.PUBLIC_URL}/w/{channel.workspace.slug}/channels/{channel.pk}/"
    for member in channel.workspace.memberships.select_related("user").filter(role="owner"):
        tell(
            member.user.email,
            member.user.language,
            about(_("“%(name)s” has to be connected again"), name=channel.name),
            about(
                _("Nothing goes out on %(name)s until it is connected again: %(page)s"),
                name=channel.name,
                page=page,
            ),
            _("What is planned there waits; nothing is lost and nothing is sent twice."),
        )


check_moves(Channel, Channel.State.values)
