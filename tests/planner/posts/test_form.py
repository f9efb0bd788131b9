"""What is typed becomes values; what cannot be kept becomes sentences, and nothing is lost."""
# ruff: noqa: DTZ001 (wall times have no zone)

from datetime import datetime

import pytest

from planner.posts.content import Content, Picture, Wording
from planner.posts.form import Labels, read, typed_of
from planner.walltime import Change, resolve

BERLIN = "Europe/Berlin"


def test_a_post_survives_the_way_to_the_page_and_back() -> None:
    content = Content(
        title="Fog",
        text="Ships wait.",
        language="en",
        wordings=(Wording(3), Wording(7, "Only here", (("visibility", "unlisted"),))),
        pictures=(Picture(5, "A pier"),),
    )
    when = resolve(datetime(2027, 3, 1, 9, 30), BERLIN)
    labels = Labels("Spring", "Sea", ("fog", "pier"), "evergreen")
    form = read(typed_of(content, labels, when, 4), {3, 7}, BERLIN)
    assert form.problems == ()
    assert (form.content, form.labels, form.when, form.based_on) == (content, labels, when, 4)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"text": ["a\x00b"]}, "NUL"),
        ({"text": ["x" * 5_000_000]}, "too long"),
        ({"channels": ["999"]}, "channels"),
        ({"channels": ["<script>"]}, "channels"),
        ({"date": ["2027-02-31"], "time": ["09:00"]}, "cannot be read"),
        ({"date": ["2027-02-01"], "time": ["soon"]}, "cannot be read"),
        ({"date": ["2027-02-01"]}, "both"),
        ({"valid_until": ["later"]}, "valid"),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(typed: dict[str, list[str]], word: str) -> None:
    assert any(word in problem for problem in read(typed, {1}, BERLIN).problems)


@pytest.mark.parametrize("clock", ["9:30", "09:30", "0930", "9.30"])
def test_a_time_is_read_as_people_write_it(clock: str) -> None:
    form = read({"date": ["2027-02-01"], "time": [clock]}, (), BERLIN)
    assert form.when is not None
    assert form.when.wall == "2027-02-01T09:30:00"


def test_the_hour_that_is_not_there_and_the_hour_that_comes_twice_are_known() -> None:
    gap = read({"date": ["2027-03-28"], "time": ["02:30"]}, (), BERLIN).when
    fold = read({"date": ["2027-10-31"], "time": ["02:30"], "fold": ["1"]}, (), BERLIN).when
    assert gap is not None
    assert fold is not None
    assert (gap.change, gap.wall[11:16], fold.change, fold.fold) == (Change.GAP, "03:30", Change.FOLD, 1)
