"""Which deliveries this process is preparing right now, in files that outlive it.

When a worker dies, the file tells which delivery was in its hands: three such deaths are poison. A delivery
that only stood in the queue is not to blame.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def preparing(delivery_id: int) -> Iterator[None]:
    """Leave a mark while a post is rendered and its pictures are uploaded."""
    mark = _mark(delivery_id, os.getpid())
    mark.touch()
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def died_while_preparing(delivery_id: int, owner: str) -> bool:
    """Was this delivery in the hands of `owner` (host:pid:start) when it died? Takes the mark away."""
    pid = owner.split(":")[-2] if owner.count(":") >= 2 else ""
    mark = _mark(delivery_id, int(pid) if pid.isdigit() else 0)
    found = mark.exists()
    mark.unlink(missing_ok=True)
    return found


def _mark(delivery_id: int, pid: int) -> Path:
    folder = Path(settings.HOME) / "preparing"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{delivery_id}-{pid}"
