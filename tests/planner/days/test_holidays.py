"""Public holidays: the moved days of Russia, the reader's language, leap years, and no query."""

from datetime import date

import pytest

from planner.days.holidays import countries, holidays_of

RUSSIA_2026 = {
    date(2026, 1, 1): "Новогодние каникулы",
    date(2026, 1, 7): "Рождество Христово",
    date(2026, 1, 9): "Выходной, перенесён с 3 января",
    date(2026, 2, 23): "День защитника Отечества",
    date(2026, 3, 8): "Международный женский день",
    date(2026, 3, 9): "Международный женский день (выходной)",
    date(2026, 5, 1): "Праздник Весны и Труда",
    date(2026, 5, 9): "День Победы",
    date(2026, 5, 11): "День Победы (выходной)",
    date(2026, 6, 12): "День России",
    date(2026, 11, 4): "День народного единства",
}


def test_russias_year_is_known_with_its_moved_days() -> None:
    found = holidays_of("RU", 2026, "ru")
    for day, name in RUSSIA_2026.items():
        assert found[day].is_off
        if not found[day].is_moved:
            assert found[day].name == name
    moved = {day for day, holiday in found.items() if holiday.is_moved}
    assert moved == {date(2026, 1, 9), date(2026, 12, 31)}
    assert len(found) == 18


def test_a_day_moved_is_said_in_the_readers_words_and_never_as_a_bare_number() -> None:
    english = holidays_of("RU", 2026, "en")
    assert english[date(2026, 1, 9)].name == "Day off moved from 3 January"
    assert english[date(2026, 12, 31)].name == "Day off moved from 4 January"
    assert "01/03" not in " ".join(holiday.name for holiday in english.values())


def test_a_saturday_on_which_people_work_is_no_day_off() -> None:
    found = holidays_of("RU", 2027, "ru")
    assert not found[date(2027, 2, 20)].is_off
    assert {day for day, one in found.items() if one.is_off and one.is_moved} == {
        date(2027, 2, 22),
        date(2027, 11, 5),
        date(2027, 12, 31),
    }
    assert found[date(2027, 5, 3)].name == "Праздник Весны и Труда (выходной)"


@pytest.mark.parametrize(
    ("country", "language", "day", "name"),
    [
        ("DE", "en", date(2026, 10, 3), "German Unity Day"),
        ("DE", "ru", date(2026, 10, 3), "German Unity Day"),  # no Russian there: English before German
        ("BY", "ru", date(2026, 7, 3), "День Независимости Республики Беларусь (День Республики)"),
        ("RU", "en", date(2026, 6, 12), "Russia Day"),
    ],
)
def test_names_are_in_the_readers_language_where_there_are_any(
    country: str, language: str, day: date, name: str
) -> None:
    assert holidays_of(country, day.year, language)[day].name == name


def test_a_leap_year_has_its_own_days() -> None:
    assert date(2024, 4, 27) in holidays_of("RU", 2024, "ru")  # a working Saturday
    assert all(day.year == 2028 for day in holidays_of("RU", 2028, "ru"))
    assert holidays_of("SE", 2028, "en")[date(2028, 4, 14)].name == "Good Friday"


@pytest.mark.parametrize("country", ["", "ZZ", "ru", "../x", "__class__"])
def test_a_country_that_is_none_has_no_holidays(country: str) -> None:
    assert not holidays_of(country, 2026, "en")


def test_every_country_is_read_without_a_fault() -> None:
    for country in sorted(countries()):
        assert isinstance(len(holidays_of(country, 2026, "ru")), int), country
