"""A pack as one page that is read and printed anywhere: no script runs, nothing is fetched.

The same JSON is in it, as data, so that the checker takes the page too; and since people read the page and
not the data, the last line holds the SHA-256 of the whole page before it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import get_template
from django.utils import timezone, translation

from planner.evidence.check import SCRIPT
from planner.evidence.pack import Pack
from planner.evidence.told import moment, name_in, tell

# Only "</script" and "<!--" mean anything within a script element; in JSON these stand in texts alone.
INERT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def page(pack: Pack, language: str) -> Iterator[bytes]:
    """The page, piece by piece: a post at a time is in memory."""
    digest = hashlib.sha256()
    for piece in _pieces(pack, language):
        data = piece.encode()
        digest.update(data)
        yield data
    yield f"\n<!-- page {digest.hexdigest()} -->\n".encode()


def _pieces(pack: Pack, language: str) -> Iterator[str]:
    """Each is made in the reader's language and the workspace's zone, and these are left again before it is
    given away: whoever sends it may do other things in between."""
    zone = ZoneInfo(pack.header["workspace"]["zone"])
    shown = {"header": pack.header, "seal": pack.seal, "language": language}
    yield _drawn("evidence/begin.html", shown, language, zone)
    records: Iterator[Mapping[str, Any]] = (json.loads(line) for line in pack.records())
    for post, of_post in groupby(records, key=lambda record: int(record["post"])):
        lines = list(of_post)
        yield _drawn("evidence/post.html", {"post": post, "lines": lines}, language, zone)
    yield _drawn("evidence/end.html", shown, language, zone)
    yield SCRIPT
    for chunk in pack.texts():
        yield chunk.translate(INERT)
    yield "</script>\n</body></html>"


def _drawn(name: str, shown: dict[str, Any], language: str, zone: ZoneInfo) -> str:
    with translation.override(language), timezone.override(zone):
        if "lines" in shown:
            shown = shown | {"name": name_in(shown["lines"]), "told": [tell(one) for one in shown["lines"]]}
        else:
            shown = shown | {"made_at": moment(shown["header"]["made_at"])}
        return str(get_template(name).render(shown))
