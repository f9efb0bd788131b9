"""Pictures and videos to publish, and messages that have one where a network asks for it."""

import hashlib
from dataclasses import replace
from io import BytesIO

from PIL import Image as Picture

from publishers.base import Publisher
from publishers.message import Film, Image, Message, Payload


def picture(alt: str = "A red square", colour: str = "red", kind: str = "PNG") -> Image:
    buffer = BytesIO()
    Picture.new("RGB", (8, 8), colour).save(buffer, kind)
    raw, ending = buffer.getvalue(), {"PNG": "png", "JPEG": "jpg"}[kind]
    name = hashlib.sha256(raw).hexdigest()
    return Image(
        *(name, f"image/{kind.lower()}", 8, 8, len(raw), alt, f"{colour}.{ending}"),
        read=lambda: raw,
        address=lambda: f"https://almanac.example.org/m/{name}.{ending}",
        is_reachable=True,
    )


def film(alt: str = "A lake", raw: bytes = b"0123456789" * 100) -> Image:
    """A video, as short as the bytes that stand for it."""
    packed = Film("h264", "4:2:0", "aac", 30.0, 1_000_000)
    name = hashlib.sha256(raw).hexdigest()
    about = (name, "video/mp4", 1280, 720, len(raw), alt, "lake.mp4", 12.0)
    return Image(*about, read=lambda: raw, film=packed)


def filmed(kind: type[Publisher], **chosen: str) -> type[Publisher]:
    """For tests that are about something else: words alone get a video, and `chosen` is chosen.

    Where pictures are taken they are JPEG that anybody can fetch; else each is a video with the same
    description. Where nothing is said, nothing is added.
    """
    as_needed = _fetched if kind.limits.images else _as_film

    class Filmed(kind):
        def prepare(self, message: Message) -> Payload:
            shown = tuple(one if one.is_video else as_needed(one) for one in message.images)
            if not shown and message.text.strip():
                shown = (film(),)
            options = chosen | {name: value for name, value in message.options if value}
            dressed = replace(message, images=shown, options=tuple(sorted(options.items())))
            found: Payload = super().prepare(dressed)
            return found

    return Filmed


def _as_film(image: Image) -> Image:
    return film(image.alt, image.read())


def _fetched(image: Image) -> Image:
    address = f"https://almanac.example.org/m/{image.sha256}.jpg"
    return replace(image, content_type="image/jpeg", address=lambda: address, is_reachable=True)


def illustrated(message: Message) -> tuple[Image, ...]:
    """For tests that are about something else than that there must be a picture."""
    return message.images or ((picture("A grey square", "grey"),) if message.text.strip() else ())
