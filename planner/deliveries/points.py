"""Named points in the sending of a post, where a test may stop the process or turn the world upside down."""

from collections.abc import Callable

watch: Callable[[str, int], None] | None = None  # (point, delivery id); set by tests, never by the product


def reach(point: str, delivery_id: int) -> None:
    """We are here. C0 to C10 are the crash points of the publish protocol."""
    if watch is not None:
        watch(point, delivery_id)
