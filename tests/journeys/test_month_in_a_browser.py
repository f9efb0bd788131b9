"""The month in windows of many sizes: no post is cut through, and every time can be read."""
# ruff: noqa: DTZ001 (wall times have no zone)

from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from typing import Any

import pytest

from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import resolve
from tests.journeys.looks import insist_on_width, picture

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]
SIZES = [(1440, 600), (1366, 650), (900, 800), (1440, 900), (390, 844)]

CUT = """() => [...document.querySelectorAll('.month .p')].filter(chip => {
  if (!chip.offsetParent) return false;
  const box = chip.getBoundingClientRect(), day = chip.closest('.day').getBoundingClientRect();
  const whole = [chip.querySelector('b'), chip.querySelector('.ch')].map(one => one.getBoundingClientRect());
  const [time, marks] = whole;
  const apart = time.right <= marks.left + 1 || marks.right <= time.left + 1
    || time.bottom <= marks.top + 1 || marks.bottom <= time.top + 1;
  const inside = [chip.querySelector('.t').getBoundingClientRect(), ...whole].every(
    one => one.bottom <= box.bottom + 1 && one.right <= box.right + 1 && one.left >= box.left - 1);
  return box.bottom > day.bottom + 1 || !apart || !inside;
}).map(chip => chip.textContent)"""


@pytest.fixture
def full_month(harbour: Any, olga: Any, acting: Any) -> None:
    """May 2032 spans six weeks; its days have one post, two, three or four."""
    both = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    counts = cycle((1, 2, 3, 4, 2, 0, 3))
    for day in range(1, 32):
        for number in range(next(counts)):
            content = Content(title="Author evening announced", text="Fog.", wordings=both)
            post = Post.objects.write(harbour, acting(olga), content)
            post.plan_for(resolve(datetime(2032, 5, day, 10 + number, 30), harbour.timezone))


def test_no_post_of_a_month_is_cut_through(visit: Visit, olga: Any, full_month: None) -> None:
    page = visit(olga)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/w/harbour/calendar/?month=2032-05")
        assert page.evaluate("document.querySelectorAll('.month .p').length") > 60
        assert page.evaluate(CUT) == [], (width, height)
        insist_on_width(page)
        picture(page, f"{width} by {height}", whole=False)
