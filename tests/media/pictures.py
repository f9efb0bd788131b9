"""Pictures for tests, made as they are needed: the same arguments make the same bytes."""

import random
from io import BytesIO
from typing import Any

from PIL import Image


def photo(width: int, height: int, kind: str = "JPEG", seed: int = 1, **how: Any) -> bytes:
    """Soft shapes with grain over them: about as hard to pack as a photograph."""
    rng = random.Random(seed)
    coarse = Image.frombytes("RGB", (24, 16), rng.randbytes(24 * 16 * 3))
    fine = Image.frombytes("RGB", (256, 256), rng.randbytes(256 * 256 * 3))
    grain = Image.new("RGB", (width, height))
    for left in range(0, width, 256):
        for top in range(0, height, 256):
            grain.paste(fine, (left, top))
    shapes = coarse.resize((width, height), Image.Resampling.BICUBIC)
    return packed(Image.blend(shapes, grain, 0.12), kind, **({"quality": 92} if kind == "JPEG" else {}) | how)


def halves(width: int, height: int, left: str = "red", right: str = "blue") -> bytes:
    """Its left half in one colour and its right half in another."""
    image = Image.new("RGB", (width, height), right)
    image.paste(Image.new("RGB", (width // 2, height), left), (0, 0))
    return packed(image, "PNG")


def packed(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image
