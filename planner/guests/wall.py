"""What stands around pages that open by their address alone: so many a minute, and in no search engine."""

import time

from django.core.cache import cache
from django.http import HttpResponse
from django.utils import translation

MOST_UNKNOWN_A_MINUTE = 20  # of one place that tries secrets


def too_often(key: str, most: int) -> bool:
    """So many a minute, counted in this process: a wall against programs that try."""
    key = f"{key}:{int(time.time() // 60)}"
    if cache.add(key, 1, timeout=90):
        return False
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # it ran out between the two
        return False


def wait() -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": "60"})


def unlisted(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" would make browsers post Origin: null
    answer.headers["Content-Language"] = translation.get_language() or "en"
    return answer
