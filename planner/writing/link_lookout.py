"""The links of a post that was saved are looked at, by a thread of its own: nobody who sends waits for it."""

import logging
import re
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from queue import SimpleQueue

from django.db import close_old_connections

from planner import outside
from planner.ahead import link_looks, links
from planner.deliveries.health import is_worker_silent
from planner.deliveries.now import database_now
from planner.posts import form as forms
from planner.posts.models import Post, Version
from planner.posts.unsaved import Unsaved
from planner.writing.preview import previews_of

log = logging.getLogger("almanac.links")
Wish = tuple[
    int, int, tuple[str, ...]
]  # a post, a writer (0: its newest version), what they stopped typing at
TAIL = re.compile(r"[?#].*$|/$")


class Lookout:
    """Looks at one post at a time, each wish once."""

    def __init__(self) -> None:
        self._wishes: SimpleQueue[Wish] = SimpleQueue()
        self._waiting: set[Wish] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, wish: Wish) -> None:
        with self._lock:
            if wish in self._waiting:
                return
            self._waiting.add(wish)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="links", daemon=True)
                self._thread.start()
        self._wishes.put(wish)

    @property
    def is_busy(self) -> bool:
        with self._lock:
            return bool(self._waiting)

    def _work(self) -> None:
        while True:
            wish = self._wishes.get()
            try:
                close_old_connections()
                look(*wish)
            except Exception:
                log.exception("The links of post %s were not looked at", wish[0])
            finally:
                with self._lock:
                    self._waiting.discard(wish)


def look(post_id: int, writer: int, settled: Sequence[str]) -> None:
    """Ask the addresses as each channel would send them. Of unsaved words only those that stand still."""
    post = Post.objects.select_related("workspace", "head").filter(pk=post_id).first()
    if post is None:
        return
    if writer:
        kept = Unsaved.objects.filter(post=post, user=writer).first()
        if kept is None:
            return
        channels = set(post.workspace.channels.here().values_list("pk", flat=True))
        content = forms.read(kept.form, channels, post.workspace.timezone).content
    else:
        content = Version.objects.complete().get(pk=post.newest.pk).content()
    wanted = {one for preview in previews_of(post.workspace, content, post.pk) for one in preview.addresses}
    if writer:
        still = {TAIL.sub("", one) for one in settled}
        wanted = {one for one in wanted if TAIL.sub("", one) in still}
    now = database_now()
    link_looks.look(sorted(wanted)[: links.MOST], outside.web(), now)
    link_looks.forget_old(now)


def is_looking(post: Post | None, addresses: Sequence[str], now: datetime) -> bool:
    """Some of these are not looked at yet, and somebody is there to do it."""
    if post is None or not addresses:
        return False
    return bool(link_looks.unknown(addresses, now)) and not is_worker_silent(now)


def standing(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """Addresses in both texts: an address that is still being typed is not asked."""
    there = {one for text in before for one in links.in_text(text)}
    return tuple(sorted(there.intersection(one for text in after for one in links.in_text(text))))
