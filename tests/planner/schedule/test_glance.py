"""A card looked at closely: what it says, and which acts it offers to whom."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.deliveries import plan
from planner.deliveries.models import Delivery
from planner.people.permissions import Verb
from planner.posts.content import Content
from planner.posts.models import Post
from planner.schedule.glance import MOST_WORDS, glance
from planner.walltime import of_instant
from planner.writing.desk import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(harbour: Any, acting: Any, now: datetime) -> Callable[..., Any]:
    """What this person is offered: look(post, grace)."""

    def at(post: Post, user: Any) -> Any:
        membership = harbour.memberships.get(user=user)
        who = Person(acting(user), [verb for verb in Verb if membership.may(verb)])
        return glance(Post.objects.select_related("head", "workspace").get(pk=post.pk), who, now)

    return at


def test_what_can_be_done_follows_the_stage(
    look: Any, write: Any, harbour: Any, acting: Any, ada: Any, grace: Any, now: datetime
) -> None:
    harbour.review_policy = "required"
    harbour.save()
    post = write("Ships", now + timedelta(days=3))
    assert look(post, ada).acts == ("submit", "hold", "archive")
    post.submit(acting(ada))
    assert look(post, grace).acts == ("take_back", "hold", "archive")
    Post.objects.filter(pk=post.pk).update(held_at=now)
    assert look(post, grace).acts == ("take_back", "release", "archive")


def test_where_nobody_must_agree_it_can_be_scheduled_unless_its_time_has_passed(
    look: Any, write: Any, harbour: Any, grace: Any, now: datetime
) -> None:
    harbour.review_policy = "none"
    harbour.save()
    ahead, past = write("Ships", now + timedelta(days=3)), write("Fog", now - timedelta(days=3))
    assert "schedule" in look(ahead, grace).acts
    assert "schedule" not in look(past, grace).acts
    assert "schedule" not in look(write("Ropes"), grace).acts


def test_who_may_not_is_not_offered_it(look: Any, write: Any, vera: Any, grace: Any, ada: Any) -> None:
    post = write("Ships")
    assert look(post, vera).acts == ()
    Post.objects.filter(pk=post.pk).update(author=grace)
    assert "archive" not in look(post, ada).acts


def test_what_went_wrong_is_said_with_its_channel(
    look: Any, write: Any, harbour: Any, acting: Any, grace: Any, now: datetime, enter: Any
) -> None:
    harbour.review_policy = "none"
    harbour.save()
    post = write("Ships", now + timedelta(days=1))
    first, *_others = plan.schedule(
        post, plan.Plan(of_instant(now + timedelta(days=1), harbour.timezone)), acting(grace), now
    )
    trouble = {"template": "The tide is out.", "values": {}, "code": "tide"}
    Delivery.objects.filter(pk=first.pk).update(state="missed", trouble=trouble)
    shown = look(post, grace)
    assert [one.pk for one in shown.wrong] == [first.pk]
    page = enter(grace).get(f"/w/harbour/posts/{post.pk}/glance/").content.decode()
    assert "The tide is out." in page
    assert f"/deliveries/{first.pk}/" in page


def test_it_is_short_and_escaped(harbour: Any, acting: Any, ada: Any, grace: Any, enter: Any) -> None:
    words = Content(title="<b>Ships</b>", text="<i>fog</i> " * 200)
    post = Post.objects.write(harbour, acting(ada), words)
    page = enter(grace).get(f"/w/harbour/posts/{post.pk}/glance/").content.decode()
    assert "&lt;b&gt;Ships" in page
    assert "<i>fog" not in page
    assert page.count("fog") <= MOST_WORDS // len("<i>fog</i> ") + 1


def test_another_workspaces_post_is_not_there(write: Any, mallory: Any, enter: Any) -> None:
    post = write("Ships")
    assert enter(mallory).get(f"/w/other/posts/{post.pk}/glance/").status_code == 404
    assert enter(mallory).get(f"/w/harbour/posts/{post.pk}/glance/").status_code == 404
