"""The shapes in which networks like pictures, as data, and where a crop of that shape lies. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MIDDLE = (500, 500)


@dataclass(frozen=True, slots=True)
class Crop:
    """A shape with a name. A copy has `width` × `height` pixels, and fewer where the picture has fewer."""

    key: str
    name: str | Promise
    ratio: str  # as people write it
    width: int
    height: int

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The copy of a picture of this size, in pixels: cut to the shape and never enlarged."""
        scale = min(1.0, width / self.width, height / self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


CROPS = (
    Crop("square", _("Square"), "1:1", 1080, 1080),
    Crop("portrait", _("Portrait"), "4:5", 1080, 1350),
    Crop("landscape", _("Landscape"), "1.91:1", 1200, 628),
    Crop("wide", _("Wide"), "16:9", 1600, 900),
    Crop("story", _("Story"), "9:16", 1080, 1920),
)


def of(width: int, height: int) -> list[tuple[Crop, int, int]]:
    """Every shape, with the size of its copy of a picture of this size."""
    return [(crop, *crop.size(width, height)) for crop in CROPS]


BY_KEY = {crop.key: crop for crop in CROPS}


def percent_across(width: int, height: int, focus: tuple[int, int] | None, ratio: float = 1.0) -> float:
    """Where a crop of this shape lies along the side that is cut: 0 at the left or top, 100 at the far end.

    The focus (thousandths) comes as near to the middle of the crop as the picture's edges allow.
    """
    shape, (x, y) = width / height, focus or MIDDLE
    if shape > ratio:
        kept, centre = ratio / shape, x / 1000
    else:
        kept, centre = shape / ratio, y / 1000
    room = 1 - kept
    if room < 0.001:
        return 50.0
    return min(max(centre - kept / 2, 0.0), room) / room * 100
