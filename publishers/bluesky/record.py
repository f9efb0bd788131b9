"""The record of a post, as the lexicons have it (app.bsky.feed.post and what it embeds)."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from publishers.bluesky.facets import Facet
from publishers.bluesky.pinned import Pinned
from publishers.bluesky.text import facets_of
from publishers.bluesky.tid import is_tid
from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Card, Image, Parcel

POSTS = "app.bsky.feed.post"
IMAGES, GALLERY = "app.bsky.embed.images", "app.bsky.embed.gallery"
FEW = 4  # pictures (lexicon app.bsky.embed.images); more are a gallery
THUMB = 1_000_000  # bytes (lexicon app.bsky.embed.external)
CID = re.compile(r"b[a-z2-7]{20,}")


def record(parcel: Parcel, pinned: Pinned, created: datetime, did: str) -> dict[str, Any]:
    """Everything in it comes from the parcel and from what is pinned, so a repeat is the same to the byte."""
    fields = dict(parcel.part.fields)
    made: dict[str, Any] = {
        "$type": POSTS,
        "text": parcel.part.text,
        "createdAt": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    if facets := _facets(facets_of(parcel.part), pinned.dids):
        made["facets"] = facets
    if languages := fields.get("langs", "").split():
        made["langs"] = languages
    if label := fields.get("labels"):
        made["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": label}]}
    if embed := _embed(parcel):
        made["embed"] = embed
    if parcel.reply_to:
        parent = reference(parcel.reply_to, did)
        made["reply"] = {"root": reference(parcel.first or parcel.reply_to, did), "parent": parent}
    return made


def reference(receipt_id: str, did: str) -> dict[str, str]:
    """The strong reference to a post of ours. Raises Rejected where the receipt has no cid."""
    rkey, _slash, cid = receipt_id.partition("/")
    if not is_tid(rkey) or not CID.fullmatch(cid):
        raise Rejected(
            Sentence(_("It is not known which post on Bluesky this one answers.")), code="unknown_parent"
        )
    return {"uri": uri(did, rkey), "cid": cid}


def uri(did: str, rkey: str) -> str:
    return f"at://{did}/{POSTS}/{rkey}"


def _facets(facets: tuple[Facet, ...], dids: dict[str, str]) -> list[dict[str, Any]]:
    made = []
    for facet in facets:
        value = dids.get(facet.value, "") if facet.kind == "mention" else facet.value
        name = {"link": "uri", "mention": "did", "tag": "tag"}[facet.kind]
        if value:  # nobody has the handle: then it is plain text
            feature = {"$type": f"app.bsky.richtext.facet#{facet.kind}", name: value}
            index = {"byteStart": facet.start, "byteEnd": facet.end}
            made.append({"index": index, "features": [feature]})
    return made


def _embed(parcel: Parcel) -> dict[str, Any] | None:
    blobs = [json.loads(written) for written in parcel.media_ids]
    if images := parcel.part.images:
        described = [_image(image, blob) for image, blob in zip(images, blobs, strict=True)]
        if len(images) <= FEW:
            return {"$type": IMAGES, "images": described}
        return {"$type": GALLERY, "items": [{"$type": f"{GALLERY}#image"} | one for one in described]}
    if parcel.part.card:
        return _external(parcel.part.card, blobs)
    return None


def _image(image: Image, blob: Any) -> dict[str, Any]:
    shape = {"width": max(image.width, 1), "height": max(image.height, 1)}
    return {"image": blob, "alt": image.alt, "aspectRatio": shape}


def _external(card: Card, blobs: list[Any]) -> dict[str, Any]:
    external = {"uri": card.url, "title": card.title, "description": card.description}
    if card.image and blobs:
        external["thumb"] = blobs[0]
    return {"$type": "app.bsky.embed.external", "external": external}
