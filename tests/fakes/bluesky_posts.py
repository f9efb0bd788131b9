"""What a personal data server finds wrong with a post: the lexicons, as far as a post of ours goes."""

import re
from typing import Any

from publishers.text import graphemes

DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"(i|[a-z]{2,3})(-[A-Za-z0-9]+)*")
DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
ADDRESS = re.compile(r"\w+:(?://)?[^\s/]\S*")
PICTURE = 2_000_000  # bytes
THUMB = 1_000_000


def refusal(record: dict[str, Any]) -> str:
    """Why this is no post, in the server's words; empty where it is one."""
    for needed in ("text", "createdAt"):
        if needed not in record:
            return f'Missing required key "{needed}" at $.record'
    text = record["text"]
    if len(text.encode()) > 3_000:
        return f"string too big (maximum 3000, got {len(text.encode())}) at $.record.text"
    if graphemes(text) > 300:
        return f"grapheme too big (maximum 300, got {graphemes(text)}) at $.record.text"
    if not DATETIME.fullmatch(record["createdAt"]):
        return f'Invalid datetime (got "{record["createdAt"]}") at $.record.createdAt'
    if len(record.get("langs", ())) > 3:
        return f"array too big (maximum 3, got {len(record['langs'])}) at $.record.langs"
    if any(not LANGUAGE.fullmatch(language) for language in record.get("langs", ())):
        return "Invalid language at $.record.langs"
    return _of_facets(record.get("facets", [])) or _of_reply(record) or _of_embed(record.get("embed") or {})


def _of_facets(facets: list[dict[str, Any]]) -> str:
    for facet in facets:
        if not 0 <= facet["index"]["byteStart"] <= facet["index"]["byteEnd"]:
            return "integer too small at $.record.facets.index"
        for feature in facet["features"]:
            if "uri" in feature and not ADDRESS.fullmatch(feature["uri"]):
                return f'Invalid uri (got "{feature["uri"]}") at $.record.facets'
            if "did" in feature and not DID.fullmatch(feature["did"]):
                return f'Invalid DID (got "{feature["did"]}") at $.record.facets'
            if graphemes(feature.get("tag", "")) > 64:
                return "grapheme too big (maximum 64) at $.record.facets"
    return ""


def _of_reply(record: dict[str, Any]) -> str:
    for end in ("root", "parent"):
        for needed in ("uri", "cid"):
            if "reply" in record and not record["reply"].get(end, {}).get(needed):
                return f'Missing required key "{needed}" at $.record.reply.{end}'
    return ""


def _of_embed(embed: dict[str, Any]) -> str:
    kind = embed.get("$type", "")
    if kind == "app.bsky.embed.external":
        external = embed["external"]
        for needed in ("uri", "title", "description"):
            if needed not in external:
                return f'Missing required key "{needed}" at $.record.embed.external'
        return _of_blob(external.get("thumb"), THUMB)
    pictures = embed.get("images") or embed.get("items") or []
    most, needs = {
        "app.bsky.embed.images": (4, ("image", "alt")),
        "app.bsky.embed.gallery": (20, ("image", "alt", "aspectRatio")),
    }.get(kind, (0, ()))
    if len(pictures) > most:
        return f"array too big (maximum {most}, got {len(pictures)}) at $.record.embed"
    for picture in pictures:
        for needed in needs:
            if needed not in picture:
                return f'Missing required key "{needed}" at $.record.embed'
        if reason := _of_blob(picture["image"], PICTURE):
            return reason
    return ""


def _of_blob(blob: dict[str, Any] | None, most: int) -> str:
    if blob is None:
        return ""
    if not blob["mimeType"].startswith("image/"):
        return f'mime type "{blob["mimeType"]}" is not accepted at $.record.embed'
    return f"blob too big (maximum {most}, got {blob['size']}) at $.record.embed" * (blob["size"] > most)
