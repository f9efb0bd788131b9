"""From a message to its parts: what nearly every network does alike."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.links import Links
from publishers.message import Message, Part
from publishers.styled import Styled, styled
from publishers.text import safe_html, split_thread
from publishers.threads import cut

Draw = Callable[[Styled], Part]  # one piece of the text as the network will get it, and how it counts

COMMENT = "first_comment"
SPLIT = "split"
MARK = " 88/88"  # as wide as the number behind a part may become
# What a network offers once it has threads, and once it has comments; `parts_of` does what is chosen.
SPLITTING = Option(
    SPLIT,
    Sentence(_("A text that is too long")),
    (
        ("", Sentence(_("Tell me, so that I shorten it"))),
        ("sentences", Sentence(_("Cut it into a thread at sentences"))),
        ("numbered", Sentence(_("Cut it into a thread and number the parts"))),
    ),
)
COMMENTING = Option(COMMENT, Sentence(_("First comment")), long=True)


def parts_of(
    message: Message,
    draw: Draw,
    *,
    spelled: bool = True,
    threads: bool = True,
    draw_comment: Draw | None = None,
) -> tuple[Part, ...]:
    """The parts of the thread, the first with the pictures and the card; a first comment is the last of them.

    `draw` makes a part of a piece of text (see `styled`; `spelled` for networks without markup). A text that
    is too long is cut where the writer chose so and the network has `threads`.
    """
    parts = [
        draw(piece) for piece in _pieces(message, draw, spelled, message.option(SPLIT) if threads else "")
    ]
    parts[0] = replace(parts[0], images=message.images, card=message.card)
    comment = message.option(COMMENT).strip()
    if comment and (draw_comment or threads):
        words = styled(comment, message.links, spelled=spelled)
        parts.append(replace((draw_comment or draw)(words), is_comment=True))
    return tuple(parts)


def plainly(
    count: Callable[[str], int],
    limit: int,
    fields: Iterable[tuple[str, str]] = (),
    *,
    html_with: Links | None = None,
) -> Draw:
    """For networks that take plain words: the text as it is spelled out. Empty fields are left out.

    `html_with`: the same as HTML too, with its links like this.
    """
    sent = tuple(sorted((name, value) for name, value in fields if value))

    def draw(piece: Styled) -> Part:
        html = "" if html_with is None else safe_html(piece.source, html_with)
        return Part(piece.text, html, fields=sent, count=count(piece.text), limit=limit)

    return draw


def _pieces(message: Message, draw: Draw, spelled: bool, split: str) -> list[Styled]:
    """The text cut at its own lines of three dashes, and at sentences where that was chosen."""
    whole = [styled(one, message.links, spelled=spelled) for one in split_thread(message.text)]
    if not split:
        return whole
    mark = MARK if split == "numbered" else ""
    pieces = [piece for one in whole for piece in cut(one, lambda piece: _fits(draw(piece)), mark)]
    if not mark or len(pieces) == 1:
        return pieces
    return [piece.followed_by(f" {number}/{len(pieces)}") for number, piece in enumerate(pieces, 1)]


def _fits(part: Part) -> bool:
    return not part.limit or part.count <= part.limit
