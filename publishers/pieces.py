"""A large file brought in pieces: it goes on where an earlier try stopped, and says how far it is."""

from collections.abc import Callable, Iterator

PROGRESS = "progress"  # the name under which a delivery keeps it: "bytes done/bytes in all"


def pieces(raw: bytes, size: int, done: int = 0) -> Iterator[tuple[int, bytes]]:
    """Where each piece of `size` bytes begins, and the piece; from the byte `done` on."""
    for start in range(done, len(raw), size):
        yield start, raw[start : start + size]


def tell(keep: Callable[[str, str], None], done: int, whole: int) -> None:
    """How many bytes the network has by now."""
    keep(PROGRESS, f"{min(done, whole)}/{whole}")


def share(told: str) -> float | None:
    """How much of it is there, 0 to 1; None where nothing was told."""
    done, _, whole = told.partition("/")
    return int(done) / int(whole) if done.isdecimal() and whole.isdecimal() and int(whole) else None
