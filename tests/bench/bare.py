"""The same copies by Pillow alone: what anybody would write who has no library of ours.

`python -m tests.bench.bare PHOTO COPIES` with COPIES a list of [left, top, right, bottom, width, height,
weight, quality] in JSON: opened once, cut, scaled, packed as JPEG at the best quality under the weight.
"""

import io
import json
import sys
from pathlib import Path

from PIL import Image, ImageOps


def main(photo: str, copies: str) -> None:
    with Image.open(photo) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    for left, top, right, bottom, width, height, weight, quality in json.loads(copies):
        scaled = picture.resize((width, height), Image.Resampling.LANCZOS, box=(left, top, right, bottom))
        data = _packed(scaled, quality)
        low, high = 50, quality - 1
        while weight and len(data) > weight and low <= high:
            middle = (low + high) // 2
            tried = _packed(scaled, middle)
            low, high, data = (middle + 1, high, tried) if len(tried) <= weight else (low, middle - 1, data)
        Path(f"{photo}.{width}x{height}").write_bytes(data)


def _packed(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
