"""A receipt that the database could not take is kept in a file until it can.

Without it a full disk or a locked database right after the answer would turn a receipt into a doubt.
"""

import contextlib
import json
import logging
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from publishers.message import Receipt

log = logging.getLogger("almanac.deliveries")
PATIENCE = 30.0  # seconds that a writer waits for the database


def keep_until_written(delivery_id: int, key: str, receipt: Receipt, write: Callable[[], None]) -> None:
    """Write the receipt; when the database refuses, spool it and try on for half a minute."""
    try:
        write()
        return
    except DatabaseError:
        path = _put(delivery_id, key, receipt)
    until, wait = time.monotonic() + PATIENCE, 0.1
    while time.monotonic() < until:
        time.sleep(wait)
        wait = min(wait * 2, 5)
        close_old_connections()
        try:
            write()
        except DatabaseError:
            continue
        path.unlink(missing_ok=True)
        return


def waiting() -> list[tuple[Path, int, str, Receipt]]:
    """Receipts left by a process that died before the database took them."""
    found = []
    for path in sorted(_folder().glob("*.json")):
        try:
            kept = json.loads(path.read_text())
            at = datetime.fromisoformat(kept["published_at"]) if kept["published_at"] else None
            found.append((path, int(kept["delivery"]), kept["key"], Receipt(kept["id"], kept["url"], at)))
        except (OSError, ValueError, KeyError, TypeError):
            log.exception("The receipt in %s cannot be read; it is set aside", path)
            set_aside(path)
    return found


def set_aside(path: Path) -> None:
    """Keep it for a person to look at, where no sweep stumbles over it again."""
    with contextlib.suppress(OSError):
        path.rename(path.with_suffix(".bad"))


def _put(delivery_id: int, key: str, receipt: Receipt) -> Path:
    path = _folder() / f"{delivery_id}.json"
    kept = {
        "delivery": delivery_id,
        "key": key,
        "id": receipt.id,
        "url": receipt.url,
        "published_at": receipt.published_at.isoformat() if receipt.published_at else "",
    }
    unfinished = path.with_suffix(".part")
    with unfinished.open("w") as file:
        json.dump(kept, file)
        file.flush()
        os.fsync(file.fileno())
    return unfinished.rename(path)


def _folder() -> Path:
    folder = Path(settings.HOME) / "spool"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
