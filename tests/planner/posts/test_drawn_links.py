"""In the preview an address ends where it ends, and nothing of the text becomes markup."""

import pytest

from planner.templatetags.almanac import linked


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("see the port (https://e.org/fog).", ["https://e.org/fog"]),
        ("https://e.org/Fog_(weather), twice", ["https://e.org/Fog_(weather)"]),
        ('"https://e.org/a?b=1&c=2"!', ["https://e.org/a?b=1&amp;c=2"]),
        ("#fog, @ada@e.org. and @bob.", ["#fog", "@ada@e.org", "@bob"]),
        ("nothing: it's all plain", []),
    ],
)
def test_an_address_is_drawn_without_the_stop_behind_it(text: str, drawn: list[str]) -> None:
    pieces = linked(text).split('<span class="drawn">')[1:]
    assert [piece.partition("</span>")[0] for piece in pieces] == drawn


def test_what_looks_like_markup_is_text() -> None:
    assert linked("<b>https://e.org/<i>") == '&lt;b&gt;<span class="drawn">https://e.org/</span>&lt;i&gt;'
