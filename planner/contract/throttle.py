"""So many requests a minute for each token. Counted in this process: a wall against accidents."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle


class PerToken(BaseThrottle):
    def allow_request(self, request: HttpRequest) -> bool:
        token = getattr(request, "token", None)
        if token is None:
            return True
        key = f"api:{token.pk}:{int(time.time() // 60)}"
        if cache.add(key, 1, timeout=90):
            return True
        try:
            return bool(cache.incr(key) <= settings.API_A_MINUTE)
        except ValueError:  # it ran out between the two
            return True

    def wait(self) -> float:
        return 60 - time.time() % 60
