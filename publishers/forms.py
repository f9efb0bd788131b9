"""The bodies that HTTP requests carry."""

import json as json_library
import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

Pairs = Mapping[str, str] | Iterable[tuple[str, str]]
File = tuple[str, bytes, str]  # name, content, content type


def encode(
    json: Any = None,
    data: Pairs | None = None,
    files: Mapping[str, File] | None = None,
    content: bytes | None = None,
) -> tuple[bytes, str]:
    """The body and its content type; both empty where there is nothing to send."""
    if content is not None:
        return content, ""
    if json is not None:
        text = json_library.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode(), "application/json"
    pairs = list(data.items() if isinstance(data, Mapping) else data or ())
    if files:
        return _multipart(pairs, files)
    if data is not None:
        return urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    return b"", ""


def _multipart(pairs: list[tuple[str, str]], files: Mapping[str, File]) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    pieces: list[bytes] = []
    for name, value in pairs:
        pieces.append(_part_head(boundary, name) + b"\r\n" + value.encode() + b"\r\n")
    for name, (filename, content, content_type) in files.items():
        head = _part_head(boundary, name, filename) + f"Content-Type: {content_type}\r\n".encode()
        pieces += [head, b"\r\n", content, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return b"".join(pieces), f"multipart/form-data; boundary={boundary}"


def _part_head(boundary: str, name: str, filename: str = "") -> bytes:
    described = f'; filename="{_quoted(filename)}"' if filename else ""
    return (f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"{described}\r\n').encode()


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
