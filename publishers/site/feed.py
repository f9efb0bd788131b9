"""The Atom feed (RFC 4287). Ids never change, so that no reader sees a post twice."""

import uuid
from datetime import UTC, datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from publishers.markup import cleaned
from publishers.site.store import Post

ATOM = "http://www.w3.org/2005/Atom"
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)


def feed(title: str, address: str, origin: str, pages: list[tuple[str, list[Post]]]) -> str:
    """The feed's XML, of each page's address and parts, newest first. `origin`: what its ids are made of."""
    root = Element("feed", xmlns=ATOM)
    _add(root, "id", uuid.uuid5(uuid.NAMESPACE_URL, origin + "/").urn)
    _add(root, "title", title)
    newest = max((part.updated_at for _, parts in pages for part in parts), default=NOTHING_YET)
    _add(root, "updated", newest.isoformat())
    SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{address}/feed.xml")
    SubElement(root, "link", rel="alternate", type="text/html", href=f"{address}/")
    _add(SubElement(root, "author"), "name", title)
    for page, parts in pages:
        root.append(_entry(address, origin, page, parts))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def id_of(origin: str, first: Post) -> str:
    """Of a page, by its first part: the same in every feed, for ever, also at another address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{origin}/{first.id}").urn


def html_of(address: str, part: Post) -> str:
    """A part with its pictures, by whole addresses."""
    return part.html + _pictures(address, part)


def _entry(address: str, origin: str, page: str, parts: list[Post]) -> Element:
    first = parts[0]
    entry = Element("entry")
    _add(entry, "id", id_of(origin, first))
    _add(entry, "title", first.heading or "…")
    _add(entry, "published", first.published_at.isoformat())
    _add(entry, "updated", max(part.updated_at for part in parts).isoformat())
    SubElement(entry, "link", rel="alternate", type="text/html", href=page)
    _add(entry, "content", "\n".join(html_of(address, part) for part in parts), type="html")
    return entry


def _pictures(address: str, part: Post) -> str:
    return "".join(
        f'<p><img src="{escape(f"{address}/images/{image.name}")}" alt="{escape(image.alt)}" '
        f'width="{image.width}" height="{image.height}"></p>'
        for image in part.images
    )


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = cleaned(text)
