"""Bringing pictures to VK, in three steps that only a person's token may take."""

from collections.abc import Callable, Mapping
from typing import Any

from publishers.answers import asked
from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Image
from publishers.vk.api import Api

UPLOAD = 90.0  # seconds: a large picture over a slow line


def upload_photo(
    api: Api, group: str, image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]
) -> str:
    """The picture's name among attachments, `photo1_2`. What an earlier try kept is not sent again."""
    name = f"photo:{image.sha256}"
    if name in kept:
        return kept[name]
    server = _object(api.ask("photos.getWallUploadServer", {"group_id": group}))
    answer = api.web.ask(
        "POST",
        str(server.get("upload_url") or ""),
        files={"photo": (image.filename, image.read(), image.content_type)},
        timeout=UPLOAD,
    )
    taken = _object(asked(answer, "VK"))
    if taken.get("photo") in (None, "", "[]"):  # no error, only nothing: VK could not read it
        raise Rejected(
            Sentence(
                _("VK cannot read the picture “{name}”. Save it again as JPEG."),
                {"name": image.name or image.sha256[:8]},
            ),
            code="empty_photo",
        )
    given = {key: str(taken.get(key, "")) for key in ("server", "photo", "hash")}
    saved = api.ask("photos.saveWallPhoto", {"group_id": group, **given})
    photo = _object(saved[0] if isinstance(saved, list) and saved else None)
    if type(photo.get("id")) is not int or type(photo.get("owner_id")) is not int:
        raise Unreachable(Sentence(_("VK took a picture without saying where it is.")), code="no_id")
    keep(name, found := f"photo{photo['owner_id']}_{photo['id']}")
    return found


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Unreachable(Sentence(_("VK answered in a way that cannot be read.")), code="no_response")
    return found
