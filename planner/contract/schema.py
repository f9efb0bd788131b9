"""The words that all schemas are made of. What is not named in a schema is refused, not ignored."""

from typing import Annotated, Generic, TypeVar

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

LARGEST_ID = 2**63 - 1
Item = TypeVar("Item")


class Given(Schema):
    """What a request may hold: these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema, Generic[Item]):
    """Some of a list. `next` goes into `cursor` to get the rest; null at the end."""

    items: list[Item]
    next: str | None = None


def _sayable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("Take out the NUL character: nothing can show it.")
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("There is half a letter in it (a lone surrogate), which nothing can show.")
    return text


Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)]
Words = Annotated[str, AfterValidator(_sayable)]  # any text that a page could show
Name = Annotated[Words, Field(max_length=80)]


Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class FocusGiven(Given):
    """The point of a picture that a crop keeps in sight, in shares of its width and height."""

    x: Share = Field(description="0 is left, 1 is right.")
    y: Share = Field(description="0 is top, 1 is bottom.")
