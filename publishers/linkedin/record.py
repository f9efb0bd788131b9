"""A post as the API takes it."""

from typing import Any

from publishers.linkedin.text import little
from publishers.message import Card, Parcel


def post_body(author: str, parcel: Parcel) -> dict[str, Any]:
    part, fields = parcel.part, dict(parcel.part.fields)
    body: dict[str, Any] = {
        "author": author,
        "commentary": little(part.text),
        "visibility": fields.get("visibility", "PUBLIC"),
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": fields.get("reshare") == "disabled",
    }
    content = _pictures(parcel) or (_article(part.card, parcel.handle) if part.card else {})
    return body | ({"content": content} if content else {})


def _pictures(parcel: Parcel) -> dict[str, Any]:
    shown = [
        {"id": urn, "altText": image.alt}
        for urn, image in zip(parcel.media_ids, parcel.part.images, strict=True)
    ]
    if len(shown) == 1:
        return {"media": shown[0]}
    return {"multiImage": {"images": shown}} if shown else {}


def _article(card: Card, thumbnail: str) -> dict[str, Any]:
    """LinkedIn looks at no page by itself, so the card says what is there."""
    given = {"source": card.url, "title": card.title, "description": card.description, "thumbnail": thumbnail}
    return {"article": {name: value for name, value in given.items() if value}}
