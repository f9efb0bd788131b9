"""The one request that a part becomes. Pictures come along in it: the Bot API has no separate upload."""

from collections.abc import Mapping
from typing import Any

from publishers.forms import File
from publishers.message import Image, Parcel, Part

PREVIEWS: Mapping[str, dict[str, bool]] = {
    "large": {"prefer_large_media": True},
    "above": {"prefer_large_media": True, "show_above_text": True},
    "none": {"is_disabled": True},
}


def request(parcel: Parcel) -> tuple[str, dict[str, Any], dict[str, File]]:
    """The method, what it is given, and the pictures that come along."""
    part = parcel.part
    if not part.images:
        return "sendMessage", {"text": part.html, "parse_mode": "HTML"}, {}
    files = [_file(*one) for one in zip(part.images, parcel.bodies, strict=True)]
    caption = {"caption": part.html, "parse_mode": "HTML"} if part.html else {}
    if len(part.images) == 1:
        return "sendPhoto", caption, {"photo": files[0]}
    media: list[dict[str, Any]] = [
        {"type": "photo", "media": f"attach://picture{number}"} for number in range(len(part.images))
    ]
    media[0] |= caption  # the caption of the first stands below the whole album
    return "sendMediaGroup", {"media": media}, {f"picture{number}": one for number, one in enumerate(files)}


def choices(part: Part) -> dict[str, Any]:
    fields = dict(part.fields)
    chosen: dict[str, Any] = {
        name: True for name in ("disable_notification", "protect_content") if fields.get(name) == "true"
    }
    if not part.images and fields.get("preview") in PREVIEWS:
        chosen["link_preview_options"] = PREVIEWS[fields["preview"]]
    return chosen


def _file(image: Image, raw: bytes) -> File:
    return image.filename, raw, image.content_type
