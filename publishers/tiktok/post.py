"""A post as TikTok is told of it, from what was agreed to."""

from typing import Any

from publishers.message import Part

CAPTION = 2_200  # UTF-16 units, of a video
TITLE, DESCRIPTION = 90, 4_000  # UTF-16 units, of pictures


def video_info(part: Part) -> dict[str, Any]:
    """Nothing is allowed that nobody allowed: TikTok wants it so."""
    fields = dict(part.fields)
    return _shared(fields) | {
        "title": part.text,
        "disable_duet": fields.get("duet") != "true",
        "disable_stitch": fields.get("stitch") != "true",
        "is_aigc": fields.get("ai") == "true",
    }


def photo_body(part: Part) -> dict[str, Any]:
    """The addresses are for an hour, so they are made when TikTok is about to fetch them."""
    fields = dict(part.fields)
    said = {"title": fields.get("title", ""), "description": part.text, "auto_add_music": False}
    pictures = [image.address() for image in part.images]
    return {
        "post_info": _shared(fields) | said,
        "source_info": {"source": "PULL_FROM_URL", "photo_cover_index": 0, "photo_images": pictures},
        "post_mode": "DIRECT_POST",
        "media_type": "PHOTO",
    }


def _shared(fields: dict[str, str]) -> dict[str, Any]:
    return {
        "privacy_level": fields.get("privacy", ""),
        "disable_comment": fields.get("comments") != "true",
        "brand_content_toggle": fields.get("branded") == "true",
        "brand_organic_toggle": fields.get("your_brand") == "true",
    }
