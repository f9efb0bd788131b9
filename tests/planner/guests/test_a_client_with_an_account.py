"""Members with the role client: what asks them, and nothing else of the house."""

from typing import Any

import pytest
from django.test import Client

from planner.deliveries import agree
from planner.deliveries.models import Delivery
from planner.people.groups import Group
from planner.reviews.models import Review
from planner.reviews.policies import ReviewStep
from tests.planner.guests.conftest import fresh
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(bakery: Group, clara: Any, asked: Any) -> Any:
    """A post that asks Clara, by her client's group."""
    bakery.users.add(clara)
    return asked("Bread")


@pytest.fixture
def theirs(hers: Any, harbour: Any, asked: Any) -> Any:
    """A post that asks another client."""
    barber = Group.objects.create(workspace=harbour, name="Barber", is_client=True)
    ReviewStep.objects.get().groups.set([barber])
    post = asked("Beards")
    ReviewStep.objects.get().groups.set([Group.objects.get(name="Bakery")])
    harbour.tags.create(name="beards")
    return post


def test_they_begin_at_what_asks_them(enter: Any, hers: Any, clara: Any) -> None:
    browser = enter(clara)
    found = browser.get("/", follow=True)
    assert found.redirect_chain[-1][0] == "/w/harbour/review/"
    page = found.content.decode()
    assert "Bread: fresh from six" in page
    for closed in (
        "/calendar/",
        "/library/",
        "/channels/",
        "/settings/",
        "/campaigns/",
        f"/posts/{hers.pk}/",
    ):
        assert f'href="/w/harbour{closed}' not in page
    assert "/w/harbour/review/" in page


def test_they_answer_there(enter: Any, hers: Any, clara: Any) -> None:
    browser = enter(clara)
    browser.post(f"/w/harbour/review/{hers.pk}/answer/", {"seen": "1", "do": "approve"})
    assert fresh(hers).state == "approved"
    assert Review.objects.get().user == clara


def test_the_last_yes_is_taken_back_there(enter: Any, hers: Any, clara: Any) -> None:
    browser = enter(clara)
    answer = f"/w/harbour/review/{hers.pk}/answer/"
    assert "You have said yes to these" not in browser.get("/w/harbour/review/").content.decode()
    browser.post(answer, {"seen": "1", "do": "approve"})
    page = browser.get("/w/harbour/review/").content.decode()
    assert (
        page.index("You have said yes to these") < page.index("<b>Bread</b>") < page.index("Take back my yes")
    )
    page = browser.post(answer, {"do": "take_back"}, follow=True).content.decode()
    assert "Your yes counts no more." in page
    assert "You have said yes to these" not in page
    assert fresh(hers).state != "approved"
    assert browser.post(answer, {"do": "take_back"}).status_code == 404, "there is none left"


def test_another_persons_yes_is_not_theirs_to_take_back(
    enter: Any, hers: Any, clara: Any, harbour: Any, person: Any, acting: Any, now: Any
) -> None:
    cosmo = person("cosmo")
    harbour.memberships.create(user=cosmo, role="client")
    Group.objects.get().users.add(cosmo)
    agree.approve(hers, acting(clara), 1, now)
    browser = enter(cosmo)
    assert "You have said yes" not in browser.get("/w/harbour/review/").content.decode()
    assert browser.post(f"/w/harbour/review/{hers.pk}/answer/", {"do": "take_back"}).status_code == 404
    assert fresh(hers).state == "approved"


def test_a_yes_to_what_is_on_its_way_stays(enter: Any, hers: Any, clara: Any, acting: Any, now: Any) -> None:
    agree.approve(hers, acting(clara), 1, now)
    delivery = Delivery.objects.all()[:1].get()
    for state in ("claimed", "sending"):
        delivery.step(state, state, now)
    browser = enter(clara)
    assert "You have said yes" not in browser.get("/w/harbour/review/").content.decode()
    said = browser.post(f"/w/harbour/review/{hers.pk}/answer/", {"do": "take_back"}, follow=True)
    assert "It is out or on its way, so your yes stays." in said.content.decode()
    assert fresh(hers).state == "approved"


def test_another_clients_post_is_not_there(
    enter: Any, harbour: Any, bakery: Group, clara: Any, asked: Any, grace: Any
) -> None:
    step = ReviewStep.objects.get()
    step.groups.set([Group.objects.create(workspace=harbour, name="Barber", is_client=True)])
    bakery.users.add(clara)
    post = asked("Beards")
    browser = enter(clara)
    page = browser.get("/w/harbour/review/", {"post": post.pk}).content.decode()
    assert "Beards" not in page
    assert "1 post" not in page
    for do in ("approve", "changes"):
        answered = browser.post(
            f"/w/harbour/review/{post.pk}/answer/", {"seen": "1", "do": do, "note": "Longer, please."}
        )
        assert answered.status_code == 404
    assert fresh(post).state == "in_review"


def test_where_clients_are_told_apart_anybody_is_not_a_client(
    enter: Any, harbour: Any, bakery: Group, clara: Any, asked: Any
) -> None:
    """Without steps every reviewer may answer; a client among several would read the others' posts."""
    type(harbour).objects.update(review_policy="required")
    harbour.refresh_from_db()
    post = asked("Beards")
    browser = enter(clara)
    assert "Beards" not in browser.get("/w/harbour/review/").content.decode()
    assert browser.post(f"/w/harbour/review/{post.pk}/answer/", {"seen": "1"}).status_code == 404
    bakery.delete()
    assert "Beards" in browser.get("/w/harbour/review/").content.decode()


def test_internal_answers_are_not_shown_to_them(
    enter: Any, harbour: Any, bakery: Group, clara: Any, grace: Any, asked: Any, acting: Any, now: Any
) -> None:
    ReviewStep.objects.create(workspace=harbour, name="Editors", position=0).users.add(grace)
    bakery.users.add(clara)
    post = asked()
    agree.approve(post, acting(grace), 1, now, "They will never notice.")
    assert "never notice" not in enter(clara).get("/w/harbour/review/").content.decode()


def test_their_token_answers_only_what_asks_them(
    harbour: Any, hers: Any, clara: Any, asked: Any, acting: Any, ada: Any
) -> None:
    program = Program(token_of(harbour, clara))
    ReviewStep.objects.get().groups.clear()
    assert program("POST", f"/posts/{hers.pk}/approve", {"version": 1})[0] == 404
    ReviewStep.objects.get().groups.add(Group.objects.get())
    assert program("GET", f"/posts/{hers.pk}")[0] == 404
    assert program("GET", "/posts")[0] == 404
    assert program("POST", f"/posts/{hers.pk}/approve", {"version": 1})[0] == 200
    assert fresh(hers).state == "approved"


def test_pictures_are_shown_to_them_by_addresses_that_end(
    enter: Any, harbour: Any, bakery: Group, clara: Any, ada: Any, acting: Any, now: Any
) -> None:
    from media import intake
    from planner.posts.content import Content, Picture, Wording
    from planner.posts.models import Post
    from tests.planner.library.conftest import drawn

    bakery.users.add(clara)
    asset = intake.take_in(harbour.library, "loaf.jpg", drawn(1))
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    content = Content("Loaf", "Look.", "", wordings, (Picture(asset.pk, "A loaf"),))
    agree.ask(Post.objects.write(harbour, acting(ada), content), acting(ada), now)
    page = enter(clara).get("/w/harbour/review/").content.decode()
    source = page.split('<img src="/m/')[1].split('"')[0]
    assert Client().get(f"/m/{source}").status_code == 200
