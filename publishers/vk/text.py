"""Words as VK takes them: plain, without markup, and of a length that VK writes down nowhere."""

from publishers.styled import Styled

# What people report that a post takes (unverified), so it is a warning and VK itself decides.
LONG = 16_384


def length(text: str) -> int:
    """Characters, as Python counts them: code points."""
    return len(text)


def first_link(piece: Styled) -> str:
    """The first web address in the words, as `attachments` takes one: a comma would end it there."""
    return piece.first_link.replace(",", "%2C")
