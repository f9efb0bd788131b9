"""The connect form of a network, from what its publisher declares."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings

from planner.channels.models import Channel
from planner.people.models import Workspace
from publishers.base import Publisher
from publishers.errors import Sentence

OURS = frozenset({"folder"})  # places on our own disk are chosen here, never by a page
MOST = 4000


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: Sentence | str
    help: Sentence | None
    is_secret: bool
    kind: str  # of the input: text, url, password
    value: str
    is_required: bool


def fields_of(form: type[Any], typed: Mapping[str, str]) -> list[Field]:
    """What a person must give for these credentials. Secrets are never shown again."""
    return [_field(field, typed.get(field.name, "")) for field in dataclasses.fields(form) if is_typed(field)]


def is_typed(field: "dataclasses.Field[Any]") -> bool:
    """A person types it: it is neither a place of ours nor something that the network gives.

    A server that stands in for the network's own is asked for only where private hosts are allowed.
    """
    if field.metadata.get("private") and not settings.ALLOW_PRIVATE_HOSTS:
        return False
    return field.name not in OURS and not field.metadata.get("hidden")


def read(
    kind: type[Publisher], typed: Mapping[str, str], workspace: Workspace, channel: Channel | None = None
) -> dict[str, str]:
    """Credentials from what was typed, with our own folders filled in."""
    given = asked(kind.Credentials, typed)
    if "folder" in {field.name for field in dataclasses.fields(kind.Credentials)}:
        given["folder"] = _folder(kind, workspace, channel)
    return given


def asked(form: type[Any], typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form as they were typed, without what was left empty."""
    names = [field.name for field in dataclasses.fields(form) if is_typed(field)]
    return {
        name: typed.get(name, "").replace("\x00", "").strip()[:MOST]
        for name in names
        if typed.get(name, "").strip()
    }


def link_parameters(typed: str) -> dict[str, str]:
    """ "utm_source=mastodon&utm_medium=social" as it is typed, at most ten pairs."""
    pairs = parse_qsl(typed.replace("\x00", "").strip().lstrip("?&")[:500], max_num_fields=50)
    return {name.strip()[:60]: value.strip()[:120] for name, value in pairs[:10] if name.strip()}


def _folder(kind: type[Publisher], workspace: Workspace, channel: Channel | None) -> str:
    if channel is not None:
        return str(channel.take_out().folder)
    root = settings.SITE_ROOT if kind.name == "site" else settings.SANDBOX_ROOT
    number = Channel.objects.filter(workspace=workspace, network=kind.name).count()
    return str(Path(root) / (f"{workspace.slug}-{number + 1}" if number else workspace.slug))


def _field(field: "dataclasses.Field[Any]", value: str) -> Field:
    secret = bool(field.metadata.get("secret"))
    return Field(
        name=field.name,
        label=field.metadata.get("label", field.name),
        help=field.metadata.get("help"),
        is_secret=secret,
        kind="password" if secret else str(field.metadata.get("kind", "text")),
        value="" if secret else value,
        is_required=field.default is dataclasses.MISSING,
    )
