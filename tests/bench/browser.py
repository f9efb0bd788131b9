"""The month in a browser: its first paint with nothing kept, and a drop until it is seen and saved."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from tests.browser import CHROMIUM, FLAGS
from tests.journeys.house import OWNER, PASSWORD, House, house

REPEATS = 7
POSTS = 120  # in the month that is shown
DESK = {"width": 1440, "height": 900}
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# From letting go to the post standing in its new day, and to the server's answer.
WATCH = """pk => {
  window.drop = {};
  const now = () => performance.now();
  document.addEventListener("pointerup", () => { drop.began = now(); }, {capture: true, once: true});
  const fetched = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await fetched(...asked);
    if (String(asked[0]).endsWith("/calendar/move/")) drop.saved = now();
    return answer;
  };
  const see = () => {
    if (drop.began && document.querySelector(`#${drop.to} [data-p="${pk}"]`)) drop.seen ??= now();
    if (!drop.seen) requestAnimationFrame(see);
  };
  see();
}"""


MOVE = """async moves => {
  const form = new FormData();
  form.set("csrfmiddlewaretoken", document.querySelector("#cal [name=csrfmiddlewaretoken]").value);
  for (const move of moves) form.append("move", move);
  const answer = await fetch(document.getElementById("cal").dataset.move, {method: "POST", body: form});
  return answer.json();
}"""


def measure() -> list[tuple[str, str]]:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as found, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        first = (datetime.now(UTC) + timedelta(days=40)).replace(day=1)
        state, pks = _begun(browser, found, first)
        address = f"{found.address}/w/harbour/calendar/?view=month&month={first:%Y-%m}"
        paints = [_paint(browser, address, state) for _ in range(REPEATS)]
        drops = [_drop(browser, address, state, pk) for pk in pks[:REPEATS]]
        browser.close()
    return [
        (f"first paint of a month with {POSTS} posts, nothing kept", f"{median(paints):.0f} ms"),
        ("a drop is seen after", f"{median(seen for seen, _ in drops):.0f} ms"),
        ("a drop is saved after", f"{median(saved for _, saved in drops):.0f} ms"),
    ]


def _begun(browser: Any, found: House, first: datetime) -> tuple[Any, list[int]]:
    """Signed in, with drafts on the first twenty days; their ids and what another window needs."""
    page = browser.new_context(base_url=found.address).new_page()
    page.goto("/account/login/")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/calendar/**")
    pks = [found.ask("POST", "/posts", title=f"Post {n}", text="Fog.")["id"] for n in range(POSTS)]
    moves = [
        f"{pk}@{first:%Y-%m}-{1 + number % 20:02}T{8 + number // 20:02}:00" for number, pk in enumerate(pks)
    ]
    assert "says" in page.evaluate(MOVE, moves)
    return page.context.storage_state(), pks


def _paint(browser: Any, address: str, state: Any) -> float:
    context = browser.new_context(storage_state=state, viewport=DESK)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#cal")
    page.wait_for_timeout(500)  # the entry of the paint comes after it
    paint = float(page.evaluate(PAINT))
    context.close()
    return paint


def _drop(browser: Any, address: str, state: Any, pk: int) -> tuple[float, float]:
    context = browser.new_context(storage_state=state, viewport=DESK)
    page = context.new_page()
    page.goto(address)
    page.evaluate(WATCH, pk)
    chip, place = page.locator(f"[data-p='{pk}']").bounding_box(), page.locator("#cal .day").nth(30)
    page.evaluate("to => { drop.to = to; }", place.get_attribute("id"))
    box = place.bounding_box()
    page.mouse.move(chip["x"] + 20, chip["y"] + 6)
    page.mouse.down()
    page.mouse.move(chip["x"] + 40, chip["y"] + 16, steps=3)
    page.mouse.move(box["x"] + 40, box["y"] + 50, steps=4)
    page.mouse.up()
    page.wait_for_selector(".toast")
    page.wait_for_timeout(300)
    drop = page.evaluate("drop")
    context.close()
    return drop["seen"] - drop["began"], drop["saved"] - drop["began"]
