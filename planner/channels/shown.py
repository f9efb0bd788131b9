"""Channels and networks as the API shows them. Credentials are never among it."""

import dataclasses
from datetime import datetime
from typing import Any

from ninja import Schema

import publishers
from planner.channels.models import Channel
from planner.sentences import said
from publishers.base import Publisher


class GuaranteeShown(Schema):
    """How sure it is that nothing goes out twice."""

    promise: str
    sentence: str
    readable: bool
    settle: float
    repeat_after: float
    window: float


class LimitsShown(Schema):
    """What one post may hold. Zero: no bound."""

    characters: int
    unit: str
    images: int
    image_bytes: int
    image_pixels: int
    image_types: list[str]
    alt_characters: int
    thread_parts: int
    title: bool
    text_required: bool


class FieldShown(Schema):
    """One field of the connect form."""

    name: str
    label: str
    help: str
    kind: str
    secret: bool
    required: bool
    default: str


class ChoiceShown(Schema):
    value: str
    label: str


class OptionShown(Schema):
    """Something that the network lets one choose for a post."""

    name: str
    label: str
    choices: list[ChoiceShown]


class NetworkShown(Schema):
    name: str
    title: str
    fields: list[FieldShown]
    options: list[OptionShown]
    limits: LimitsShown
    guarantee: GuaranteeShown


class ChannelHealth(Schema):
    ok: bool
    says: str
    checked_at: datetime | None
    failures: int
    rest_until: datetime | None


class AccountShown(Schema):
    id: str
    handle: str
    url: str


class ChannelShown(Schema):
    """One account of ours on a network."""

    id: int
    network: str
    name: str
    state: str
    account: AccountShown
    timezone: str
    grace: int
    link_parameters: dict[str, str]
    short_links: bool
    health: ChannelHealth
    guarantee: GuaranteeShown
    limits: LimitsShown
    last_sent_at: datetime | None
    created_at: datetime


def channel_shown(channel: Channel) -> ChannelShown:
    kind = channel.kind
    return ChannelShown(
        id=channel.pk,
        network=channel.network,
        name=channel.name,
        state=channel.state,
        account=AccountShown(id=channel.account_id, handle=channel.account_handle, url=channel.account_url),
        timezone=channel.zone_name,
        grace=channel.grace_seconds,
        link_parameters=channel.link_parameters,
        short_links=channel.short_links,
        health=ChannelHealth(
            ok=channel.state == "active" and not channel.failures,
            says=channel.why,
            checked_at=channel.checked_at,
            failures=channel.failures,
            rest_until=channel.rest_until,
        ),
        guarantee=_guarantee(kind),
        limits=_limits(kind, channel.account.facts),
        last_sent_at=channel.last_sent_at,
        created_at=channel.created_at,
    )


def networks_shown() -> list[NetworkShown]:
    return [
        NetworkShown(
            name=name,
            title=kind.title,
            fields=[
                _field(field)
                for field in dataclasses.fields(kind.Credentials)
                if not field.metadata.get("hidden") and not field.metadata.get("private")
            ],
            options=[
                OptionShown(
                    name=option.name,
                    label=said(option.label),
                    choices=[ChoiceShown(value=value, label=said(label)) for value, label in option.choices],
                )
                for option in kind.options
            ],
            limits=_limits(kind),
            guarantee=_guarantee(kind),
        )
        for name, kind in publishers.PUBLISHERS.items()
    ]


def _field(field: "dataclasses.Field[Any]") -> FieldShown:
    has_default = field.default is not dataclasses.MISSING
    return FieldShown(
        name=field.name,
        label=said(field.metadata.get("label", field.name)),
        help=said(field.metadata.get("help", "")),
        kind=field.metadata.get("kind", "text"),
        secret=bool(field.metadata.get("secret", False)),
        required=not has_default,
        default=str(field.default) if has_default else "",
    )


def _guarantee(kind: type[Publisher]) -> GuaranteeShown:
    facts = dataclasses.asdict(kind.guarantee)
    return GuaranteeShown(**facts | {"sentence": said(kind.guarantee.sentence)})


def _limits(kind: type[Publisher], facts: tuple[tuple[str, str], ...] = ()) -> LimitsShown:
    return LimitsShown(**dataclasses.asdict(kind.limits.adjusted(facts)))
