"""The site's pages, made of its ledger."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from publishers.site import store
from publishers.site.feed import feed
from publishers.site.files import place
from publishers.site.json_feed import json_feed
from publishers.site.rss import rss
from publishers.site.style import STYLE

ON_FRONT = 30
IN_FEED = 50


@dataclass(frozen=True, slots=True)
class SiteHead:
    title: str
    address: str  # without a slash at the end


def page_address(base: str, post: store.Post) -> str:
    page = f"{base}/posts/{post.slug}/"
    return page if post.id == post.root else f"{page}#p{post.id}"


def write_site(folder: Path, head: SiteHead, posts: store.Posts, roots: Iterable[str]) -> None:
    """Write the pages that begin with `roots`, the front page, the list of everything, and the feeds."""
    for root in roots:
        _write_page(folder, head, posts, root)
    pages = store.newest(posts, max(ON_FRONT, IN_FEED))
    lines = store.every(posts)
    _place(folder / "style.css", STYLE)
    _place(folder / "index.html", _front(head, posts, pages, len(lines)))
    _place(folder / "archive" / "index.html", _archive(head, lines))
    entries = [(page, store.page(posts, page.root)) for page in pages[:IN_FEED]]
    told = [(page_address(head.address, page), parts) for page, parts in entries]
    about = (head.title, head.address, store.origin(posts, head.address), told)
    _place(folder / "feed.xml", feed(*about))
    _place(folder / "rss.xml", rss(*about, _size_in(folder)))
    _place(folder / "feed.json", json_feed(*about))


def _size_in(folder: Path) -> Callable[[store.Picture], int]:
    def size_of(picture: store.Picture) -> int:
        path = folder / "images" / picture.name
        return path.stat().st_size if path.exists() else 0

    return size_of


def _write_page(folder: Path, head: SiteHead, posts: store.Posts, root: str) -> None:
    first = store.by_id(posts, root)
    if first is None:
        return
    place_of_page = folder / "posts" / first.slug
    parts = store.page(posts, root)
    if parts:
        body = _article(parts, "../../", level=1) + '<p class="back"><a href="../../">← All posts</a></p>'
        _place(place_of_page / "index.html", _document(head, first.heading, body, "../../", first.language))
    elif place_of_page.exists():
        shutil.rmtree(place_of_page)


def _front(head: SiteHead, posts: store.Posts, pages: list[store.Post], count: int) -> str:
    body = "".join(_article(store.page(posts, page.root), "", level=2) for page in pages[:ON_FRONT])
    if count > ON_FRONT:
        body += '<p class="back"><a href="archive/">Everything →</a></p>'
    return _document(head, "", body or "<p>Nothing here yet.</p>", "", "")


def _archive(head: SiteHead, lines: list[store.Line]) -> str:
    items = "".join(
        f'<li><time datetime="{line.published_at.isoformat()}">{line.published_at:%Y-%m-%d}</time> '
        f'<a href="../posts/{line.slug}/">{escape(line.heading)}</a></li>'
        for line in lines
    )
    return _document(head, "Everything", f'<h1>Everything</h1><ul class="archive">{items}</ul>', "../", "")


def _article(parts: list[store.Post], up: str, level: int) -> str:
    first = parts[0]
    address = f"{up}posts/{first.slug}/"
    language = f' lang="{escape(first.language)}"' if first.language else ""
    title = escape(first.title)
    heading = f'<h{level}><a href="{address}">{title}</a></h{level}>' if title else ""
    when = first.published_at
    stamp = (
        f'<p class="when"><a href="{address}"><time datetime="{when.isoformat()}">'
        f"{when:%Y-%m-%d %H:%M} UTC</time></a></p>"
    )
    sections = "".join(
        f'<section id="p{part.id}">{part.html}{_pictures(part, up)}</section>' for part in parts
    )
    return f"<article{language}>{heading}{stamp}{sections}</article>"


def _pictures(part: store.Post, up: str) -> str:
    if not part.images:
        return ""
    pictures = "".join(
        f'<img src="{up}images/{image.name}" alt="{escape(image.alt)}" width="{image.width}" '
        f'height="{image.height}" loading="lazy">'
        for image in part.images
    )
    return f'<div class="pictures">{pictures}</div>'


def _document(head: SiteHead, title: str, body: str, up: str, language: str) -> str:
    name = escape(head.title)
    full = f"{escape(title)} · {name}" if title else name
    return (
        f'<!doctype html>\n<html lang="{escape(language or "en")}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<title>{full}</title>\n<link rel="stylesheet" href="{up}style.css">\n'
        f'<link rel="alternate" type="application/atom+xml" title="{name}" href="{up}feed.xml">\n'
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="{up}rss.xml">\n'
        f'<link rel="alternate" type="application/feed+json" title="{name}" href="{up}feed.json">\n'
        "</head>\n<body>\n"
        f'<header><a class="site" href="{up or "./"}">{name}</a> <a href="{up}feed.xml">Feed</a></header>\n'
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _place(path: Path, text: str) -> None:
    """Leaves a file alone that already says this, so that caches and backups do not see a change."""
    content = text.encode()
    if not path.exists() or path.read_bytes() != content:
        place(path, content)
