"""What a person does with one channel in a browser, from connecting it to taking a post back."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.house import OWNER, PASSWORD, House
from tests.journeys.looks import insist_on_width, picture

DESK = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "locale": "en-US"}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "color_scheme": "dark",
    "locale": "ru-RU",
    "has_touch": True,
}
ZONE = ZoneInfo("Europe/Moscow")  # the workspace's
ROOM = 6  # seconds that pages may take before the minute that is chosen begins
PATIENCE = 80_000  # milliseconds; a chosen minute may be nearly one away


class Visitor:
    """The owner in a browser of their own, which reports whatever goes wrong in its pages."""

    def __init__(
        self, chromium: Any, house: House, options: dict[str, Any], name: str, state: Any = None
    ) -> None:
        self.house, self.name = house, name
        self.troubles: list[str] = []
        self.abroad: tuple[str, ...] = ()  # where the browser may go besides
        self._options = options
        self.page = chromium.new_context(base_url=house.address, storage_state=state, **options).new_page()
        self.page.on("console", lambda line: line.type == "error" and self.troubles.append(line.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self._watch)
        self.page.on("dialog", lambda asked: asked.accept())

    def sign_in(self) -> Any:
        """What another browser needs to be signed in too."""
        self.page.goto("/account/login/")
        self.page.fill("[name=login]", OWNER)
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url("**/calendar/**")
        return self.page.context.storage_state()

    def speak_as_the_browser(self) -> None:
        """The owner's own language gives way to that of each browser."""
        self.page.goto("/me/")
        self.page.select_option("[name=language]", "")
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.click("form:has([name=language]) button[type=submit]")
        self.page.wait_for_load_state()

    def connect(self, network: str, typed: dict[str, str], *, signs_in: bool) -> None:
        self.page.goto(f"/w/harbour/channels/new/{network}/")
        prefix = "s" if signs_in else "f"
        for field, value in ({"name": self.name} | typed).items():
            place = self.page.locator(f"#{prefix}-{field}")
            if place.get_attribute("type") == "checkbox":
                place.set_checked(value == "yes")
            else:
                place.fill(value)
        self.look("connect")
        self.page.click(f"button[value={'sign-in' if signs_in else 'connect'}]")
        self.page.wait_for_url("**/harbour/channels/")
        self.page.click(f"article h2 a:has-text('{self.name}')")
        self.page.wait_for_url(re.compile(r"/channels/\d+/$"))
        self.look("channel")

    def write(
        self,
        text: str,
        picture: bytes,
        alt: str,
        chosen: dict[str, str],
        shown: tuple[str, str] = ("IMG_1.jpg", "image/jpeg"),
    ) -> None:
        """One post for this channel alone; saved, and shown as it will leave."""
        page = self.page
        page.goto("/w/harbour/posts/new/")
        page.fill("[name=title]", self.name)
        page.fill("[name=text]", text)
        for label in page.locator(".toggles label:has([name=channels])").all():
            wanted = self.name in label.inner_text()
            if label.locator("input").is_checked() != wanted:
                label.click()
        file = {"name": shown[0], "mimeType": shown[1], "buffer": picture}
        page.set_input_files("[data-upload]", [file])
        page.fill(".picture textarea", alt, timeout=30_000)
        self._show_own_words()
        page.click(".pane:not([hidden]) .options summary")
        for option, value in chosen.items():
            self._show_own_words()
            box = page.locator(f".pane:not([hidden]) input[type=checkbox][name$='-{option}']")
            if box.count():
                box.set_checked(box.get_attribute("value") == value)
            else:
                page.select_option(f".pane:not([hidden]) [name$='-{option}']", value)
        page.click("#acts button[value=save]")
        page.wait_for_url(re.compile(r"/posts/\d+/$"))
        page.click(f"[role=tab]:has-text('{self.name}')")
        page.wait_for_selector("#preview .fitted li:not(.coming)", timeout=30_000)
        self.look("composer")

    def _show_own_words(self) -> None:
        """This channel's tab. A composer whose scripts are still coming forgets a click."""
        tabs = self.page.locator(f"[role=tab]:has-text('{self.name}')").all()
        newest = max(int(tab.get_attribute("data-tab") or 0) for tab in tabs)  # two may have one name
        tab = self.page.locator(f"[role=tab][data-tab='{newest}']")
        for _ in range(50):
            if tab.get_attribute("aria-selected") == "true":
                return
            tab.click()
            self.page.wait_for_timeout(100)

    @property
    def preview(self) -> Any:
        return self.page.locator("#preview article")

    def publish(self) -> None:
        address = self.page.url
        self.page.click("#acts button[value=approve]")
        self.page.wait_for_url("**/calendar/**")
        self.page.goto(address)
        self.look("approved")
        self.page.click("#acts .pick > summary")
        self.page.click("#acts button[value=publish]")
        self.page.wait_for_url("**/calendar/**")
        self.page.goto(address)

    def schedule(self) -> datetime:
        """For the next minute that leaves time to say so."""
        address, at = self.page.url, datetime.now(ZONE) + timedelta(seconds=60 + ROOM)
        at = at.replace(second=0, microsecond=0)
        self.page.fill("[name=date]", at.strftime("%Y-%m-%d"))
        self.page.fill("[name=time]", at.strftime("%H:%M"))
        self.page.click("#acts button[value=approve_and_schedule]")
        self.page.wait_for_url("**/calendar/**")
        self.page.goto(address)
        return at

    def open_delivery(self) -> None:
        self.page.click("a[href*='/deliveries/']")
        self.page.wait_for_url(re.compile(r"/deliveries/\d+/$"))
        self.look("waiting")
        self.page.wait_for_selector("#delivery .bar .st-published", timeout=PATIENCE)

    def measure(self) -> tuple[str, ...]:
        self.page.click("form[action$='/measure/'] button")
        self.page.wait_for_selector(".numbers dd")
        return tuple(self.page.locator(".numbers dd").all_inner_texts())

    def read_answers(self) -> str:
        self.page.click("[hx-get$='/replies/']")
        self.page.wait_for_selector("#replies li")
        return str(self.page.inner_text("#replies"))

    def take_back(self) -> None:
        self.page.click("form[action$='/take-back/'] button")
        self.page.wait_for_selector("form[action$='/take-back/']", state="detached")
        self.look("taken back")

    def look(self, step: str) -> None:
        """No page is wider than its window; and a picture of it, where somebody wants to see."""
        insist_on_width(self.page)
        picture(self.page, f"{self.name} {step}")

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.house.address, "data:", "blob:", *self.abroad)):
            self.troubles.append(request.url)
