"""The one door to the outside: the guarded HTTP client with this installation's allow-list."""

from functools import cache

from django.conf import settings

from publishers.web import Web


@cache
def web() -> Web:
    """One client a process. It refuses private addresses unless a setting names them."""
    return Web(allow=settings.ALLOW_PRIVATE_HOSTS, timeout=settings.REQUEST_TIMEOUT)
