"""Files of the library over HTTP. What comes out can only ever be looked at.

Whole or in part (Safari plays no video without parts), with an ETag, and with headers that let no browser
take it for anything but a picture or a video.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from media import store
from media.models import Asset, Rendition
from planner.addresses import name_of, suffix_of

SHOWN_TYPES = frozenset(store.SUFFIXES)
A_DAY = "private, max-age=86400, immutable"
A_MOMENT = "private, max-age=30"
CHUNK = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def served(request: HttpRequest, row: Asset | Rendition, cache: str, save_as: str = "") -> HttpResponseBase:
    """The file of this row; with `save_as` to be saved under that name. Raises Http404."""
    if row.content_type not in SHOWN_TYPES:
        raise Http404
    headers = {
        "Content-Type": row.content_type,
        "Content-Disposition": content_disposition_header(bool(save_as), save_as or name_of(row)) or "",
        "Content-Security-Policy": "sandbox; default-src 'none'; media-src 'self'",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "Cache-Control": cache,
        "ETag": _etag(row),
    }
    blank = HttpResponse(headers=headers)
    if (known := get_conditional_response(request, etag=_etag(row), response=blank)) is not blank:
        return known or blank
    part = _part(request, row)
    if part is None:
        return _not_now(416, {"Content-Range": f"bytes */{row.size}"})
    try:
        return _body(request, row, part, headers)
    except store.Silent as trouble:
        return _not_now(503, {"Retry-After": "5"}, str(trouble))
    except store.Gone:
        raise Http404 from None


def own_name_of(asset: Asset) -> str:
    """The name that people gave it, ending as what it is now: "fog.png" that became a JPEG is "fog.jpg"."""
    stem = "".join(letter for letter in PurePath(asset.name).stem if letter.isprintable())
    return f"{stem}.{suffix_of(asset)}" if stem.strip(". ") else name_of(asset)


def _part(request: HttpRequest, row: Asset | Rendition) -> tuple[int, int] | None:
    """The first and the last byte that are asked for; None when there are no such bytes.

    Several ranges, and what we cannot read, are answered with the whole, as RFC 9110 allows.
    """
    whole = (0, row.size - 1)
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or request.method != "GET" or asked[0] == "bytes=-" or not row.size:
        return whole
    if request.headers.get("If-Range", _etag(row)) != _etag(row):
        return whole
    if not asked[1]:  # the last so many
        length = min(int(asked[2]), row.size)
        return (row.size - length, row.size - 1) if length else None
    first, last = int(asked[1]), min(int(asked[2] or row.size), row.size - 1)
    if asked[2] and int(asked[2]) < first:
        return whole
    return (first, last) if first < row.size else None


def _body(
    request: HttpRequest, row: Asset | Rendition, part: tuple[int, int], headers: dict[str, str]
) -> HttpResponseBase:
    first, last = part
    length = last - first + 1
    partly = {"Content-Range": f"bytes {first}-{last}/{row.size}"} if length != row.size else {}
    said = headers | partly | {"Content-Length": str(length)}
    status = 206 if partly else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=said)
    return StreamingHttpResponse(
        Part(store.opened(row.path, first, last), length), status=status, headers=said
    )


def _not_now(status: int, headers: dict[str, str], sentence: str = "") -> HttpResponse:
    said = headers | {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return HttpResponse(sentence, status=status, headers=said)


def _etag(row: Asset | Rendition) -> str:
    return f'"{row.sha256[:32]}"'


class Part(Iterator[bytes]):
    """So many bytes of an open file, piece by piece. The server closes it, also when nobody read it."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file, self.left = file, length

    def __next__(self) -> bytes:
        piece = self.file.read(min(CHUNK, self.left)) if self.left else b""
        if not piece:
            raise StopIteration
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()
