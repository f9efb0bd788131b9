"""House words in all their forms, and names that are spelt another way; variables of snippets."""

import pytest

from planner.phrases.house_words import Rule, found_in
from planner.phrases.keeping import parameters_of
from planner.phrases.stems import stem
from planner.phrases.variables import fill, left_in

BANNED = (
    ("дешёвый", "Дешевые билеты", "Дешевые"),
    ("дешёвый", "самого дешёвого", "дешёвого"),
    ("скидка", "Скидки до пятницы, со скидкой", "Скидки скидкой"),
    ("бесплатный", "бесплатная доставка", "бесплатная"),
    ("бесплатный", "платный вход", ""),
    ("уникальное предложение", "Уникальные предложения ждут", "Уникальные предложения"),
    ("cheap", "Cheap! The cheaper, the better", "Cheap cheaper"),
    ("cheap", "a cheap-looking chap", ""),
    ("click here", "Click here to read", "Click here"),
    ("cheap", "see https://example.org/cheap", ""),
)
NAMES = (
    ("North Pier", "North Pier opens", ""),
    ("North Pier", "Northpier opens", "Northpier"),
    ("North Pier", "north pier opens", "north pier"),
    ("North Pier", "North-Pier opens", "North-Pier"),
    ("North Pier", "North Pier's evening", ""),
    ("North Pier", "Nort Pier opens", "Nort Pier"),
    ("Яндекс", "в Яндексе, с Яндексом", ""),
    ("Яндекс", "в яндексе", "яндексе"),
    ("Almanac", "Almanach is out", "Almanach"),
    ("Almanac", "an almanac of tides", "almanac"),
    ("ВКонтакте", "Вконтакте", "Вконтакте"),
    ("ВКонтакте", "во ВКонтакте", ""),
)


@pytest.mark.parametrize(("word", "text", "found"), BANNED)
def test_a_banned_word_is_found_in_its_forms(word: str, text: str, found: str) -> None:
    assert " ".join(one.words for one in found_in(text, [Rule(word, is_name=False)])) == found


@pytest.mark.parametrize(("name", "text", "found"), NAMES)
def test_a_name_is_spelt_exactly_so(name: str, text: str, found: str) -> None:
    assert " ".join(one.words for one in found_in(text, [Rule(name, is_name=True)])) == found


def test_different_words_stay_apart() -> None:
    words = ("море", "морковь", "мороз", "пост", "постель", "вход", "выход", "sea", "new", "port", "post")
    assert len({stem(word) for word in words}) == len(words)


def test_variables_are_filled_once_and_what_is_missing_is_said() -> None:
    filled = fill("{date}, {channel}: {nothing} {link}", {"date": "{channel}", "channel": "VK"})
    assert filled.text == "{channel}, VK: {nothing} {link}"
    assert (filled.unknown, filled.empty) == (("nothing",), ("link",))
    assert left_in("{date} and {date} and {Date} and {}") == ("date",)


def test_link_tags_are_read_as_people_write_them() -> None:
    wanted = (("utm_source", "letter"), ("utm_campaign", "spring fog"))
    assert parameters_of("utm_source=letter\nutm_campaign=spring fog") == wanted
    assert parameters_of("?utm_source=letter&utm_campaign=spring%20fog") == wanted
    assert parameters_of("nothing") == ()
