"""A pin as the API takes it, and how it is known again."""

import base64
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from publishers.answer import read_moment
from publishers.errors import CannotLook, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Image, Parcel, Part, Receipt
from publishers.pinterest.answers import address, unreadable
from publishers.pinterest.api import Api
from publishers.pinterest.declared import LEADS_TO

PAGE_SIZE, PAGES = 100, 8
SKEW = timedelta(seconds=60)  # their clock may be behind ours


def body_of(board: str, parcel: Parcel) -> dict[str, Any]:
    given = {"board_id": board, "board_section_id": parcel.handle, **words_of(parcel.part)}
    return {name: value for name, value in given.items() if value} | {
        "media_source": _source(parcel.part.images, parcel.bodies)
    }


def words_of(part: Part) -> dict[str, str]:
    """What can be changed later; a description of the picture is only of a pin with one."""
    fields = dict(part.fields)
    return {
        "title": fields.get("title", ""),
        "description": part.text,
        "link": fields.get(LEADS_TO, ""),
        "alt_text": part.images[0].alt if len(part.images) == 1 else "",
    }


def find(api: Api, board: str, parcel: Parcel, since: datetime, known: Collection[str]) -> Receipt | None:
    """Newest first, until a whole page is older: people may move single pins to the top of a board.

    Raises CannotLook where a pin has our words and leads elsewhere: links are sometimes rewritten there.
    """
    path = f"boards/{board}/sections/{parcel.handle}/pins" if parcel.handle else f"boards/{board}/pins"
    ours, doubtful = words_of(parcel.part), False
    for page in api.pages(path, PAGE_SIZE, PAGES):
        is_newer = False
        for pin in page:
            number, at = pin.get("id"), read_moment(pin.get("created_at"))
            if not isinstance(number, str) or at is None:
                raise unreadable()
            if at < since - SKEW:
                continue
            is_newer = True
            if number in known or not _says(pin, ours):
                continue
            if _bare(pin.get("link")) == _bare(ours["link"]):
                return Receipt(number, address(number), at)
            doubtful = True
        if page and not is_newer:
            break
    if doubtful:
        raise CannotLook(
            Sentence(_("The board has a new pin with these words that leads elsewhere.")), code="other_link"
        )
    return None


def _source(images: tuple[Image, ...], bodies: tuple[bytes, ...]) -> dict[str, Any]:
    shown = [
        {"content_type": one.content_type, "data": base64.b64encode(raw).decode()}
        for one, raw in zip(images, bodies, strict=True)
    ]
    if len(shown) == 1:
        return {"source_type": "image_base64", **shown[0]}
    return {"source_type": "multiple_image_base64", "items": shown}


def _says(pin: dict[str, Any], ours: dict[str, str]) -> bool:
    return all(
        "".join(str(pin.get(name) or "").split()) == "".join(ours[name].split())
        for name in ("title", "description")
    )


def _bare(link: Any) -> str:
    """An address without what is often rewritten in it."""
    return str(link or "").partition("://")[2].removeprefix("www.").rstrip("/").casefold()
