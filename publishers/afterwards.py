"""What a network makes of a post that it has taken, asked for a few seconds before anybody calls it out.

The questions only read; what is not settled by then is Uncertain, and the looks go on asking.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from publishers.errors import PublisherError

Told = TypeVar("Told")
WAITS = (0.2, 0.8, 2.0, 3.0, 4.0)  # seconds between the questions
LONGEST = 5.0  # seconds for one question


def told(ask: Callable[[], Told], is_settled: Callable[[Told], bool]) -> Told | None:
    """The first answer that settles it; None where there was none in time, or no answer at all."""
    for seconds in (*WAITS, None):
        try:
            answer = ask()
        except PublisherError:  # it has taken the post, so nothing that is said here means that it is not out
            return None
        if is_settled(answer):
            return answer
        if seconds is not None:
            time.sleep(seconds)
    return None
