"""The team sees who has a link, ends it, has it sent again, or copies one for a messenger."""

import re
from typing import Any

import pytest

from planner.deliveries import edit
from planner.guests import links
from planner.guests.models import Letter, ReviewLink
from planner.history.models import Entry
from planner.posts.content import Content
from tests.planner.guests.conftest import answer, fresh, path

pytestmark = pytest.mark.django_db


def card(browser: Any, post: Any, **said: Any) -> Any:
    where = f"/w/harbour/posts/{post.pk}/links/"
    return browser.post(f"{where}change/", said, follow=True) if said else browser.get(where)


def test_it_says_who_is_asked_and_what_they_have(
    enter: Any, asked: Any, carla: Any, grace: Any, link_to: Any, phone: Any
) -> None:
    post, browser = asked(), enter(grace)
    page = card(browser, post).content.decode()
    assert "Carla" in page
    assert "No link yet." in page
    link = link_to(post, carla)
    assert "Works until" in card(browser, post).content.decode()
    assert links.token_of(link) not in card(browser, post).content.decode()
    answer(phone, link)
    assert "Answered" in card(browser, post).content.decode()


def test_a_post_that_asks_no_client_has_no_card(
    enter: Any, harbour: Any, ada: Any, grace: Any, acting: Any
) -> None:
    from planner.posts.models import Post

    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Fog."))
    browser = enter(grace)
    assert "No client is asked" in card(browser, post).content.decode()
    part = browser.get(f"/w/harbour/posts/{post.pk}/links/", headers={"HX-Request": "true"})
    assert part.content.strip() == b""


def test_revoked_there_it_opens_nothing(
    enter: Any, asked: Any, carla: Any, grace: Any, link_to: Any, phone: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    assert "revoked" in card(enter(grace), post, do="revoke", link=link.pk).content.decode()
    assert phone.get(path(link)).status_code == 410
    assert Entry.objects.get(act="guest.revoked").details["contacts"] == [carla.pk]


def test_it_is_sent_again_once_in_a_while(enter: Any, asked: Any, carla: Any, grace: Any) -> None:
    post, browser = asked(), enter(grace)
    assert "on its way" in card(browser, post, do="send", contact=carla.pk).content.decode()
    assert "Not sent" in card(browser, post, do="send", contact=carla.pk).content.decode()
    assert Letter.objects.count() == 1


def test_one_made_by_hand_is_shown_once_and_is_another(
    enter: Any, asked: Any, carla: Any, grace: Any, link_to: Any, phone: Any
) -> None:
    post, browser = asked(), enter(grace)
    letters_own = link_to(post, carla)
    page = card(browser, post, do="make", contact=carla.pk).content.decode()
    (token,) = set(re.findall(r"/r/([\w-]{43})/", page))
    made = ReviewLink.objects.get(made_by=grace)
    assert token == links.token_of(made) != links.token_of(letters_own)
    assert token not in card(browser, post).content.decode()
    assert token not in repr(list(browser.session.items()))
    card(browser, post, do="revoke", link=made.pk)
    assert phone.get(f"/r/{token}/").status_code == 410
    assert phone.get(path(letters_own)).status_code == 200
    assert Entry.objects.get(act="guest.link_made").user == grace


def test_who_wrote_the_post_cannot_answer_through_a_copied_link(
    enter: Any, harbour: Any, asked: Any, carla: Any, grace: Any, acting: Any, phone: Any
) -> None:
    """Four eyes: not by making one now, and not by having made one before changing the words."""
    harbour.four_eyes = True
    harbour.save()
    post, browser = asked(), enter(grace)
    page = card(browser, post, do="make", contact=carla.pk).content.decode()
    (token,) = set(re.findall(r"/r/([\w-]{43})/", page))
    content = Content("Bread", "Rolls.", "", post.newest.content().wordings)
    edit.edit(post, acting(grace), content, 1)
    assert (
        "Ask somebody else for the link" in card(browser, post, do="make", contact=carla.pk).content.decode()
    )
    assert phone.get(f"/r/{token}/").status_code == 410  # the older version's
    made = links.make(fresh(post).newest, carla, Entry.objects.latest("pk").at, by_hand=acting(grace))
    assert "made this link by hand" in answer(phone, made).content.decode()
    assert fresh(post).state == "in_review"


def test_another_workspaces_and_another_posts_links_are_not_there(
    enter: Any, asked: Any, carla: Any, grace: Any, link_to: Any
) -> None:
    bread, cake, browser = asked("Bread"), asked("Cake"), enter(grace)
    link = link_to(cake, carla)
    where = f"/w/harbour/posts/{bread.pk}/links/change/"
    for said in (
        {"do": "revoke", "link": link.pk},
        {"do": "send", "contact": 999},
        {"do": "make", "contact": "x"},
    ):
        assert browser.post(where, said).status_code == 404
    assert ReviewLink.objects.get().revoked_at is None


def test_who_may_not_edit_sees_it_without_buttons(
    enter: Any, asked: Any, carla: Any, vera: Any, link_to: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    browser = enter(vera)
    assert "Revoke" not in card(browser, post).content.decode()
    assert (
        browser.post(
            f"/w/harbour/posts/{post.pk}/links/change/", {"do": "revoke", "link": link.pk}
        ).status_code
        == 403
    )
