"""Numbers, times, encodings and columns are read as people write them; what is hostile is said."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.past import rows, table
from planner.past.cells import NotRead, days_first, moment, number
from planner.past.columns import known, unknown
from planner.past.rows import Read
from planner.past.table import NotATable
from planner.people.members import Refused
from planner.walltime import NoZone

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1 234", 1234), ("1,234", 1234), ("1.234.567", 1234567), ("1.2K", 1200), ("1,5 тыс.", 1500),
        ("3M", 3_000_000), ("2 млн", 2_000_000), ("12", 12), ("12.0", 12), ("0", 0), ("1\u202f234", 1234),
        ("1'234", 1234), ("", None), ("—", None), ("-", None), ("n/a", None), ("1,234.0", 1234),
    ],
)  # fmt: skip
def test_numbers_are_read_and_nothing_is_not_zero(text: str, count: int | None) -> None:
    assert number(text) == count


@pytest.mark.parametrize(
    "text", ["many", "12%", "-5", "1.5", "=1+1", "9" * 30, "1" + ",000" * 9, "1e5", "0x10"]
)
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(NotRead):
        number(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04 09:30", "2026-03-04T09:30:00", "2026-03-04T06:30:00Z", "2026-03-04 06:30:00 UTC",
        "2026-03-04T09:30:00+03:00", "2026-03-04 09:30 +0300", "04.03.2026 09:30", "04.03.26 9:30",
        "4/3/2026 9:30", "Wed Mar 04 06:30:00 +0000 2026", "Wed, 04 Mar 2026 09:30:00 +0300",
        "Mar 4, 2026 9:30 AM", "4 March 2026, 09:30", "4 марта 2026 в 09:30", "1772605800", "1772605800000",
        "2026/03/04 09:30", "04-03-2026 09:30:00",
    ],
)  # fmt: skip
def test_times_are_read_in_many_spellings(text: str) -> None:
    assert moment(text, "Europe/Moscow", True) == (datetime(2026, 3, 4, 6, 30, tzinfo=UTC), True)


def test_a_day_alone_means_noon_and_says_so() -> None:
    assert moment("Wed, Mar 4, 2026", "UTC", True) == (datetime(2026, 3, 4, 12, tzinfo=UTC), False)


def test_whether_days_come_first_is_told_from_the_other_rows() -> None:
    assert days_first(["3/4/2026", "25/4/2026"])
    assert not days_first(["3/4/2026", "4/25/2026"])
    assert not days_first(["3/4/2026 9:30 PM"])
    assert moment("3/4/2026 9:30 PM", "UTC", False)[0] == datetime(2026, 3, 4, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2026-13-01",
        "31.02.2026",
        "25:99 2026",
        "",
        "04.03.2026 half past ten",
        "04.03.2026 09:30 10:30",
        "99/99/9999",
    ],
)
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(NotRead):
        moment(text, "UTC", True)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,Replies,Reposts"
         ",URL Clicks",
         {"id": 0, "at": 1, "text": 2, "url": 3, "views": 4, "likes": 5, "bookmarks": 7, "replies": 9,
          "reposts": 10, "clicks": 11}),
        ("Tweet id,Tweet permalink,Tweet text,time,impressions,retweets,replies,likes,url clicks",
         {"id": 0, "url": 1, "text": 2, "at": 3, "views": 4, "reposts": 5, "replies": 6, "likes": 7,
          "clicks": 8}),
        ("Дата публикации;Текст записи;Ссылка;Просмотры;Охват;Лайки;Репосты;Комментарии",
         {"at": 0, "text": 1, "url": 2, "views": 3, "reach": 4, "likes": 5, "reposts": 6, "replies": 7}),
        ("id,date,text,views,forwards,reactions",
         {"id": 0, "at": 1, "text": 2, "views": 3, "reposts": 4, "likes": 5}),
        ("Post title,Post link,Created date,Impressions,Clicks,Likes,Comments,Reposts",
         {"text": 0, "url": 1, "at": 2, "views": 3, "clicks": 4, "likes": 5, "replies": 6, "reposts": 7}),
        ("id,created_at,content,url,replies_count,reblogs_count,favourites_count",
         {"id": 0, "at": 1, "text": 2, "url": 3, "replies": 4, "reposts": 5, "likes": 6}),
        ("Day,Time,Zone,Stage,Channels,Title,Words,Campaign,Pillar,Tags,Author,Assigned to,Links",
         {"at": 0, "clock": 1, "zone": 2, "title": 5, "text": 6, "campaign": 7, "pillar": 8, "tags": 9,
          "url": 12}),
    ],
    ids=["x", "twitter", "vk", "telegram", "linkedin", "mastodon", "almanac"],
)  # fmt: skip
def test_columns_of_networks_are_known(header: str, fields: dict[str, int]) -> None:
    assert known(header.split(";" if ";" in header else ",")) == fields


def test_columns_that_are_not_known_are_said() -> None:
    assert unknown(["Date", "Text", "Profile visits", ""]) == ["Profile visits"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    lines = [
        delimiter.join(("Дата", "Текст", "Лайки")),
        delimiter.join(("25.11.2025", "Туман в гавани", "7")),
    ]
    found = table.read("\r\n".join(lines).encode(encoding))
    assert found.headers == ("Дата", "Текст", "Лайки")
    assert found.rows == ((2, ("25.11.2025", "Туман в гавани", "7")),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_machine_ends_them(end: str) -> None:
    found = table.read(end.join(("Date,Text", "2025-01-01,one\u2028two", "2025-01-02,three")).encode())
    assert found.rows == ((2, ("2025-01-01", "one\u2028two")), (3, ("2025-01-02", "three")))


def test_western_letters_of_windows_are_not_taken_for_cyrillic() -> None:
    assert "Café à la mer" in table.decoded("Date,Text\n2025-01-01,Café à la mer".encode("cp1252"))


def test_lines_before_the_header_and_breaks_in_cells_are_borne() -> None:
    found = table.read(b'Content report\nall posts\nDate,Text\n2025-01-01,"two\nlines"\n\n2025-01-02,one\n')
    assert [line for line, _cells in found.rows] == [5, 7]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"PK\x03\x04 whatever", "ZIP"),
        (b"\xd0\xcf\x11\xe0 whatever", "Excel"),
        (b"Date,Text\n2025-01-01,a\x00b", "NUL"),
        (b"one,two\n1,2", "No line names the columns"),
        (b'Date,Text\n2025-01-01,"' + b"x" * 200_000, "cannot be read"),
        (b"x" * (table.MOST_BYTES + 1), "larger than 10 MB"),
        (b"Date,Text\n" + b"2025-01-01,a\n" * (table.MOST_ROWS + 1), "more than 20000 rows"),
    ],
)
def test_hostile_files_get_a_clear_word(data: bytes, says: str) -> None:
    with pytest.raises(NotATable, match=says):
        table.read(data)


def read(*lines: str) -> Read:
    return rows.read(table.read("\n".join(lines).encode()), "UTC", NOW)


def test_each_bad_row_is_said_with_its_line_and_what_to_do() -> None:
    found = read(
        "Published at,Text,Likes",
        "2025-01-01 10:00,fine,1",
        "whenever,bad time,1",
        "2025-01-01 10:00,,1",
        "2025-01-01 10:00,bad number,lots",
        "2036-01-01 10:00,not past,1",
        ",no time,1",
        '2025-01-01 10:00,"=HYPERLINK(""http://evil.example"")",1',
        "2025-01-01 10:00,=cmd|' /C calc'!A0,1",
    )
    assert [post.text for post in found.posts] == ["fine"]
    assert [one.line for one in found.mistakes] == [3, 4, 5, 6, 7, 8, 9]
    assert all(one.what and one.fix for one in found.mistakes)
    assert "formula" in found.mistakes[5].what


def test_our_own_table_comes_back_without_the_apostrophe_that_guards_it() -> None:
    assert read("Date,Text", "2025-01-01,'=wow").posts[0].text == "=wow"
    assert read("Date,Text", "2025-01-01,'tis the season").posts[0].text == "'tis the season"


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_bytes_break_it(noise: bytes) -> None:
    for data in (noise, b"Date,Text,Likes\n" + noise):
        with contextlib.suppress(Refused, NoZone):
            rows.read(table.read(data), "UTC", NOW)
