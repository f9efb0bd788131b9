"""Two people's changes, put together where they do not touch, and never otherwise."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.posts.merge import merge, together
from planner.posts.together import meet

calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
WORDS = st.lists(st.sampled_from(["fog", "ship", "sea", "gull", "pier"]), max_size=12).map(" ".join)


def test_changes_in_two_places_are_both_there() -> None:
    assert together("one two three four", "ONE two three four", "one two three FOUR") == "ONE two three FOUR"


def test_changes_of_the_same_place_are_nobodys_to_decide() -> None:
    assert together("one two three", "one 2 three", "one zwei three") is None


def test_the_same_change_is_one() -> None:
    assert together("one two", "one 2", "one 2") == "one 2"


@calmly
@given(WORDS, WORDS)
def test_where_only_one_wrote_theirs_is_taken(base: str, changed: str) -> None:
    assert together(base, changed, base) == changed
    assert together(base, base, changed) == changed


@calmly
@given(WORDS, WORDS, WORDS)
def test_it_does_not_matter_who_is_first(base: str, one: str, other: str) -> None:
    assert together(base, one, other) == together(base, other, one)


def test_pictures_of_both_are_there_and_what_was_taken_out_is_gone() -> None:
    merged = merge({"pictures": ["1", "2"]}, {"pictures": ["2", "1", "3"]}, {"pictures": ["1", "4"]})
    assert merged.typed["pictures"] == ["1", "3", "4"]


def test_a_title_that_both_changed_is_said() -> None:
    merged = merge({"title": ["a"]}, {"title": ["b"]}, {"title": ["c"]})
    assert (merged.conflicts, merged.typed["title"]) == (("title",), ["b"])


def test_line_ends_of_a_browser_are_no_change() -> None:
    assert merge({"text": ["a\nb"]}, {"text": ["a\r\nb"]}, {"text": ["a\nb c"]}).typed["text"] == ["a\nb c"]


def test_a_channel_that_repeats_the_common_words_is_no_difference() -> None:
    mine = {"text": ["a b"], "own-5": [""], "text-5": ["a b"], "based_on": ["1"]}
    meeting = meet({"text": ["a"]}, mine, {"text": ["a"], "based_on": ["2"]}, 2)
    assert [one.field for one in meeting.differences] == ["text"]
    assert meeting.ways["mine"]["based_on"] == ["2"]
    assert meeting.ways["theirs"]["based_on"] == ["1"], "mine stays what it was, and is offered again"
