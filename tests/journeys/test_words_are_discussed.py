"""In real browsers: words are chosen and spoken about, the text moves, and other words are taken in."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.remarks import discussing
from planner.remarks.models import Remark, Suggestion, Thread
from tests.axe import insist_on_axe
from tests.journeys.looks import Look, insist_on_width, picture, said

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Ships wait in the fog 👩‍🚀. Ships leave at nine, and they come back at noon."
SELECT = """([words, nth]) => {
  const box = document.querySelector('[data-words=text]');
  const node = box.firstChild;
  let at = -1;
  for (let n = 0; n <= nth; n += 1) at = node.data.indexOf(words, at + 1);
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  box.scrollIntoView({block: 'center'});
}"""


@pytest.fixture
def post(harbour: Any, ada: Any, acting: Any) -> Post:
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    post = Post.objects.write(harbour, acting(ada), Content("Fog", TEXT, "", wordings))
    post.submit(acting(ada))
    return post


@pytest.mark.at_both
def test_words_are_discussed_and_replaced(visit: Any, look: Look, post: Post, ada: Any, grace: Any) -> None:
    reviewing = visit(grace)
    reviewing.goto("/w/harbour/review/")
    reviewing.wait_for_selector("body > #remark-pick", state="attached")
    reviewing.evaluate(SELECT, ["Ships", 1])
    reviewing.click("#remark-pick")
    form = reviewing.locator("#remark-new")
    assert form.locator("[name=quote]").input_value() == "Ships"
    assert form.locator("[name=start]").input_value() == str(TEXT.index("Ships leave"))
    form.locator("[name=remark]").press_sequentially("Which ships, @ad")
    reviewing.click("#remark-names [data-name=Ada]")
    assert form.locator("[name=remark]").input_value() == "Which ships, @Ada "
    picture(reviewing, "written", whole=False)
    form.locator("button.primary").click()
    thread = reviewing.locator(".thread")
    thread.wait_for()
    assert thread.locator("b.name").inner_text() == "@Ada"
    thread.locator(".answer textarea").fill("Boats")
    thread.locator("[value=suggest]").click()
    thread.locator("ins").wait_for()
    thread.locator("[data-show]").click()
    assert reviewing.locator("[data-words=text] mark").inner_text() == "Ships"
    before = reviewing.locator("[data-words=text]").evaluate("one => one.firstChild.data")
    assert before.endswith("👩‍🚀. ")
    insist_on_width(reviewing)
    insist_on_axe(reviewing)
    picture(reviewing, "reviewed")

    writing = visit(ada)
    writing.goto(f"/w/harbour/posts/{post.pk}/")
    assert writing.locator("#remarks-open").inner_text().strip() == "1"
    writing.fill("[name=text]", f"Good morning! {TEXT}")
    writing.click("#acts button[value=save]")
    writing.wait_for_selector("#saved:has-text('2')")
    writing.click("a[href='#remarks-list']")
    writing.wait_for_selector("body > #remark-pick", state="attached")
    writing.locator(".thread [data-show]").click()
    writing.wait_for_selector("#pane-all .mirror mark.said", state="attached")
    chosen = writing.locator("[name=text]").evaluate("at => [at.selectionStart, at.selectionEnd]")
    start = f"Good morning! {TEXT}".encode("utf-16-le").index("Ships leave".encode("utf-16-le")) // 2
    assert chosen == [start, start + 5]
    insist_on_width(writing)
    insist_on_axe(writing)
    picture(writing, "composer", whole=False)
    writing.locator(".thread [value=accept]").click()
    writing.wait_for_selector("#saved:has-text('3')")
    assert writing.input_value("[name=text]") == f"Good morning! {TEXT}".replace("Ships leave", "Boats leave")
    post.refresh_from_db()
    assert (post.newest.number, Suggestion.objects.get().state) == (3, "accepted")
    assert said("all resolved") in writing.locator("#remarks-count").inner_text()


@pytest.mark.only_at("desk")
def test_threads_are_gone_through_by_keys(
    visit: Any, look: Look, post: Post, grace: Any, acting: Any, now: Any
) -> None:
    for quote in ("noon", "fog"):
        discussing.begin(post, acting(grace), discussing.Said(f"About {quote}", quote=quote), now)
    gone = discussing.begin(post, acting(grace), discussing.Said("Orphan", quote="Ships wait"), now)
    Thread.objects.filter(pk=gone.pk).update(quote="Lighthouses shine for everybody")
    page = visit(grace)
    page.goto("/w/harbour/review/")
    page.wait_for_selector("body > #remark-pick", state="attached")
    page.focus("#remarks > summary")
    for key, words in (("n", "fog"), ("n", "noon"), ("p", "fog")):
        page.keyboard.press(key)
        assert page.locator("[data-words=text] mark").inner_text() == words
        assert page.evaluate("document.activeElement.className") == "thread"
    page.keyboard.press("p")
    page.keyboard.press("Tab")
    assert said(
        "The words are gone: “%(words)s”", words="Lighthouses shine for everybody"
    ) in page.inner_text("#remarks")
    assert page.url.endswith("/review/"), "n begins a new post elsewhere, not here"
    picture(page, "keys")


@pytest.mark.only_at("desk")
def test_selected_words_of_the_composer_are_taken(visit: Any, look: Look, post: Post, ada: Any) -> None:
    page = visit(ada)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    scripts: list[str] = []
    page.on("request", lambda asked: scripts.append(asked.url))
    assert not any("remarks" in one for one in scripts)
    page.evaluate(
        "() => { const at = document.querySelector('[name=text]'); at.focus(); at.setSelectionRange(0, 10); }"
    )
    page.locator("a[href='#remarks-list']").focus()
    page.evaluate("document.querySelector('[name=text]').focus()")
    page.evaluate("document.querySelector('#remarks').open = true")
    expect(page.locator("#remark-new [name=quote]")).to_have_value("Ships wait")
    assert any(re.search(r"remarks\.js", one) for one in scripts)
    page.fill("#remark-new [name=remark]", "Why?")
    page.click("#remark-new button.primary")
    page.wait_for_selector(".thread")
    assert Remark.objects.get().text == "Why?"
    page.click("details.begin > summary")
    page.fill("#remark-new [name=quote]", "Whales")
    page.fill("#remark-new [name=remark]", "Where?")
    page.click("#remark-new button.primary")
    page.wait_for_selector("#remarks-said .sorry")
    assert page.input_value("#remark-new [name=remark]") == "Where?", "what was typed stays"
