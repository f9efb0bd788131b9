"""A recipe: how to make a copy of a picture, as data. Who needs the copy, it does not know."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

VERSION = 1  # a new number makes every copy anew; only for a mistake in how they were made

MIDDLE = (500, 500)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Zero means that there is no bound. A copy is never larger than its picture."""

    width: int = 0  # the most, pixels
    height: int = 0
    pixels: int = 0  # the most, width × height
    fit: Literal["inside", "cover"] = "inside"  # "cover" crops to the shape of width × height
    narrowest: int = 0  # width ÷ height, thousandths: what is narrower is cropped
    widest: int = 0  # and what is wider
    focus: tuple[int, int] = MIDDLE  # what a crop keeps in sight: thousandths from the left and the top
    types: tuple[str, ...] = ("image/jpeg",)  # content types that will do, the best first
    weight: int = 0  # the most, bytes
    quality: int = 88  # the most that a lossy copy is given, 1 to 95
    still: bool = True  # only the first picture of an animation

    def key(self) -> str:
        """SHA-256 of the recipe in its one spelling, in hex: equal recipes make equal copies."""
        text = json.dumps([VERSION, asdict(self)], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Recipe":
        """The recipe that `asdict` spelt out, also by way of JSON."""
        return cls(**said | {"focus": tuple(said["focus"]), "types": tuple(said["types"])})


@dataclass(frozen=True, slots=True)
class Made:
    """A copy. `quality` is 0 where nothing was lost but pixels."""

    data: bytes
    content_type: str
    width: int
    height: int
    quality: int = 0
