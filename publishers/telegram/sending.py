"""The one request that a part becomes. Pictures come along in it: the Bot API has no separate upload."""

from collections.abc import Callable, Mapping
from typing import Any

from publishers.forms import File
from publishers.message import Image, Part

Read = Callable[[Image], bytes]
PREVIEWS: Mapping[str, dict[str, bool]] = {
    "large": {"prefer_large_media": True},
    "above": {"prefer_large_media": True, "show_above_text": True},
    "none": {"is_disabled": True},
}


def request(part: Part, read: Read) -> tuple[str, dict[str, Any], dict[str, File]]:
    """The method, what it is given, and the pictures that come along."""
    if not part.images:
        return "sendMessage", {"text": part.html, "parse_mode": "HTML"}, {}
    caption = {"caption": part.html, "parse_mode": "HTML"} if part.html else {}
    if len(part.images) == 1:
        return "sendPhoto", caption, {"photo": _file(part.images[0], read)}
    media: list[dict[str, Any]] = [
        {"type": "photo", "media": f"attach://picture{number}"} for number in range(len(part.images))
    ]
    media[0] |= caption  # the caption of the first stands below the whole album
    files = {f"picture{number}": _file(image, read) for number, image in enumerate(part.images)}
    return "sendMediaGroup", {"media": media}, files


def choices(part: Part) -> dict[str, Any]:
    fields = dict(part.fields)
    chosen: dict[str, Any] = {
        name: True for name in ("disable_notification", "protect_content") if fields.get(name) == "true"
    }
    if not part.images and fields.get("preview") in PREVIEWS:
        chosen["link_preview_options"] = PREVIEWS[fields["preview"]]
    return chosen


def _file(image: Image, read: Read) -> File:
    return image.filename, read(image), image.content_type
