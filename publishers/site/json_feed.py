"""The JSON Feed (version 1.1 of jsonfeed.org): the same as the others, for programs."""

import json
from typing import Any

from publishers.site.feed import html_of, id_of
from publishers.site.store import Post


def json_feed(title: str, address: str, origin: str, pages: list[tuple[str, list[Post]]]) -> str:
    """The feed of each page's address and parts, newest first."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{address}/",
        "feed_url": f"{address}/feed.json",
        "authors": [{"name": title}],
        "items": [_item(address, origin, page, parts) for page, parts in pages],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _item(address: str, origin: str, page: str, parts: list[Post]) -> dict[str, Any]:
    first = parts[0]
    item = {
        "id": id_of(origin, first),
        "url": page,
        "title": first.heading,
        "content_html": "\n".join(html_of(address, part) for part in parts),
        "content_text": "\n\n".join(part.text for part in parts),
        "date_published": first.published_at.isoformat(),
        "date_modified": max(part.updated_at for part in parts).isoformat(),
        "language": first.language,
        "image": next((f"{address}/images/{one.name}" for part in parts for one in part.images), ""),
    }
    return {name: value for name, value in item.items() if value}
