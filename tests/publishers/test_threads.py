"""A text that is too long becomes a thread: cut where a reader takes a breath."""

from hypothesis import given
from hypothesis import strategies as st

from publishers.styled import Styled, styled
from publishers.text import graphemes
from publishers.threads import cut


def texts(markdown: str, limit: int, mark: str = "") -> list[str]:
    return [part.text for part in cut(styled(markdown), lambda one: len(one.text) <= limit, mark)]


def test_what_fits_stays_whole() -> None:
    assert texts("One. Two.", 9) == ["One. Two."]


def test_it_is_cut_at_paragraphs_before_sentences_and_at_sentences_before_words() -> None:
    assert texts("First one here.\n\nSecond one.\n\nThird.", 30) == [
        "First one here.\n\nSecond one.",
        "Third.",
    ]
    assert texts("First one here. Second one here. Third.", 34) == [
        "First one here. Second one here.",
        "Third.",
    ]
    assert texts("no sentence ends anywhere in here", 20) == ["no sentence ends", "anywhere in here"]


def test_a_short_form_does_not_end_a_sentence() -> None:
    assert texts("Пишем просто, т. е. так. А потом ещё раз.", 32) == [
        "Пишем просто, т. е. так.",
        "А потом ещё раз.",
    ]
    assert texts("He said “Stop.” Then he left us all.", 24) == ["He said “Stop.”", "Then he left us all."]


def test_a_tiny_first_paragraph_does_not_waste_a_part() -> None:
    parts = texts("Hi.\n\n" + "A sentence of some length. " * 4, 70)
    assert parts[0].startswith("Hi.\n\nA sentence of some length.")


def test_a_word_that_does_not_fit_is_cut_between_characters_as_people_see_them() -> None:
    family = "👨‍👩‍👧‍👦"
    parts = cut(styled(family * 5), lambda one: graphemes(one.text) <= 2)
    assert [part.text for part in parts] == [family * 2, family * 2, family]


def test_a_link_is_not_cut_and_keeps_its_address() -> None:
    text = styled("Read about it [in our very long report](https://e.org/r) today and tomorrow")
    parts = cut(text, lambda one: len(one.text) <= 40)
    [link] = [(part, span) for part in parts for span in part.spans]
    part, span = link
    assert part.text[span.start : span.end] == "in our very long report"
    assert span.href == "https://e.org/r"


def test_the_number_behind_a_part_fits_too() -> None:
    parts = texts("One two three four five. " * 20, 60, " 88/88")
    assert all(len(part) <= 54 for part in parts)


@given(st.text(alphabet="abc .!?\nЖ…👍", max_size=300), st.integers(4, 40))
def test_nothing_but_blanks_is_lost(text: str, limit: int) -> None:
    whole = styled(text)
    parts = cut(whole, lambda one: len(one.text) <= limit)
    assert "".join("".join(part.text.split()) for part in parts) == "".join(whole.text.split())
    assert all(len(part.text) <= limit for part in parts[:99])


def test_a_cut_of_a_very_long_text_ends() -> None:
    assert len(cut(Styled("word " * 20_000), lambda one: len(one.text) <= 100)) == 100
