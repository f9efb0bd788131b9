"""A message as chat.postMessage takes it."""

from collections.abc import Sequence
from typing import Any

from publishers.ledger import fingerprint
from publishers.message import Parcel, Part
from publishers.slack.text import mrkdwn_of

EVENT = "almanac_post"  # what our mark is called in a message's metadata
ALT = 2_000  # characters (Slack docs, image block)


def message_of(parcel: Parcel, channel: str, key: str) -> dict[str, Any]:
    part = parcel.part
    shows = dict(part.fields).get("preview") != "none"
    images = [image_block(number, image.alt) for number, image in _pictures(parcel)]
    return {
        "channel": channel,
        "text": mrkdwn_of(part),
        "blocks": blocks_of(part, images),
        "thread_ts": parcel.first or parcel.reply_to,
        "unfurl_links": shows,
        "unfurl_media": shows,
        "metadata": {"event_type": EVENT, "event_payload": {"key": mark_of(key)}},
    }


def blocks_of(part: Part, images: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Words above their pictures; words alone need no blocks."""
    if not images:
        return None
    words = mrkdwn_of(part)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": words}}
    return [*([section] if words else []), *images]


def image_block(number: str, alt: str) -> dict[str, Any]:
    """Slack wants a description; a picture without one says only that it is one."""
    return {"type": "image", "slack_file": {"id": number}, "alt_text": alt or "image"}


def images_in(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The pictures of a message that is out, as they are sent again with other words."""
    found = []
    for block in message.get("blocks") or ():
        file = block.get("slack_file") if isinstance(block, dict) and block.get("type") == "image" else None
        if isinstance(file, dict) and file.get("id"):
            found.append(image_block(str(file["id"]), str(block.get("alt_text") or "")))
    return found


def mark_of(key: str) -> str:
    return fingerprint(key)


def is_marked(message: dict[str, Any], key: str) -> bool:
    about = message.get("metadata")
    if not isinstance(about, dict) or about.get("event_type") != EVENT:
        return False
    payload = about.get("event_payload")
    return isinstance(payload, dict) and payload.get("key") == mark_of(key)


def _pictures(parcel: Parcel) -> list[tuple[str, Any]]:
    return list(zip(parcel.media_ids, parcel.part.images, strict=True))
