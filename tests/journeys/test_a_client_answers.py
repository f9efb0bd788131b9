"""A client on a phone, in their own language: from the letter to the thank-you, without an account."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import expect

from media import intake
from planner.channels.models import Channel
from planner.deliveries import agree, edit
from planner.guests import inviting, letters, links
from planner.guests.models import ReviewLink
from planner.guests.tasks import write_all
from planner.people.groups import Contact, Group
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from planner.reviews.policies import ReviewStep
from planner.walltime import of_instant
from tests.axe import insist_on_axe
from tests.journeys.looks import PHONE, Look, insist_on_width, picture, said
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db(transaction=True)
BREAD = "Fresh bread from six o'clock, every day of the week. Come early: the rye is gone by eight."
IN_LANGUAGES = pytest.mark.parametrize(("language", "light"), [("en", "light"), ("ru", "dark")])


@pytest.fixture
def guest(chromium: Any, live_server: Any, settings: Any) -> Iterator[Callable[..., Any]]:
    """A phone in which nobody is signed in. It fails on any console error and any foreign request."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = live_server.url
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_on(light: str, locale: str, **more: Any) -> Any:
        context = chromium.new_context(
            base_url=live_server.url, **(PHONE | {"color_scheme": light, "locale": locale} | more)
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: line.type == "error" and troubles.append(line.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda one: one.url.startswith(live_server.url) or troubles.append(one.url))
        return page

    yield open_on
    for context in contexts:
        context.close()
    # A browser says so of every page with such a status; the test opens them on purpose.
    assert [one for one in troubles if "410 (Gone)" not in one and "422" not in one] == []


@pytest.fixture
def client_of(harbour: Any) -> Callable[[str], Contact]:
    """A client that is asked in the only step, with one contact who reads this language."""

    def make(language: str) -> Contact:
        harbour.review_policy = "steps"
        harbour.save()
        group = Group.objects.create(workspace=harbour, name="Bakery", is_client=True)
        ReviewStep.objects.create(workspace=harbour, name="Client", position=1).groups.add(group)
        return Contact.objects.create(
            workspace=harbour, group=group, name="Дарья" if language == "ru" else "Carla",
            email="client@bakery.example", language=language,
        )  # fmt: skip

    return make


@pytest.fixture
def asked(harbour: Any, ada: Any, acting: Any, now: datetime) -> Callable[..., Post]:
    def make(title: str, text: str, hours: int, pictures: int = 0) -> Post:
        Channel.objects.get_or_create(workspace=harbour, network="mastodon", name="Toots", account_id="1")
        assets = [
            intake.take_in(harbour.library, f"{title}-{n}.jpg", drawn(n, (900, 600))) for n in range(pictures)
        ]
        wordings = tuple(
            Wording(one.pk, "Rye at six. #bread" if one.network == "mastodon" else None)
            for one in harbour.channels.all()
        )
        shown = tuple(Picture(asset.pk, f"A loaf, number {n}") for n, asset in enumerate(assets))
        post = Post.objects.write(harbour, acting(ada), Content(title, text, "", wordings, shown))
        post.plan_for(of_instant(now + timedelta(hours=hours), harbour.timezone))
        agree.ask(post, acting(ada), now)
        return Post.objects.select_related("head", "workspace").get(pk=post.pk)

    return make


IS_THERE = """one => one.complete ? one.naturalWidth > 0 : new Promise(done => {
  one.addEventListener("load", () => done(true));
  one.addEventListener("error", () => done(false));
})"""


def see_all_pictures(page: Any) -> None:
    """Each came, from wherever its address leads."""
    shown = page.locator(".pics img").all()
    assert shown
    for image in shown:
        image.scroll_into_view_if_needed()
        assert image.evaluate(IS_THERE)


def sent(harbour: Any, now: datetime, mailoutbox: Any) -> list[str]:
    """The addresses in the newest letter."""
    later = now + timedelta(minutes=4)
    inviting.gather(harbour, later)
    for letter_id in letters.due(later):
        letters.send(letter_id, later)
    write_all()
    return [word for word in mailoutbox[-1].body.split() if "/r/" in word]


@IN_LANGUAGES
def test_a_client_answers(
    language: str, light: str, guest: Any, harbour: Any, client_of: Any, asked: Any, now: Any,
    mailoutbox: Any, acting: Any, ada: Any,
) -> None:  # fmt: skip
    person = client_of(language)
    bread, cake = asked("Bread", BREAD, 24, pictures=2), asked("Cake", "Cherry cake on Sunday.", 72)
    first, second = sent(harbour, now, mailoutbox)
    assert len(mailoutbox) == 1
    page = guest(light, "en-US")  # the phone's language is not the contact's: theirs is shown
    page.goto(f"{first}?do=approve")
    assert page.get_attribute("html", "lang") == language
    with override(language):
        approve = page.get_by_role("button", name=said("Approve"), exact=True)
        assert approve.evaluate(
            "one => one === document.activeElement"
        )  # a button in a letter may lead there
        see_all_pictures(page)
        insist_on_width(page)
        insist_on_axe(page)
        page.evaluate("scrollTo(0, 0)")
        picture(page, "asks")
        approve.click()
        page.wait_for_selector(".thanks")
        insist_on_axe(page)
        picture(page, "thanks", whole=False)
        page.locator(".thanks a.btn").click()
        page.wait_for_selector("h1:has-text('Cake')")
        page.get_by_text(said("Ask for changes"), exact=True).click()
        page.fill("textarea[name=note]", "Plum, not cherry.")
        picture(page, "changes", whole=False)
        page.get_by_role("button", name=said("Send it back")).click()
        page.wait_for_selector(".thanks.st-changes")
        picture(page, "thanks-for-changes", whole=False)
    states = dict(Post.objects.filter(pk__in=[bread.pk, cake.pk]).values_list("pk", "state"))
    assert states == {bread.pk: "approved", cake.pk: "changes"}
    edit.edit(Post.objects.get(pk=cake.pk), acting(ada), Content("Cake", "Plum cake on Sunday."), 1)
    agree.ask(Post.objects.get(pk=cake.pk), acting(ada), now)
    page.goto(second)
    page.wait_for_selector("form[action$='/fresh/']")
    insist_on_axe(page)
    picture(page, "newer", whole=False)
    page.locator("form[action$='/fresh/'] button").click()
    page.wait_for_selector("h1")
    newest = ReviewLink.objects.get(contact=person, version=Post.objects.get(pk=cake.pk).newest)
    assert links.token_of(newest) not in page.content()


@IN_LANGUAGES
def test_after_the_yes_a_word_changes(
    language: str, light: str, guest: Any, visit: Any, harbour: Any, client_of: Any, asked: Any, grace: Any,
    now: Any, mailoutbox: Any,
) -> None:  # fmt: skip
    client_of(language)
    post = asked("Bread", BREAD, 24)
    (first,) = sent(harbour, now, mailoutbox)
    page = guest(light, "en-US")
    page.goto(first)
    with override(language):
        page.get_by_role("button", name=said("Approve"), exact=True).tap()
        page.wait_for_selector(".thanks")
        post.refresh_from_db()
        assert (post.state, post.approved_version) == ("approved", post.newest)
        type(grace).objects.filter(pk=grace.pk).update(language=language)
        editing = visit(grace, viewport={"width": 1440, "height": 900}, color_scheme=light)
        editing.goto(f"/w/harbour/posts/{post.pk}/")
        editing.fill("[name=text]", BREAD.replace("eight", "nine"))
        editing.click("#acts button[value=save]")
        editing.wait_for_selector("#saved:has-text('2')")
        picture(editing, "edited")
        page.goto(first)
        assert page.get_attribute("html", "lang") == language
        assert page.locator("h1").inner_text() == said("A newer version exists.")
        expect(page.locator("button[value=approve]")).to_have_count(0)
        insist_on_width(page)
        insist_on_axe(page)
        picture(page, "newer", whole=False)
    assert Post.objects.get(pk=post.pk).state == "draft", "the yes was to other words"


def test_without_scripts_and_at_a_desk_it_is_the_same(
    guest: Any, harbour: Any, client_of: Any, asked: Any, now: Any, mailoutbox: Any, acting: Any, ada: Any
) -> None:
    client_of("en")
    post = asked("Bread", BREAD, 24, pictures=1)
    page = guest(
        "light", "en-US", java_script_enabled=False, viewport={"width": 1440, "height": 900}, is_mobile=False
    )
    page.goto(sent(harbour, now, mailoutbox)[0])
    picture(page, "desk")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.wait_for_selector(".thanks")
    assert Post.objects.get(pk=post.pk).state == "approved"
    edit.edit(
        post,
        acting(ada),
        Content("Bread", BREAD.replace("six", "seven"), "", post.newest.content().wordings),
        1,
    )
    agree.ask(Post.objects.get(pk=post.pk), acting(ada), now)
    page.goto(sent(harbour, now + timedelta(minutes=5), mailoutbox)[-1])
    assert "seven" in page.locator("ins").inner_text()
    picture(page, "changed")


@pytest.mark.at_both
def test_the_team_sees_who_has_a_link(
    visit: Any, look: Look, harbour: Any, olga: Any, client_of: Any, asked: Any, now: Any, mailoutbox: Any
) -> None:
    client_of("en")
    post = asked("Bread", BREAD, 24)
    sent(harbour, now, mailoutbox)
    page = visit(olga)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.get_by_role("link", name=said("Revoke, send again, or copy one")).click()
    page.wait_for_url("**/links/")
    insist_on_axe(page)
    insist_on_width(page)
    page.locator("button[value=make]").click()
    page.wait_for_selector("code:has-text('/r/')")
    insist_on_axe(page)
    insist_on_width(page)
    picture(page, "made")
    page.locator("button[value=revoke]").first.click()
    page.wait_for_selector("#toasts .toast")
    page.goto(f"/w/harbour/review/?post={post.pk}")
    page.wait_for_selector("#links-title")
    insist_on_width(page)
    picture(page, "review")


@pytest.mark.at_both
def test_a_client_with_an_account_sees_the_review_alone(
    visit: Any, look: Look, harbour: Any, clara: Any, client_of: Any, asked: Any
) -> None:
    client_of("en")
    Group.objects.get().users.add(clara)
    asked("Bread", BREAD, 24, pictures=1)
    page = visit(clara)
    page.goto("/")
    page.wait_for_url("**/review/")
    see_all_pictures(page)
    expect(page.locator(".nav a, .tabbar a")).to_have_count(2)  # the review, once in each
    insist_on_axe(page)
    insist_on_width(page)
    picture(page, "review")
    page.locator("button[value=approve]").first.click()
    given = page.locator("#agreed")
    expect(given.locator("b", has_text="Bread")).to_have_count(1)
    insist_on_axe(page)
    insist_on_width(page)
    picture(page, "agreed")
    page.on("dialog", lambda dialog: dialog.accept())
    given.get_by_role("button", name=said("Take back my yes")).click()
    expect(page.locator("#toasts")).to_contain_text(said("Your yes counts no more."))
    expect(given).to_have_count(0)
    assert Post.objects.get().state != "approved"
