"""Connecting by signing in over there: out with a state that only this browser can bring back, and in once.

The state is bound to the person, their session, the workspace and the network. It is kept as a hash, lives
for half an hour and is used up by the first who brings it, whatever comes of it.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

import publishers
from planner import outside, vault
from planner.channels import connect
from planner.channels.connect import NotConnected
from planner.channels.models import Channel
from planner.history.models import Actor
from planner.people.models import User, Workspace, hash_secret, new_secret
from planner.sentences import said
from publishers.base import HasAccounts, SignsIn
from publishers.errors import PublisherError
from publishers.message import Account

LIVES = timedelta(minutes=30)


class SignIn(models.Model):
    """Somebody has left to sign in on a network, or has come back and chooses among accounts."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    network = models.CharField(max_length=30)
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="+")  # to connect again
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=64, unique=True)  # SHA-256
    session = models.CharField(max_length=64)  # SHA-256 of the session's key
    kept = models.TextField()  # sealed: the verifier and what the network wants remembered, then credentials
    is_back = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def lock_in(self, values: Mapping[str, str]) -> None:
        self.kept = vault.seal(values, f"sign-in:{self.state}")

    def take_out(self) -> dict[str, str]:
        return vault.unseal(self.kept, f"sign-in:{self.state}")


@dataclass(frozen=True, slots=True)
class Traveller:
    """Who leaves, and from which browser."""

    user: User
    session: str
    actor: Actor


def redirect_address(network: str) -> str:
    """Where the network sends people back to: the same for everybody, as networks want it."""
    return f"{settings.PUBLIC_URL}/signed-in/{network}/"


def leave(
    workspace: Workspace,
    network: str,
    asked: Mapping[str, str],
    who: Traveller,
    now: datetime,
    *,
    name: str = "",
    channel: Channel | None = None,
) -> str:
    """Where the browser goes now. Raises NotConnected."""
    kind = _kind(network)
    state, hashed = new_secret()
    verifier = secrets.token_urlsafe(48)
    try:
        leaving = kind.leave(asked, redirect_address(network), state, _challenge(verifier), outside.web())
    except PublisherError as trouble:
        raise NotConnected(said(trouble.sentence)) from None
    row = SignIn(workspace=workspace, user=who.user, network=network, channel=channel, name=name)
    row.state, row.session, row.created_at = hashed, hash_secret(who.session), now
    row.lock_in({"verifier": verifier, "kept": json.dumps(leaving.kept)})
    SignIn.objects.filter(created_at__lt=now - LIVES).delete()
    row.save()
    return leaving.url


def arrive(network: str, state: str, code: str, who: Traveller, now: datetime) -> SignIn:
    """They are back with a code: the row now holds credentials. Raises NotConnected."""
    row = _used_up(network, state, who, now)
    values = row.take_out()
    kept, verifier = json.loads(values["kept"]), values["verifier"]
    try:
        found = _kind(network).arrive(kept, code, redirect_address(network), verifier, outside.web(), now)
    except PublisherError as trouble:
        raise NotConnected(said(trouble.sentence)) from None
    row.lock_in(found)
    row.is_back = True
    row.save(update_fields=["kept", "is_back"])
    return row


def accounts(row: SignIn) -> tuple[Account, ...]:
    """What may be chosen from where one sign-in gives several accounts; else (). Raises NotConnected."""
    kind = publishers.get(row.network)
    if not issubclass(kind, HasAccounts):
        return ()
    publisher = kind(kind.Credentials(**row.take_out()), Account(""), outside.web())
    assert isinstance(publisher, HasAccounts)
    try:
        return publisher.accounts()
    except PublisherError as trouble:
        raise NotConnected(said(trouble.sentence)) from None


def finish(row: SignIn, account_ids: Sequence[str], by: Actor, now: datetime) -> list[Channel]:
    """A channel for each account that was chosen (or for the only one). Raises NotConnected."""
    credentials = row.take_out()
    kind = publishers.get(row.network)
    choices = [credentials]
    if issubclass(kind, HasAccounts):
        offered = {account.id for account in accounts(row)}
        publisher = kind(kind.Credentials(**credentials), Account(""), outside.web())
        assert isinstance(publisher, HasAccounts)
        choices = [credentials | publisher.of_account(one) for one in account_ids if one in offered]
        if not choices:
            raise NotConnected(_("Choose at least one account."))
    if row.channel is not None:
        connect.reconnect(row.channel, choices[0], by, now)
        made = [row.channel]
    else:
        name = row.name if len(choices) == 1 else ""
        made = [connect.connect(row.workspace, row.network, name, one, by, now) for one in choices]
    row.delete()
    return made


def back(row_id: int, workspace: Workspace, who: Traveller, now: datetime) -> SignIn | None:
    """Their own sign-in that waits for a choice of accounts."""
    fresh = SignIn.objects.filter(pk=row_id, workspace=workspace, user=who.user, is_back=True)
    return fresh.filter(session=hash_secret(who.session), created_at__gte=now - LIVES).first()


def _used_up(network: str, state: str, who: Traveller, now: datetime) -> SignIn:
    """The row of this state, which nobody can bring a second time. Raises NotConnected."""
    mine = SignIn.objects.filter(state=hash_secret(state), network=network, user=who.user, is_back=False)
    mine = mine.filter(session=hash_secret(who.session), created_at__gte=now - LIVES)
    row = mine.select_related("workspace", "channel__workspace").first()
    spent = new_secret()[1]
    if row is None or not SignIn.objects.filter(pk=row.pk, state=row.state).update(state=spent):
        raise NotConnected(_("This sign-in was not begun here, is used up or took too long. Begin again."))
    values = row.take_out()
    row.state = spent
    row.lock_in(values)
    return row


def _kind(network: str) -> type[SignsIn]:
    kind = publishers.PUBLISHERS.get(network)
    if kind is None or not issubclass(kind, SignsIn):
        raise NotConnected(_("There is nothing to sign in to."))
    return kind


def _challenge(verifier: str) -> str:
    """S256 of RFC 7636."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
