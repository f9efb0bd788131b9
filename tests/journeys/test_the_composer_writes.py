"""Writing in a real browser: marks, tabs, parts, pictures, the checklist, previews, phrases."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from planner.channels.models import Channel
from planner.phrases.models import HouseWord, Phrase
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from tests.axe import insist_on_axe
from tests.journeys.hands import press
from tests.journeys.looks import Look, insist_on_width, picture, said
from tests.things import asset_id

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/w/harbour/posts/new/"
TEXT = "[name=text]"
NETWORKS = (("x", "X"), ("mastodon", "Mastodon"), ("bluesky", "Bluesky"), ("telegram", "Telegram"))
NETWORKS += (("vk", "VK"), ("linkedin", "LinkedIn"))


@pytest.fixture
def everywhere(harbour: Any) -> list[Channel]:
    return [
        Channel.objects.create(workspace=harbour, network=network, name=name, account_id="did:plc:ada")
        for network, name in NETWORKS
    ]


@pytest.fixture
def write(harbour: Any, acting: Any, ada: Any) -> Callable[..., Post]:
    def made(text: str, **more: Any) -> Post:
        wordings = tuple(Wording(one.pk) for one in harbour.channels.order_by("pk"))
        return Post.objects.write(harbour, acting(ada), Content("Fog", text, "", wordings, **more))

    return made


def test_marks_are_put_and_taken_away(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto(NEW)
    page.fill(TEXT, "Ships wait")
    page.evaluate("document.querySelector('[name=text]').select()")
    for mark, marked in (("**", "**Ships wait**"), ("*", "*Ships wait*")):
        press(page, look, f"[data-wrap='{mark}']")
        assert page.input_value(TEXT) == marked
        press(page, look, f"[data-wrap='{mark}']")
        assert page.input_value(TEXT) == "Ships wait"
    press(page, look, "[data-link]")
    assert page.input_value(TEXT) == "[Ships wait](https://)"
    press(page, look, "[data-lines='> ']")
    assert page.input_value(TEXT).startswith("> ")
    picture(page, "marked")


@pytest.mark.only_at("desk")
def test_marks_and_tabs_have_keys(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto(NEW)
    page.fill(TEXT, "Ships wait")
    page.press(TEXT, "Control+a")
    page.press(TEXT, "Control+b")
    assert page.input_value(TEXT) == "**Ships wait**"
    page.press(TEXT, "Control+b")
    assert page.input_value(TEXT) == "Ships wait"
    page.press(TEXT, "Control+i")
    assert page.input_value(TEXT) == "*Ships wait*"
    page.press(TEXT, "Control+k")
    assert page.input_value(TEXT) == "*[Ships wait](https://)*"
    page.keyboard.press("Control+z")
    assert page.input_value(TEXT) == "*Ships wait*"
    page.keyboard.press("Control+Shift+Digit2")
    assert page.get_attribute("[data-tab][aria-selected=true]", "data-tab") != "all"
    page.keyboard.press("Control+s")
    page.wait_for_selector(f"#saved:has-text('{said('Version %(n)s by %(by)s', n=1, by='Ada')}')")


def test_words_of_its_own_are_marked_and_go_back(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto(NEW)
    page.fill(TEXT, "For all")
    press(page, look, "[role=tab]:has-text('Sandbox')")
    page.fill(".pane:not([hidden]) .editor", "For the sandbox")
    picture(page, "own words")
    assert page.is_visible("[role=tab]:has-text('Sandbox') .own-mark")
    press(page, look, "[data-back]:visible")
    assert not page.is_visible("[role=tab]:has-text('Sandbox') .own-mark")
    assert page.input_value(".pane:not([hidden]) .editor") == "For all"


def test_what_is_too_much_is_marked_to_the_word(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto(NEW)
    page.fill("[name=title]", "Fog")
    page.fill(TEXT, "fog " * 125 + "and more words")
    page.wait_for_selector("#pane-all .mirror mark")
    assert page.inner_text("#pane-all .mirror mark").strip() == "and more words"
    page.wait_for_selector("#left.over:has-text('Sandbox')")
    picture(page, "too much")
    press(page, look, f"#checks .fix:has-text('{said('Shorten it there')}')")
    assert "Sandbox" in page.inner_text("[data-tab][aria-selected=true]")
    page.fill(".pane:not([hidden]) .editor", "short")
    page.wait_for_selector("#checks .all-well")


def test_a_thread_is_cut_joined_and_put_in_order(visit: Any, look: Look, ada: Any) -> None:
    page = visit(ada)
    page.goto(NEW)
    page.fill(TEXT, "One. Two.")
    page.evaluate("document.querySelector('[name=text]').setSelectionRange(4, 4)")
    press(page, look, "[data-split]:visible")
    cards = page.locator(".part-card:visible textarea")
    assert [one.input_value() for one in cards.all()] == ["One.", "Two."]
    page.keyboard.type("And ")
    stored = "document.querySelector('[name=text]').value"
    assert page.evaluate(stored) == "One.\n\n---\n\nAnd Two."
    page.wait_for_selector(".part-card:visible .count:has-text('496')")
    if look.is_phone:
        press(page, look, ".part-card:visible >> nth=1 >> [data-part-move='-1']")
    else:
        page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate(stored) == "And Two.\n\n---\n\nOne."
    page.wait_for_selector("#preview .n-sandbox .entry:nth-child(2)")
    picture(page, "a thread")
    press(page, look, ".part-card:visible >> nth=1 >> [data-join]")
    assert page.input_value(TEXT) == "And Two.\n\nOne."


def test_pictures_are_put_in_order_and_described(
    visit: Any, look: Look, ada: Any, harbour: Any, write: Callable[..., Post]
) -> None:
    first, second = asset_id(harbour), asset_id(harbour)
    post = write("Ships", pictures=(Picture(first), Picture(second)))
    page = visit(ada)
    page.goto(f"/w/harbour/posts/{post.pk}/")

    def order() -> list[str]:
        return [one.get_attribute("data-picture") for one in page.locator("#pictures .picture").all()]

    if look.is_phone:
        press(page, look, f"[data-picture='{second}'] [data-move='-1']")
    else:
        page.focus(f"[data-picture='{second}'] [data-grip]")
        page.keyboard.press("Alt+ArrowUp")
    assert order() == [str(second), str(first)]
    page.fill(f"#alt-{second}", "A ship")
    assert page.inner_text(f"#alt-count-{second}").startswith("6 / ")
    described = f"#checks:not(:has([data-fix='field:alt-{second}']))"
    page.wait_for_selector(f"{described} [data-fix='field:alt-{first}']")  # nothing above moves any more
    if look.is_phone:
        press(page, look, f"[data-picture='{second}'] [data-move='1']")
    else:
        page.locator("#pictures").scroll_into_view_if_needed()
        grip = page.locator(f"[data-picture='{second}'] [data-grip]").bounding_box()
        other = page.locator(f"[data-picture='{first}']").bounding_box()
        page.mouse.move(grip["x"] + 8, grip["y"] + 20)
        page.mouse.down()
        page.mouse.move(grip["x"] + 8, other["y"] + other["height"] - 4, steps=6)
        page.mouse.up()
    assert order() == [str(first), str(second)]
    page.wait_for_selector(f"#checks [data-fix='field:alt-{first}']")
    picture(page, "not described")
    press(page, look, f"#checks [data-fix='field:alt-{first}']")
    assert page.evaluate("document.activeElement.id") == f"alt-{first}"
    page.fill(f"#alt-{first}", "Fog")
    page.wait_for_selector(f"#checks [data-fix='field:alt-{first}']", state="detached")


@pytest.mark.usefixtures("everywhere")
def test_every_network_is_drawn_and_looked_at_in_its_own_light(
    visit: Any, look: Look, ada: Any, write: Callable[..., Post]
) -> None:
    post = write("Ships wait in the fog, [see](https://example.org/fog) #fog\n\n" + "More words.\n\n" * 14)
    page = visit(ada)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    for network, name in NETWORKS:
        page.wait_for_selector(f"#preview .net-{network} .body")
        words = said("Approximately as %(network)s draws it.", network=name)
        assert words in page.inner_text(f"#preview .n-{network}")
    paper = "getComputedStyle(document.querySelector('.net-x')).backgroundColor"
    press(page, look, "[data-glass='light=day']")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    picture(page, "by day")
    press(page, look, "[data-glass='light=night']")
    assert page.evaluate(paper) == "rgb(0, 0, 0)"
    width = "document.querySelector('.net-linkedin').getBoundingClientRect().width"
    narrow = page.evaluate(width)
    picture(page, "by night")
    press(page, look, "[data-glass='width=desk']")
    assert page.evaluate(width) >= narrow if look.is_phone else page.evaluate(width) > narrow
    folded = page.locator(".net-linkedin .unfold:visible")
    expect(folded).to_have_count(1)
    expect(page.locator(".net-telegram .unfold:visible")).to_have_count(0)
    press(page, look, ".net-linkedin .unfold:visible")
    expect(page.locator(".net-linkedin .unfold:visible")).to_have_count(0)
    page.reload()
    assert page.get_attribute("#preview", "data-light") == "night"


def test_a_first_comment_and_options_of_one_network(
    visit: Any, look: Look, ada: Any, everywhere: list[Channel]
) -> None:
    page = visit(ada)
    page.goto(NEW)
    page.fill(TEXT, "Ships wait")
    press(page, look, "[role=tab]:has-text('Mastodon')")
    page.fill(f"#comment-{everywhere[1].pk}", "And here is the link")
    page.wait_for_selector("#preview .net-mastodon .comment:has-text('And here is the link')")
    assert page.inner_text(f"#comment-count-{everywhere[1].pk}") == "480"
    press(page, look, ".pane:not([hidden]) .options summary")
    page.select_option(".pane:not([hidden]) .options select", index=1)
    insist_on_width(page)
    picture(page, "options")


def test_phrases_are_put_in_and_names_are_known(
    visit: Any, look: Look, grace: Any, harbour: Any, write: Any
) -> None:
    write("Thanks to @vera_lind for the fog")
    Phrase.objects.create(workspace=harbour, kind="snippet", name="Bye", text="See you on {day}! {nothing}")
    Phrase.objects.create(workspace=harbour, kind="tags", name="Letter", text="utm_source=letter")
    page = visit(grace)
    page.goto(NEW)
    page.fill(TEXT, "Fog: https://example.org/fog")
    page.fill("[name=date]", "2036-11-25")
    page.fill("[name=time]", "09:30")
    page.focus(TEXT)
    if look.is_phone:
        press(page, look, "[data-insert]")
        page.fill("#insert [type=search]", "bye")
        picture(page, "insert", whole=False)
        press(page, look, "#insert [data-kind=snippet]")
    else:
        page.keyboard.press("Alt+i")
        page.fill("#insert [type=search]", "bye")
        picture(page, "insert", whole=False)
        page.keyboard.press("Enter")
    page.locator(".toast", has_text=said("There is no variable {%(name)s}.", name="nothing")).wait_for()
    assert page.input_value(TEXT) == "Fog: https://example.org/fog See you on Tuesday! {nothing}"
    press(page, look, "[data-insert]")
    press(page, look, "#insert [data-kind=tags]")
    page.wait_for_selector("#preview .drawn:has-text('fog?utm_source=letter')")
    assert Phrase.objects.get(name="Bye").used == 1
    page.fill(TEXT, "")
    page.locator(TEXT).press_sequentially("Hello @ver")
    page.wait_for_selector("#names [data-name='@vera_lind']")
    picture(page, "names", whole=False)
    if look.is_phone:
        press(page, look, "#names [data-name='@vera_lind']")
    else:
        page.keyboard.press("Enter")
    assert page.input_value(TEXT) == "Hello @vera_lind "


def test_a_post_becomes_a_template_and_a_template_a_post(visit: Any, look: Look, grace: Any) -> None:
    page = visit(grace)
    page.goto(NEW)
    page.fill(TEXT, "One evening, one author")
    press(page, look, "[data-insert]")
    page.on("dialog", lambda asked: asked.accept("Evening"))
    press(page, look, "[data-keep-template]")
    page.locator(".toast", has_text=said("“%(name)s” is a template now.", name="Evening")).wait_for()
    page.goto(NEW)
    picture(page, "templates")
    press(page, look, "a:has-text('Evening')")
    page.wait_for_url("**template=*")
    page.wait_for_load_state()
    assert page.input_value(TEXT) == "One evening, one author"


def test_who_saves_too_late_puts_both_together(
    visit: Any, look: Look, ada: Any, grace: Any, acting: Any, write: Callable[..., Post]
) -> None:
    post = write("Ships wait in the fog.")
    page = visit(ada)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.fill(TEXT, "Big ships wait in the fog.")
    post.rewrite(acting(grace), replace(post.newest.content(), text="Ships wait in the thick fog."))
    page.evaluate("document.getElementById('composer').submit()")
    page.locator("h1", has_text=said("Somebody saved while you were writing")).wait_for()
    insist_on_width(page)
    picture(page, "overtaken")
    press(page, look, "[value=merge]")
    page.wait_for_selector("#composer")
    assert page.input_value(TEXT) == "Big ships wait in the thick fog."


@pytest.mark.usefixtures("everywhere")
def test_everybody_can_use_it(
    visit: Any, look: Look, olga: Any, harbour: Any, write: Callable[..., Post]
) -> None:
    """No serious finding of axe, nothing wider than its window, targets that a finger meets."""
    HouseWord.objects.create(workspace=harbour, kind="banned", word="cheap", stops=True)
    Phrase.objects.create(workspace=harbour, kind="snippet", name="Bye", text="See you!")
    post = write("One\n\n---\n\ncheap " + "fog " * 90, pictures=(Picture(asset_id(harbour)),))
    page = visit(olga)
    for path in (f"posts/{post.pk}/", "posts/new/", "settings/phrases/"):
        page.goto(f"/w/harbour/{path}")
        page.wait_for_timeout(300)
        insist_on_width(page)
        insist_on_axe(page)
        picture(page, path.strip("/").replace(str(post.pk), "one"))
    if look.is_phone:
        page.goto(f"/w/harbour/posts/{post.pk}/")
        for place in ("[data-wrap='**']", "[data-insert]", "[data-glass='width=desk']"):
            box = page.locator(place).bounding_box()
            assert min(box["width"], box["height"]) >= 44, place
