"""What is late, paused, worn out or unreachable: each has a rule, an end, and a sentence that says so."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from planner.channels import connect
from planner.channels.models import Channel
from planner.deliveries import (
    agree,
    clock,
    edit,
    health,
    identity,
    keys,
    pause,
    plan,
    points,
    preparing,
    send,
    spool,
    sweep,
)
from planner.deliveries.models import Delivery
from planner.deliveries.watch import TimeWatch
from planner.installation import Installation
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.states import WrongState
from planner.walltime import of_instant
from publishers.message import Receipt
from tests.fakes.faults import Fault, instead
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)
Channels = dict[str, Channel]


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def state(delivery: Delivery) -> str:
    return fresh(delivery).state


def story(delivery: Delivery) -> list[str]:
    return [step.what for step in delivery.story.all()]


def in_turn(hands: Hands, seconds: float, times: int) -> list[int]:
    """How much was done in each of so many ticks, so many seconds apart."""
    done = []
    for _ in range(times):
        done.append(hands.tick())
        hands.time.pass_(seconds)
    return done


# --- Late -----------------------------------------------------------------------------------------


def test_what_is_a_little_late_goes_out_all_at_once(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    for number in range(4):
        hands.plan(channels["mastodon"], f"Post {number}", after=0)
    hands.time.pass_(299)
    hands.tick()
    assert len(network.published) == 4


def test_after_an_outage_each_channel_gets_one_late_post_in_five_minutes_in_their_order(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    for number in range(3):
        hands.plan(channels["mastodon"], f"Post {number}", after=number)
        hands.plan(channels["torture-readable"], f"Other {number}", after=number)
    hands.time.pass_(600)
    assert in_turn(hands, 60, 12) == [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]
    mine = [status.text for status in network.published if status.text.startswith("Post")]
    assert mine == ["Post 0", "Post 1", "Post 2"]


def test_a_backlog_hides_neither_its_own_channels_new_posts_nor_those_of_others(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    for number in range(9):
        hands.plan(channels["mastodon"], f"Late {number}", after=0)
    hands.time.pass_(400)
    hands.tick()
    for name in ("mastodon", "torture-readable"):
        hands.plan(channels[name], f"On time on {name}", after=0)
    claims = clock.claim(hands.time.wall, room=2)  # room for two, and nine late ones before them
    texts = set(
        Delivery.objects.filter(pk__in=[one.delivery_id for one in claims]).values_list("version__text")
    )
    assert texts == {("On time on mastodon",), ("On time on torture-readable",)}


def test_two_workers_do_not_send_two_late_posts_of_a_channel(hands: Hands, channels: Channels) -> None:
    for number in range(6):
        hands.plan(channels["mastodon"], f"Late {number}", after=0)
    hands.time.pass_(400)
    together, claims = threading.Barrier(4), []

    def claim() -> None:
        together.wait(10)
        claims.extend(clock.claim(hands.time.wall, room=1))
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(claims) == 1


def test_beyond_its_grace_it_is_missed_and_says_so_and_a_person_brings_it_back(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    retried, moved = hands.plan(channels["mastodon"], "Retried"), hands.plan(channels["mastodon"], "Moved")
    hands.time.pass_(3611)
    hands.tick()
    for delivery in (retried, moved):
        missed = fresh(delivery)
        assert (missed.state, missed.trouble["code"], missed.trouble["values"]) == (
            "missed",
            "missed",
            {"minutes": 60},
        )
    assert network.published == []
    plan.retry(fresh(retried), hands.by, hands.time.wall)
    plan.move(
        fresh(moved),
        of_instant(hands.time.wall + timedelta(hours=5), "Europe/Moscow"),
        hands.by,
        hands.time.wall,
    )
    hands.tick()
    assert [status.text for status in network.published] == ["Retried"]
    hands.time.pass_(5 * 3600)
    hands.tick()
    assert [status.text for status in network.published] == ["Retried", "Moved"]
    assert story(moved)[:3] == ["planned", "missed", "moved"]


def test_what_is_past_its_grace_is_not_claimed_even_before_the_sweep_has_seen_it(
    hands: Hands, channels: Channels
) -> None:
    hands.plan(channels["mastodon"])
    hands.time.pass_(3611)
    assert clock.claim(hands.time.wall) == []


def test_the_rest_of_a_thread_whose_words_are_taken_back_is_missed_and_told(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    first = hands.plan(channels["mastodon"], "One\n\n---\n\nTwo")
    hands.time.pass_(10)
    hands.tick()
    first.refresh_from_db()
    first.post.refresh_from_db()
    first.post.withdraw(hands.by)
    hands.time.pass_(1800)
    hands.tick()
    rest = Delivery.objects.get(part=1)
    assert (first.state, rest.state) == ("published", "scheduled"), "a new yes may still come"
    hands.time.pass_(7200)
    hands.tick()
    rest.refresh_from_db()
    assert rest.state == "missed"
    assert rest.trouble["code"] == "missed"
    assert len(network.published) == 1


def test_what_does_not_age_waits_for_a_day(hands: Hands, channels: Channels, network: FakeMastodon) -> None:
    content = Content(text="Evergreen", wordings=(Wording(channels["mastodon"].pk),))
    post = Post.objects.write(hands.workspace, hands.by, content, kind="evergreen")
    post.submit(hands.by)
    agree.approve(post, hands.by, 1, hands.time.wall)
    hands.schedule(post)
    hands.time.pass_(23 * 3600)
    hands.tick()
    assert [status.text for status in network.published] == ["Evergreen"]


@pytest.mark.parametrize("grace", [60, 0])
def test_a_channel_may_be_more_impatient(grace: int, hands: Hands, channels: Channels) -> None:
    Channel.objects.filter(pk=channels["mastodon"].pk).update(grace=grace)
    delivery = hands.plan(channels["mastodon"])
    hands.time.pass_(10 + grace + 1)
    hands.tick()
    assert state(delivery) == "missed"


def test_words_agreed_to_after_their_time_go_out_late_or_are_missed_but_never_forgotten(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    for wait, end in ((1200, "published"), (7200, "missed")):
        first = hands.plan(channels["mastodon"], f"v1 {wait}")
        post = Post.objects.get(pk=first.post_id)
        edit.edit(post, hands.by, Content(text=f"v2 {wait}", wordings=(Wording(channels["mastodon"].pk),)))
        hands.time.pass_(wait)
        post.refresh_from_db()
        post.submit(hands.by)
        agree.approve(post, hands.by, 2, hands.time.wall)
        hands.tick()
        assert state(first) == "cancelled"
        assert Delivery.objects.live().get(post=post).state == end
        hands.time.pass_(600)
    assert [status.text for status in network.published] == ["v2 1200"]


def test_a_post_that_was_refused_is_edited_approved_and_goes_out(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    network.characters = 10
    first = hands.plan(channels["mastodon"], "Longer than this server takes")
    hands.time.pass_(10)
    hands.tick()
    assert state(first) == "failed"
    post = Post.objects.get(pk=first.post_id)
    edit.edit(post, hands.by, Content(text="Short", wordings=(Wording(channels["mastodon"].pk),)))
    post.refresh_from_db()
    post.submit(hands.by)
    agree.approve(post, hands.by, 2, hands.time.wall)
    hands.tick()
    assert [status.text for status in network.published] == ["Short"]


# --- Paused -----------------------------------------------------------------------------------------


def test_a_paused_workspace_publishes_nothing_and_goes_on_where_it_stopped(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["mastodon"])
    pause.pause_workspace(hands.workspace, hands.by, "a storm", hands.time.wall)
    hands.time.pass_(60)
    assert in_turn(hands, 60, 3) == [0, 0, 0]
    pause.resume_workspace(hands.workspace, hands.by, hands.time.wall)
    hands.tick()
    assert (state(delivery), len(network.published)) == ("published", 1)


def test_a_paused_installation_publishes_nothing_and_one_that_paused_too_long_is_missed(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["mastodon"])
    pause.pause_everything("a flood", hands.time.wall)
    hands.time.pass_(60)
    assert in_turn(hands, 1800, 3) == [0, 0, 0]
    pause.resume_everything(hands.time.wall)
    hands.tick()
    assert (state(delivery), network.published) == ("missed", [])


@pytest.mark.parametrize("who", ["workspace", "channel", "installation"])
def test_a_lost_answer_is_not_repeated_into_a_pause(
    who: str, hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["mastodon"])
    network.arm("rst_before_accept")
    hands.time.pass_(10)
    hands.tick()
    assert state(delivery) == "uncertain"
    channel = Channel.objects.get(pk=channels["mastodon"].pk)
    {
        "workspace": lambda: pause.pause_workspace(hands.workspace, hands.by, "", hands.time.wall),
        "channel": lambda: channel.pause(hands.by, ""),
        "installation": lambda: pause.pause_everything("", hands.time.wall),
    }[who]()
    in_turn(hands, 60, 8)
    assert network.published == []
    hands.workspace.refresh_from_db()
    {
        "workspace": lambda: pause.resume_workspace(hands.workspace, hands.by, hands.time.wall),
        "channel": lambda: channel.resume(hands.by),
        "installation": lambda: pause.resume_everything(hands.time.wall),
    }[who]()
    in_turn(hands, 60, 6)
    assert (state(delivery), len(network.published)) == ("published", 1)


def test_a_copied_database_does_not_publish_until_somebody_says_that_this_is_the_one(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    assert identity.check_identity(hands.time.wall)
    assert identity.check_identity(hands.time.wall)  # and again at the next start
    delivery = hands.plan(channels["mastodon"])
    Installation.objects.filter(pk=1).update(home="somewhere else:1")
    assert not identity.check_identity(hands.time.wall)
    hands.time.pass_(10)
    hands.tick()
    assert (state(delivery), Installation.get().pause_reason) == ("scheduled", identity.COPIED)
    identity.take_over(hands.time.wall)
    assert identity.check_identity(hands.time.wall)
    hands.tick()
    assert state(delivery) == "published"


# --- Worn out ---------------------------------------------------------------------------------------


def test_a_post_that_kills_three_workers_while_they_prepare_it_is_held(
    hands: Hands, channels: Channels
) -> None:
    delivery = hands.plan(channels["mastodon"])
    hands.time.pass_(10)
    for death in range(3):
        assert len(clock.claim(hands.time.wall)) == 1
        preparing._marks_of(keys.me()).put(delivery.pk)  # as a worker leaves it that dies
        assert sweep.take_over_from_the_dead(hands.time.wall, lambda owner: True) == 1
        assert state(delivery) == ("held" if death == 2 else "scheduled")
    assert fresh(delivery).trouble["code"] == "poison"


def test_a_post_that_only_stood_in_the_queue_is_not_to_blame(hands: Hands, channels: Channels) -> None:
    delivery = hands.plan(channels["mastodon"])
    hands.time.pass_(10)
    for _ in range(5):
        clock.claim(hands.time.wall)
        sweep.take_over_from_the_dead(hands.time.wall, lambda owner: True)
    assert (state(delivery), fresh(delivery).deaths) == ("scheduled", 0)


def test_the_breaker_opens_after_five_failures_rests_the_channel_and_closes(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    channel = channels["mastodon"]
    channel.lock_in({"instance": "http://127.0.0.1:1", "access_token": "token"})  # nobody listens there
    for number in range(6):
        hands.plan(channel, f"Post {number}", after=number)
        hands.time.pass_(number)
        hands.tick()
    channel.refresh_from_db()
    assert channel.failures >= 5
    assert channel.rest_until is not None
    assert channel.rest_until > hands.time.wall
    channel.lock_in({"instance": network.url, "access_token": "token"})
    assert hands.tick() == 0  # it rests
    in_turn(hands, 30, 8)
    channel.refresh_from_db()
    assert (channel.failures, len(network.published)) == (0, 6)


def test_a_token_refused_twice_asks_for_a_connection_and_spends_no_tries(
    hands: Hands, channels: Channels, network: FakeMastodon, now: Any
) -> None:
    deliveries = [hands.plan(channels["mastodon"], f"Post {number}") for number in range(3)]
    network.token = "another"
    hands.time.pass_(10)
    in_turn(hands, 5, 2)
    channel = Channel.objects.get(pk=channels["mastodon"].pk)
    assert channel.state == "reconnect"
    assert {state(one) for one in deliveries} == {"blocked"}
    assert {fresh(one).tries for one in deliveries} == {0}
    assert sum(story(one).count("intent") for one in deliveries) <= 3
    connect.reconnect(
        channel, {"instance": network.url, "access_token": "another"}, hands.by, hands.time.wall
    )
    in_turn(hands, 5, 2)
    assert {state(one) for one in deliveries} == {"published"}
    assert len(network.published) == 3


def test_a_token_refused_once_by_accident_troubles_nobody(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    network.arming._armed.append(Fault("no", False, frozenset({"Expired"}), instead(401, b"{}")))
    delivery = hands.plan(channels["mastodon"])
    hands.time.pass_(10)
    hands.tick()
    assert Channel.objects.get(pk=channels["mastodon"].pk).state == "active"
    hands.until_over()
    assert state(delivery) == "published"


def test_the_same_number_on_another_server_is_another_account(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    channel = channels["mastodon"]
    connect.check(channel, hands.by, hands.time.wall)
    with FakeMastodon(port=0) as elsewhere, pytest.raises(connect.AnotherAccount):
        connect.reconnect(
            channel, {"instance": elsewhere.url, "access_token": "token"}, hands.by, hands.time.wall
        )


@pytest.mark.parametrize("ending", ["removed", "locked"])
def test_a_doubt_about_a_channel_that_is_gone_ends_with_a_question(
    ending: str, hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    channel = channels["torture-readable"]
    delivery = hands.plan(channel)
    network.arm("rst_after_accept")
    hands.time.pass_(10)
    (claim,) = clock.claim(hands.time.wall)
    send.deliver(claim.delivery_id, claim.fence)
    if ending == "removed":
        channel.remove(hands.by)
    else:
        Channel.objects.filter(pk=channel.pk).update(credentials="v1.gone.AA.AA")
    in_turn(hands, 120, 50)
    assert state(delivery) == "held"


def test_a_look_at_another_account_never_proves_that_nothing_is_out(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    channel = channels["torture-readable"]
    delivery = hands.plan(channel)
    network.arm("rst_after_accept")
    hands.time.pass_(10)
    (claim,) = clock.claim(hands.time.wall)
    send.deliver(claim.delivery_id, claim.fence)
    with FakeMastodon(port=0) as elsewhere:
        elsewhere.clock = lambda: hands.time.wall
        original = elsewhere.handle

        async def as_account_2(request: Any) -> Any:
            request.path = request.path.replace("/accounts/2/", "/accounts/1/")
            return await original(request)

        elsewhere.handle = as_account_2  # type: ignore[method-assign]
        Channel.objects.filter(pk=channel.pk).update(account_id="2")
        Channel.objects.get(pk=channel.pk).lock_in({"instance": elsewhere.url, "access_token": "token"})
        in_turn(hands, 120, 50)
        assert state(delivery) == "held"
        assert elsewhere.published == []


# --- Zones, receipts, clocks ----------------------------------------------------------------------


def test_when_the_rules_of_a_zone_change_the_wall_time_stays_and_the_story_says_so(
    hands: Hands, channels: Channels
) -> None:
    delivery = hands.plan(channels["mastodon"], after=86400)
    right = fresh(delivery)
    hour = timedelta(hours=1)
    Delivery.objects.filter(pk=delivery.pk).update(  # as older rules had it
        zone_data="2020.1", due_at=right.due_at - hour, late_until=right.late_until - hour
    )
    hands.tick()
    moved = fresh(delivery)
    assert (moved.due_at, moved.late_until, moved.wall) == (right.due_at, right.late_until, right.wall)
    assert moved.zone_data == right.zone_data
    last = moved.story.last()
    assert last is not None
    assert last.what == "zone_changed"
    assert last.details["to_at"] == right.due_at.isoformat()
    hands.tick()
    assert story(delivery).count("zone_changed") == 1


def test_a_receipt_that_the_database_could_not_take_is_taken_in_later(
    hands: Hands, channels: Channels, network: FakeMastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "PATIENCE", 0.0)  # this worker does not wait; it is as if it died
    delivery = hands.plan(channels["torture-blind"])
    hands.time.pass_(10)
    full = {"on": False}

    def no_room(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if full["on"] and "UPDATE" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    points.watch = lambda point, _pk: full.update(on=point == "C6")
    with connection.execute_wrapper(no_room):
        hands.tick()
    points.watch = None
    assert state(delivery) == "sending"
    assert len(spool.waiting()) == 1
    hands.tick()
    assert (state(delivery), story(delivery)[-1]) == ("published", "late_receipt")
    assert fresh(delivery).receipt_id == network.published[0].id
    assert spool.waiting() == []


def test_what_would_go_out_differently_is_blocked_and_goes_on_when_it_was_approved_again(
    hands: Hands, channels: Channels
) -> None:
    delivery = hands.plan(channels["mastodon"])
    hands.workspace.language = "ru"  # a part of what is sent
    hands.workspace.save(update_fields=["language"])
    hands.time.pass_(10)
    hands.tick()
    assert (state(delivery), fresh(delivery).trouble["code"]) == ("blocked", "changed")
    post = Post.objects.get(pk=delivery.post_id)
    post.withdraw(hands.by)
    post.submit(hands.by)
    agree.approve(post, hands.by, 1, hands.time.wall)
    assert (state(delivery), story(delivery)[-1]) == ("scheduled", "agreed_again")
    hands.tick()
    assert state(delivery) == "published"


def test_where_nobody_needs_to_agree_planning_it_again_agrees_to_how_it_looks_now(
    hands: Hands, channels: Channels
) -> None:
    delivery = hands.plan(channels["mastodon"])
    hands.workspace.language, hands.workspace.review_policy = "ru", "none"
    hands.workspace.save(update_fields=["language", "review_policy"])
    hands.time.pass_(10)
    hands.tick()
    assert fresh(delivery).trouble["code"] == "changed"
    plan.cancel(fresh(delivery), hands.by, hands.time.wall)
    (again,) = hands.schedule(Post.objects.get(pk=delivery.post_id), after=5)
    hands.time.pass_(5)
    hands.tick()
    assert state(again) == "published"


def test_a_thread_that_is_half_out_is_not_edited(hands: Hands, channels: Channels) -> None:
    first = hands.plan(channels["mastodon"], "one\n---\ntwo\n---\nthree")
    hands.time.pass_(10)
    hands.tick()
    assert state(first) == "published"
    post, words = Post.objects.get(pk=first.post_id), Content(text="1\n---\n2\n---\n3")
    with pytest.raises(WrongState, match="part of this thread is out"):
        edit.edit(post, hands.by, words)
    hands.until_over()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"published"}


def test_a_receipt_that_cannot_be_read_stands_in_nobodys_way(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["torture-blind"])
    hands.time.pass_(10)
    hands.tick()
    Delivery.objects.filter(pk=delivery.pk).update(key="a key")
    other = hands.plan(channels["torture-blind"], "Another")
    (spool._folder() / "0.json").write_text("")
    spool._put(other.pk, other.key, Receipt("77"))
    sweep.sweep(hands.time.wall)
    assert state(other) == "published"
    assert [path.name for path in spool._folder().iterdir()] == ["0.bad"]
    (spool._folder() / "0.bad").unlink()


def test_a_lease_that_ends_while_its_living_worker_uploads_is_no_death(
    hands: Hands, channels: Channels
) -> None:
    delivery = hands.plan(channels["mastodon"])
    hands.time.pass_(10)
    with preparing.preparing(delivery.pk):
        for _ in range(4):
            assert len(clock.claim(hands.time.wall)) == 1
            health.beat(keys.me(), hands.time.wall)
            sweep.take_over_from_the_dead(hands.time.wall, lambda owner: True)
    assert (state(delivery), fresh(delivery).deaths) == ("scheduled", 0)


def test_a_spooled_receipt_of_another_generation_is_not_believed(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["mastodon"])
    spool._put(delivery.pk, "some other key", Receipt("77"))
    hands.tick()
    assert state(delivery) == "scheduled"


def test_a_clock_that_jumps_claims_nothing_in_that_tick_and_one_that_went_back_until_it_is_right(
    hands: Hands, channels: Channels
) -> None:
    time_, watch = hands.time, TimeWatch()
    assert watch.is_sane(time_.wall, time_.ticks)
    time_.wall += timedelta(hours=1)  # without as much monotonic time
    assert not watch.is_sane(time_.wall, time_.ticks)
    time_.pass_(0.2)
    assert watch.is_sane(time_.wall, time_.ticks)
    time_.pass_(31)
    assert watch.is_sane(time_.wall, time_.ticks)  # and the latest time is remembered
    time_.wall -= timedelta(minutes=2)
    assert not watch.is_sane(time_.wall, time_.ticks)
    again = TimeWatch()  # a restart does not make it right
    for _ in range(5):
        assert not again.is_sane(time_.wall, time_.ticks)
        time_.pass_(0.2)
    time_.pass_(125)
    again.is_sane(time_.wall, time_.ticks)
    assert again.is_sane(time_.wall, time_.ticks)


def test_a_clock_that_went_back_hands_out_nothing(hands: Hands, channels: Channels) -> None:
    hands.plan(channels["mastodon"])
    hands.time.pass_(20)
    Installation.get()
    Installation.objects.filter(pk=1).update(clock_mark=hands.time.wall + timedelta(minutes=5))
    given: list[clock.Claim] = []
    ticking = clock.Clock(given.append, workers=2)
    ticking.tick()
    assert given == []
    Installation.objects.filter(pk=1).update(clock_mark=hands.time.wall)
    ticking.tick()
    assert len(given) == 1


def test_cancelling_or_moving_what_is_out_or_cancelled_says_no(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    out, off = hands.plan(channels["mastodon"], "Out"), hands.plan(channels["mastodon"], "Off", after=99)
    hands.time.pass_(10)
    hands.tick()
    plan.cancel(fresh(off), hands.by, hands.time.wall)
    later = of_instant(hands.time.wall + timedelta(hours=1), "Europe/Moscow")
    for delivery in (out, off):
        before = story(delivery)
        with pytest.raises(WrongState):
            plan.cancel(fresh(delivery), hands.by, hands.time.wall)
        with pytest.raises(WrongState):
            plan.move(fresh(delivery), later, hands.by, hands.time.wall)
        with pytest.raises(WrongState):
            plan.retry(fresh(delivery), hands.by, hands.time.wall)
        assert story(delivery) == before
