"""What a post is on Matrix: events. The first holds the words and a picture; other pictures follow."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from publishers.ledger import fingerprint
from publishers.message import Image, Parcel, Part

HTML = "org.matrix.custom.html"
MARK = "org.almanac.mark"  # in each event of ours: by it we find it again


def parts_with_pictures(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """An event holds one picture: the first stands with the words, each other is an event after it."""
    first, rest = parts[0], parts[1:]
    if len(first.images) < 2:
        return parts
    alone = tuple(Part("", images=(image,), fields=first.fields) for image in first.images[1:])
    return (replace(first, images=first.images[:1]), *alone, *rest)


def mark(key: str) -> str:
    return fingerprint(key, 40)


def content(parcel: Parcel, key: str, *, is_answer: bool) -> dict[str, Any]:
    """The event's content. Nobody is pinged (m.mentions is empty)."""
    part = parcel.part
    found: dict[str, Any] = {**words(part), "m.mentions": {}, MARK: mark(key)}
    if part.images:
        found |= picture(part.images[0], parcel.media_ids[0], part)
    if is_answer and parcel.reply_to:
        found["m.relates_to"] = {
            "rel_type": "m.thread",
            "event_id": parcel.first or parcel.reply_to,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": parcel.reply_to},
        }
    return found


def words(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {"msgtype": dict(part.fields).get("msgtype", "m.text"), "body": part.text}
    if part.html:
        found |= {"format": HTML, "formatted_body": part.html}
    return found


def picture(image: Image, address: str, part: Part) -> dict[str, Any]:
    """A picture; the words are its caption, or else its description is."""
    found: dict[str, Any] = {
        "msgtype": "m.video" if image.is_video else "m.image",
        "url": address,
        "filename": image.filename,
        "info": {"mimetype": image.content_type, "size": image.size, "w": image.width, "h": image.height},
    }
    if image.is_video and image.seconds:
        found["info"]["duration"] = round(image.seconds * 1000)
    if not part.text:
        found["body"] = image.alt.strip() or image.filename
    return found


def edited(before: Mapping[str, Any], part: Part) -> dict[str, Any]:
    """The event that replaces another's words; a picture stays where it is."""
    kept = {name: before[name] for name in ("url", "filename", "info") if name in before}
    msgtype = str(before.get("msgtype", "m.text"))
    new = {**words(part), "m.mentions": {}, **kept, "msgtype": msgtype}
    return {**new, "body": f"* {part.text}", "m.new_content": new}
