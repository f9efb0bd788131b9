"""A video as YouTube's resource: its draft, what publishes it, and whether it is out."""

from typing import Any

from publishers.message import Part
from publishers.youtube.answers import inside

# Stands in the description until the video is published, so that a draft is told from a private video.
MARK = "Brought by Almanac, not published yet."


def draft(part: Part) -> dict[str, Any]:
    """Private and marked: nobody sees it, and the request that publishes it says all the rest."""
    fields = dict(part.fields)
    return {
        "snippet": {"title": fields["title"], "description": MARK, "categoryId": fields["category"]},
        "status": {"privacyStatus": "private", "selfDeclaredMadeForKids": fields["kids"] == "true"},
    }


def published(number: str, part: Part) -> dict[str, Any]:
    """All that was agreed to: YouTube forgets what stands in these two parts and is not said again."""
    fields = dict(part.fields)
    status = {
        "privacyStatus": fields["privacy"],
        "selfDeclaredMadeForKids": fields["kids"] == "true",
        "containsSyntheticMedia": fields.get("synthetic") == "true",
    }
    return {"id": number, "snippet": snippet(part), "status": status}


def snippet(part: Part) -> dict[str, Any]:
    fields = dict(part.fields)
    said: dict[str, Any] = {
        "title": fields["title"],
        "description": part.text,
        "categoryId": fields["category"],
    }
    if tags := tags_in(fields.get("tags", "")):
        said["tags"] = tags
    if language := fields.get("language"):
        said |= {"defaultLanguage": language, "defaultAudioLanguage": language}
    return said


def is_out(video: dict[str, Any], privacy: str) -> bool:
    """Does YouTube show it to whom we chose? A draft is not out, also where private is wanted."""
    description = inside(video, "snippet").get("description")
    return description != MARK and inside(video, "status").get("privacyStatus") == privacy


def tags_in(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(tag.split()) for tag in text.split(",") if tag.strip()))


def weight_of(tags: list[str]) -> int:
    """Characters as YouTube counts them: commas between, and quotation marks around a tag with a blank."""
    return sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(len(tags) - 1, 0)
