"""What a hand does on a page: the mouse at a desk, a finger on a phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.journeys.looks import Look


def press(page: Any, look: Look, what: str) -> None:
    """A click, or a tap."""
    if look.is_phone:
        page.tap(what)
    else:
        page.click(what)


def carry(page: Any, look: Look, what: str, to: str) -> None:
    """A post to a place."""
    with carried(page, look, what) as hand:
        hand.to(to)


@contextmanager
def carried(page: Any, look: Look, what: str) -> "Iterator[Mouse | Finger]":
    """Picked up; put down at the end."""
    hand = Finger(page) if look.is_phone else Mouse(page)
    page.wait_for_selector(f"{what}:not(.saving)")
    hand.pick_up(page.locator(what).first)
    yield hand
    hand.put_down()


class Mouse:
    """It carries as soon as it moves. `x` and `y` are where it took hold."""

    covered = 0  # of the window's foot

    def __init__(self, page: Any) -> None:
        self.page = page

    def pick_up(self, chip: Any) -> None:
        chip.scroll_into_view_if_needed()
        box = chip.bounding_box()
        self.x, self.y = box["x"] + 30, box["y"] + 8
        self.page.mouse.move(self.x, self.y)
        self.page.mouse.down()
        self.page.mouse.move(self.x + 10, self.y + 10, steps=3)

    def to(self, place: str) -> None:
        bring(self, place)

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(x, y, steps=6)

    def put_down(self) -> None:
        self.page.mouse.up()


class Finger:
    """It presses long before it carries; Playwright has taps only, so the browser is told directly."""

    covered = 70  # by the bar of pages

    def __init__(self, page: Any) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def touch(self, kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def press(self, chip: Any) -> None:
        chip.scroll_into_view_if_needed()
        box = chip.bounding_box()
        self.x, self.y = box["x"] + min(80, box["width"] / 2), box["y"] + min(22, box["height"] / 2)
        self.touch("touchStart", self.x, self.y)

    def pick_up(self, chip: Any) -> None:
        self.press(chip)
        is_fast = "fix" in chip.get_attribute("class").split()  # it is not picked up, and says so
        self.page.wait_for_selector(".toast" if is_fast else ".ghost")

    def to(self, place: str) -> None:
        bring(self, place)

    def move(self, x: float, y: float) -> None:
        self.touch("touchMove", x - 12, y - 12)
        self.touch("touchMove", x, y)

    def put_down(self) -> None:
        self.touch("touchEnd")


# What is carried is over the place, which does not scroll on. What cannot be carried hangs on nothing.
UNDER = """async ([x, y, place]) => {
  const top = () => document.querySelector(place)?.getBoundingClientRect().top;
  const before = top();
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
  const stays = before === top();
  const there = stays && document.elementFromPoint(x, y)?.closest(place) != null;
  return there || !document.body.matches('.carrying');
}"""


def bring(hand: Mouse | Finger, place: str) -> None:
    """To the middle of what is seen of a place; at the edge of the window it waits until that is enough."""
    page, edge = hand.page, 20
    width, height = page.viewport_size["width"], page.viewport_size["height"] - hand.covered
    for _ in range(120):
        box = page.locator(place).first.bounding_box()
        left, right = max(box["x"], 0), min(box["x"] + box["width"], width)
        top, bottom = max(box["y"], 0), min(box["y"] + box["height"], height)
        if right - left > min(40, box["width"] / 2) and bottom - top > min(16, box["height"] / 2):
            middle = [(left + right) / 2, (top + bottom) / 2]
            hand.move(*middle)
            if page.evaluate(UNDER, [*middle, place]):
                return
            continue
        x = width - edge if left > width - 40 else edge if right < 40 else width / 2
        hand.move(x, height - 6 if top > height - 16 else edge if bottom < 16 else height / 2)
        page.wait_for_timeout(50)
    raise AssertionError(f"{place} was not reached")
