"""Ways to a yes that nobody has the right to, tried through the engine's own doors."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.campaigns.models import Tag
from planner.deliveries import agree, edit
from planner.history.models import Actor, Entry
from planner.people.groups import Absence, Contact, Group
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.reviews import answer
from planner.reviews.policies import Policy, ReviewStep
from planner.reviews.seats import NotYours
from planner.reviews.setting import NotSettled
from planner.reviews.setting_groups import ContactSaid, add_contact
from planner.reviews.tasks import attend_all
from planner.states import WrongState
from planner.walltime import of_instant
from tests.agreed import ask, say_yes

pytestmark = pytest.mark.django_db
Steps = Callable[..., ReviewStep]


@pytest.fixture
def steps(harbour: Any) -> Steps:
    """steps("Legal", [lawyer], rule="all"): one more step, of the workspace's own terms or of a policy's."""

    def add(name: str, users: Any = (), groups: Any = (), **how: Any) -> ReviewStep:
        harbour.review_policy = "steps"
        harbour.save()
        step = ReviewStep.objects.create(workspace=harbour, name=name, **{"position": 1} | how)
        step.users.set(users)
        step.groups.set(groups)
        return step

    return add


@pytest.fixture
def post(harbour: Any, ada: Any, acting: Any, now: datetime) -> Post:
    """Ada's, with a time tomorrow, not asked for yet."""
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    made = Post.objects.write(harbour, acting(ada), Content("Bread", "Fresh from six.", "", wordings))
    made.plan_for(of_instant(now + timedelta(hours=24), harbour.timezone))
    return made


def state_of(post: Post) -> str:
    return Post.objects.values_list("state", flat=True).get(pk=post.pk)


# --- The urgent way -------------------------------------------------------------------------------


@pytest.fixture
def hurried(harbour: Any) -> None:
    harbour.urgent_path = True
    harbour.save()


def test_a_client_does_not_take_the_urgent_way_around_the_team(
    post: Post, steps: Steps, hurried: None, grace: Any, clara: Any, ada: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [grace])
    steps("Client", [clara], position=2)
    ask(post, acting(ada), now)
    with pytest.raises(NotYours):
        agree.approve_urgently(post, acting(clara), 1, now, "We need it out today.")
    assert state_of(post) == "in_review"


@pytest.mark.parametrize("before", ["draft", "changes"])
def test_nobody_hurries_what_nobody_asks_for(
    before: str, post: Post, steps: Steps, hurried: None, grace: Any, ada: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [grace])
    if before == "changes":
        answer.request_changes(ask(post, acting(ada), now), acting(grace), 1, "Say when it is.", now)
        post.refresh_from_db()
    with pytest.raises(WrongState):
        agree.approve_urgently(post, acting(grace), 1, now, "It cannot wait until tomorrow.")
    assert state_of(post) == before


def test_a_label_that_closes_the_urgent_way_takes_back_what_went_it(
    harbour: Any, post: Post, steps: Steps, hurried: None, grace: Any, adam: Any, ada: Any, acting: Any,
    now: datetime,
) -> None:  # fmt: skip
    steps("Editors", [grace])
    board = Tag.objects.create(workspace=harbour, name="board")
    policy = Policy.objects.create(workspace=harbour, tag=board, review_policy="steps", urgent_path=False)
    steps("Board", [adam], policy=policy)
    ask(post, acting(ada), now)
    agree.approve_urgently(post, acting(grace), 1, now, "It cannot wait until tomorrow.")
    assert state_of(post) == "approved"
    post.tags.add(board)
    agree.after_labels(post, acting(ada), now)
    assert state_of(post) != "approved"


# --- Four eyes ------------------------------------------------------------------------------------


def test_a_yes_to_ones_own_words_ends_where_a_label_asks_for_four_eyes(
    harbour: Any, grace: Any, acting: Any, now: datetime
) -> None:
    harbour.review_policy, harbour.four_eyes = "required", False
    harbour.save()
    strict = Tag.objects.create(workspace=harbour, name="strict")
    Policy.objects.create(workspace=harbour, tag=strict, review_policy="required", four_eyes=True)
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    mine = Post.objects.write(harbour, acting(grace), Content("Bread", "Fresh.", "", wordings))
    say_yes(ask(mine, acting(grace), now), acting(grace), now)
    assert state_of(mine) == "approved"
    mine.tags.add(strict)
    agree.after_labels(mine, acting(grace), now)
    assert state_of(mine) != "approved"


def test_a_yes_to_ones_own_words_ends_when_four_eyes_are_asked_for_meanwhile(
    harbour: Any, steps: Steps, grace: Any, adam: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [grace, adam], rule="all")
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    mine = Post.objects.write(harbour, acting(grace), Content("Bread", "Fresh.", "", wordings))
    say_yes(ask(mine, acting(grace), now), acting(grace), now)
    harbour.four_eyes = True
    harbour.save()
    say_yes(mine, acting(adam), now)
    assert state_of(mine) == "in_review"


# --- One person, one yes --------------------------------------------------------------------------


def test_a_person_of_two_clients_fills_one_seat(
    harbour: Any, post: Post, steps: Steps, ada: Any, acting: Any, now: datetime
) -> None:
    two = [Group.objects.create(workspace=harbour, name=name, is_client=True) for name in ("One", "Two")]
    nina = [
        Contact.objects.create(workspace=harbour, group=group, name="Nina", email=email)
        for group, email in zip(two, ("nina@ferries.example", "NINA@ferries.example"), strict=True)
    ]
    Contact.objects.create(workspace=harbour, group=two[0], name="Olaf", email="olaf@ferries.example")
    steps("Clients", groups=two, rule="quorum", quorum=2)
    ask(post, acting(ada), now)
    once, again = (Actor(None, "Nina", via="link", contact_id=contact.pk) for contact in nina)
    say_yes(post, once, now)
    with pytest.raises(NotYours):
        say_yes(post, again, now)
    assert state_of(post) == "in_review"


def test_a_member_with_a_link_to_their_own_address_fills_one_seat(
    harbour: Any, post: Post, steps: Steps, ada: Any, grace: Any, acting: Any, now: datetime
) -> None:
    client = Group.objects.create(workspace=harbour, name="Client", is_client=True)
    twin = Contact.objects.create(workspace=harbour, group=client, name="G", email="Grace@example.org")
    Contact.objects.create(workspace=harbour, group=client, name="Olaf", email="olaf@ferries.example")
    steps("Both", [grace], groups=[client], rule="quorum", quorum=2)
    ask(post, acting(ada), now)
    say_yes(post, acting(grace), now)
    with pytest.raises(NotYours):
        say_yes(post, Actor(None, "G", via="link", contact_id=twin.pk), now)
    assert state_of(post) == "in_review"


# --- Roles and rooms ------------------------------------------------------------------------------


def test_who_became_a_client_answers_no_more_for_the_team(
    harbour: Any, post: Post, steps: Steps, grace: Any, adam: Any, ada: Any, acting: Any, now: datetime
) -> None:
    editors = Group.objects.create(workspace=harbour, name="Editors")
    editors.users.set([grace, adam])
    steps("Editors", groups=[editors])
    ask(post, acting(ada), now)
    harbour.memberships.filter(user=grace).update(role="client")
    with pytest.raises(NotYours):
        say_yes(post, acting(grace), now)


def test_who_became_a_client_stands_in_for_nobody_of_the_team(
    harbour: Any, post: Post, steps: Steps, grace: Any, adam: Any, ada: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [adam])
    Absence.objects.create(
        workspace=harbour, user=adam, delegate=grace, from_at=now, until_at=now + timedelta(days=3)
    )
    ask(post, acting(ada), now)
    harbour.memberships.filter(user=grace).update(role="client")
    with pytest.raises(NotYours):
        say_yes(post, acting(grace), now)


@pytest.mark.parametrize(("hours", "state"), [(23.5, "in_review"), (30, "approved")])
def test_who_plans_for_soon_does_not_choose_who_is_passed_over(
    hours: float, state: str, harbour: Any, post: Post, steps: Steps, grace: Any, adam: Any, ada: Any,
    acting: Any, now: datetime,
) -> None:  # fmt: skip
    steps("Editors", [grace], deadline_hours=24, deadline_since="slot", on_timeout="skip")
    steps("Chief", [adam], position=2)
    post.plan_for(of_instant(now + timedelta(hours=hours), harbour.timezone))
    ask(post, acting(ada), now)
    attend_all(now + timedelta(hours=7))
    with suppress(NotYours):
        say_yes(post, acting(adam), now + timedelta(hours=7))
    assert state_of(post) == state


# --- Words and channels ---------------------------------------------------------------------------


def test_a_post_whose_channels_are_gone_is_not_agreed_by_nobody(
    harbour: Any, post: Post, steps: Steps, grace: Any, ada: Any, adam: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [grace])
    channels = list(harbour.channels.all())
    for channel in channels:
        channel.remove(acting(adam))
    with pytest.raises(WrongState):
        ask(post, acting(ada), now)
    assert state_of(post) == "draft"


def test_a_post_whose_channels_go_while_it_waits_is_not_agreed_by_nobody(
    harbour: Any, post: Post, steps: Steps, grace: Any, ada: Any, adam: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [grace])
    ask(post, acting(ada), now)
    for channel in harbour.channels.all():
        channel.remove(acting(adam))
    agree.look_again(post, acting(ada), now)
    assert state_of(post) == "in_review"


def test_whose_yes_new_words_void_in_the_middle_of_a_review_is_told(
    post: Post, steps: Steps, grace: Any, adam: Any, ada: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [grace, adam], rule="all")
    say_yes(ask(post, acting(ada), now), acting(grace), now)
    wordings = post.newest.content().wordings
    edit.edit(post, acting(ada), Content("Bread", "Stale from six.", "", wordings))
    void = Entry.objects.filter(act="post.approval_void", thing_id=post.pk).get()
    assert void.details["told"] == [grace.pk]


@pytest.mark.parametrize(
    "email", ["", "nina", "nina@ferries.example\nBcc: all@ferries.example", "a b@c.example"]
)
def test_a_contact_has_an_address_to_which_a_letter_can_go(email: str, harbour: Any, by: Any) -> None:
    client = Group.objects.create(workspace=harbour, name="Client", is_client=True)
    with pytest.raises(NotSettled):
        add_contact(client, ContactSaid("Nina", email), by)


# --- The page -------------------------------------------------------------------------------------


def test_a_form_that_says_nothing_is_no_yes(
    post: Post, steps: Steps, enter: Any, grace: Any, ada: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [grace])
    ask(post, acting(ada), now)
    browser = enter(grace)
    for do in ({}, {"do": ""}, {"do": "aprove"}):
        browser.post(f"/w/harbour/review/{post.pk}/answer/", {"seen": "1", **do})
    assert state_of(post) == "in_review"


def test_a_yes_on_the_post_s_page_is_to_the_words_that_stood_there(
    post: Post, steps: Steps, enter: Any, grace: Any, ada: Any, acting: Any, now: datetime
) -> None:
    steps("Editors", [grace])
    ask(post, acting(ada), now)
    browser = enter(grace)
    page = browser.get(f"/w/harbour/posts/{post.pk}/")
    typed = dict(page.context["typed"])
    channels = [str(channel.pk) for channel in post.newest.channels()]
    wordings = post.newest.content().wordings
    edit.edit(post, acting(ada), Content("Bread", "Something quite different.", "", wordings))
    browser.post(f"/w/harbour/posts/{post.pk}/", typed | {"channels": channels, "do": "approve"})
    assert not post.reviews.filter(answer="yes", version__number=2).exists()
