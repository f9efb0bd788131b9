"""Quoted words are found again where they went, and nowhere else."""

import random
import time
import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.remarks.anchor import Anchor, anchored, found, pointed_at

calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
TEXT = (
    "The ferry leaves pier 4 at 09:30 on Saturday. Tickets cost 990 ₽ at the door and 790 ₽ online. "
    "Bring warm clothes: it is windy on the water. The ferry comes back at 18:00."
)
WORDS = {
    "English": ["fog", "ship", "sea", "gull", "pier", "ferry", "ticket", "wind", "water", "harbour", "sail"],
    "Russian": ["туман", "корабль", "море", "чайка", "причал", "паром", "билет", "ветер", "вода", "гавань"],
    "signs": ["👩‍🚀", "🏳️‍🌈", "e\u0301", "ё", "a̶b", "🎣 улов", "❤️", "नमस्ते", "x²", "…", "—", "1990", "С\u0306"],
}


def of(text: str, quote: str, nth: int = 0) -> Anchor:
    at = -1
    for _ in range(nth + 1):
        at = text.index(quote, at + 1)
    return anchored(text, at, at + len(quote))


def words_at(text: str, place: tuple[int, int] | None) -> str | None:
    return None if place is None else text[slice(*place)]


# --- By example -------------------------------------------------------------------------------------------


def test_words_that_stay_are_where_they_were() -> None:
    place = found(of(TEXT, "990 ₽"), TEXT)
    assert place == (TEXT.index("990"), TEXT.index("990") + 5)


def test_words_move_with_their_sentence() -> None:
    first, rest = TEXT.split(". ", 1)
    moved = f"{rest} {first}."
    assert words_at(moved, found(of(TEXT, "pier 4"), moved)) == "pier 4"


def test_a_word_put_right_before_them_does_not_hide_them() -> None:
    changed = TEXT.replace("cost 990", "cost only 990").replace("Tickets", "All tickets")
    assert words_at(changed, found(of(TEXT, "990 ₽"), changed)) == "990 ₽"


def test_the_second_of_two_stays_the_second() -> None:
    for nth in (0, 1):
        anchor = of(TEXT, "The ferry", nth)
        longer = f"Good morning! {TEXT}"
        assert found(anchor, longer) == (anchor.start + 14, anchor.start + 14 + len("The ferry"))


def test_the_second_of_two_is_gone_though_the_first_is_there() -> None:
    changed = TEXT.replace("The ferry comes", "It comes")
    assert found(of(TEXT, "The ferry", 1), changed) is None
    assert found(of(TEXT, "The ferry", 0), changed) == (0, 9)


def test_words_that_were_taken_out_are_not_the_same_words_beside() -> None:
    assert found(of("Buy one, get one free", "one"), "Buy , get one free") is None
    assert found(of("Buy one, get one free", "one", 1), "Buy one, get free") is None


def test_a_word_inside_of_them_may_change() -> None:
    changed = TEXT.replace("warm clothes: it is windy", "very warm clothes: it’s windy")
    anchor = of(TEXT, "warm clothes: it is windy on the water")
    assert words_at(changed, found(anchor, changed)) == "warm clothes: it’s windy on the water"


def test_a_spelling_is_mended() -> None:
    anchor = of("We sial on Saturday with all sails set.", "sial on Saturday")
    assert (
        words_at(
            "We sail on Saturday with all sails set.",
            found(anchor, "We sail on Saturday with all sails set."),
        )
        == "sail on Saturday"
    )


def test_other_words_in_their_place_are_not_them() -> None:
    changed = TEXT.replace("warm clothes: it is windy on the water", "a friend, a dog and some money")
    assert found(of(TEXT, "warm clothes: it is windy on the water"), changed) is None


def test_words_that_all_changed_are_gone() -> None:
    assert found(of(TEXT, "990 ₽"), "Something else was written in the end, of 990 other things.") is None


def test_nothing_quoted_means_the_whole_text() -> None:
    assert found(Anchor(""), TEXT) == (0, len(TEXT))
    assert found(Anchor(""), "") == (0, 0)


def test_all_of_a_text_may_be_quoted() -> None:
    assert found(of("Fog.", "Fog."), "Fog.") == (0, 4)
    assert found(of("Fog.", "Fog."), "Rain, nothing but rain.") is None


def test_words_are_pointed_at_by_the_nearest_place() -> None:
    second = TEXT.index("The ferry comes")
    assert pointed_at("The ferry", TEXT, second + 3) == of(TEXT, "The ferry", 1)
    assert pointed_at("The ferry", TEXT) == of(TEXT, "The ferry")
    assert pointed_at("The plane", TEXT) is None


# --- By chance, with the truth known ---------------------------------------------------------------------


@dataclass
class Story:
    """A text as words that keep their numbers, so that it is known where each of them went."""

    words: list[tuple[int, str]]

    @property
    def text(self) -> str:
        return " ".join(word for _number, word in self.words)

    def place(self, numbers: list[int]) -> tuple[int, int] | None:
        """Where these words stand, if they stand together as they did."""
        order = [number for number, _word in self.words]
        if numbers[0] not in order:
            return None
        at = order.index(numbers[0])
        if order[at : at + len(numbers)] != numbers:
            return None
        start = sum(len(word) + 1 for _number, word in self.words[:at])
        return start, start + len(" ".join(word for _number, word in self.words[at : at + len(numbers)]))


def story(luck: random.Random, vocabulary: list[str], length: int) -> Story:
    return Story(
        [(number, luck.choice(vocabulary) + luck.choice(["", "", ",", "."])) for number in range(length)]
    )


def changed(luck: random.Random, told: Story, kept: list[int], fresh: list[str]) -> Story:
    """Some words put in, some taken out, a part carried elsewhere; the kept ones stay together."""
    words, number = list(told.words), 10_000
    order = lambda: [one for one, _word in words]  # noqa: E731
    for _ in range(luck.randint(1, 5)):
        inside = range(order().index(kept[0]) + 1, order().index(kept[-1]) + 1)
        at = luck.choice([one for one in range(len(words)) if one not in inside])
        if (act := luck.choice(["in", "out", "carry"])) == "in":
            new = [(number + one, luck.choice(fresh)) for one in range(luck.randint(1, 12))]
            words[at:at], number = new, number + 20
        elif act == "out":
            words = [
                one
                for place, one in enumerate(words)
                if one[0] in kept or not at <= place < at + luck.randint(1, 6)
            ]
        else:
            part = words[at : at + luck.randint(2, 15)]
            if bool({one for one, _ in part} & set(kept)) and not set(kept) <= {one for one, _ in part}:
                continue
            rest = [one for one in words if one not in part]
            free = [
                one
                for one in range(len(rest) + 1)
                if not (0 < one < len(rest) and rest[one - 1][0] in kept and rest[one][0] in kept)
            ]
            to = luck.choice(free)
            words = rest[:to] + part + rest[to:]
    return Story(words)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_words_are_followed_through_changes(language: str) -> None:
    """Never to other words than those that were meant; and nearly always to them."""
    luck, moved, lost, repeated = random.Random(f"follow {language}"), 0, 0, 0
    names = [f"{word}{number}" for word in WORDS[language] for number in range(40)]
    for _ in range(400):
        told = story(luck, names if luck.random() < 0.7 else WORDS[language] * 200 + names, 90)
        first, many = luck.randrange(70), luck.randint(1, 8)
        kept = list(range(first, first + many))
        place = told.place(kept)
        assert place is not None
        anchor = anchored(told.text, *place)
        repeated += told.text.count(anchor.quote) > 1
        after = changed(luck, told, kept, names)
        truth, answer = after.place(kept), found(anchor, after.text)
        assert truth is not None
        moved += truth != place
        lost += answer is None
        assert answer in (truth, None), (anchor, after.text)
    assert (moved > 200, repeated > 10, lost < 20) == (True, True, True), (moved, repeated, lost)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_words_that_are_taken_out_are_not_found(language: str) -> None:
    luck, elsewhere = random.Random(f"out {language}"), 0
    names = [f"{word}{number}" for word in WORDS[language] for number in range(5)]
    for _ in range(400):
        told = story(luck, names, 80)
        first, many = luck.randrange(1, 60), luck.choice([1, 1, 1, 2, 3, 6])
        place = told.place(list(range(first, first + many)))
        assert place is not None
        anchor = anchored(told.text, *place)
        left = Story([one for one in told.words if not first <= one[0] < first + many])
        elsewhere += anchor.quote in left.text
        assert found(anchor, left.text) is None, (anchor, left.text)
    assert elsewhere > 40


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_are_code_points_whatever_the_letters(form: str) -> None:
    text = unicodedata.normalize(form, "Ёлки и ёжики 👩‍🚀 идут к причалу: café — 🏳️‍🌈, потом домой.")
    quote = unicodedata.normalize(form, "café — 🏳️‍🌈")
    moved = "👨‍👩‍👧 Сегодня. " + text
    assert words_at(moved, found(of(text, quote), moved)) == quote


@calmly
@given(st.text(max_size=200), st.text(max_size=200), st.integers(0, 200), st.integers(0, 60))
def test_any_text_gives_a_place_in_it_or_none(before: str, after: str, start: int, length: int) -> None:
    start = min(start, len(before))
    anchor = anchored(before, start, min(len(before), start + length))
    assert found(anchor, before) is not None
    place = found(anchor, after)
    assert place is None or 0 <= place[0] <= place[1] <= len(after)


def test_a_long_text_with_many_anchors_takes_no_time() -> None:
    luck = random.Random(7)
    names = [f"{word}{number}" for word in WORDS["Russian"] + WORDS["English"] for number in range(20)]
    told = story(luck, names, 1300)
    assert len(told.text) > 10_000
    anchors = []
    for _ in range(100):
        first = luck.randrange(1200)
        place = told.place(list(range(first, first + luck.randint(1, 30))))
        assert place is not None
        anchors.append(anchored(told.text, *place))
    other = Story([one for one in told.words if luck.random() > 0.1]).text
    began = time.process_time()
    answers = [found(anchor, other) for anchor in anchors]
    took = time.process_time() - began
    assert sum(one is not None for one in answers) > 50
    assert took < 2, took
