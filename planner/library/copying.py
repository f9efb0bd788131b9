"""Copies of pictures, made in the background by one thread of each worker process.

Not by the threads that send: a picture takes seconds, and a post that is due must not wait for one. What is
lost with a process is asked for again by the page that shows it, and made at the latest when somebody agrees.
"""

import logging
import threading
from queue import SimpleQueue

from django.db import close_old_connections

from media import renditions, store
from media.models import Asset
from media.recipe import Recipe

log = logging.getLogger("almanac.pictures")
Wish = tuple[int, tuple[Recipe, ...]]


class Copier:
    """Makes one thing at a time, each wish once."""

    def __init__(self) -> None:
        self._wishes: SimpleQueue[Wish] = SimpleQueue()
        self._waiting: set[Wish] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, asset_id: int, recipes: tuple[Recipe, ...]) -> None:
        wish = (asset_id, recipes)
        with self._lock:
            if wish in self._waiting:
                return
            self._waiting.add(wish)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="pictures", daemon=True)
                self._thread.start()
        self._wishes.put(wish)

    def _work(self) -> None:
        while True:
            wish = self._wishes.get()
            try:
                close_old_connections()
                make(*wish)
            except Exception:
                log.exception("Copies of asset %s were not made", wish[0])
            finally:
                with self._lock:
                    self._waiting.discard(wish)


def make(asset_id: int, recipes: tuple[Recipe, ...]) -> None:
    """Make what is missing; what cannot be made is said where it is needed."""
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None or asset.is_video:
        return
    try:
        renditions.make(asset, recipes)
    except (renditions.NotMade, store.NoRoom) as trouble:
        log.warning("Copies of asset %s were not made: %s", asset_id, trouble)
