"""One slot in five at another hour: who switches it on, which slots it touches, and what it says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from planner.history.models import Entry
from planner.posts.models import Post
from planner.queues import arrange, experiment, take
from planner.queues.arrange import Move
from planner.queues.evergreen import free_places
from planner.queues.experiment import Hours
from planner.queues.free import free_slots
from planner.queues.models import Experiment
from planner.queues.other_hours import EVERY, hour_to_try, is_due
from planner.queues.shown import queue_of
from planner.queues.telling import sentence
from planner.states import WrongState
from tests.planner.queues.conftest import NOW
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]
DAILY = tuple(f"{day} 10:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


@pytest.fixture
def on(channel: Any, slots: Any, olga: Any, acting: Any) -> Experiment:
    """A slot a day at ten, and the experiment switched on."""
    slots(*DAILY)
    return begin(channel, acting(olga))


def begin(channel: Any, by: Any, **changes: Any) -> Experiment:
    experiment.switch_on(channel, Hours(), by, NOW)
    Experiment.objects.filter(channel=channel).update(**{"seed": 7} | changes)
    return Experiment.objects.get(channel=channel)


@pytest.fixture
def due(on: Experiment) -> Experiment:
    """The very next slot is to be tried."""
    return at_its_turn(on)


def at_its_turn(one: Experiment) -> Experiment:
    one.turn, one.tried_in = EVERY - 1, -1
    one.save()
    return one


@pytest.fixture
def taken(write: Writes, at_desk: Any, ada: Any) -> Callable[..., Post]:
    """taken("Fog"): a post of Ada's that took the next free slot."""

    def make(title: str = "Fog", **how: Any) -> Post:
        post = write(title, **how)
        take.take_next(post, at_desk(ada), NOW)
        return Post.objects.get(pk=post.pk)

    return make


def hour_of(post: Post) -> int:
    return int(post.planned_wall[11:13])


def test_one_of_each_five_turns_tries_an_hour_and_a_seed_says_which() -> None:
    tried_in, tried = -1, []
    for turn in range(100):
        if is_due(turn, tried_in, seed=3):
            tried_in = turn // EVERY
            tried.append(turn)
    assert [turn // EVERY for turn in tried] == list(range(20))
    assert (
        len({turn % EVERY for turn in tried}) == EVERY
    )  # not always the same of five: nobody can reckon with it
    assert not is_due(4, 0, seed=3)
    assert hour_to_try([8, 9, 15], [], 4, seed=3) == hour_to_try([8, 9, 15], [], 4, seed=3)
    with pytest.raises(ValueError, match="acceptable"):
        hour_to_try([], [], 4, seed=3)


def test_one_post_in_five_that_takes_a_slot_stands_at_another_hour_of_its_day(
    on: Experiment, taken: Any, channel: Any
) -> None:
    posts = [taken(f"Letter {number}") for number in range(15)]
    elsewhere = [post for post in posts if post.slot_at]
    assert len(elsewhere) == 3
    assert all(hour_of(post) == 10 for post in posts if not post.slot_at)
    for post in elsewhere:
        assert hour_of(post) != 10
        assert post.planned_at is not None
        assert post.slot_at is not None
        zone = ZoneInfo(channel.zone_name)
        assert post.slot_at.astimezone(zone).strftime("%Y-%m-%d %H") == f"{post.planned_wall[:10]} 10"
    days = [post.planned_wall[:10] for post in posts]
    assert days == sorted(set(days))  # a post a day as ever: the slot of a trial is given to nobody else
    [standing] = experiment.standings([channel.pk])
    assert (standing.slots, standing.tried) == (15, 3)


def test_without_the_experiment_every_post_stands_in_its_slot(slots: Any, taken: Any) -> None:
    slots(*DAILY)
    assert {hour_of(taken(str(number))) for number in range(10)} == {10}


def test_slots_that_were_given_out_before_it_began_do_not_count(
    slots: Any, taken: Any, channel: Any, acting: Any, olga: Any
) -> None:
    slots(*DAILY)
    taken("Before")
    begin(channel, acting(olga))
    taken("After")
    assert experiment.standings([channel.pk])[0].slots == 1


def test_what_is_offered_is_what_is_taken_and_the_sentence_says_that_it_is_tried(
    due: Experiment, write: Writes, at_desk: Any, ada: Any, channel: Any
) -> None:
    post = write("Fog")
    offered = take.offer(post, [channel], NOW)
    assert offered == take.offer(post, [channel], NOW)
    found = take.take_next(post, at_desk(ada), NOW)
    assert found == offered
    assert "An hour we are trying out; the slot itself is at 10:00." in sentence(found, {})


def test_only_hours_that_are_allowed_are_tried(
    due: Experiment, taken: Any, channel: Any, acting: Any, olga: Any
) -> None:
    experiment.switch_on(channel, Hours(17, 18), acting(olga), NOW)
    posts = [taken(str(number)) for number in range(30)]
    assert {hour_of(post) for post in posts if post.slot_at} == {17, 18}


def test_an_hour_keeps_away_from_other_posts_and_other_slots(
    due: Experiment, slots: Any, write: Writes, taken: Any, channel: Any, acting: Any, olga: Any
) -> None:
    experiment.switch_on(channel, Hours(17, 20), acting(olga), NOW)
    slots("Mon 18:30")
    write("At its own time", "2026-11-23T20:30")
    assert hour_of(taken()) == 17  # 18 and 19 are too near to a slot, 20 to a post


def test_where_no_hour_can_be_tried_the_slot_is_taken_and_a_later_one_of_the_five_is_tried(
    on: Experiment, write: Writes, taken: Any, channel: Any, acting: Any, olga: Any
) -> None:
    experiment.switch_on(channel, Hours(17, 17), acting(olga), NOW)
    turns = [turn for turn in range(EVERY) if is_due(turn, -1, on.seed)]
    Experiment.objects.filter(channel=channel).update(turn=turns[0])
    write("In the way", "2026-11-23T17:00")
    first, second = taken("One"), taken("Two")
    assert hour_of(first) == 10
    if turns[0] < EVERY - 1:
        assert hour_of(second) == 17


def test_a_post_is_not_tried_after_it_is_no_longer_true(
    due: Experiment, taken: Any, channel: Any, acting: Any, olga: Any
) -> None:
    experiment.switch_on(channel, Hours(12, 21), acting(olga), NOW)
    noon = datetime(2026, 11, 23, 12, 30, tzinfo=ZoneInfo(channel.zone_name))
    assert hour_of(taken(valid_until=noon)) == 12


def test_a_post_is_tried_only_where_all_its_channels_take_part(
    due: Experiment, taken: Any, channel: Any, other_channel: Any, acting: Any, olga: Any
) -> None:
    assert hour_of(taken("Both", on=[channel, other_channel])) == 10
    begin(other_channel, acting(olga))
    at_its_turn(due)
    assert hour_of(taken("Both again", on=[channel, other_channel])) != 10


def test_a_slot_that_was_asked_for_on_one_channel_asks_the_others_too(
    due: Experiment, write: Writes, channel: Any, other_channel: Any, at_desk: Any, ada: Any
) -> None:
    post = write("Both", on=[channel, other_channel])
    found = take.take_next(post, at_desk(ada), NOW, channel)
    assert found.place is not None
    assert found.place.slot is None


def test_times_that_people_chose_and_posts_that_are_planned_stay(
    due: Experiment, write: Writes, taken: Any, channel: Any
) -> None:
    own, before = write("Own time", "2026-11-23T15:00"), taken("Before")
    at_its_turn(Experiment.objects.get(channel=channel))
    taken("After")
    for post in (own, before):
        assert Post.objects.get(pk=post.pk).planned_at == post.planned_at
    assert Post.objects.get(pk=own.pk).slot_at is None


def test_the_slot_of_a_trial_is_free_nowhere_and_says_why(
    due: Experiment, write: Writes, taken: Any, channel: Any
) -> None:
    post = taken("Fog")
    assert post.slot_at is not None
    free = free_slots([channel], NOW.date(), NOW.date(), NOW)
    assert not free
    assert post.slot_at not in {place.at for place in free_places(channel, NOW)}
    found = take.offer(write("Next"), [channel], NOW)
    assert "Mon 23 Nov 10:00 went to “Fog”, which tries another hour" in sentence(found, {})


def test_the_queue_shows_the_post_at_its_hour_with_a_mark_and_its_slot_not_as_free(
    due: Experiment, taken: Any, channel: Any, enter: Any, ada: Any
) -> None:
    post = taken("Fog")
    lines = queue_of(channel, NOW).days[0].lines
    assert [(line.clock, line.is_trial) for line in lines] == [(post.planned_wall[11:16], True)]
    page = enter(ada).get(f"/w/harbour/posts/{post.pk}/")
    assert b"An hour we are trying out" in page.content


def test_a_trial_gives_way_to_nobody_but_moves_where_somebody_moves_it(
    due: Experiment, taken: Any, channel: Any, at_desk: Any, grace: Any
) -> None:
    tried, *others = [taken(name) for name in ("Tried", "One", "Two", "Three")]
    move = Move(channel, at_desk(grace), NOW)
    arrange.move_to(move, others[2].pk, others[0].pk)
    arrange.shuffle(move, 5)
    arrange.close_up(move)
    kept = Post.objects.get(pk=tried.pk)
    assert (kept.planned_at, kept.slot_at) == (tried.planned_at, tried.slot_at)
    arrange.step(move, tried.pk, 1)
    moved = Post.objects.get(pk=tried.pk)
    assert moved.planned_at != tried.planned_at
    assert moved.slot_at is None  # its hour was chosen by a person now


def test_a_trial_that_is_kept_at_its_time_is_none_any_more(
    due: Experiment, taken: Any, channel: Any, at_desk: Any, grace: Any
) -> None:
    post = taken()
    arrange.join(Move(channel, at_desk(grace), NOW), post.pk, to=False)
    kept = Post.objects.get(pk=post.pk)
    assert (kept.planned_at, kept.slot_at, kept.queue_id) == (post.planned_at, None, None)


def test_it_is_switched_on_and_off_with_an_entry_and_begins_anew(
    on: Experiment, channel: Any, acting: Any, olga: Any
) -> None:
    Experiment.objects.filter(channel=channel).update(turn=9, tried_in=1)
    experiment.switch_on(channel, Hours(9, 12), acting(olga), NOW + timedelta(days=1))
    assert Experiment.objects.get(channel=channel).turn == 9  # other hours are no new beginning
    experiment.switch_off(channel, acting(olga), NOW)
    experiment.switch_off(channel, acting(olga), NOW)
    assert experiment.standings([channel.pk]) == []
    experiment.switch_on(channel, Hours(9, 12), acting(olga), NOW)
    assert Experiment.objects.get(channel=channel).turn == 0
    acts = Entry.objects.filter(thing_id=channel.pk, act__contains="experiment").values_list("act", flat=True)
    assert sorted(acts) == ["channel.experiment"] * 3 + ["channel.no_experiment"]
    with pytest.raises(WrongState, match="earlier one first"):
        experiment.switch_on(channel, Hours(20, 9), acting(olga), NOW)


def test_the_page_switches_it_for_those_who_may_change_queues(
    slots: Any, channel: Any, enter: Any, grace: Any, ada: Any, client: Any
) -> None:
    slots(*DAILY)
    page, switch = f"/w/harbour/channels/{channel.pk}/slots/", f"/w/harbour/channels/{channel.pk}/experiment/"
    sent = {"do": "on", "first": "9", "last": "20"}
    assert enter(ada).post(switch, sent).status_code == 403
    assert not Experiment.objects.exists()
    assert 'value="on"' not in client.get(page).content.decode()
    client.logout()
    desk = enter(grace)
    assert "Try other hours: one slot in five" in desk.get(page).content.decode()
    assert "0 of 0 slots since" in desk.post(switch, sent, follow=True).content.decode()
    assert "earlier one first" in desk.post(switch, sent | {"last": "x"}, follow=True).content.decode()
    desk.post(switch, {"do": "off"})
    assert not Experiment.objects.get(channel=channel).is_on


def test_programs_see_and_set_it_and_slots_say_what_is_tried(
    slots: Any, write: Writes, channel: Any, harbour: Any, grace: Any, ada: Any
) -> None:
    slots(*DAILY)
    path = f"/channels/{channel.pk}/experiment"
    talk = Program(token_of(harbour, grace))
    status, body = talk("GET", path)
    assert (status, body["is_on"], body["began_at"], body["last_hour"]) == (200, False, None, 21)
    assert Program(token_of(harbour, ada))("PUT", path, {"is_on": True})[0] == 403
    status, body = talk("PUT", path, {"is_on": True, "first_hour": 9})
    assert (status, body["is_on"], body["first_hour"]) == (200, True, 9)
    assert talk("PUT", path, {"is_on": True, "first_hour": 22})[0] in {409, 422}
    at_its_turn(Experiment.objects.get(channel=channel))
    _status, found = talk("POST", f"/posts/{write('Fog').pk}/take-slot")
    assert found["is_trial"]
    lines = talk("GET", f"/channels/{channel.pk}/queue")[1]["lines"]
    assert [line["is_trial"] for line in lines if line["post"]] == [True]
    assert talk("GET", "/insights")[1]["experiments"][0]["tried"] == 1
    assert talk("PUT", path, {"is_on": False})[1]["is_on"] is False
