"""What the site has published: a ledger in its folder, from which every page can be written again."""

import json
import sqlite3
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from publishers import ledger
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.headings import heading_of, slug_of
from publishers.message import SUFFIXES, Image, Parcel

Posts = sqlite3.Connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS post (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, key TEXT UNIQUE NOT NULL, root TEXT NOT NULL,
    slug TEXT NOT NULL, title TEXT NOT NULL, language TEXT NOT NULL, html TEXT NOT NULL, text TEXT NOT NULL,
    images TEXT NOT NULL, published_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS post_by_root ON post (root);
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Post:
    """One part of what is on a page; `root` is the id of the part that the page began with."""

    id: str
    root: str
    slug: str
    title: str
    language: str
    html: str
    text: str
    images: tuple[Picture, ...]
    published_at: datetime
    updated_at: datetime
    deleted: bool

    @property
    def heading(self) -> str:
        return heading_of(self.title, self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """What the list of everything says of a page."""

    slug: str
    heading: str
    published_at: datetime


def opened(folder: str) -> AbstractContextManager[Posts]:
    return ledger.opened(folder, ".almanac.sqlite3", SCHEMA)


def origin(posts: Posts, address: str) -> str:
    """The address that the site had when it began. It stays, wherever the site moves."""
    posts.execute("INSERT OR IGNORE INTO about (name, value) VALUES ('origin', ?)", (address,))
    return str(posts.execute("SELECT value FROM about WHERE name = 'origin'").fetchone()[0])


def put(posts: Posts, parcel: Parcel, key: str, now: datetime) -> Post:
    """The post of this key: the one that is there, or else this one."""
    found = by_key(posts, key)
    if found:
        return found
    number = ledger.fingerprint(key, 12)
    parent = by_id(posts, parcel.reply_to) if parcel.reply_to else None
    fields = dict(parcel.part.fields)
    title = fields.get("title", "")
    images = [[image_name(image), image.alt, image.width, image.height] for image in parcel.part.images]
    posts.execute(
        "INSERT INTO post "
        "(id, key, root, slug, title, language, html, text, images, published_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            ledger.fingerprint(key, 64),
            parent.root if parent else number,
            parent.slug if parent else slug_of(title or parcel.part.text, number),
            title,
            fields.get("language", ""),
            parcel.part.html,
            parcel.part.text,
            json.dumps(images),
            now.isoformat(),
            now.isoformat(),
        ),
    )
    if parent:
        posts.execute("UPDATE post SET updated_at = ? WHERE id = ?", (now.isoformat(), parent.root))
    made = by_key(posts, key)
    if made is None:
        raise LookupError(key)
    return made


def by_key(posts: Posts, key: str) -> Post | None:
    return _one(posts, "key = ?", ledger.fingerprint(key, 64))


def by_id(posts: Posts, receipt_id: str) -> Post | None:
    return _one(posts, "id = ?", receipt_id)


def page(posts: Posts, root: str) -> list[Post]:
    """What stands on one page, in order; nothing once its first part is deleted."""
    found = _many(posts, "root = ? AND NOT deleted ORDER BY number", root)
    return found if found and found[0].id == root else []


def newest(posts: Posts, count: int) -> list[Post]:
    """The beginnings of the newest pages."""
    return _many(posts, "id = root AND NOT deleted ORDER BY number DESC LIMIT ?", count)


def every(posts: Posts) -> list[Line]:
    """A line for every page, newest first. There may be many, so their texts stay where they are."""
    rows = posts.execute(
        "SELECT slug, title, substr(text, 1, 200), published_at FROM post "
        "WHERE id = root AND NOT deleted ORDER BY number DESC"
    )
    return [Line(row[0], heading_of(row[1], row[2]), datetime.fromisoformat(row[3])) for row in rows]


def mark_deleted(posts: Posts, receipt_id: str, now: datetime) -> str:
    """Deletes the post and returns its page's root. Its key stays known: a repeat does not bring it back."""
    posts.execute("UPDATE post SET deleted = 1, updated_at = ? WHERE id = ?", (now.isoformat(), receipt_id))
    found = by_id(posts, receipt_id)
    return found.root if found else ""


def image_name(image: Image) -> str:
    return image.sha256[:32] + SUFFIXES.get(image.content_type, "")


def in_time(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise Unreachable(Sentence(_("It was too late to begin sending, so nothing was sent.")))


def _one(posts: Posts, where: str, value: object) -> Post | None:
    return next(iter(_many(posts, where, value)), None)


def _many(posts: Posts, where: str, value: object) -> list[Post]:
    rows = posts.execute(f"SELECT * FROM post WHERE {where}", (value,)).fetchall()  # noqa: S608 (our words)
    return [
        Post(
            **{name: row[name] for name in ("id", "root", "slug", "title", "language", "html", "text")},
            images=tuple(Picture(*values) for values in json.loads(row["images"])),
            published_at=datetime.fromisoformat(row["published_at"]),
            updated_at=datetime.fromisoformat(row["updated_at"]),
            deleted=bool(row["deleted"]),
        )
        for row in rows
    ]
