"""How many files may come in at once. Each holds a thread of the web server until it is looked at, and people
who only read pages must never wait behind files."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

MOST = 6  # two are worked on (media.workshop), the others wait; planner.serve has more threads than this
_places = threading.BoundedSemaphore(MOST)


class Crowded(Exception):
    """Too many files are coming in; the same file can be brought again in a moment."""


@contextmanager
def place() -> Iterator[None]:
    """A place inside, until the end of the block; nobody waits in front. Raises Crowded."""
    if not _places.acquire(blocking=False):
        raise Crowded(_("Many files are coming in at this moment. Try again in a few seconds."))
    try:
        yield
    finally:
        _places.release()
