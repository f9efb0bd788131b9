"""The RSS 2.0 feed, with the whole text (content:encoded), for readers and aggregators that take no Atom.

The guid is the Atom feed's id: it never changes, so no reader sees a post twice. RSS 2.0 allows one enclosure
for an item, so the first picture is it; all stand in the text.
"""

from collections.abc import Callable
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from publishers.markup import cleaned
from publishers.message import SUFFIXES
from publishers.site.feed import NOTHING_YET, html_of, id_of
from publishers.site.store import Picture, Post

CONTENT = "http://purl.org/rss/1.0/modules/content/"
ATOM = "http://www.w3.org/2005/Atom"
TYPES = {suffix: kind for kind, suffix in SUFFIXES.items()}

register_namespace("content", CONTENT)
register_namespace("atom", ATOM)


def rss(
    title: str,
    address: str,
    origin: str,
    pages: list[tuple[str, list[Post]]],
    size_of: Callable[[Picture], int],
) -> str:
    """The feed's XML, of each page's address and parts, newest first. `size_of`: bytes of a picture."""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    _add(channel, "title", title)
    _add(channel, "link", f"{address}/")
    _add(channel, "description", title)
    newest = max((part.updated_at for _, parts in pages for part in parts), default=NOTHING_YET)
    _add(channel, "lastBuildDate", format_datetime(newest))
    about_itself = {"rel": "self", "type": "application/rss+xml", "href": f"{address}/rss.xml"}
    SubElement(channel, f"{{{ATOM}}}link", about_itself)
    for page, parts in pages:
        channel.append(_item(address, origin, page, parts, size_of))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def _item(
    address: str, origin: str, page: str, parts: list[Post], size_of: Callable[[Picture], int]
) -> Element:
    first = parts[0]
    item = Element("item")
    _add(item, "guid", id_of(origin, first), isPermaLink="false")
    _add(item, "title", first.heading or "…")
    _add(item, "link", page)
    _add(item, "pubDate", format_datetime(first.published_at))
    _add(item, "description", first.text[:300])
    _add(item, f"{{{CONTENT}}}encoded", "\n".join(html_of(address, part) for part in parts))
    picture = next((image for part in parts for image in part.images), None)
    if picture is not None:
        about = {
            "url": f"{address}/images/{picture.name}",
            "length": str(size_of(picture)),
            "type": TYPES.get(f".{picture.name.rpartition('.')[2]}", "application/octet-stream"),
        }
        SubElement(item, "enclosure", about)
    return item


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = cleaned(text)
