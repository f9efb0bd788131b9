"""A server whose answers come late: what a journey reads too early, it reads wrong here every time.

`ALMANAC_LATE=0.4 pytest tests/journeys` holds each page and each answer back by so many seconds.
"""

import os
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SECONDS = float(os.environ.get("ALMANAC_LATE", 0))


def late(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answered(request: HttpRequest) -> HttpResponse:
        time.sleep(SECONDS)
        return answer(request)

    return answered


def come_late_where_asked() -> None:
    if SECONDS:
        settings.MIDDLEWARE = ["tests.journeys.late.late", *settings.MIDDLEWARE]
