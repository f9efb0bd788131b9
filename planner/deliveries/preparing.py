"""Which deliveries this process is preparing right now, in a file that outlives it.

When a worker dies, its file tells which delivery was in its hands: three such deaths are poison. A delivery
that only stood in the queue is not to blame. The file is mapped into memory, so a mark costs no system call
and stays when the process is killed; when the whole machine stops it may be gone, and then no post was to
blame.
"""

import contextlib
import mmap
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from planner.deliveries import keys

SLOT = struct.Struct("<Q")  # a delivery's id; 0 is empty
SLOTS = 1024  # more than any process has threads
KEPT = 30 * 86400.0  # seconds that a file is kept; the leases of its process are over long before


class Marks:
    """A process's file: one slot for each thread that prepares."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _sweep_up(path.parent)
        with path.open("a+b") as file:  # never emptied: another mapping of it would break
            file.truncate(SLOTS * SLOT.size)
            self.map = mmap.mmap(file.fileno(), SLOTS * SLOT.size)
        self.free = deque(range(SLOTS))

    def put(self, delivery_id: int) -> int:
        slot = self.free.popleft()
        SLOT.pack_into(self.map, slot * SLOT.size, delivery_id)
        return slot

    def take_away(self, slot: int) -> None:
        SLOT.pack_into(self.map, slot * SLOT.size, 0)
        self.free.append(slot)


@contextmanager
def preparing(delivery_id: int) -> Iterator[None]:
    """Leave a mark while a post is rendered and its pictures are uploaded."""
    marks = _marks_of(keys.me())
    slot = marks.put(delivery_id)
    try:
        yield
    finally:
        marks.take_away(slot)


def died_while_preparing(delivery_id: int, owner: str) -> bool:
    """Was this delivery in the hands of `owner` (host:pid:start) when it died? Takes the mark away."""
    try:
        with _file(owner).open("r+b") as file:
            for slot, (held,) in enumerate(SLOT.iter_unpack(file.read())):
                if held == delivery_id:
                    file.seek(slot * SLOT.size)
                    file.write(SLOT.pack(0))
                    return True
    except OSError:
        pass
    return False


_all: dict[tuple[Path, str], Marks] = {}
_opening = threading.Lock()


def _marks_of(owner: str) -> Marks:
    mine = (settings.HOME, owner)
    with _opening:
        if mine not in _all:
            _all[mine] = Marks(_file(owner))
        return _all[mine]


def _file(owner: str) -> Path:
    return Path(settings.HOME) / "preparing" / (owner.replace("/", "_") or "nobody")


def _sweep_up(folder: Path) -> None:
    for file in folder.iterdir():
        with contextlib.suppress(OSError):
            if file.stat().st_mtime < time.time() - KEPT:
                file.unlink()
