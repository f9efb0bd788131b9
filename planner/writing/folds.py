"""Where networks fold a long post, as data. Where nobody writes it down, it is what people see: approximate.

Mastodon: its web page folds what is taller than 706 pixels of 22 each, and then shows 330 (MAX_HEIGHT in
status_content.jsx and `.status__content--collapsed`). Bluesky: MAX_POST_LINES = 25 in the app's constants.
LinkedIn: three lines in the feed, about 210 characters on a desk and 140 on a phone; VK: about eight lines;
both as seen, not documented. X folds only posts above 280 characters, Telegram none.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fold:
    """Longer than `after` lines is cut to `to` lines."""

    after: int
    to: int
    is_documented: bool = False


FOLDS: dict[str, Fold] = {
    "mastodon": Fold(32, 15, is_documented=True),
    "bluesky": Fold(25, 25, is_documented=True),
    "linkedin": Fold(3, 3),
    "vk": Fold(10, 8),
}


def fold_of(network: str) -> Fold | None:
    return FOLDS.get(network)
