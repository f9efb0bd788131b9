"""The one door to the outside: the guarded HTTP client with this installation's allow-list."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.conf import settings

from publishers.web import Web

on_answer: Callable[[str, datetime], None] | None = None  # told the clock of every server that answers


@cache
def web() -> Web:
    """One client a process. It refuses private addresses unless a setting names them."""
    return Web(allow=settings.ALLOW_PRIVATE_HOSTS, timeout=settings.REQUEST_TIMEOUT, heard=_pass_on)


def _pass_on(origin: str, their_time: datetime) -> None:
    if on_answer is not None:
        on_answer(origin, their_time)
