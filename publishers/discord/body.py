"""A message as the API takes it."""

from typing import Any

from publishers.discord.text import content_of
from publishers.forms import File
from publishers.message import Image, Parcel, Part

# Discord docs, message flags
SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
NOBODY: dict[str, list[str]] = {"parse": []}  # whoever is named in the words is not pinged: no @everyone


def message_of(part: Part) -> dict[str, Any]:
    fields = dict(part.fields)
    flags = SUPPRESS_EMBEDS if fields.get("preview") == "none" else 0
    flags |= SUPPRESS_NOTIFICATIONS if fields.get("disable_notification") == "true" else 0
    body: dict[str, Any] = {"content": content_of(part), "allowed_mentions": NOBODY}
    if flags:
        body["flags"] = flags
    if part.images:
        body["attachments"] = [_attachment(number, image) for number, image in enumerate(part.images)]
    return body


def heading_of(part: Part, name: str) -> dict[str, Any]:
    """What begins a post in a forum; `name` is what the title is called there. Empty elsewhere."""
    fields = dict(part.fields)
    if "title" not in fields:
        return {}
    tags = fields.get("applied_tags", "")
    return {name: fields["title"]} | ({"applied_tags": tags.split(",")} if tags else {})


def files_of(parcel: Parcel) -> dict[str, File]:
    shown = zip(parcel.part.images, parcel.bodies, strict=True)
    return {
        f"files[{number}]": (image.filename, raw, image.content_type)
        for number, (image, raw) in enumerate(shown)
    }


def _attachment(number: int, image: Image) -> dict[str, str]:
    described = {"description": image.alt} if image.alt else {}
    return {"id": str(number), "filename": image.filename} | described
