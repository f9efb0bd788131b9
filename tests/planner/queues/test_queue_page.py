"""The page of a channel's queue, without scripts: what it shows, and every way of moving posts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from planner.campaigns.models import Pillar
from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.posts.models import Post
from planner.queues import arrange
from planner.queues.models import Slot
from planner.queues.standing import queued
from planner.writing.desk import Person
from tests.planner.queues.conftest import NOW

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]


@pytest.fixture
def soon() -> Callable[[int], str]:
    """soon(1): a day from now on, as a date."""
    return lambda days: (timezone.now().date() + timedelta(days=days)).isoformat()


@pytest.fixture
def every_day(slots: Any) -> None:
    slots(*(f"{day} 10:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))


@pytest.fixture
def three(every_day: None, write: Writes, channel: Any, soon: Any) -> list[Post]:
    """Ada's drafts in the slots of the days 2, 3 and 5 from now."""
    posts = [write(name, f"{soon(day)}T10:00") for name, day in (("One", 2), ("Two", 3), ("Three", 5))]
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(queue=channel)
    return posts


@pytest.fixture
def page(enter: Any, grace: Any, channel: Any) -> Callable[..., Any]:
    browser = enter(grace)
    address = f"/w/harbour/channels/{channel.pk}/queue/"

    def ask(do: str = "", **sent: Any) -> Any:
        if not do:
            return browser.get(address + sent.get("query", "")).content.decode()
        return browser.post(address + "change/", {"do": do, **sent}, follow=True)

    return ask


def days_of(posts: list[Post]) -> list[str]:
    return [Post.objects.get(pk=post.pk).planned_wall[:10] for post in posts]


def test_free_places_posts_and_fixed_times_stand_in_order(
    page: Any, three: list[Post], write: Writes, soon: Any
) -> None:
    write("Of its own", f"{soon(2)}T15:00")
    shown = page()
    assert shown.index(">One<") < shown.index(">Of its own<") < shown.index(">Two<") < shown.index(">Three<")
    assert "3 posts are left" in shown
    assert "The queue runs out on" in shown
    assert "the queue flows around it" in shown
    assert shown.count("Put a draft here") >= 20
    assert f"?at={soon(4)}T10:00&amp;channel=" in shown


def test_the_number_of_queries_does_not_grow_with_the_posts(
    page: Any, three: list[Post], write: Writes, soon: Any, channel: Any
) -> None:
    page()
    with CaptureQueriesContext(connection) as few:
        page()
    for day in range(6, 26):
        write(f"Post {day}", f"{soon(day)}T10:00")
    with CaptureQueriesContext(connection) as many:
        page()
    assert len(many) == len(few)


def test_up_and_down_change_places_with_the_neighbour(page: Any, three: list[Post], soon: Any) -> None:
    page("down", post=three[0].pk)
    assert days_of(three) == [soon(3), soon(2), soon(5)]
    page("up", post=three[0].pk)
    assert days_of(three) == [soon(2), soon(3), soon(5)]
    page("up", post=three[0].pk)  # it is the first already
    assert days_of(three) == [soon(2), soon(3), soon(5)]


def test_a_move_lets_the_others_give_way_and_can_be_undone(page: Any, three: list[Post], soon: Any) -> None:
    answer = page("move", post=three[2].pk, before=three[0].pk).content.decode()
    assert days_of(three) == [soon(3), soon(5), soon(2)]
    spots = answer[answer.index('name="spots" value="') + 20 :].split('"')[0].replace("&quot;", '"')
    page("undo", spots=spots)
    assert days_of(three) == [soon(2), soon(3), soon(5)]
    assert None not in {Post.objects.get(pk=post.pk).queue_id for post in three}


def test_an_undo_takes_nothing_back_that_somebody_moved_since(
    page: Any, three: list[Post], soon: Any
) -> None:
    answer = page("move", post=three[2].pk, before=three[0].pk).content.decode()
    spots = answer[answer.index('name="spots" value="') + 20 :].split('"')[0].replace("&quot;", '"')
    page("put", post=three[0].pk, at=f"{soon(6)}T07:00+00:00")
    stood = days_of(three)
    said = page("undo", spots=spots).content.decode()
    assert "in the meantime. It stays where they put it." in said
    assert days_of(three) == stood  # nothing of it is undone


def test_a_shuffle_with_the_same_seed_gives_the_same_order(page: Any, three: list[Post], soon: Any) -> None:
    page("shuffle", seed=7)
    once = days_of(three)
    assert sorted(once) == [soon(2), soon(3), soon(5)]
    for post, day in zip(three, (2, 3, 5), strict=True):
        Post.objects.filter(pk=post.pk).update(
            planned_at=datetime.fromisoformat(f"{soon(day)}T07:00+00:00"),
            planned_wall=f"{soon(day)}T10:00:00",
        )
    page("shuffle", seed=7)
    assert days_of(three) == once


def test_gaps_are_closed_in_the_order_that_is_there(
    page: Any, three: list[Post], write: Writes, soon: Any
) -> None:
    write("Of its own", f"{soon(1)}T10:00")  # it stands in a slot, and stays
    page("close")
    walls = days_of(three)
    assert walls == sorted(walls)
    assert walls[-1] < soon(5)
    assert soon(1) not in walls


def test_a_draft_is_put_into_a_free_place(page: Any, every_day: None, write: Writes, soon: Any) -> None:
    post = write("Nowhere yet")
    key = f"{soon(4)}T07:00Z"
    assert "Nowhere yet" in page(query=f"?put={key}")
    page("put", post=post.pk, at=key)
    post.refresh_from_db()
    assert (post.planned_wall[:10], post.queue_id is not None) == (soon(4), True)


def test_what_would_break_is_asked_first(
    page: Any, three: list[Post], harbour: Any, soon: Any, channel: Any
) -> None:
    until = datetime.fromisoformat(f"{soon(2)}T20:00+00:00")
    Post.objects.filter(pk=three[0].pk).update(valid_until=until)
    answer = page("move", post=three[0].pk, before=three[2].pk)
    assert answer.status_code == 409
    assert "is no longer valid" in answer.content.decode()
    assert days_of(three) == [soon(2), soon(3), soon(5)]
    page("move", post=three[0].pk, before=three[2].pk, sure=1)
    assert days_of(three) == [soon(5), soon(2), soon(3)]
    tips = Pillar.objects.create(workspace=harbour, name="tips")
    weekday = date.fromisoformat(soon(2)).weekday()
    Slot.objects.filter(channel=channel, weekday=weekday).update(pillar=tips)
    answer = page("move", post=three[2].pk, before=three[1].pk)
    assert "is for “tips”" in answer.content.decode()


def test_a_post_in_review_is_asked_about(page: Any, three: list[Post], acting: Any, ada: Any) -> None:
    three[0].submit(acting(ada))
    assert "is being reviewed" in page("down", post=three[0].pk).content.decode()


def test_scheduled_posts_keep_their_yes_and_what_is_on_its_way_stays(
    channel: Any, scheduled: Writes, slots: Any, at_desk: Any, grace: Any
) -> None:
    slots("Tue 10:00", "Wed 10:00", "Thu 10:00")
    posts = [scheduled(f"Post {day}", f"2026-11-{day}T10:00") for day in (24, 25, 26)]
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(queue=channel)
    move = arrange.Move(channel, at_desk(grace), NOW)
    arrange.reorder(move, [posts[2].pk, posts[1].pk, posts[0].pk])
    assert days_of(posts) == ["2026-11-26", "2026-11-25", "2026-11-24"]
    assert {Post.objects.get(pk=post.pk).state for post in posts} == {"approved"}
    assert [Delivery.objects.get(post=post).wall[:10] for post in posts] == days_of(posts)
    Delivery.objects.filter(post=posts[1]).update(state="claimed")
    assert [post.post_id for post in queued(channel, NOW)] == [posts[2].pk, posts[0].pk]
    arrange.shuffle(move, 3)
    arrange.close_up(move)
    assert days_of(posts)[1] == "2026-11-25"


def test_an_author_moves_drafts_of_her_own_and_no_others(
    enter: Any, ada: Any, three: list[Post], write: Writes, grace: Any, channel: Any, soon: Any
) -> None:
    theirs = write("Theirs", f"{soon(6)}T10:00", by=grace)
    Post.objects.filter(pk=theirs.pk).update(queue=channel)
    browser, address = enter(ada), f"/w/harbour/channels/{channel.pk}/queue/change/"
    browser.post(address, {"do": "down", "post": three[0].pk})
    assert days_of(three)[0] == soon(3)
    answer = browser.post(address, {"do": "up", "post": theirs.pk}, follow=True).content.decode()
    assert "Somebody else wrote this post" in answer
    assert days_of([*three, theirs]) == [soon(3), soon(2), soon(5), soon(6)]  # all or none


def test_a_post_of_another_workspace_is_nowhere(
    page: Any, three: list[Post], other: Any, mallory: Any, acting: Any, soon: Any
) -> None:
    from planner.posts.content import Content

    foreign = Post.objects.write(other, acting(mallory), Content(text="Mine"))
    answer = page("put", post=foreign.pk, at=f"{soon(4)}T07:00Z").content.decode()
    assert "not in the queue any more" in answer
    assert Post.objects.get(pk=foreign.pk).planned_at is None


def test_nonsense_is_refused_and_moves_nothing(page: Any, three: list[Post], soon: Any) -> None:
    for sent in (
        {"do": "put", "post": "x", "at": "never"},
        {"do": "put", "post": three[0].pk, "at": f"{soon(4)}T10:00"},  # in no zone
        {"do": "reorder", "posts": [three[0].pk, three[0].pk]},
        {"do": "undo", "spots": "[[1]]"},
        {"do": "undo", "spots": "{"},
        {"do": "fly"},
    ):
        assert page(**sent).status_code == 200
    assert days_of(three) == [soon(2), soon(3), soon(5)]


def test_pausing_is_explained_and_lasts_until_somebody_goes_on(
    enter: Any, grace: Any, channel: Any, every_day: None
) -> None:
    browser, address = enter(grace), f"/w/harbour/channels/{channel.pk}/queue/"
    assert "Every post keeps its time" in browser.get(address).content.decode()
    shown = browser.post(address + "pause/", {"reason": "Storm"}, follow=True).content.decode()
    assert "is paused. Posts keep their times here" in shown
    channel.refresh_from_db()
    assert (channel.state, channel.reason) == ("paused", "Storm")
    browser.post(address + "resume/")
    channel.refresh_from_db()
    assert channel.state == "active"


def test_every_move_is_one_line_of_the_history(
    channel: Any, three: list[Post], harbour: Any, ada: Any
) -> None:
    from planner.history.models import Actor
    from planner.people.permissions import verbs_of

    who = Person(Actor(ada.pk, "Ada"), verbs_of("author"))
    arrange.shuffle(arrange.Move(channel, who, timezone.now()), 12)
    assert Entry.objects.filter(workspace=harbour, act="queue.arranged", thing="channel").count() == 1


def test_posts_at_times_of_their_own_are_not_called_an_empty_queue(
    page: Any, every_day: None, write: Writes, soon: Any
) -> None:
    assert "The queue is empty." in page()
    write("Fog", f"{soon(2)}T11:00")
    assert "The queue is empty." not in page()
    assert "Nothing is in the queue; these have times of their own." in page()


def test_what_changed_nothing_in_the_weekly_times_does_not_say_that_it_did(
    enter: Any, grace: Any, channel: Any, slots: Any
) -> None:
    slots("Mon 10:00")
    browser, address = enter(grace), f"/w/harbour/channels/{channel.pk}/slots/"

    def said(**sent: Any) -> list[str]:
        return [str(one) for one in browser.post(address, sent, follow=True).context["messages"]]

    other = "Choose another day than the one that is copied."
    assert said(do="remove", slot="999999") == ["That time is not there any more."]
    assert said(do="copy-day", day="0", to=["0"]) == said(do="copy-day", day="0") == [other]
    assert said(do="copy-day", day="0", to=["0", "1"]) == ["1 slot added."]
    assert said(do="copy-day", day="0", to=["1"]) == ["They were there already."]
