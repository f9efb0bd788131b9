"""What X refuses beyond what `Limits` can say."""

import re
from collections.abc import Iterator, Sequence

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Part, Problem

GIF_WIDTH, GIF_HEIGHT = 1_280, 1_080  # pixels
CASHTAG = re.compile(r"(?<!\S)\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?!\w)")


def broken_rules(parts: Sequence[Part]) -> Iterator[Problem]:
    for number, part in enumerate(parts):
        gifs = [image for image in part.images if image.content_type == "image/gif"]
        if gifs and len(part.images) > 1:
            yield Problem(
                "gif_not_alone",
                Sentence(_("X takes a GIF only by itself.")),
                Sentence(_("Keep the GIF or the other pictures.")),
                number,
            )
        for gif in gifs:
            if gif.width > GIF_WIDTH or gif.height > GIF_HEIGHT:
                values: dict[str, str | int] = {"name": gif.name or gif.sha256[:8]}
                values |= {"width": gif.width, "height": gif.height}
                yield Problem(
                    "gif_too_large",
                    Sentence(_("“{name}” is too large for X: {width} × {height} pixels."), values),
                    Sentence(_("A GIF may have 1280 × 1080.")),
                    number,
                )
        if len(CASHTAG.findall(part.text)) > 1:  # since 2026, of apps that pay per use
            yield Problem(
                "cashtags",
                Sentence(_("X takes one cashtag in a post.")),
                Sentence(_("Keep the one that matters most.")),
                number,
                blocking=False,
            )
