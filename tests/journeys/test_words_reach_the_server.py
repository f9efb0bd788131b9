"""The composer sends its words once, and only where they will arrive: else they stay, and it says why."""

import re
from typing import Any

import pytest

from planner.posts.models import Post
from tests.journeys.conftest import sign_in
from tests.journeys.hands import press
from tests.journeys.looks import Look, picture, said

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/w/harbour/posts/new/"
TEXT = "[name=text]"


def not_saved(page: Any, why: str) -> None:
    page.locator("#saved .wrong", has_text=said(why)).wait_for()


def test_a_double_click_makes_one_post(visit: Any, look: Look, grace: Any) -> None:
    page = visit(grace)
    page.goto(f"{NEW}?at=2032-03-17T09:30")
    page.fill(TEXT, "Ships wait.")
    page.wait_for_selector("#acts .primary[value=approve_and_schedule]")
    page.evaluate("""() => {
      const press = () => document.querySelector("#acts button.primary")?.click();
      press();
      for (const later of [0, 40, 120]) setTimeout(press, later);
    }""")
    page.wait_for_url("**/calendar/**")
    page.wait_for_timeout(500)
    assert Post.objects.count() == 1


def test_without_a_connection_the_words_stay_and_are_saved_later(
    visit: Any, look: Look, ada: Any, expected: list[str]
) -> None:
    page = visit(ada)
    page.goto(NEW)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    expected += ["ERR_INTERNET_DISCONNECTED"]
    page.fill(TEXT, "Ships wait.")
    press(page, look, "#acts [value=save]")
    not_saved(page, "there is no connection. Your words stay here: press again when it is back.")
    picture(page, "no connection", whole=False)
    assert page.input_value(TEXT) == "Ships wait."
    page.context.set_offline(False)
    press(page, look, "#acts [value=save]")
    page.wait_for_url(re.compile(r"/posts/\d+/$"))
    page.wait_for_selector("#saved:not(:has(.wrong))")
    assert [one.newest.text for one in Post.objects.select_related("head")] == ["Ships wait."]


def test_who_is_signed_out_signs_in_elsewhere_and_goes_on(
    visit: Any, look: Look, ada: Any, live_server: Any, expected: list[str]
) -> None:
    page = visit(ada)
    page.goto(NEW)
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    expected += ["403 (Forbidden)"]
    page.fill(TEXT, "Ships wait.")
    press(page, look, "#acts [value=save]")
    not_saved(page, "you are signed out. Sign in in another tab: your words stay here.")
    assert page.input_value(TEXT) == "Ships wait."
    sign_in(page.context, ada, live_server.url)
    press(page, look, "#acts [value=save]")
    page.wait_for_url(re.compile(r"/posts/\d+/$"))
    page.wait_for_selector("#saved:not(:has(.wrong))")
    assert [one.newest.text for one in Post.objects.select_related("head")] == ["Ships wait."]
