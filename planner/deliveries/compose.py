"""Post and channel to message and payload: the only place where words, pictures and networks meet."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from planner import outside
from planner.channels.models import Channel
from planner.clicks.shortening import shortener_of
from planner.deliveries import fitting
from planner.deliveries.fitting import Assets
from planner.posts.content import Content
from planner.posts.models import Version
from planner.reviews.pins import Fingerprint
from planner.states import WrongState
from publishers.base import Priced, Publisher
from publishers.leads import leads
from publishers.links import Links
from publishers.message import Card, Message, Payload, Price


def publisher_for(channel: Channel) -> Publisher:
    """The channel's publisher, able to talk to the network. Raises vault.Locked.

    Made once for a channel as it was read: publishers hold no state, and deliveries read together share it.
    """
    if channel.publisher is None:
        channel.publisher = channel.kind(channel.take_out(), channel.account, outside.web())
    return channel.publisher


def message_of(content: Content, channel: Channel, assets: Assets, post_id: int = 0) -> Message:
    """What this content says on this channel. `post_id` is for short links; 0: it is not saved yet."""
    links = Links(tuple(channel.link_parameters.items()), shortener_of(channel, post_id))
    wording = next((one for one in content.wordings if one.channel_id == channel.pk), None)
    return Message(
        text=content.text if wording is None or wording.text is None else wording.text,
        title=content.title,
        language=content.language or channel.workspace.language,
        images=tuple(one.image for one in fitting.fit(content, channel, assets)),
        options=wording.options if wording else (),
        card=_card(content, channel, assets, links),
        link_parameters=links.parameters,
        shortener=links.shortener,
    )


def message_for(version: Version, channel: Channel) -> Message:
    """What a version says on a channel. Reads only rows that never change."""
    return message_of(version.content(), channel, fitting.assets_of(version), version.post_id)


def payload_of(content: Content, channel: Channel, assets: Assets, post_id: int = 0) -> Payload:
    """Exactly what would be sent. No network, and no credentials opened."""
    message = message_of(content, channel, assets, post_id)
    return channel.kind(None, channel.account, outside.web()).prepare(message)


def leads_of(content: Content, channel: Channel, post_id: int = 0) -> dict[str, str]:
    """Short links that this content has on this channel, and where they lead."""
    card = [content.card.url] if content.card and channel.kind.shows_cards else []
    return leads(message_of(content, channel, {}, post_id), *card) if channel.short_links else {}


def payload_for(version: Version, channel: Channel) -> Payload:
    """Exactly what a version would send."""
    return channel.kind(None, channel.account, outside.web()).prepare(message_for(version, channel))


def price_of(channel: Channel, payload: Payload) -> Price | None:
    """What sending all of it costs, where the network takes money."""
    if not issubclass(channel.kind, Priced):
        return None
    publisher = channel.kind(None, channel.account, outside.web())
    assert isinstance(publisher, Priced)
    return publisher.price(payload)


def fingerprints(version: Version) -> dict[int, Fingerprint]:
    """What an approval of this version covers, channel by channel. Raises WrongState.

    The pictures' copies must be made by then: what is agreed to is their very bytes.
    """
    return {
        channel.pk: Fingerprint(channel.account_id, _whole(payload_for(version, channel)).digest())
        for channel in version.channels()
        if channel.state != "removed"
    }


def fingerprints_so_far(version: Version) -> dict[int, Fingerprint]:
    """As `fingerprints`; of a channel whose pictures are still being copied, one that nobody agreed to."""
    payloads = [(one, payload_for(version, one)) for one in version.channels() if one.state != "removed"]
    return {
        channel.pk: Fingerprint(channel.account_id, payload.digest() if is_whole(payload) else "")
        for channel, payload in payloads
    }


def _whole(payload: Payload) -> Payload:
    if not is_whole(payload):
        raise WrongState(_("A picture is still being prepared. Try again in a moment."))
    return payload


def is_whole(payload: Payload) -> bool:
    """Are the copies of all pictures made?"""
    cards = [part.card.image for part in payload.parts if part.card and part.card.image]
    return all(image.sha256 for image in (*cards, *(one for part in payload.parts for one in part.images)))


def _card(content: Content, channel: Channel, assets: Assets, links: Links) -> Card | None:
    """The link card, for networks that show what they are given. Without a title it is called by its host."""
    words = content.card
    if words is None or not channel.kind.shows_cards:
        return None
    picture = fitting.fit_card(content, channel, assets)
    return Card(
        url=links.of(words.url),
        title=words.title or urlsplit(words.url).hostname or words.url,
        description=words.description,
        image=picture.image if picture else None,
    )
