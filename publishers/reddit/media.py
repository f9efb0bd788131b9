"""Pictures on their way to Reddit: a lease for an address of its store, the file, its place in the text."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from publishers.answers import unreadable
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Image
from publishers.reddit.api import Api

UPLOAD = 90.0  # seconds
CAPTION = 180  # characters


def bring(api: Api, image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> str:
    """The picture's id at Reddit; what an earlier try brought is not sent again."""
    name = f"media:{image.sha256}"
    if known := kept.get(name):
        return known
    lease = api.tell("/api/media/asset.json", filepath=image.filename, mimetype=image.content_type)
    args, asset = _inside(lease, "args"), _inside(lease, "asset")
    action, fields, number = str(args.get("action", "")), args.get("fields"), str(asset.get("asset_id", ""))
    if not action or not number or not isinstance(fields, list):
        raise Unreachable(Sentence(_("Reddit did not say where pictures go.")), code="no_lease")
    form = {str(one["name"]): str(one["value"]) for one in fields if isinstance(one, dict)}
    answer = api.web.ask(
        "POST",
        f"https:{action}" if action.startswith("//") else action,
        data=form,
        files={"file": (image.filename, image.read(), image.content_type)},
        timeout=UPLOAD,
    )
    if not answer.ok:
        values = {"status": answer.status}
        raise Unreachable(
            Sentence(_("Reddit's store did not take the picture (status {status})."), values),
            code=str(answer.status),
        )
    keep(name, number)
    return number


def richtext(api: Api, raw: str, images: Sequence[Image], assets: Sequence[str]) -> str:
    """The words with the pictures below them, as Reddit's own editor would write them (JSON)."""
    below = [f'![img]({asset} "{_caption(image)}")' for image, asset in zip(images, assets, strict=True)]
    text = "\n\n".join([raw, *below]).strip()
    found = api.tell("/api/convert_rte_body_format", output_mode="rtjson", markdown_text=text)
    output = found.get("output") if isinstance(found, dict) else None
    if not isinstance(output, dict):
        raise unreadable("Reddit")
    return json.dumps(output, ensure_ascii=False, sort_keys=True)


def _caption(image: Image) -> str:
    """Reddit has no field for a description but the caption below."""
    return " ".join(image.alt.replace('"', "”").replace("\\", "").split())[:CAPTION]


def _inside(found: Any, name: str) -> dict[str, Any]:
    inner = found.get(name) if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else {}
