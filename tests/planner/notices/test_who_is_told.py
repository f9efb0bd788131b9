"""Every act is told to the right people, and to nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from planner.history.models import Actor
from planner.notices.models import Notice
from planner.people.groups import Contact, Group
from planner.posts.models import Post

pytestmark = pytest.mark.django_db
Told = Callable[[], dict[str, str]]


@pytest.fixture
def carl(harbour: Any) -> Contact:
    group = Group.objects.create(workspace=harbour, name="Client", is_client=True)
    return Contact.objects.create(workspace=harbour, group=group, name="Carl", email="carl@client.example")


def test_without_steps_whoever_may_review_is_asked(fog: Post, ada: Any, happens: Any, told: Told) -> None:
    happens("post.submitted", ada, fog)
    assert told() == dict.fromkeys(["Olga", "Adam", "Grace", "Clara"], "review")


def test_who_submits_somebody_elses_post_asks_neither_the_author_nor_themselves(
    fog: Post, grace: Any, happens: Any, told: Told, harbour: Any
) -> None:
    harbour.memberships.filter(user=fog.author).update(role="editor")
    happens("post.submitted", grace, fog)
    assert told() == dict.fromkeys(["Olga", "Adam", "Clara"], "review")


def test_by_four_eyes_the_last_editor_is_not_asked(
    fog: Post, ada: Any, grace: Any, happens: Any, told: Told, harbour: Any
) -> None:
    harbour.four_eyes = True
    harbour.save()
    from planner.posts.content import Content

    fog.rewrite(Actor(grace.pk, "Grace"), Content(text="Ships still wait."))
    happens("post.submitted", ada, fog)
    assert told() == dict.fromkeys(["Olga", "Adam", "Clara"], "review")


def test_where_a_step_opens_only_its_members_are_asked_and_contacts_get_their_links_by_letter(
    fog: Post, ada: Any, grace: Any, adam: Any, carl: Contact, happens: Any, told: Told
) -> None:
    happens("post.submitted", ada, fog)
    happens("post.step_opened", ada, fog, approvers=[adam.pk, ada.pk], contacts=[carl.pk], step_name="Legal")
    assert told() == {"Adam": "review"}


def test_who_said_yes_to_one_step_is_asked_for_the_next(
    fog: Post, grace: Any, happens: Any, told: Told
) -> None:
    happens("post.step_opened", grace, fog, approvers=[grace.pk])
    assert told() == {"Grace": "review"}


def test_a_deadline_and_what_comes_after_it(
    fog: Post, grace: Any, adam: Any, happens: Any, told: Told
) -> None:
    happens("post.deadline_near", None, fog, percent=75, approvers=[grace.pk])
    assert told() == {"Grace": "reminder"}
    happens("post.step_late", None, fog, approvers=[grace.pk])
    assert told() == {"Grace": "late", "Ada": "late"}
    happens("post.step_escalated", None, fog, users=[adam.pk])
    assert told() == {"Adam": "late", "Ada": "late"}
    happens("post.step_skipped", None, fog, approvers=[grace.pk])
    assert told() == {"Grace": "late", "Ada": "late"}


@pytest.mark.parametrize(
    ("act", "kind"),
    [("post.approved", "approved"), ("post.changes_asked", "changes"), ("post.rejected", "rejected")],
)
def test_answers_go_to_the_author_and_the_assignee(
    act: str, kind: str, fog: Post, grace: Any, adam: Any, happens: Any, told: Told
) -> None:
    Post.objects.filter(pk=fog.pk).update(assignee=adam)
    happens(act, grace, fog, note="Because of the wind")
    assert told() == {"Ada": kind, "Adam": kind}


def test_a_step_that_agrees_is_shown_to_the_author_and_not_written(
    fog: Post, grace: Any, happens: Any, told: Told
) -> None:
    happens("post.step_approved", grace, fog)
    assert told() == {"Ada": "step_approved"}
    assert not Notice.objects.get().dispatches.exists()


def test_an_approval_that_is_void_is_told_to_who_gave_it_and_to_the_author(
    fog: Post, grace: Any, adam: Any, ada: Any, happens: Any, told: Told
) -> None:
    happens("post.approval_void", adam, fog, version=2, told=[grace.pk, adam.pk])
    assert told() == {"Grace": "void", "Ada": "void"}
    happens("post.approval_void", ada, fog, version=3, told=[grace.pk])
    assert told() == {"Grace": "void"}
    happens("post.changed", ada, fog, version=4, told=[grace.pk])
    assert told() == {}


def test_the_urgent_path_is_told_to_admins_and_to_who_would_have_been_asked(
    fog: Post, grace: Any, adam: Any, clara: Any, happens: Any, told: Told
) -> None:
    happens("post.urgent", adam, fog, approvers=[grace.pk], note="The quay is closed")
    assert told() == {"Olga": "urgent", "Grace": "urgent", "Ada": "urgent"}


def test_of_a_comment_the_author_and_the_thread_hear_and_who_is_mentioned_by_name(
    fog: Post, ada: Any, grace: Any, adam: Any, olga: Any, happens: Any, told: Told
) -> None:
    happens("remark.written", grace, fog, thread=5, remark="Which quay?")
    assert told() == {"Ada": "comment"}
    happens("remark.written", ada, fog, thread=5, mentions=[adam.pk], remark="The old one")
    assert told() == {"Adam": "mention", "Grace": "comment"}
    happens("remark.written", olga, fog, thread=6, remark="Another thread")
    assert told() == {"Ada": "comment"}


def test_no_client_ever_hears_of_an_internal_comment(
    fog: Post, grace: Any, clara: Any, carl: Contact, happens: Any, told: Told
) -> None:
    happens("remark.written", clara, fog, for_client=True, remark="Ours?")
    told()
    happens("remark.written", grace, fog, mentions=[clara.pk], contacts=[carl.pk], remark="They pay late")
    assert told() == {"Ada": "comment"}
    happens(
        "remark.written", grace, fog, mentions=[clara.pk], contacts=[carl.pk], for_client=True, remark="Yes"
    )
    assert told() == {"Ada": "comment", "Clara": "mention", "Carl": "comment"}


def test_a_suggestion_that_is_decided_is_told_to_who_made_it(
    fog: Post, ada: Any, grace: Any, happens: Any, told: Told
) -> None:
    happens("suggestion.accepted", ada, fog, user=grace.pk)
    assert told() == {"Grace": "suggestion"}
    happens("suggestion.rejected", grace, fog, users=[grace.pk, ada.pk])
    assert told() == {"Ada": "suggestion"}


def test_who_is_given_a_post_hears_of_it(
    fog: Post, grace: Any, ada: Any, happens: Any, told: Told, now: Any, harbour: Any
) -> None:
    from planner.schedule.bulk import _assign
    from planner.writing import desk

    who = desk.Person.who(Actor(grace.pk, "Grace"), lambda verb: True)
    _assign(fog, str(ada.pk), who, now)
    _assign(fog, "", who, now)  # and taken away a moment later
    assert told() == {"Ada": "assigned"}
    _assign(fog, str(grace.pk), who, now)
    assert told() == {}  # she did it herself


@pytest.mark.parametrize("state", ["failed", "missed", "held", "blocked"])
def test_a_delivery_that_is_lost_is_told_to_the_author_and_to_who_connected_the_channel(
    state: str, lost: Any, told: Told
) -> None:
    lost(state)
    assert told() == {"Ada": state, "Olga": state}
    assert told() == {}


def test_who_connected_the_channel_again_answers_for_it_now(
    lost: Any, adam: Any, happens: Any, told: Told, harbour: Any
) -> None:
    channel = harbour.channels.get(network="sandbox")
    happens("channel.reconnected", adam, channel)
    lost("missed")
    assert told() == {"Ada": "missed", "Adam": "missed"}


def test_where_they_have_left_the_owners_answer(
    lost: Any, adam: Any, happens: Any, told: Told, harbour: Any
) -> None:
    channel = harbour.channels.create(network="sandbox", name="Second")
    happens("channel.connected", adam, channel)
    harbour.memberships.filter(user=adam).delete()
    lost("failed", channel)
    assert told() == {"Ada": "failed", "Olga": "failed"}


def test_a_channel_that_has_to_be_connected_again(happens: Any, told: Told, harbour: Any, adam: Any) -> None:
    happens("channel.to_reconnect", None, harbour.channels.get(network="sandbox"))
    assert told() == {"Olga": "channel", "Adam": "channel"}


def test_a_thread_is_told_of_once_by_its_first_part_that_is_not_out(lost: Any, told: Told) -> None:
    first = lost("missed", part=0, parts=3)
    second = lost("missed", part=1, parts=3, previous=first)
    lost("missed", part=2, parts=3, previous=second)
    assert told() == {"Ada": "missed", "Olga": "missed"}
    assert Notice.objects.count() == 2


def test_of_a_thread_that_broke_in_the_middle_the_broken_part_is_told(
    lost: Any, told: Told, now: Any
) -> None:
    from planner.deliveries.models import Delivery

    first = lost("missed", part=0, parts=2)
    told()
    first.step("published", "confirmed", now, receipt_id="r1")
    second = lost("failed", part=1, parts=2, previous=Delivery.objects.get(pk=first.pk))
    assert told() == {"Ada": "failed", "Olga": "failed"}
    assert Notice.objects.filter(delivery=second).count() == 2


def test_what_is_missed_again_is_told_again(lost: Any, told: Told, now: Any) -> None:
    from tests.planner.notices.conftest import fall

    delivery = lost("missed")
    assert len(told()) == 2
    delivery.step("scheduled", "moved", now)
    assert told() == {}
    fall(delivery, "missed", now)
    assert told() == {"Ada": "missed", "Olga": "missed"}


def test_a_miss_is_told_even_if_somebody_mended_it_before_and_a_block_is_not(
    lost: Any, told: Told, now: Any
) -> None:
    lost("missed").step("scheduled", "moved", now, trouble={})
    assert told() == {"Ada": "missed", "Olga": "missed"}
    other = lost("blocked", part=1)
    other.step("scheduled", "unblocked", now, trouble={})
    assert told() == {}


def test_example_content_is_nobodys_trouble(lost: Any, told: Told, fog: Post) -> None:
    Post.objects.filter(pk=fog.pk).update(example=True)
    lost("missed")
    assert told() == {}


def test_nobody_who_left_is_told(
    fog: Post, grace: Any, ada: Any, happens: Any, told: Told, harbour: Any
) -> None:
    harbour.memberships.filter(user=ada).delete()
    happens("post.approved", grace, fog)
    assert told() == {}


def test_an_account_that_is_closed_is_not_told(
    fog: Post, grace: Any, ada: Any, happens: Any, told: Told
) -> None:
    ada.is_active = False
    ada.save()
    happens("post.approved", grace, fog)
    assert told() == {}


def test_people_of_other_workspaces_hear_nothing(
    fog: Post, grace: Any, mallory: Any, other: Any, happens: Any, told: Told
) -> None:
    theirs = Group.objects.create(workspace=other, name="Client", is_client=True)
    spy = Contact.objects.create(workspace=other, group=theirs, name="Spy", email="spy@example.org")
    happens("post.step_opened", grace, fog, approvers=[mallory.pk, "1", None, True], contacts=[spy.pk])
    assert told() == {}


def test_what_happened_before_anything_was_told_is_not_told(
    fog: Post, grace: Any, happens: Any, told: Told, harbour: Any, lost: Any
) -> None:
    from planner.notices.models import Cursor

    happens("post.approved", grace, fog)
    lost("missed")
    Cursor.objects.all().delete()
    assert told() == {}
    happens("post.approved", grace, fog)
    assert told() == {"Ada": "approved"}


def test_a_new_workspace_is_told_of_from_its_first_act(
    fog: Post, grace: Any, happens: Any, told: Told
) -> None:
    """No round has been made yet since it was opened."""
    happens("post.approved", grace, fog)
    assert told() == {"Ada": "approved"}


def test_notices_are_dated_by_what_happened(
    fog: Post, grace: Any, happens: Any, told: Told, now: Any
) -> None:
    entry = happens("post.approved", grace, fog, at=now - timedelta(hours=3))
    told()
    assert Notice.objects.get().at == entry.at


def test_example_content_floods_nobody_who_sets_the_house_up(
    harbour: Any, olga: Any, told: Told, now: Any
) -> None:
    from planner import example

    example.fill(harbour, Actor(olga.pk, str(olga)), now)
    assert told() == {}
