"""A person takes back their own yes, on the page or by a link, while nothing of the post is out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.deliveries import agree, due
from planner.deliveries.models import Delivery
from planner.guests import links
from planner.history.models import Actor, Entry
from planner.people.groups import Contact, Group
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.reviews.inbox import waits_for
from planner.reviews.models import Review
from planner.reviews.setting_steps import StepSaid, add_step
from planner.states import WrongState
from planner.walltime import of_instant
from tests.planner.guests.conftest import answer, path
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(
    harbour: Any, ada: Any, grace: Any, boris: Any, by: Any, acting: Any, now: datetime
) -> Callable[..., Post]:
    """A post to which these have said yes: Grace in the first step, Boris in the second."""

    def make(*people: Any) -> Post:
        harbour.review_policy = "steps"
        harbour.save()
        add_step(harbour, StepSaid("First", users=(grace.pk,)), by)
        add_step(harbour, StepSaid("Second", users=(boris.pk,)), by)
        wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
        post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait.", "", wordings))
        post.plan_for(of_instant(now + timedelta(hours=30), "UTC"))
        agree.ask(post, acting(ada), now)
        for user in people:
            agree.approve(post, acting(user), 1, now)
        return Post.objects.get(pk=post.pk)

    return make


def test_in_the_middle_of_a_review_their_step_waits_again(
    harbour: Any, agreed: Any, grace: Any, boris: Any, acting: Any, enter: Any, now: datetime
) -> None:
    post = agreed(grace)
    browser = enter(grace)
    assert "Take back my yes" in browser.get("/w/harbour/review/").content.decode()
    said = browser.post(f"/w/harbour/review/{post.pk}/answer/", {"do": "take_back"}, follow=True)
    assert "Your yes counts no more." in said.content.decode()
    assert waits_for(harbour, acting(grace), now) == [post.pk]
    assert waits_for(harbour, acting(boris), now) == []
    assert "Take back my yes" not in browser.get("/w/harbour/review/").content.decode()
    agree.approve(post, acting(grace), 1, now)
    agree.approve(post, acting(boris), 1, now)
    post.refresh_from_db()
    assert post.state == "approved"


def test_after_the_last_yes_nothing_goes_out_and_only_theirs_is_asked_again(
    agreed: Any, grace: Any, boris: Any, ada: Any, acting: Any, enter: Any, now: datetime
) -> None:
    post = agreed(grace, boris)
    assert post.state == "approved"
    assert len(due.choose(now + timedelta(hours=30, seconds=1), 50)) == 2, "it would go out"
    browser = enter(boris)
    assert "Take back my yes" in browser.get(f"/w/harbour/posts/{post.pk}/").content.decode()
    browser.post(f"/w/harbour/review/{post.pk}/answer/", {"do": "take_back"})
    post.refresh_from_db()
    assert post.state == "draft"
    assert due.choose(now + timedelta(hours=31), 50) == []
    so_far = agree.ask(post, acting(ada), now)
    assert [stand.step.name for stand in so_far.standing.open] == ["Second"]
    assert Entry.objects.filter(act="post.yes_taken_back").count() == 1
    assert Review.objects.count() == 2, "what was answered is never changed"


def test_what_is_out_keeps_its_yes(agreed: Any, grace: Any, boris: Any, acting: Any, now: datetime) -> None:
    post = agreed(grace, boris)
    delivery = Delivery.objects.all()[:1].get()
    for state in ("claimed", "sending"):
        delivery.step(state, state, now)
    with pytest.raises(WrongState, match="out or on its way"):
        agree.take_back_yes(post, acting(boris), now)
    assert Post.objects.get(pk=post.pk).state == "approved"


def test_nobody_takes_back_somebody_else_s(
    agreed: Any, grace: Any, boris: Any, adam: Any, acting: Any, now: datetime
) -> None:
    post = agreed(grace, boris)
    with pytest.raises(WrongState, match="No yes of yours"):
        agree.take_back_yes(post, acting(adam), now)
    assert Post.objects.get(pk=post.pk).state == "approved"


def test_a_contact_does_it_by_their_link(
    harbour: Any, agreed: Any, grace: Any, boris: Any, by: Any, acting: Any, client: Any, now: datetime
) -> None:
    group = Group.objects.create(workspace=harbour, name="Bakery", is_client=True)
    carla = Contact.objects.create(workspace=harbour, group=group, name="Carla", email="carla@bakery.example")
    post = agreed(grace)
    add_step(harbour, StepSaid("Client", groups=(group.pk,)), by)
    agree.approve(post, acting(boris), 1, now)
    link = links.make(post.newest, carla, now)
    answer(client, link)
    assert Post.objects.get(pk=post.pk).state == "approved"
    assert "Take back my yes" in client.get(path(link)).content.decode()
    answer(client, link, do="take_back")
    assert Post.objects.get(pk=post.pk).state == "draft"
    taken = Entry.objects.get(act="post.yes_taken_back")
    assert taken.details["reviews"] == [Review.objects.get(contact=carla).pk]
    assert client.get(path(link)).status_code == 410


def test_a_link_in_the_middle_of_a_review_asks_again(
    harbour: Any, agreed: Any, grace: Any, client: Any, now: datetime
) -> None:
    post = agreed()
    link = links.make(post.newest, grace, now)
    answer(client, link)
    assert "Thank you, you have approved this." in client.get(path(link)).content.decode()
    answer(client, link, do="take_back")
    page = client.get(path(link)).content.decode()
    assert "Thank you" not in page
    assert 'value="approve"' in page
    assert Actor(grace.pk, "").user_id == Review.objects.get().user_id


def test_a_program_takes_back_its_persons_yes_and_nobody_elses(
    harbour: Any, agreed: Any, grace: Any, boris: Any, ada: Any
) -> None:
    post = agreed(grace, boris)
    way = f"/posts/{post.pk}/take-back-yes"
    assert Program(token_of(harbour, ada))("POST", way)[0] == 403  # an author reviews nothing
    assert Program(token_of(harbour, boris, ["read", "write"]))("POST", way)[0] == 403  # nor does this scope
    status, shown = Program(token_of(harbour, boris, ["read", "approve"]))("POST", way)
    assert (status, shown["state"]) == (200, "draft")
    status, problem = Program(token_of(harbour, boris))("POST", way)
    assert (status, problem["type"]) == (409, "/api/v1/docs#wrong-state")


def test_a_clients_program_takes_back_only_where_they_are_asked(
    harbour: Any, agreed: Any, grace: Any, boris: Any, by: Any, acting: Any, member: Any, now: datetime
) -> None:
    clara = member("clara", "client")
    hers = Program(token_of(harbour, clara, ["approve"]))
    theirs = agreed(grace)
    assert hers("POST", f"/posts/{theirs.pk}/take-back-yes")[0] == 404
    add_step(harbour, StepSaid("Client", users=(clara.pk,)), by)
    agree.approve(theirs, acting(boris), 1, now)
    assert hers("POST", f"/posts/{theirs.pk}/take-back-yes")[0] == 409  # there is no yes yet
    agree.approve(theirs, acting(clara), 1, now)
    status, shown = hers("POST", f"/posts/{theirs.pk}/take-back-yes")
    assert (status, shown["state"]) == (200, "draft")
