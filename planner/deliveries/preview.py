"""A post as each channel would show it, with what stands in its way."""

from dataclasses import dataclass

from media.models import Asset
from planner.channels.models import Channel
from planner.deliveries import compose
from planner.people.models import Workspace
from planner.posts.content import Content
from planner.posts.models import Version
from publishers.message import Payload, Problem


@dataclass(frozen=True, slots=True)
class Preview:
    channel: Channel
    payload: Payload

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.payload.problems

    @property
    def is_sendable(self) -> bool:
        return not self.payload.blocked


def previews(version: Version) -> list[Preview]:
    """One for each channel of the version, in the order of their names."""
    return [Preview(channel, compose.payload_for(version, channel)) for channel in version.channels()]


def previews_of(workspace: Workspace, content: Content) -> list[Preview]:
    """As `previews`, for words that are not saved yet. Foreign channels and pictures are left out."""
    content = content.tidy()
    wanted = [wording.channel_id for wording in content.wordings]
    channels = workspace.channels.here().filter(pk__in=wanted).select_related("workspace")
    assets = Asset.objects.filter(library__owner=workspace.library).in_bulk(
        [picture.asset_id for picture in content.pictures]
    )
    return [Preview(channel, compose.payload_of(content, channel, assets)) for channel in channels]
