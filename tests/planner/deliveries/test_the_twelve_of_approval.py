"""The twelve promises of the approval workflow, each by its number in the design (domain model, 4.4)."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from planner import walltime
from planner.channels.models import Channel
from planner.deliveries import agree, clock, edit, pause, plan, send
from planner.deliveries.models import Delivery
from planner.guests import links
from planner.history.models import Actor, Entry
from planner.people import members
from planner.people.groups import Absence, Contact, Group
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.reviews import answer, deadlines
from planner.reviews.models import Review, Turn
from planner.reviews.policies import ReviewStep, Route
from planner.reviews.seats import NotYours
from planner.reviews.tasks import attend_all
from planner.states import WrongState
from tests.agreed import ask, say_yes
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands

pytestmark = pytest.mark.django_db

Steps = Callable[..., ReviewStep]
Writes = Callable[..., Post]


@pytest.fixture
def steps(harbour: Any) -> Steps:
    """steps("Legal", [lawyer], rule="all"): one more step of the workspace's own terms."""

    def add(name: str, users: Any = (), groups: Any = (), **how: Any) -> ReviewStep:
        harbour.review_policy = "steps"
        harbour.save()
        position = ReviewStep.objects.filter(workspace=harbour).count()
        step = ReviewStep.objects.create(workspace=harbour, name=name, position=position, **how)
        step.users.set(users)
        step.groups.set(groups)
        return step

    return add


@pytest.fixture
def write(harbour: Any, ada: Any, acting: Any, channels: dict[str, Channel]) -> Writes:
    """A post of Ada's on a channel, with a time in ten hours unless told otherwise."""

    def make(
        words: str = "Fog.", by: Any = None, hours: float | None = 10, now: datetime | None = None
    ) -> Post:
        content = Content(text=words, wordings=(Wording(channels["mastodon"].pk),))
        post = Post.objects.write(harbour, acting(by or ada), content)
        if hours is not None:
            assert now is not None
            post.plan_for(walltime.of_instant(now + timedelta(hours=hours), "Europe/Moscow"))
        return post

    return make


def acts(post: Post) -> list[str]:
    entries = Entry.objects.filter(thing="post", thing_id=post.pk)
    return [entry.act.removeprefix("post.") for entry in entries.order_by("number")]


class TestI1NeverSentUnlessWhatIsSentIsWhatWasApproved:
    def test_new_words_wait_for_a_new_yes(self, hands: Hands, channels: Any, network: FakeMastodon) -> None:
        delivery = hands.plan(channels["mastodon"])
        words = Content(text="Other words", wordings=(Wording(channels["mastodon"].pk),))
        edit.edit(delivery.post, hands.by, words)
        hands.time.pass_(60)
        hands.tick()
        assert network.published == []

    def test_what_changes_behind_the_back_is_stopped_at_the_gate(
        self, hands: Hands, channels: Any, network: FakeMastodon
    ) -> None:
        delivery = hands.plan(channels["mastodon"])
        Channel.objects.filter(pk=channels["mastodon"].pk).update(link_parameters={"utm_source": "new"})
        Post.objects.filter(pk=delivery.post_id).update(updated_at=hands.time.wall)
        Channel.objects.filter(pk=channels["mastodon"].pk).update(account_id="somebody else's")
        hands.time.pass_(60)
        hands.tick()
        delivery.refresh_from_db()
        assert (network.published, delivery.state) == ([], "blocked")

    def test_what_arrives_is_what_was_pinned(
        self, hands: Hands, channels: Any, network: FakeMastodon
    ) -> None:
        delivery = hands.plan(channels["mastodon"])
        hands.time.pass_(60)
        hands.tick()
        delivery.refresh_from_db()
        (pin,) = delivery.version.pins.all()
        assert (delivery.state, delivery.digest) == ("published", pin.digest)
        assert [one.text for one in network.published] == [delivery.version.text]


class TestI2FourEyesAlsoThroughDelegationAndLinks:
    @pytest.fixture(autouse=True)
    def four_eyes(self, harbour: Any) -> None:
        harbour.four_eyes = True
        harbour.save()

    def test_neither_the_author_nor_who_changed_it_last(
        self, write: Writes, grace: Any, olga: Any, acting: Any, now: datetime
    ) -> None:
        post = write(by=grace, now=now)
        content = Content(text="Olga's words.", wordings=post.newest.content().wordings)
        edit.edit(post, acting(olga), content)
        ask(post, acting(grace), now)
        for person in (grace, olga):
            with pytest.raises(NotYours):
                say_yes(post, acting(person), now)

    def test_the_author_cannot_stand_in_for_an_approver(
        self, write: Writes, harbour: Any, grace: Any, adam: Any, acting: Any, steps: Steps, now: datetime
    ) -> None:
        steps("Editors", [adam])
        away(harbour, adam, grace, now)
        post = ask(write(by=grace, now=now), acting(grace), now)
        with pytest.raises(NotYours):
            say_yes(post, acting(grace), now)

    def test_nobody_can_stand_in_for_the_author(
        self, write: Writes, harbour: Any, grace: Any, adam: Any, acting: Any, steps: Steps, now: datetime
    ) -> None:
        steps("Editors", [grace])
        away(harbour, grace, adam, now)
        post = ask(write(by=grace, now=now), acting(grace), now)
        with pytest.raises(NotYours, match="stand in"):
            say_yes(post, acting(adam), now)

    def test_a_link_to_the_author_s_own_address_is_no_second_pair_of_eyes(
        self, write: Writes, harbour: Any, ada: Any, acting: Any, steps: Steps, now: datetime
    ) -> None:
        client = Group.objects.create(workspace=harbour, name="Client", is_client=True)
        contact = Contact.objects.create(workspace=harbour, group=client, name="A", email="ADA@example.org")
        steps("Client", groups=[client])
        post = ask(write(now=now), acting(ada), now)
        with pytest.raises(NotYours, match="wrote"):
            say_yes(post, Actor(None, "A", via="link", contact_id=contact.pk), now)

    def test_the_database_refuses_it_too(self, write: Writes, ada: Any, grace: Any, now: datetime) -> None:
        post = write(now=now)
        for who in ({"user_id": ada.pk}, {"user_id": grace.pk, "seat_id": ada.pk}, {}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Review.objects.create(
                    post=post, version=post.newest, answer="yes", at=now, four_eyes=True, author_id=ada.pk,
                    by_name="?", **who,
                )  # fmt: skip


class TestI3AQuorumCountsDifferentPeople:
    def test_the_same_person_counts_once_and_a_delegate_votes_for_the_absent_once(
        self,
        write: Writes,
        harbour: Any,
        grace: Any,
        adam: Any,
        olga: Any,
        ada: Any,
        acting: Any,
        steps: Steps,
        now: datetime,
    ) -> None:
        steps("Editors", [grace, adam, olga], rule="quorum", quorum=2)
        away(harbour, adam, grace, now)
        post = ask(write(now=now), acting(ada), now)
        assert say_yes(post, acting(grace), now).state == "in_review"
        assert say_yes(post, acting(grace), now).state == "in_review"  # for Adam: one person still
        with pytest.raises(NotYours, match="already"):
            say_yes(post, acting(grace), now)
        assert say_yes(post, acting(olga), now).state == "approved"
        said = list(post.reviews.order_by("pk").values_list("user_id", "seat_id"))
        assert said == [(grace.pk, grace.pk), (grace.pk, adam.pk), (olga.pk, olga.pk)]

    def test_a_delegate_from_outside_the_step_fills_the_seat(
        self,
        write: Writes,
        harbour: Any,
        grace: Any,
        adam: Any,
        olga: Any,
        ada: Any,
        acting: Any,
        steps: Steps,
        now: datetime,
    ) -> None:
        steps("Editors", [grace, adam], rule="all")
        away(harbour, adam, olga, now)
        post = ask(write(now=now), acting(ada), now)
        say_yes(post, acting(grace), now)
        assert say_yes(post, acting(olga), now).state == "approved"


@pytest.mark.django_db(transaction=True)
def test_i4_two_workers_and_one_due_job_make_one_post(
    hands: Hands, channels: Any, network: FakeMastodon
) -> None:
    for number in range(5):
        delivery = hands.plan(channels["mastodon"], f"Fog {number}", after=1)
        hands.time.pass_(3)
        ready = threading.Barrier(2)

        def work(ready: threading.Barrier = ready) -> None:
            ready.wait(10)
            try:
                for one in clock.claim(hands.time.wall):
                    send.deliver(one.delivery_id, one.fence)
            finally:
                connections.close_all()

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)
        delivery.refresh_from_db()
        assert delivery.state == "published"
        assert [one.text for one in network.published].count(f"Fog {number}") == 1


def test_i5_after_a_pause_nothing_is_claimed(hands: Hands, channels: Any, network: FakeMastodon) -> None:
    for number in range(3):
        hands.plan(channels["mastodon"], f"Fog {number}", after=10)
    pause.pause_workspace(hands.workspace, hands.by, "Stop.", hands.time.wall)
    for _minute in range(3):
        hands.time.pass_(60)
        assert hands.tick() == 0
    assert network.published == []


class TestI6ToOpenALinkChangesNothing:
    def test_get_leaves_all_as_it_was_and_post_decides(
        self, write: Writes, harbour: Any, ada: Any, acting: Any, steps: Steps, client: Any, now: datetime
    ) -> None:
        group = Group.objects.create(workspace=harbour, name="Client", is_client=True)
        contact = Contact.objects.create(workspace=harbour, group=group, name="C", email="c@client.example")
        steps("Client", groups=[group])
        post = ask(write(now=now), acting(ada), now)
        link = links.make(post.newest, contact, now)
        address = f"/r/{links.token_of(link)}/"
        before = Entry.objects.count()
        for _look in range(5):
            page = client.get(f"{address}?do=approve")
            client.head(address)
        post.refresh_from_db()
        assert (post.state, post.reviews.count(), Entry.objects.count()) == ("in_review", 0, before)
        client.post(f"{address}answer/", {"do": "approve", "shown": page.context["seal"]})
        post.refresh_from_db()
        assert post.state == "approved"

    def test_it_is_bound_to_post_version_and_person_and_ends_with_a_newer_version(
        self, write: Writes, harbour: Any, ada: Any, acting: Any, steps: Steps, client: Any, now: datetime
    ) -> None:
        group = Group.objects.create(workspace=harbour, name="Client", is_client=True)
        contact = Contact.objects.create(workspace=harbour, group=group, name="C", email="c@client.example")
        steps("Client", groups=[group])
        post = ask(write(now=now), acting(ada), now)
        link = links.make(post.newest, contact, now)
        token = links.token_of(link)
        assert token not in str(list(type(link).objects.values()))
        edit.edit(post, acting(ada), Content(text="Rain.", wordings=post.newest.content().wordings))
        assert client.get(f"/r/{token}/").status_code == 410
        assert client.post(f"/r/{token}/answer/", {"do": "approve"}).status_code == 410
        post.refresh_from_db()
        assert post.state == "in_review"


def test_i7_every_move_has_its_row_and_no_row_changes(
    write: Writes, grace: Any, ada: Any, acting: Any, steps: Steps, olga: Any, now: datetime
) -> None:
    steps("Editors", [grace])
    steps("Legal", [olga], is_legal=True)
    post = ask(write(now=now), acting(ada), now)
    answer.request_changes(post, acting(grace), 1, "Say which floor.", now)
    post.refresh_from_db()
    content = Content(text="Fog on the first floor.", wordings=post.newest.content().wordings)
    edit.edit(post, acting(ada), content)
    ask(post, acting(ada), now)
    agree.take_back(post, acting(ada), now)
    ask(Post.objects.get(pk=post.pk), acting(ada), now)
    say_yes(Post.objects.get(pk=post.pk), acting(grace), now)
    say_yes(Post.objects.get(pk=post.pk), acting(olga), now)
    edit.edit(Post.objects.get(pk=post.pk), acting(ada), Content(text="Dry.", wordings=content.wordings))
    assert acts(post) == [
        "written", "submitted", "step_opened", "changes_asked", "changed", "submitted", "step_opened",
        "withdrawn",
        "submitted", "step_opened", "step_approved", "step_opened", "approved", "scheduled", "changed",
        "approval_void",
    ]  # fmt: skip
    void = Entry.objects.get(act="post.approval_void")
    assert void.details["told"] == sorted([grace.pk, olga.pk])
    assert void.details["channels"] == [content.wordings[0].channel_id]
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
        Entry.objects.filter(pk=void.pk).update(actor="Nobody")
    for model in (Review,):
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            model.objects.update(note="It was I.")


class TestI8WhoIsRemovedNoLongerCounts:
    def test_the_open_steps_are_looked_at_again(
        self,
        write: Writes,
        harbour: Any,
        grace: Any,
        adam: Any,
        olga: Any,
        ada: Any,
        acting: Any,
        steps: Steps,
        hands: Hands,
        now: datetime,
    ) -> None:
        steps("Editors", [grace, adam], rule="all")
        post = say_yes(ask(write(now=now), acting(ada), now), acting(grace), now)
        assert post.state == "in_review"
        changer = harbour.memberships.get(user=olga)
        members.remove(harbour.memberships.get(user=adam), changer, acting(olga), now + timedelta(seconds=1))
        attend_all(now + timedelta(seconds=2))
        post.refresh_from_db()
        assert post.state == "approved"

    def test_their_own_yes_is_gone_with_them(
        self,
        write: Writes,
        harbour: Any,
        grace: Any,
        adam: Any,
        olga: Any,
        ada: Any,
        acting: Any,
        steps: Steps,
        now: datetime,
    ) -> None:
        steps("Editors", [grace, adam, olga], rule="quorum", quorum=2)
        post = say_yes(ask(write(now=now), acting(ada), now), acting(grace), now)
        changer = harbour.memberships.get(user=olga)
        members.change_role(harbour.memberships.get(user=grace), "viewer", changer, acting(olga), now)
        assert say_yes(post, acting(adam), now).state == "in_review"
        with pytest.raises(NotYours):
            say_yes(post, acting(grace), now)
        assert say_yes(post, acting(olga), now).state == "approved"

    def test_what_rests_on_their_yes_can_be_taken_back_with_them(
        self,
        write: Writes,
        harbour: Any,
        grace: Any,
        adam: Any,
        olga: Any,
        ada: Any,
        acting: Any,
        enter: Any,
        now: datetime,
    ) -> None:
        theirs, others = (ask(write(words, now=now), acting(ada), now) for words in ("Fog.", "Rain."))
        say_yes(theirs, acting(grace), now)
        say_yes(others, acting(adam), now)
        member = harbour.memberships.get(user=grace)
        enter(olga).post(f"/w/harbour/settings/members/{member.pk}/remove/", {"yeses": "1"})
        assert not harbour.memberships.filter(user=grace).exists()
        for post, state in ((theirs, "draft"), (others, "approved")):
            post.refresh_from_db()
            assert post.state == state
        assert Entry.objects.get(act="post.approval_void").details["reason"] == "person"


class TestI9WhenNobodyIsThereOthersAreAsked:
    def test_the_last_approver_leaves_and_the_step_escalates(
        self,
        write: Writes,
        harbour: Any,
        grace: Any,
        adam: Any,
        olga: Any,
        ada: Any,
        acting: Any,
        steps: Steps,
        now: datetime,
    ) -> None:
        chiefs = Group.objects.create(workspace=harbour, name="Chiefs")
        chiefs.users.add(adam)
        steps("Editors", [grace], escalate_to=chiefs, on_timeout="escalate", deadline_hours=1)
        post = ask(write(now=now), acting(ada), now)
        members.remove(
            harbour.memberships.get(user=grace), harbour.memberships.get(user=olga), acting(olga), now
        )
        attend_all(now + timedelta(seconds=5))
        post.refresh_from_db()
        assert (post.state, acts(post)[-2:]) == ("in_review", ["step_late", "step_escalated"])
        assert say_yes(post, acting(adam), now).state == "approved"

    def test_with_nobody_to_ask_it_waits_and_says_so(
        self,
        write: Writes,
        harbour: Any,
        grace: Any,
        olga: Any,
        ada: Any,
        acting: Any,
        steps: Steps,
        now: datetime,
    ) -> None:
        steps("Editors", [grace], on_timeout="skip", deadline_hours=1)
        post = ask(write(now=now), acting(ada), now)
        members.remove(
            harbour.memberships.get(user=grace), harbour.memberships.get(user=olga), acting(olga), now
        )
        attend_all(now + timedelta(seconds=5))
        attend_all(now + timedelta(seconds=65))
        post.refresh_from_db()
        assert post.state == "in_review"
        assert acts(post).count("step_late") == 1

    def test_a_step_is_passed_over_aloud_and_never_the_only_yes(
        self, write: Writes, grace: Any, olga: Any, ada: Any, acting: Any, steps: Steps, now: datetime
    ) -> None:
        steps("Editors", [grace])
        steps("Boss", [olga], on_timeout="skip", deadline_hours=2, deadline_since="asked")
        post = say_yes(ask(write(now=now), acting(ada), now), acting(grace), now)
        assert post.state == "in_review"
        attend_all(now + timedelta(hours=3))
        post.refresh_from_db()
        assert post.state == "approved"
        assert "step_skipped" in acts(post)
        ReviewStep.objects.filter(name="Editors").delete()
        alone = ask(write("Rain.", now=now), acting(ada), now)
        attend_all(now + timedelta(hours=3))
        alone.refresh_from_db()
        assert alone.state == "in_review", "nobody at all has said yes"

    def test_a_legal_step_is_never_passed_over(
        self,
        write: Writes,
        harbour: Any,
        grace: Any,
        olga: Any,
        ada: Any,
        acting: Any,
        steps: Steps,
        now: datetime,
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            steps("Legal", [olga], is_legal=True, on_timeout="skip")
        lawyers = Group.objects.create(workspace=harbour, name="Lawyers")
        lawyers.users.add(olga)
        steps("Editors", [grace])
        Route.objects.create(
            workspace=harbour, name="Legal", when="price", group=lawyers, is_legal=True, deadline_hours=1,
            deadline_since="asked",
        )  # fmt: skip
        post = say_yes(ask(write("Only 500 ₽!", now=now), acting(ada), now), acting(grace), now)
        for hours in (2, 5, 9):
            attend_all(now + timedelta(hours=hours))
        post.refresh_from_db()
        assert post.state == "in_review"


def test_i10_a_client_finds_only_what_asks_them(
    write: Writes, harbour: Any, ada: Any, clara: Any, acting: Any, steps: Steps, enter: Any, now: datetime
) -> None:
    bakery, ferries = (
        Group.objects.create(workspace=harbour, name=name, is_client=True) for name in ("Bakery", "Ferries")
    )
    bakery.users.add(clara)
    step = steps("Client", groups=[bakery])
    theirs = ask(write("Bread.", now=now), acting(ada), now)
    step.groups.set([ferries])
    others = ask(write("Ferries.", now=now), acting(ada), now)
    step.groups.set([bakery])
    ReviewStep.objects.filter(pk=step.pk).update(name="Bakery")
    Route.objects.create(workspace=harbour, name="F", when="words", words="Ferries", group=ferries)
    browser = enter(clara)
    page = browser.get("/w/harbour/review/").content.decode()
    assert "Bread." in page
    step.groups.set([ferries])
    for path in (f"/w/harbour/posts/{others.pk}/", "/w/harbour/calendar/"):
        assert browser.get(path).status_code == 404
    said = {"seen": "1", "do": "approve"}
    assert browser.post(f"/w/harbour/review/{others.pk}/answer/", said).status_code == 404
    assert browser.post(f"/w/harbour/review/{theirs.pk}/answer/", said).status_code == 404
    assert "Bread." not in browser.get("/w/harbour/review/").content.decode()


class TestI11ANoHasAReason:
    @pytest.mark.parametrize("say", [answer.request_changes, agree.reject])
    def test_without_one_nothing_happens(
        self, say: Any, write: Writes, grace: Any, ada: Any, acting: Any, now: datetime
    ) -> None:
        post = ask(write(now=now), acting(ada), now)
        with pytest.raises(WrongState):
            say(post, acting(grace), 1, "  ", now)
        post.refresh_from_db()
        assert (post.state, post.reviews.count()) == ("in_review", 0)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(post=post, version=post.newest, answer="changes", at=now, by_name="?")

    def test_with_one_a_rejected_post_is_closed(
        self, write: Writes, grace: Any, ada: Any, acting: Any, now: datetime
    ) -> None:
        post = ask(write(now=now), acting(ada), now)
        agree.reject(post, acting(grace), 1, "We never speak of the weather.", now)
        post.refresh_from_db()
        assert post.state == "rejected"
        with pytest.raises(WrongState):
            agree.ask(post, acting(ada), now)
        with pytest.raises(WrongState, match="Duplicate"):
            edit.edit(post, acting(ada), Content(text="Please.", wordings=post.newest.content().wordings))


class TestI12HoursThatComeTwiceOrNever:
    def test_a_time_that_there_is_not_is_moved_and_said(self) -> None:
        when = walltime.resolve(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")  # noqa: DTZ001
        assert when.wall == "2027-03-28T03:30:00"
        assert when.at.isoformat() == "2027-03-28T01:30:00+00:00"

    def test_an_hour_that_comes_twice_publishes_once(
        self, hands: Hands, channels: Any, network: FakeMastodon
    ) -> None:
        twice = datetime(2027, 10, 31, 2, 30)  # noqa: DTZ001
        hands.time.wall = walltime.resolve(twice, "Europe/Berlin").at - timedelta(minutes=5)
        content = Content(text="Once", wordings=(Wording(channels["mastodon"].pk),))
        post = Post.objects.write(hands.workspace, hands.by, content)
        agree.ask(post, hands.by, hands.time.wall)
        agree.approve(post, hands.by, 1, hands.time.wall)
        plan.schedule(post, plan.Plan(walltime.resolve(twice, "Europe/Berlin")), hands.by, hands.time.wall)
        for _quarter in range(12):
            hands.time.pass_(900)
            hands.tick()
        assert [one.text for one in network.published] == ["Once"]
        assert Delivery.objects.get().state == "published"


def test_reminders_come_at_half_and_at_nine_tenths_and_once(
    write: Writes, grace: Any, ada: Any, acting: Any, steps: Steps, now: datetime
) -> None:
    steps("Editors", [grace], deadline_hours=10, deadline_since="asked")
    post = ask(write(hours=48, now=now), acting(ada), now)
    told = []
    for minutes in range(0, 660, 30):
        attend_all(now + timedelta(minutes=minutes))
        near = Entry.objects.filter(act="post.deadline_near").order_by("number")
        told.append([entry.details["percent"] for entry in near])
    assert told[9] == []
    assert told[10] == [50]
    assert told[17] == [50]
    assert told[18] == told[-1] == [50, 90]
    assert acts(post)[-1] == "step_late"
    turn = Turn.objects.get()
    assert deadlines.reminder(turn, now + timedelta(hours=9)) == 90


def test_a_post_whose_time_comes_first_is_told_and_does_not_go_out(
    write: Writes, grace: Any, ada: Any, acting: Any, now: datetime
) -> None:
    post = ask(write(hours=1, now=now), acting(ada), now)
    attend_all(now + timedelta(hours=2))
    attend_all(now + timedelta(hours=3))
    assert acts(post).count("slot_passed") == 1
    late = say_yes(post, acting(grace), now + timedelta(hours=4))
    assert (late.state, late.deliveries.count()) == ("approved", 0), "never late by surprise"


def test_what_was_asked_for_before_there_were_turns_is_asked_about_too(
    write: Writes, grace: Any, ada: Any, acting: Any, steps: Steps, now: datetime
) -> None:
    steps("Editors", [grace])
    post = write(now=now)
    post.submit(acting(ada))
    assert not Turn.objects.exists()
    attend_all(now)
    attend_all(now + timedelta(minutes=1))
    assert acts(post)[-2:] == ["submitted", "step_opened"]
    assert Turn.objects.get().step_name == "Editors"


def away(workspace: Any, user: Any, delegate: Any, now: datetime) -> Absence:
    begin, end = now - timedelta(days=1), now + timedelta(days=7)
    return Absence.objects.create(
        workspace=workspace, user=user, delegate=delegate, from_at=begin, until_at=end
    )
