"""What a page says of itself is read, whoever wrote it and however broken it is."""

import random
import time

import pytest

from planner.library.page_words import MOST_CHARACTERS, MOST_DESCRIPTION, MOST_TITLE, PageWords, decoded, read

HTML, AT = "text/html; charset=utf-8", "https://example.org/news/fog"


def said(page: str) -> PageWords:
    return read(page.encode(), HTML, AT)


def test_what_is_said_for_cards_comes_first() -> None:
    page = """<!doctype html><html><head><title>Fog | The Harbour</title>
        <meta name="description" content="For search engines">
        <meta property="og:title" content="Fog &amp; ships">
        <meta property="og:description" content="Ships
            wait.">
        <meta property="og:image" content="/fog.jpg"></head><body><title>no</title></body></html>"""
    assert said(page) == PageWords("Fog & ships", "Ships wait.", "https://example.org/fog.jpg")


def test_without_it_the_title_and_the_description_will_do() -> None:
    page = (
        "<svg><title>Menu</title></svg><TITLE>Fog\n today</TITLE><META NAME=Description CONTENT='Ships wait'>"
    )
    assert said(page) == PageWords("Fog today", "Ships wait")


def test_a_page_that_says_nothing_gives_nothing() -> None:
    assert said("") == said("just words") == said("<p>Fog<p>") == PageWords()


@pytest.mark.parametrize(
    ("image", "whole"),
    [
        ("fog.jpg", "https://example.org/news/fog.jpg"),
        ("//cdn.example.org/fog.jpg", "https://cdn.example.org/fog.jpg"),
        ("HTTP://example.org/a", "HTTP://example.org/a"),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,AAAA", ""),
        ("file:///etc/passwd", ""),
        ("https://[broken", ""),
        ("https://example.org/" + "a" * 3000, ""),
    ],
)
def test_a_picture_has_a_whole_address_of_the_web_or_none(image: str, whole: str) -> None:
    assert said(f'<meta property="og:image" content="{image}">').picture == whole


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("Туман".encode(), "text/html", "Туман"),
        ("Туман".encode("cp1251"), "text/html; charset=windows-1251", "Туман"),
        (b"<meta charset='koi8-r'>" + "Туман".encode("koi8-r"), "text/html", "<meta charset='koi8-r'>Туман"),
        ("Туман".encode("utf-8-sig"), "text/html; charset=windows-1251", "Туман"),
        ("Туман".encode("utf-16"), "text/html", "Туман"),
        (b"<meta charset=utf-16>Fog", "text/html", "<meta charset=utf-16>Fog"),
        (b"caf\xe9", "text/html; charset=iso-8859-1", "café"),
        (b"caf\xe9", "text/html; charset=utf-8", "caf�"),
        ("Туман".encode(), "text/html; charset=nonsense", "Туман"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(data: bytes, content_type: str, text: str) -> None:
    assert decoded(data, content_type) == text


@pytest.mark.parametrize(
    "name", ["zlib", "hex", "rot13", "idna", "punycode", "unicode_escape", "utf-7", "bz2"]
)
def test_an_encoding_that_is_none_for_pages_is_not_tried(name: str) -> None:
    assert decoded(b"+ADw-\\u0041-fog", f"text/html; charset={name}") == "+ADw-\\u0041-fog"


def test_what_is_said_is_cut_and_holds_nothing_invisible() -> None:
    found = said(f"<title>{'Fog ' * 900}</title><meta name=description content='{'x' * 5000}'>")
    assert (len(found.title), found.title[-1]) == (MOST_TITLE, "…")
    assert len(found.description) == MOST_DESCRIPTION
    strange = "<title>a\x00b\u202ec\x1b[0m &#x202e;d 👩\u200d🚀</title>"
    assert said(strange).title == "a b c [0m d 👩\u200d🚀"


def test_a_title_that_nobody_closes_ends_where_the_next_thing_begins() -> None:
    assert said("<title>Fog<p>" + "and much more" * 5000).title == "Fog"


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "<",
        "<a ",
        "<a b=",
        '<a b="',
        "</",
        "<![CDATA[",
        "<![if",
        "<!",
        "<?",
        "&",
        "&#",
        "<div>",
        "<title>",
        "<script>",
        "</a ",
        "<a/",
        "<a\x00",
        "<svg>",
        "<meta content='x' ",
        "<meta property=og:title content=x>",
    ],
)
def test_pages_made_to_stall_a_reader_are_read_in_seconds(unit: str) -> None:
    began = time.monotonic()
    for start in ("", "<title>", "<script>", "<meta property='og:title' content='"):
        read((start + unit * (MOST_CHARACTERS // len(unit) + 1)).encode(), HTML, AT)
    assert time.monotonic() - began < 30


def test_no_page_breaks_the_reader() -> None:
    """Pieces of pages in every order, and plain noise."""
    chance = random.Random(7)
    pieces = [
        "<title>",
        "</title>",
        "<meta ",
        "property=og:title ",
        "content='",
        "'",
        '"',
        ">",
        "<!",
        "<![",
        "]]>",
    ]
    pieces += [
        "<!doctype ",
        "<!ENTITY x [",
        "&#xFFFFFFFFF;",
        "&#xD800;",
        "\x00",
        "<svg/",
        "</svg>",
        "�",
        "<![endif",
        "\n",
    ]
    for _number in range(3000):
        page = "".join(chance.choices(pieces, k=chance.randint(1, 30)))
        found = read(page.encode(), HTML, AT)
        assert found.title.isprintable()
        assert len(found.title) <= MOST_TITLE
    for _number in range(300):
        read(
            chance.randbytes(400),
            f"text/html; charset={chance.choice(['utf-16', 'big5', 'gbk', 'iso-2022-jp'])}",
            AT,
        )
