"""Day words against the day a post goes out: every way that people write them, in both languages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.posts.days_said import Slip, findings, words_in

MOSCOW = ZoneInfo("Europe/Moscow")
TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=MOSCOW)
NEW_YEARS_EVE = datetime(2026, 12, 31, 12, 0, tzinfo=MOSCOW)
LATE = datetime(2026, 11, 24, 22, 30, tzinfo=MOSCOW)

# What is said, and what is found on Tuesday 24 November 2026 at 9:30: "" is nothing.
TABLE = (
    ("We open today.", ""),
    ("Мы открываемся сегодня.", ""),
    ("We open tomorrow.", "means 2026-11-25"),
    ("Мы открываемся завтра.", "means 2026-11-25"),
    ("Послезавтра закрытие.", "means 2026-11-26"),
    ("The day after tomorrow we close.", "means 2026-11-26"),
    ("Yesterday we closed.", "means 2026-11-23"),
    ("Вчера мы закрылись.", "means 2026-11-23"),
    ("Позавчера было шумно.", "means 2026-11-22"),
    ("Tomorrow, 25 November, we open.", ""),
    ("Завтра, 25 ноября, открытие.", ""),
    ("25 ноября, завтра, открытие.", ""),
    ("Tomorrow, 26 November, we open.", "contradicts 26 November"),
    ("Завтра, 26 ноября, открытие.", "contradicts 26 ноября"),
    ("See you tomorrow (Nov 26)!", "contradicts Nov 26"),
    ("See you tomorrow (Nov 25)!", ""),
    ("Завтра (25.11) открытие", ""),
    ("Завтра (26.11) открытие", "contradicts 26.11"),
    ("Завтра, 2026-11-25", ""),
    ("Завтра, 2026-11-27", "contradicts 2026-11-27"),
    ("Tomorrow, November 25th, 2026", ""),
    ("Tomorrow, November 25th, 2027", "contradicts November 25th, 2027"),
    ("Сегодня, 24 ноября, в 19:00", ""),
    ("Сегодня, 25 ноября, в 19:00", "contradicts 25 ноября"),
    ("Tomorrow and on 27 November", "means 2026-11-25"),
    ("Завтра и 27 ноября", "means 2026-11-25"),
    ("С завтра по 30 ноября", "means 2026-11-25"),
    ("Version 1.12 comes tomorrow", "means 2026-11-25"),
    ("Python 3.12 tomorrow", "means 2026-11-25"),
    ("Tomorrow, Wednesday, at noon", ""),
    ("Завтра, в среду, в полдень", ""),
    ("Tomorrow, on Friday", "contradicts on Friday"),
    ("Завтра, в пятницу", "contradicts в пятницу"),
    ("On Friday we open", "means 2026-11-27"),
    ("В пятницу открытие", "means 2026-11-27"),
    ("В пятницу, 27 ноября", ""),
    ("В пятницу, 28 ноября", "contradicts 28 ноября"),
    ("Friday, 27 November", ""),
    ("Friday, 28 November", "contradicts 28 November"),
    ("28 November, Friday", "contradicts 28 November"),
    ("Пятница, 27 ноября", ""),
    ("Next Friday, 4 December", ""),
    ("В следующую пятницу, 4 декабря", ""),
    ("В следующую пятницу", "means 2026-12-04"),
    ("Last Friday, 27 November", "contradicts 27 November"),
    ("В прошлую пятницу", "means 2026-11-20"),
    ("On Tuesday we open", "is_today "),
    ("Во вторник открытие", "is_today "),
    ("Сегодня, во вторник, открытие", ""),
    ("This Monday we open", "passed "),
    ("В этот понедельник открытие", "passed "),
    ("Every Friday we read", ""),
    ("Каждую пятницу чтения", ""),
    ("По пятницам чтения", ""),
    ("On Fridays we read", ""),
    ("Black Friday begins", ""),
    ("Чёрная пятница уже здесь", ""),
    ("Friday's news", ""),
    ("В среде разработчиков", ""),
    ("в пятницу-субботу", "means 2026-11-27"),
    ("«Завтра» — новый роман", ""),
    ("The novel “Tomorrow” is out", ""),
    ("> see you tomorrow", ""),
    ("#завтра #tomorrow", ""),
    ("https://example.org/tomorrow", ""),
    ("`tomorrow`", ""),
    ("@tomorrow writes", ""),
    ("Не сегодня-завтра откроемся", ""),
    ("Tonight at 8 pm", ""),
    ("Today at 9:00", "passed 09:00"),
    ("Сегодня в 9:00", "passed 09:00"),
    ("Сегодня в 9 часов", "passed 09:00"),
    ("Сегодня в 19 часов", ""),
    ("Today at 9 am", "passed 09:00"),
    ("Next week we rest", "means 2026-11-30"),
    ("На следующей неделе отдыхаем", "means 2026-11-30"),
    ("На этой неделе", "means 2026-11-23"),
    ("В эти выходные", "means 2026-11-28"),
    ("Next month", "means 2026-12-01"),
    ("В следующем месяце", "means 2026-12-01"),
    ("In 3 days", "means 2026-11-27"),
    ("Через три дня", "means 2026-11-27"),
    ("Через неделю", "means 2026-12-01"),
    ("In a week, 1 December", ""),
    ("Через 3 дня, 28 ноября", "contradicts 28 ноября"),
    ("Two days ago", "means 2026-11-22"),
    ("Два дня назад", "means 2026-11-22"),
    ("Yesterday, today, tomorrow", "means 2026-11-23, means 2026-11-25"),
    ("25–27 ноября, завтра", ""),
    ("На следующей неделе, 2 декабря", ""),
    ("На следующей неделе, 12 декабря", "contradicts 12 декабря"),
    ("завтрашний концерт", "means 2026-11-25"),
    ("We may 5 times try tomorrow", "means 2026-11-25"),
    ("31 ноября, завтра", "means 2026-11-25"),
)


def spelt(text: str, planned: datetime, written_for: date | None = None) -> str:
    said = []
    for one in findings(text, planned, written_for):
        more = one.other.words if one.other else one.at.strftime("%H:%M") if one.at else ""
        said.append(f"{one.slip} {one.said.first if one.slip is Slip.MEANS else more}")
    return ", ".join(said)


@pytest.mark.parametrize(("text", "found"), TABLE, ids=[text for text, _found in TABLE])
def test_a_sentence_is_understood(text: str, found: str) -> None:
    assert spelt(text, TUESDAY) == found


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 60


@pytest.mark.parametrize(
    ("text", "found"),
    [("Tomorrow, 1 January", ""), ("Завтра, 1 января", ""), ("Завтра, 1 февраля", "contradicts 1 февраля")],
)
def test_the_year_turns(text: str, found: str) -> None:
    assert spelt(text, NEW_YEARS_EVE) == found


@pytest.mark.parametrize("text", ["See you tonight!", "Увидимся сегодня вечером!"])
def test_an_evening_is_over_when_it_is_late(text: str) -> None:
    assert spelt(text, LATE) == "passed "
    assert spelt(text, TUESDAY) == ""


@pytest.mark.parametrize(
    ("text", "written_for", "found"),
    [
        ("Завтра открытие", date(2026, 11, 23), "moved "),
        ("We open today", date(2026, 11, 23), "moved "),
        ("В пятницу открытие", date(2026, 11, 23), "means 2026-11-27"),
        ("В пятницу открытие", date(2026, 11, 20), "moved "),
        ("На следующей неделе", date(2026, 11, 23), "means 2026-11-30"),
        ("На следующей неделе", date(2026, 11, 17), "moved "),
        ("Завтра открытие", date(2026, 11, 24), "means 2026-11-25"),
        ("25 ноября открытие", date(2026, 11, 20), ""),
    ],
)
def test_a_post_that_was_moved_means_another_day(text: str, written_for: date, found: str) -> None:
    assert spelt(text, TUESDAY, written_for) == found


def test_the_place_of_the_words_is_known() -> None:
    text = "«Завтра» мы читаем завтра, 27 ноября."
    (found,) = findings(text, TUESDAY)
    assert text[found.said.start : found.said.end] == "завтра"
    assert words_in(text) == {"завтра"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    for one in findings(text, TUESDAY, date(2026, 11, 20)):
        assert 0 <= one.said.start < one.said.end <= len(text)
