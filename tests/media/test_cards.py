"""Cards: text on a picture, in Latin and Cyrillic, that always fits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.cards import ENOUGH, SHAPES, TEMPLATES, Look, contrast, draw, missing
from media.lettering import FONTS, fit, font, wrap
from tests.media.pictures import opened

LOOK = Look("#17324d", "#ffffff", "#ffb454", "manrope")
TEXTS = st.text(
    st.sampled_from("АБВ где Ж abc,.–\n  W") | st.characters(exclude_categories=["Cs"]), max_size=400
)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("name", FONTS)
def test_every_card_is_drawn_in_every_shape_and_font(template: str, shape: str, name: str) -> None:
    words = dict.fromkeys(TEMPLATES[template].fields, "Привет, harbour")
    image = opened(draw(template, shape, words, Look("#ffffff", "#111111", "#2255ee", name)))
    assert image.size == SHAPES[shape]
    drawn = {color for _count, color in image.getcolors(1 << 20)}
    assert {(255, 255, 255), (0x11, 0x11, 0x11), (0x22, 0x55, 0xEE)} <= drawn


@pytest.mark.parametrize("template", TEMPLATES)
def test_letters_stay_off_the_edges_however_long_the_words_are(template: str) -> None:
    words = {name: "щ" * most for name, most in TEMPLATES[template].fields.items()}
    words |= {"headline": "Очень " * 40, "details": "длинно " * 90, "quote": "и ещё длиннее " * 40}
    image = opened(draw(template, "wide", words, Look("#ffffff", "#000000", "#ffffff", "source-sans")))
    width, height = image.size
    rim = [image.getpixel((x, y)) for x in range(width) for y in (0, 20, height - 21, height - 1)]
    rim += [image.getpixel((x, y)) for y in range(height) for x in (width - 21, width - 1)]
    assert set(rim) == {(255, 255, 255)}


@given(text=TEXTS, width=st.integers(60, 900), height=st.integers(40, 700), size=st.integers(14, 160))
@settings(max_examples=60, deadline=None)
def test_set_text_fits_its_room(text: str, width: int, height: int, size: int) -> None:
    made = fit(text, "manrope", (width, height), size)
    face = font("manrope", made.size)
    assert made.height <= max(height, made.size * 1.3)
    assert all(face.getlength(line) <= width + face.getlength("…W") for line in made.lines)


def test_no_word_is_left_alone_at_the_end() -> None:
    text = "Мы не обещаем, что пост выйдет вовремя. Мы показываем, что он вышел."
    made = fit(text, "manrope", (700, 600), 90)
    widths = [font("manrope", made.size).getlength(line) for line in made.lines]
    assert min(widths) > max(widths) * 0.45
    assert " ".join(made.lines) == text


def test_a_word_that_is_too_long_is_broken() -> None:
    face = font("manrope", 40)
    lines = wrap("превысокомногорассмотрительствующий", face, 200)
    assert "".join(lines) == "превысокомногорассмотрительствующий"
    assert all(face.getlength(line) <= 200 for line in lines)


def test_signs_that_no_font_has_are_told() -> None:
    assert missing({"quote": "Ура 🎉 «ёлка» № 5 — 10 €"}, LOOK) == "🎉"


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast(LOOK.ink, LOOK.paper) > ENOUGH


def test_the_same_words_make_the_same_bytes() -> None:
    words = {"quote": "Ship it.", "author": "Grace Hopper"}
    assert draw("quote", "square", words, LOOK) == draw("quote", "square", words, LOOK)


def test_what_the_font_cannot_say_is_left_out() -> None:
    plain = draw("quote", "square", {"quote": "Ура", "author": "Ада"}, LOOK)
    assert draw("quote", "square", {"quote": "Ура 🎉", "author": "🎉 Ада"}, LOOK) == plain
