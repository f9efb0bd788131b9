"""Groups, clients with their contacts, and rules that ask a group as well."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from planner.people.groups import Contact, Group
from planner.posts.content import Content
from planner.posts.models import Post
from planner.reviews.models import Review
from planner.reviews.policies import Route
from planner.reviews.setting import NotOurs, NotSettled
from planner.reviews.setting_groups import (
    ContactSaid,
    GroupSaid,
    add_contact,
    change_contact,
    change_group,
    make_group,
    remove_contact,
    remove_group,
)
from planner.reviews.setting_routes import RouteSaid, add_route, change_route, remove_route
from planner.reviews.setting_steps import StepSaid, add_step

pytestmark = pytest.mark.django_db


def test_a_group_is_made_changed_and_removed(
    harbour: Any, by: Any, grace: Any, boris: Any, acts: Callable[[], list[str]]
) -> None:
    group = make_group(harbour, GroupSaid(" Legal ", users=(grace.pk,)), by)
    assert (group.name, list(group.users.all())) == ("Legal", [grace])
    change_group(group, GroupSaid("Legal", users=(grace.pk,)), by)
    change_group(group, GroupSaid("Lawyers", users=(grace.pk, boris.pk)), by)
    remove_group(group, by)
    assert acts() == ["group.added", "group.changed", "group.removed"]


def test_names_are_there_and_taken_once(harbour: Any, by: Any, editors: Group) -> None:
    for name, words in (("", "Give it a name"), ("Editors", "with the name “Editors” already")):
        with pytest.raises(NotSettled, match=words):
            make_group(harbour, GroupSaid(name), by)


def test_members_may_review_and_are_ours(
    harbour: Any, by: Any, ada: Any, vera: Any, mallory: Any, grace: Any
) -> None:
    for who in (ada, vera, mallory):
        with pytest.raises(NotOurs) as refusal:
            make_group(harbour, GroupSaid("Legal", users=(grace.pk, who.pk)), by)
        assert refusal.value.field == "users.1"


def test_the_team_does_not_answer_for_a_client(harbour: Any, by: Any, grace: Any, clara: Any) -> None:
    with pytest.raises(NotSettled, match="Grace is of the team"):
        make_group(harbour, GroupSaid("Ferries", is_client=True, users=(grace.pk,)), by)
    make_group(harbour, GroupSaid("Ferries", is_client=True, users=(clara.pk,)), by)


def test_the_last_who_could_answer_is_not_taken_away_unseen(
    harbour: Any, by: Any, editors: Group, ferries: Group, grace: Any, now: datetime
) -> None:
    add_step(harbour, StepSaid("Two of us", rule="quorum", quorum=2, groups=(editors.pk,)), by)
    with pytest.raises(NotSettled, match="too few people could answer in “Two of us”"):
        change_group(editors, GroupSaid("Editors", users=(grace.pk,)), by)
    assert editors.users.count() == 2
    add_step(harbour, StepSaid("Client", groups=(ferries.pk,)), by)
    nina = Contact.objects.get()
    with pytest.raises(NotSettled, match="too few people could answer in “Client”"):
        remove_contact(nina, by, now)
    assert Contact.objects.get().removed_at is None


def test_a_step_that_was_broken_before_does_not_stop_a_repair(
    harbour: Any, by: Any, editors: Group, grace: Any, boris: Any, olga: Any
) -> None:
    add_step(harbour, StepSaid("Two of us", rule="quorum", quorum=2, groups=(editors.pk,)), by)
    harbour.memberships.filter(user__in=[grace, boris]).delete()
    change_group(editors, GroupSaid("Editors", users=(olga.pk,)), by)  # one is better than nobody


def test_a_group_that_is_asked_or_named_stays(
    harbour: Any, by: Any, editors: Group, ferries: Group, ada: Any, acting: Any, now: datetime
) -> None:
    add_step(harbour, StepSaid("First", groups=(editors.pk,)), by)
    with pytest.raises(NotSettled, match="It is asked in “First”"):
        remove_group(editors, by)
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships wait.", "", ()))
    Review.objects.create(
        post=post, version=post.newest, contact=Contact.objects.get(), by_name="Nina", answer="yes", at=now
    )
    with pytest.raises(NotSettled, match="their answers name them"):
        remove_group(ferries, by)


def test_contacts_are_of_clients_and_each_address_once(
    harbour: Any, by: Any, editors: Group, ferries: Group, now: datetime, acts: Callable[[], list[str]]
) -> None:
    with pytest.raises(NotSettled, match="Only a client has contacts"):
        add_contact(editors, ContactSaid("Nina", "nina@ferries.example"), by)
    nina = Contact.objects.get()
    assert nina.email == "nina@ferries.example"
    with pytest.raises(NotSettled, match="has this address already"):
        add_contact(ferries, ContactSaid("Nina again", "NINA@ferries.example"), by)
    with pytest.raises(NotSettled, match="Say who it is"):
        add_contact(ferries, ContactSaid(" ", "oleg@ferries.example"), by)
    with pytest.raises(NotSettled, match="language from the list"):
        add_contact(ferries, ContactSaid("Oleg", "oleg@ferries.example", "xx"), by)
    change_contact(nina, ContactSaid("Nina Petrova", "nina@ferries.example", "ru"), by)
    with pytest.raises(NotSettled, match="Remove those first"):
        change_group(ferries, GroupSaid("Northern Ferries", is_client=False), by)
    remove_contact(nina, by, now)
    remove_contact(nina, by, now)
    nina.refresh_from_db()
    assert (nina.name, nina.removed_at) == ("Nina Petrova", now)  # kept, for their answers
    add_contact(ferries, ContactSaid("Nina", "nina@ferries.example"), by)
    told = [act for act in acts() if act.startswith("contact")]
    assert told == ["contact.added", "contact.changed", "contact.removed", "contact.added"]


# --- Rules ----------------------------------------------------------------------------------------


def test_a_rule_is_added_changed_and_removed(
    harbour: Any, by: Any, editors: Group, acts: Callable[[], list[str]]
) -> None:
    route = add_route(harbour, RouteSaid(when="price", group=editors.pk), by)
    assert (route.name, route.rule) == ("Editors", "any")
    said = RouteSaid("Words", when="words", words=" free \n\nfree\nbest", group=editors.pk)
    change_route(route, said, by)
    route.refresh_from_db()
    assert route.words == "free\nbest"
    change_route(Route.objects.get(), said, by)
    remove_route(route, by)
    told = [act for act in acts() if act.startswith("route")]
    assert told == ["route.added", "route.changed", "route.removed"]


def test_a_rule_looks_at_one_thing(harbour: Any, other: Any, by: Any, editors: Group) -> None:
    spring = harbour.campaigns.create(name="Spring")
    route = add_route(
        harbour, RouteSaid(when="campaign", campaign=spring.pk, words="not kept", group=editors.pk), by
    )
    assert (route.campaign, route.words) == (spring, "")
    theirs = other.campaigns.create(name="Theirs")
    for said, words, field in (
        (RouteSaid(when="campaign", group=editors.pk), "Choose which one", "campaign"),
        (RouteSaid(when="campaign", campaign=theirs.pk, group=editors.pk), "nothing of this id", "campaign"),
        (RouteSaid(when="words", group=editors.pk), "Write the words", "words"),
        (RouteSaid(), "Choose the group", "group"),
        (RouteSaid(group=Group.objects.create(workspace=other, name="x").pk), "nothing of this", "group"),
        (RouteSaid(group=Group.objects.create(workspace=harbour, name="y").pk), "Nobody in “y”", "group"),
        (RouteSaid(group=editors.pk, rule="quorum", quorum=3), "between 1 and 2", "quorum"),
    ):
        with pytest.raises(NotSettled, match=words) as refusal:
            add_route(harbour, said, by)
        assert refusal.value.field == field


def test_a_legal_rule_is_never_passed_over(harbour: Any, by: Any, editors: Group) -> None:
    late: dict[str, Any] = {"is_legal": True, "on_timeout": "skip"}
    with pytest.raises(NotSettled, match="never passed over"):
        add_route(harbour, RouteSaid(group=editors.pk, deadline_hours=2, **late), by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Route.objects.create(workspace=harbour, name="x", when="price", group=editors, **late)
