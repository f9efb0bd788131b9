"""What journeys through the composer share."""

from typing import Any

from planner.posts.unsaved import Unsaved


def is_kept(page: Any, name: str, value: str) -> None:
    """Ten seconds at most until the server has what was typed, though nobody pressed Save."""
    for _ in range(100):
        if any(one.form.get(name) == [value] for one in Unsaved.objects.all()):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{name} is not kept as {value!r}")
