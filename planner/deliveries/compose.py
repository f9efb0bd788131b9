"""Post and channel to message and payload: the only place where words, pictures and networks meet."""

from collections.abc import Mapping
from functools import partial

from media import store
from media.models import Asset
from planner import outside
from planner.channels.models import Channel
from planner.posts.content import Content
from planner.posts.models import Version
from planner.reviews.answer import Fingerprint
from publishers.base import Publisher
from publishers.message import Image, Message, Payload

Assets = Mapping[int, Asset]


def publisher_for(channel: Channel) -> Publisher:
    """The channel's publisher, able to talk to the network. Raises vault.Locked.

    Made once for a channel as it was read: publishers hold no state, and deliveries read together share it.
    """
    if channel.publisher is None:
        channel.publisher = channel.kind(channel.take_out(), channel.account, outside.web())
    return channel.publisher


def message_of(content: Content, channel: Channel, assets: Assets) -> Message:
    """What this content says on this channel."""
    wording = next((one for one in content.wordings if one.channel_id == channel.pk), None)
    return Message(
        text=content.text if wording is None or wording.text is None else wording.text,
        title=content.title,
        language=content.language or channel.workspace.language,
        images=tuple(
            _image(assets[picture.asset_id], picture.alt)
            for picture in content.pictures
            if picture.asset_id in assets
        ),
        options=wording.options if wording else (),
    )


def message_for(version: Version, channel: Channel) -> Message:
    """What a version says on a channel. Reads only rows that never change."""
    assets = {attachment.asset_id: attachment.asset for attachment in version.pictures}
    return message_of(version.content(), channel, assets)


def payload_of(content: Content, channel: Channel, assets: Assets) -> Payload:
    """Exactly what would be sent. No network, and no credentials opened."""
    return channel.kind(None, channel.account, outside.web()).prepare(message_of(content, channel, assets))


def payload_for(version: Version, channel: Channel) -> Payload:
    """Exactly what a version would send."""
    return channel.kind(None, channel.account, outside.web()).prepare(message_for(version, channel))


def fingerprints(version: Version) -> dict[int, Fingerprint]:
    """What an approval of this version covers, channel by channel."""
    return {
        channel.pk: Fingerprint(channel.account_id, payload_for(version, channel).digest())
        for channel in version.channels()
        if channel.state != "removed"
    }


def _image(asset: Asset, alt: str) -> Image:
    return Image(
        sha256=asset.sha256,
        content_type=asset.content_type,
        width=asset.width,
        height=asset.height,
        size=asset.size,
        alt=alt,
        name=asset.name,
        read=partial(store.read, asset.path),
    )
