"""From a message to its parts: what nearly every network does alike."""

from collections.abc import Callable, Iterable

from publishers.message import Message, Part
from publishers.text import plain, safe_html, split_thread


def parts_of(
    message: Message,
    count: Callable[[str], int],
    limit: int,
    fields: Iterable[tuple[str, str]] = (),
    *,
    with_html: bool = False,
) -> tuple[Part, ...]:
    """The parts of the thread as plain text. The pictures go with the first; empty fields are left out."""
    sent = tuple(sorted((name, value) for name, value in fields if value))
    return tuple(
        Part(
            text=plain(source),
            html=safe_html(source) if with_html else "",
            images=message.images if number == 0 else (),
            fields=sent,
            count=count(plain(source)),
            limit=limit,
        )
        for number, source in enumerate(split_thread(message.text))
    )
