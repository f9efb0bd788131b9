"""Connect an account of ours on a network, and check that it still works."""

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

import publishers
from planner import outside
from planner.channels import tokens
from planner.channels.models import WELL, Channel
from planner.history.models import Actor
from planner.history.record import record
from planner.people.models import Workspace
from planner.sentences import kept, said
from planner.vault import Locked
from publishers.base import Refreshable
from publishers.errors import Expired, PublisherError
from publishers.message import Account


class NotConnected(Exception):
    """The network did not accept these credentials; the sentence says what to do."""


class AnotherAccount(NotConnected):
    """These credentials belong to another account than the channel's."""


def connect(
    workspace: Workspace, network: str, name: str, credentials: dict[str, str], by: Actor, now: datetime
) -> Channel:
    """A new channel, after the network has said whose account it is."""
    credentials, account = _ask(network, credentials, now)
    with transaction.atomic():
        called = name or _told_apart(workspace, network, account.name or account.handle)
        channel = Channel.objects.create(workspace=workspace, network=network, name=called)
        channel.lock_in(credentials)
        channel.learn(account, now)
        record(
            workspace.pk, by, "channel.connected", channel, at=now, network=network, account=account.handle
        )
    return channel


def _told_apart(workspace: Workspace, network: str, name: str) -> str:
    """The account's own name; with its network where another channel is called so already."""
    is_taken = workspace.channels.here().filter(name=name).exists()
    return f"{name} ({_(publishers.get(network).title)})" if is_taken else name


def reconnect(channel: Channel, credentials: dict[str, str], by: Actor, now: datetime) -> None:
    """New credentials for the same account. Raises NotConnected, AnotherAccount."""
    credentials, account = _ask(channel.network, credentials, now)
    if channel.account_id and not _is_same(account, channel.account):
        raise AnotherAccount(
            _("These belong to %(handle)s, another account. Add it as a new channel.")
            % {"handle": account.handle}
        )
    with transaction.atomic():
        channel.lock_in(credentials)
        channel.learn(account, now)
        if channel.state == "reconnect":
            channel.move("active", **WELL)
        record(channel.workspace_id, by, "channel.reconnected", channel, at=now, account=account.handle)


def check(channel: Channel, by: Actor, now: datetime) -> str:
    """As `ask`, for whoever asks, in their language; "" when all is well."""
    return said(ask(channel, by, now))


def ask(channel: Channel, by: Actor, now: datetime) -> dict[str, Any]:
    """Ask the network whether we may still post. {} when all is well, else a kept sentence that says why.

    Only a clear "no" disconnects; a network that does not answer never does.
    """
    try:
        tokens.keep_fresh(channel, now)
        publisher = channel.kind(channel.take_out(), channel.account, outside.web())
        channel.learn(publisher.check(), now)
    except (Expired, Locked) as trouble:
        if channel.state in {"active", "paused"}:
            channel.ask_to_reconnect(by, trouble)
        return kept(trouble)
    except PublisherError as trouble:
        return kept(trouble)
    if channel.state == "reconnect":
        channel.resume(by)
    return {}


def default_channels(workspace: Workspace, by: Actor, now: datetime) -> list[Channel]:
    """What every workspace has from the first minute: a site of its own, and a network to try things on."""
    site = {
        "folder": str(Path(settings.SITE_ROOT) / workspace.slug),
        "address": f"{settings.PUBLIC_URL}/site/{workspace.slug}/",
        "title": workspace.name,
    }
    sandbox = {
        "folder": str(Path(settings.SANDBOX_ROOT) / workspace.slug),
        "handle": workspace.slug,
        "address": f"{settings.PUBLIC_URL}/sandbox/{workspace.slug}/",
    }
    with translation.override(workspace.language):
        names = _("Site"), _("Sandbox")
    return [
        connect(workspace, "site", names[0], site, by, now),
        connect(workspace, "sandbox", names[1], sandbox, by, now),
    ]


def _is_same(one: Account, other: Account) -> bool:
    """Servers count from 1 each: the same number elsewhere is another account."""
    hosts = {urlsplit(account.url).netloc for account in (one, other) if account.url}
    return one.id == other.id and len(hosts) <= 1


def _ask(network: str, credentials: dict[str, str], now: datetime) -> tuple[dict[str, str], Account]:
    """Whose account it is; and the credentials, with the first token where the network gives tokens."""
    try:
        kind = publishers.get(network)
        publisher = kind(kind.Credentials(**credentials), Account(id=""), outside.web())
        if isinstance(publisher, Refreshable) and publisher.ends_at() is None:
            credentials = credentials | publisher.refreshed(now)
            publisher = kind(kind.Credentials(**credentials), Account(id=""), outside.web())
        return credentials, publisher.check()
    except KeyError:
        raise NotConnected(_("There is no network called %(name)s.") % {"name": network}) from None
    except TypeError:
        raise NotConnected(_("Some of what this network needs is missing.")) from None
    except PublisherError as trouble:
        raise NotConnected(said(trouble.sentence)) from None
