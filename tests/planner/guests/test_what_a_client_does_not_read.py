"""What only editors read, their steps and their answers: a client's page and programs show none of it."""

from datetime import datetime
from typing import Any

import pytest

from planner.deliveries import agree, edit
from planner.history.models import Actor
from planner.people.groups import Contact, Group
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews.policies import ReviewStep
from tests.planner.guests.conftest import fresh, path
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db
INNER = ("stupid", "990", "Secret editors", "Grace", "Yes: ")


@pytest.fixture
def mended(bakery: Group, harbour: Any, clara: Any, ada: Any, grace: Any, acting: Any, now: datetime) -> Post:
    """Editors agreed to harsh words, then to kind ones; now the client is asked. Others sit beside Clara."""
    bakery.users.add(clara)
    editors = ReviewStep.objects.create(workspace=harbour, name="Secret editors", position=0)
    editors.users.add(grace)
    content = Content("Bread", "The stupid bakery pays us 990.", "")
    post = Post.objects.write(harbour, acting(ada), content)
    agree.ask(post, acting(ada), now)
    agree.approve(post, acting(grace), 1, now)
    edit.edit(fresh(post), acting(ada), Content("Bread", "The lovely bakery.", ""))
    agree.approve(post, acting(grace), 2, now)
    return fresh(post)


def test_the_page_shows_only_the_client_s_own_step_and_words(enter: Any, mended: Post, clara: Any) -> None:
    page = enter(clara).get("/w/harbour/review/").content.decode()
    assert "The lovely bakery." in page
    assert "Still asked: Clara" in page
    assert "Changed since" not in page
    assert [words for words in INNER if words in page] == []


def test_an_editor_still_sees_what_changed_and_every_step(enter: Any, mended: Post, grace: Any) -> None:
    page = enter(grace).get("/w/harbour/review/").content.decode()
    assert "Changed since Grace approved version 1" in page
    assert "stupid" in page
    assert "Secret editors" in page


def test_what_changed_is_counted_from_their_own_yes(
    enter: Any, mended: Post, clara: Any, ada: Any, grace: Any, acting: Any, now: datetime
) -> None:
    agree.approve(mended, acting(clara), 2, now)
    edit.edit(fresh(mended), acting(ada), Content("Bread", "The lovely awful bakery.", ""))
    agree.ask(fresh(mended), acting(ada), now)
    agree.approve(mended, acting(grace), 3, now)
    edit.edit(fresh(mended), acting(ada), Content("Bread", "The lovely old bakery.", ""))
    agree.approve(mended, acting(grace), 4, now)
    page = enter(clara).get("/w/harbour/review/").content.decode()
    assert "Changed since you approved version 2" in page
    assert "awful" not in page
    assert [words for words in INNER if words in page] == []


def test_a_yes_of_theirs_does_not_tell_them_who_else_is_asked(
    enter: Any, harbour: Any, mended: Post, clara: Any, olga: Any
) -> None:
    legal = ReviewStep.objects.create(workspace=harbour, name="Secret lawyers", position=2, is_legal=True)
    legal.users.add(olga)
    browser, answer = enter(clara), f"/w/harbour/review/{mended.pk}/answer/"
    page = browser.post(answer, {"seen": "2", "do": "approve"}, follow=True).content.decode()
    assert "Others are still asked." in page
    page += browser.post(answer, {"seen": "2", "do": "approve"}, follow=True).content.decode()
    assert fresh(mended).state == "in_review"
    assert "Secret" not in page
    assert "Olga" not in page


def test_nor_does_a_link_tell_a_contact(
    harbour: Any, mended: Post, carla: Contact, olga: Any, link_to: Any, phone: Any, now: datetime
) -> None:
    legal = ReviewStep.objects.create(workspace=harbour, name="Secret lawyers", position=2, is_legal=True)
    legal.users.add(olga)
    agree.approve(mended, Actor(None, "Carla", via="link", contact_id=carla.pk), 2, now)
    page = phone.get(path(link_to(mended, carla))).content.decode()
    assert "Secret" not in page


def test_a_colleague_is_named_and_another_client_in_the_same_step_is_not(
    enter: Any, harbour: Any, mended: Post, clara: Any, carla: Contact, now: datetime
) -> None:
    barber = Group.objects.create(workspace=harbour, name="Barber", is_client=True)
    Contact.objects.create(workspace=harbour, group=barber, name="Figaro", email="figaro@barber.example")
    step = ReviewStep.objects.get(name="Client")
    step.groups.add(barber)
    ReviewStep.objects.filter(pk=step.pk).update(rule="all")
    page = enter(clara).get("/w/harbour/review/").content.decode()
    assert "Still asked: Carla" in page
    assert "Figaro" not in page
    assert "Nobody is left" not in page


def test_their_programs_read_no_more(harbour: Any, mended: Post, clara: Any) -> None:
    program = Program(token_of(harbour, clara))
    status, rows = program("GET", "/reviews")
    assert (status, [row["step"] for row in rows]) == (200, ["Client"])
    for closed in ("", "/review", "/versions", "/preview"):
        assert program("GET", f"/posts/{mended.pk}{closed}")[0] == 404
    assert program("GET", "/reviews/forecast")[0] == 404


@pytest.mark.parametrize("address", ["posts/{}/", "posts/{}/glance/", "posts/{}/history/", "calendar/"])
def test_pages_that_show_more_are_not_there(enter: Any, mended: Post, clara: Any, address: str) -> None:
    assert enter(clara).get(f"/w/harbour/{address.format(mended.pk)}").status_code == 404
