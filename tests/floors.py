"""A property that never met a hard case proves nothing: floors, counted in the process that ran it."""

from collections import Counter
from collections.abc import Callable

Property = Callable[[], None]


def meets(seen: Counter[str], **least: int) -> Callable[[Property], Property]:
    """Run it, and insist that `seen`, which it counts in, has so many of each."""

    def floored(holds: Property) -> Property:
        def test() -> None:
            seen.clear()
            holds()
            assert {name: seen[name] for name in least if seen[name] < least[name]} == {}

        test.__name__, test.__doc__ = holds.__name__, holds.__doc__
        return test

    return floored
