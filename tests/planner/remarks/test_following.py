"""Words are followed from version to version, however far the text goes."""

import random
from typing import Any

import pytest

from planner.posts.models import Post
from planner.remarks.anchor import anchored, found
from planner.remarks.following import standing
from planner.remarks.trail import followed

WORDS = ["fog", "ship", "sea", "gull", "pier", "ferry", "wind", "water", "harbour", "sail", "rope", "crew"]


def test_many_small_changes_leave_nothing_around_them_and_they_are_there() -> None:
    luck, direct = random.Random(11), 0
    for _ in range(60):
        words = [f"{luck.choice(WORDS)}{luck.randrange(90)}" for _ in range(30)]
        words[15] = "lantern"
        first = " ".join(words)
        anchor = anchored(first, first.index("lantern"), first.index("lantern") + 7)
        later = []
        order = [at for at in range(30) if at != 15]
        luck.shuffle(order)
        for at in order:
            words[at] = f"{luck.choice(WORDS)}{luck.randrange(90)}new"
            later.append(" ".join(words))
        place = later[-1].index("lantern")
        assert followed(anchor, first, later) == (place, place + 7)
        direct += found(anchor, later[-1]) is not None
    assert direct < 10, "the last text alone would not do"


@pytest.mark.parametrize("nth", range(5))
def test_of_all_the_same_the_same_one_is_kept(nth: int) -> None:
    """Where nothing around the words tells them apart, what was changed does."""
    line = "Buy now, it is the last day of the sale, and there is no other one this year! "
    first = line * 5
    at = line.index("last day") + nth * len(line)
    anchor = anchored(first, at, at + 8)
    before, behind = "Good morning to everybody who waited for it so long. " * 3 + first, f"{first} Yours."
    assert followed(anchor, first, [before]) == (
        at + len(before) - len(first),
        at + len(before) - len(first) + 8,
    )
    assert followed(anchor, first, [behind]) == (at, at + 8)
    assert followed(anchor, first, [before, first, behind]) == (at, at + 8)


def test_words_that_change_little_by_little_are_others_in_the_end() -> None:
    texts = [f"The ferry leaves {words} on Saturday." for words in (
        "pier four at nine", "pier four at ten", "pier five at ten", "port five at ten", "port after rain",
        "early after rain", "early and often",
    )]  # fmt: skip
    anchor = anchored(texts[0], 17, 34)
    assert anchor.quote == "pier four at nine"
    assert followed(anchor, texts[0], texts[1:3]) is not None
    assert followed(anchor, texts[0], texts[1:]) is None


def test_words_that_were_away_for_a_while_are_found_when_they_are_back() -> None:
    first = "Ships wait in the fog. Ships leave at nine."
    anchor = anchored(first, 23, 43)
    assert followed(anchor, first, ["Nothing is sure.", "Nothing is sure. Ships leave at nine."]) == (17, 37)
    assert followed(anchor, first, ["Nothing is sure."]) is None


@pytest.mark.django_db
def test_a_thread_is_followed_through_the_versions_of_its_post(
    post: Post, begin: Any, write: Any, ada: Any, grace: Any
) -> None:
    thread = begin(grace, "Which?", quote="leave")
    for text in (
        "Ships wait in the fog. Boats leave at nine.",
        "Rafts rest in clouds. Boats leave at nine.",
        "Rafts rest in clouds. Boats leave by train.",
        "We saw nobody. Boats leave by train.",
        "We saw nobody. Who would ever leave by train.",
    ):
        post.refresh_from_db()
        write(ada, text)
    assert found(thread.anchor, text) is None
    assert standing(thread).words == "leave"
    assert standing(thread).place == (text.index("leave"), text.index("leave") + 5)
