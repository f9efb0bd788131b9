"""Labels and time of two people: what one changed is taken, what both changed is for a person to choose."""

import pytest

from planner.posts.sides import began_with, fields_of, mark_of, meet, remembered, tags_in, values_of, without

OPENED = {
    "date": ["2027-03-17"], "time": ["09:30"], "fold": ["0"], "campaign": ["Spring"], "pillar": [""],
    "tags": ["sea, fog"], "kind": ["timely"], "valid_until": [""],
}  # fmt: skip
WAS = values_of(OPENED)
OTHERS = [
    ("time", {"date": ["2027-03-18"]}, {"time": ["10:00"]}),
    ("campaign", {"campaign": ["Summer"]}, {"campaign": [""]}),
    ("pillar", {"pillar": ["Life"]}, {"pillar": ["Work"]}),
    ("kind", {"kind": ["seasonal"]}, {"kind": ["evergreen"]}),
    ("valid_until", {"valid_until": ["2027-04-01"]}, {"valid_until": ["2027-05-01"]}),
]
EACH = pytest.mark.parametrize(("side", "one", "other"), OTHERS, ids=[side for side, *_ in OTHERS])


@EACH
def test_what_only_one_changed_is_taken(side: str, one: dict[str, list[str]], other: object) -> None:
    changed = values_of(OPENED | one)
    for mine, theirs, heard in ((changed, WAS, []), (WAS, changed, [side])):
        met = meet(WAS, mine, theirs)
        assert met.values == changed
        assert [news.name for news in met.news] == heard
        assert not met.conflicts


@EACH
def test_what_both_changed_otherwise_is_a_persons_to_choose(
    side: str, one: dict[str, list[str]], other: dict[str, list[str]]
) -> None:
    mine, theirs = values_of(OPENED | one), values_of(OPENED | other)
    met = meet(WAS, mine, theirs)
    assert met.conflicts == (side,)
    assert met.values == mine
    assert (met.news[0].mine, met.news[0].theirs) == (mine[side], theirs[side])
    assert not meet(WAS, mine, mine).conflicts, "the same change is one"


def test_the_day_and_the_hour_are_one_thing() -> None:
    mine, theirs = values_of(OPENED | {"time": ["10:00"]}), values_of(OPENED | {"date": ["2027-03-18"]})
    assert meet(WAS, mine, theirs).conflicts == ("time",), "nobody chose the 18th at ten"


def test_tags_of_both_are_there_and_what_was_taken_out_is_gone() -> None:
    mine, theirs = (
        values_of(OPENED | {"tags": ["fog, gulls"]}),
        values_of(OPENED | {"tags": ["sea, fog, pier"]}),
    )
    met = meet(WAS, mine, theirs)
    assert met.values["tags"] == ("fog", "gulls", "pier")
    assert not met.conflicts


def test_a_form_that_does_not_say_what_it_began_with_is_taken_as_it_is() -> None:
    mine, theirs = values_of(OPENED), values_of(OPENED | {"campaign": ["Summer"], "date": ["2027-03-18"]})
    assert began_with(OPENED) == {}
    met = meet({}, mine, theirs)
    assert (met.values, met.news, met.conflicts) == (mine, (), ())


def test_ways_to_spell_the_same_are_no_change() -> None:
    spelled = {
        "time": ["9:30"],
        "fold": [""],
        "tags": ["#sea,fog, sea"],
        "campaign": [" Spring "],
        "kind": [""],
    }
    assert values_of(OPENED | spelled) == WAS
    assert values_of(OPENED | {"fold": ["1"]}) != WAS, "the second time that the clock shows it"
    assert tags_in(" , #") == ()


def test_the_form_remembers_and_reads_back() -> None:
    typed = OPENED | remembered(OPENED)
    assert began_with(typed) == WAS
    assert values_of(fields_of(WAS)) == WAS
    assert without(typed | {"text": ["Fog."]}) == {"text": ["Fog."]}
    assert mark_of(1, WAS) != mark_of(2, WAS)
    assert mark_of(1, WAS) != mark_of(1, values_of(OPENED | {"pillar": ["Life"]}))


def test_what_is_no_time_stays_as_it_was_typed() -> None:
    assert fields_of(values_of(OPENED | {"time": ["later"]}))["time"] == ["later"]
