"""An edit ends a yes: everybody who gave one is told, clients' people without an account too."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.deliveries import agree, edit
from planner.history.models import Actor, Entry
from planner.notices.models import Notice
from planner.notices.telling import tell as sentences
from planner.people.groups import Contact, Group
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews.policies import ReviewStep
from planner.walltime import of_instant
from tests.fakes.mail import FakeMail

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = Content("Bread", "Bread from seven.")


@pytest.fixture
def carla(harbour: Any) -> Contact:
    group = Group.objects.create(workspace=harbour, name="Bakery", is_client=True)
    return Contact.objects.create(workspace=harbour, group=group, name="Carla", email="carla@bakery.example")


@pytest.fixture
def agreed(
    harbour: Any, carla: Contact, ada: Any, grace: Any, acting: Any, now: datetime
) -> Callable[..., Post]:
    """A post to which Grace and then Carla have said yes."""

    def make(contact_answers: bool = True) -> Post:
        harbour.review_policy = "steps"
        harbour.save()
        ReviewStep.objects.create(workspace=harbour, name="Editors", position=0).users.add(grace)
        ReviewStep.objects.create(workspace=harbour, name="Client", position=1).groups.add(carla.group)
        post = Post.objects.write(harbour, acting(ada), Content("Bread", "Bread from six."))
        post.plan_for(of_instant(now + timedelta(days=2), "UTC"))
        agree.ask(post, acting(ada), now)
        agree.approve(post, acting(grace), 1, now)
        if contact_answers:
            agree.approve(post, Actor(None, "Carla", via="link", contact_id=carla.pk), 1, now)
        return Post.objects.get(pk=post.pk)

    return make


def test_a_contact_gets_a_letter_that_says_so(
    agreed: Any, adam: Any, acting: Any, tell: Any, told: Any, smtp: FakeMail, post_out: Any
) -> None:
    post = agreed()
    tell()
    post_out("email")
    edit.edit(post, acting(adam), OTHER)
    assert told() == {"Grace": "void", "Carla": "void", "Ada": "void"}
    post_out("email")
    letter = smtp.words(smtp.to().index("carla@bakery.example"))
    assert "its approval no longer counts" in letter
    assert "You will get a letter if you are asked again." in letter
    assert "Grace" not in letter


def test_the_author_reads_whose_yes_it_was_and_the_others_do_not(
    agreed: Any, adam: Any, acting: Any, tell: Any
) -> None:
    edit.edit(agreed(), acting(adam), OTHER)
    tell()
    why = {str(one.user or one.contact): sentences(one).why for one in Notice.objects.filter(kind="void")}
    assert "It had a yes from: Grace, Carla." in why["Ada"]
    assert why["Grace"] == why["Carla"]
    assert why["Carla"].startswith("Its words")
    assert "Grace" not in why["Carla"]


def test_an_author_who_changes_it_is_told_on_the_page(agreed: Any, ada: Any, enter: Any) -> None:
    post = agreed()
    form = {"title": "Bread", "text": "Bread from seven.", "based_on": "1", "do": "save"}
    page = enter(ada).post(f"/w/harbour/posts/{post.pk}/", form, follow=True).content.decode()
    assert "The yes of Grace, Carla no longer counts." in page


def test_who_is_asked_again_anyway_gets_one_letter_and_not_two(
    harbour: Any, agreed: Any, adam: Any, acting: Any, told: Any
) -> None:
    harbour.after_edit = "review"
    post = agreed()
    told()
    edit.edit(post, acting(adam), OTHER)
    assert "Carla" not in told()
    assert Entry.objects.get(act="post.approval_void").details["asks_again"] is True


def test_in_the_middle_of_a_review_the_contact_is_named_and_asked_again(
    agreed: Any, carla: Contact, olga: Any, adam: Any, harbour: Any, acting: Any, told: Any, now: datetime
) -> None:
    ReviewStep.objects.create(workspace=harbour, name="Legal", position=2, is_legal=True).users.add(olga)
    post = agreed()
    assert post.state == "in_review"
    told()
    edit.edit(post, acting(adam), OTHER)
    details = Entry.objects.get(act="post.approval_void").details
    assert (details["contacts"], details["person"]) == ([carla.pk], "Grace, Carla")
    assert "Carla" not in told()


def test_a_client_with_an_account_is_led_to_the_one_page_that_is_theirs(
    agreed: Any, harbour: Any, member: Any, adam: Any, acting: Any, tell: Any, enter: Any, now: datetime
) -> None:
    clara = member("clara", "client")
    step = ReviewStep.objects.create(workspace=harbour, name="Clara", position=2)
    step.users.add(clara)
    post = agreed()
    agree.approve(post, acting(clara), 1, now)
    post.refresh_from_db()
    assert post.state == "approved"
    edit.edit(post, acting(adam), OTHER)
    tell()
    path = {str(one.user or one.contact): sentences(one).path for one in Notice.objects.filter(kind="void")}
    assert path["Ada"] == f"/w/harbour/posts/{post.pk}/"
    assert path["Clara"] == f"/w/harbour/review/?post={post.pk}"
    hers = enter(clara)
    assert hers.get(path["Clara"]).status_code == 200
    assert hers.get(path["Ada"]).status_code == 404
