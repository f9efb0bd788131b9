"""Where the sandbox keeps its posts, and the numbers that it makes up for them."""

import hashlib
import json
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from publishers import ledger
from publishers.message import Parcel, Reach

SCHEMA = """
CREATE TABLE IF NOT EXISTS post (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, key TEXT UNIQUE NOT NULL, text TEXT NOT NULL,
    images TEXT NOT NULL, reply_to TEXT NOT NULL, published_at TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
)
"""
HALF_LIFE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    text: str
    images: tuple[str, ...]
    reply_to: str
    published_at: datetime
    deleted: bool


def opened(folder: str) -> AbstractContextManager[sqlite3.Connection]:
    return ledger.opened(folder, "sandbox.sqlite3", SCHEMA)


def put(posts: sqlite3.Connection, parcel: Parcel, key: str, now: datetime) -> Row:
    """The post of this key: the one that is there, or else this one."""
    images = [[image.sha256, image.alt] for image in parcel.part.images]
    posts.execute(
        "INSERT INTO post (id, key, text, images, reply_to, published_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (key) DO NOTHING",
        (
            ledger.fingerprint(key, 16),
            key,
            parcel.part.text,
            json.dumps(images),
            parcel.reply_to,
            now.isoformat(),
        ),
    )
    row = by_key(posts, key)
    if row is None:
        raise LookupError(key)
    return row


def by_key(posts: sqlite3.Connection, key: str) -> Row | None:
    return _row(posts.execute("SELECT * FROM post WHERE key = ?", (key,)).fetchone())


def by_id(posts: sqlite3.Connection, receipt_id: str) -> Row | None:
    return _row(posts.execute("SELECT * FROM post WHERE id = ?", (receipt_id,)).fetchone())


def every(posts: sqlite3.Connection) -> list[Row]:
    """All posts that are out, oldest first: what a test or a demonstration looks at."""
    rows = posts.execute("SELECT * FROM post WHERE NOT deleted ORDER BY number").fetchall()
    return [row for row in map(_row, rows) if row]


def mark_deleted(posts: sqlite3.Connection, receipt_id: str) -> None:
    """The key stays known, so that a late repeat does not bring the post back."""
    posts.execute("UPDATE post SET deleted = 1 WHERE id = ?", (receipt_id,))


def count(posts: sqlite3.Connection) -> int:
    """Posts that are up."""
    [[number]] = posts.execute("SELECT count(*) FROM post WHERE NOT deleted")
    return int(number)


def reach(row: Row, now: datetime) -> Reach:
    """Views drawn from the post's id, reached half after six hours; evenings and pictures do better."""
    seed = int(hashlib.sha256(row.id.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    hour = row.published_at.hour
    fair = 1.4 if 16 <= hour <= 20 else 0.6 if hour < 6 else 1.0
    most = (120 + 1_800 * seed**3) * fair * (1.5 if row.images else 1.0)
    views = int(most * (1 - 0.5 ** (max(now - row.published_at, timedelta()) / HALF_LIFE)))
    likes = int(views * (0.02 + 0.05 * ((seed * 97) % 1)))
    return Reach(views=views, likes=likes, reposts=int(likes * 0.25 * ((seed * 31) % 1)), replies=likes // 9)


def _row(row: sqlite3.Row | None) -> Row | None:
    if row is None:
        return None
    return Row(
        row["id"],
        row["text"],
        tuple(sha for sha, _alt in json.loads(row["images"])),
        row["reply_to"],
        datetime.fromisoformat(row["published_at"]),
        bool(row["deleted"]),
    )
