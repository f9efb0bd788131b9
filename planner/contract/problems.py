"""Refusals as problem documents (RFC 9457), all of one shape."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

CONTENT_TYPE = "application/problem+json"
REFERENCE = "/api/v1/docs"


class Mistake(Schema):
    """One thing that stands in the way."""

    where: str = Field(
        default="", description="What it is about: a field such as `body.title`, or a channel's name."
    )
    what: str = Field(description="What is wrong.")
    fix: str = Field(default="", description="What to do about it.")


class Problem(Schema):
    """Why nothing was done. `type` is stable and made for programs, the rest is for people."""

    type: str = Field(description="Which kind of problem: an address whose fragment names it.")
    title: str
    status: int
    detail: str
    errors: list[Mistake] = Field(description="The single mistakes, where there are several or a place.")


def problem(
    status: int, kind: str, detail: str, errors: Iterable[Mistake] = (), headers: dict[str, str] | None = None
) -> HttpResponse:
    """The answer that says why not. `kind` such as "overtaken" becomes the fragment of `type`."""
    said = Problem(
        type=f"{REFERENCE}#{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=_printable(detail),
        errors=[
            Mistake(where=_printable(one.where), what=_printable(one.what), fix=one.fix) for one in errors
        ],
    )
    text = json.dumps(said.model_dump(), ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE, headers=headers)


def _printable(text: str) -> str:
    """Half a surrogate pair cannot be sent; show it as a question mark."""
    return text.encode("utf-8", "replace").decode()
