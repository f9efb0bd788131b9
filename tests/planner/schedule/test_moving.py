"""Posts are carried to another time: the hour stays, what is out stays, what is doubtful asks first."""
# ruff: noqa: DTZ001 (wall times have no zone)

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries import plan
from planner.deliveries.models import Delivery
from planner.posts.content import Content
from planner.posts.models import Post
from planner.posts.written_for import is_right
from planner.walltime import of_instant, resolve

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]


def became(answer: Any) -> tuple[int, dict[str, Any]]:
    """The page's answers as codes: 200 done, 409 it asks, 422 refused; or what the gate said."""
    if answer.status_code != 200:
        return answer.status_code, {}
    said = json.loads(answer.content)
    if "refused" in said:
        return 422, {"says": said["refused"]}
    return (409 if "asks" in said else 200), said


@pytest.fixture
def carry(enter: Any, client: Any) -> Callable[..., Any]:
    """What the page sends when somebody puts posts down: carry(grace, "12@2032-03-28")."""

    def send(user: Any, *moves: str, sure: bool = False) -> Any:
        body = {"move": moves, "sure": "1" if sure else ""}
        client.logout()
        answer = enter(user).post("/w/harbour/calendar/move/", body)
        return became(answer)

    return send


@pytest.fixture
def planned(harbour: Any, olga: Any, acting: Any, write: Writes, now: datetime) -> Callable[..., Post]:
    """A post on the calendars of its channels."""

    def make(title: str, at: datetime) -> Post:
        harbour.review_policy = "none"
        harbour.save()
        post = write(title)
        plan.schedule(post, plan.Plan(resolve(at, harbour.timezone)), acting(olga), now)
        post.refresh_from_db()
        return post

    return make


def wall(post: Post) -> str:
    post.refresh_from_db()
    return post.planned_wall[:16]


def test_another_day_keeps_the_hour_across_a_change_of_clocks(
    harbour: Any, grace: Any, carry: Any, write: Writes
) -> None:
    harbour.timezone = "Europe/Berlin"
    harbour.save()
    post = write("Spring", datetime(2032, 3, 27, 14, 30))
    assert carry(grace, f"{post.pk}@2032-03-29")[0] == 200
    assert wall(post) == "2032-03-29T14:30"
    assert post.planned_at == datetime(2032, 3, 29, 12, 30, tzinfo=UTC)  # 13:30 before the change


def test_an_hour_that_the_clocks_skip_is_named(harbour: Any, grace: Any, carry: Any, write: Writes) -> None:
    harbour.timezone = "Europe/Berlin"
    harbour.save()
    post = write("Night", datetime(2032, 3, 27, 2, 30))
    code, said = carry(grace, f"{post.pk}@2032-03-28")
    assert code == 200
    assert "03:30" in said["says"]
    assert "skip" in said["says"]


def test_an_exact_time_is_taken_to_the_minute(grace: Any, carry: Any, write: Writes) -> None:
    post = write("Noon", datetime(2032, 3, 17, 9, 30))
    assert carry(grace, f"{post.pk}@2032-03-18T12:45")[0] == 200
    assert wall(post) == "2032-03-18T12:45"


def test_a_post_without_a_time_gets_the_usual_hour(grace: Any, carry: Any, write: Writes) -> None:
    post = write("Idea")
    carry(grace, f"{post.pk}@2032-03-18")
    assert wall(post) == "2032-03-18T09:00"


def test_what_stands_on_channels_moves_there_too(grace: Any, carry: Any, planned: Any) -> None:
    post = planned("Fair", datetime(2032, 3, 17, 9, 30))
    carry(grace, f"{post.pk}@2032-03-20T10:00")
    assert {one.wall[:16] for one in post.deliveries.all()} == {"2032-03-20T10:00"}
    assert post.state == "approved"  # a time is not words: the yes stays


def test_channels_that_have_it_later_keep_their_distance(
    harbour: Any, olga: Any, acting: Any, grace: Any, carry: Any, planned: Any, now: datetime
) -> None:
    Channel.objects.create(workspace=harbour, network="sandbox", name="Second", account_id="2")
    post = planned("Fair", datetime(2032, 3, 17, 9, 30))
    second = post.deliveries.get(channel__name="Second")
    plan.move(second, of_instant(second.due_at + timedelta(hours=2), harbour.timezone), acting(olga), now)
    carry(grace, f"{post.pk}@2032-03-20")
    walls = sorted(one.wall[:16] for one in post.deliveries.live())
    assert walls[0] == "2032-03-20T09:30"
    assert walls[-1] == "2032-03-20T11:30"


def test_the_way_back_restores_the_very_place(grace: Any, carry: Any, write: Writes) -> None:
    post, loose = write("Fair", datetime(2032, 3, 17, 9, 37)), write("Idea")
    _code, said = carry(grace, f"{post.pk}@2032-03-20", f"{loose.pk}@2032-03-20")
    assert carry(grace, *said["back"], sure=True)[0] == 200
    assert (wall(post), wall(loose)) == ("2032-03-17T09:37", "")


def test_the_second_of_two_equal_hours_comes_back_as_the_second(
    harbour: Any, grace: Any, carry: Any, write: Writes
) -> None:
    harbour.timezone = "Europe/Berlin"
    harbour.save()
    post = write("Autumn")
    post.plan_for(resolve(datetime(2032, 10, 31, 2, 30), harbour.timezone, 1))
    before = post.planned_at
    _code, said = carry(grace, f"{post.pk}@2032-11-02")
    carry(grace, *said["back"], sure=True)
    post.refresh_from_db()
    assert (post.planned_at, post.planned_fold) == (before, 1)


def test_taking_the_time_of_a_scheduled_post_asks_and_can_be_undone(
    grace: Any, carry: Any, planned: Any
) -> None:
    post = planned("Fair", datetime(2032, 3, 17, 9, 30))
    code, said = carry(grace, f"{post.pk}@")
    assert (code, len(said["asks"])) == (409, 1)
    assert wall(post) == "2032-03-17T09:30"
    _code, said = carry(grace, f"{post.pk}@", sure=True)
    assert wall(post) == ""
    assert not post.deliveries.live().exists()
    carry(grace, *said["back"], sure=True)
    assert {one.wall[:16] for one in post.deliveries.live()} == {"2032-03-17T09:30"}


@pytest.mark.parametrize("sure", [False, True])
def test_what_is_out_or_on_its_way_never_moves(grace: Any, carry: Any, planned: Any, sure: bool) -> None:
    for number, (state, more) in enumerate(
        [("published", {"receipt_id": "1"}), ("sending", {"maybe_out": True}), ("claimed", {})]
    ):
        post = planned(f"Post {number}", datetime(2032, 3, 17, 9, number))
        Delivery.objects.filter(post=post).update(
            state="claimed"
        )  # the guards allow only lawful moves: by way of the claim
        if state != "claimed":
            Delivery.objects.filter(post=post).update(state="sending", maybe_out=False)
        if state == "published":
            for one in Delivery.objects.filter(post=post):
                Delivery.objects.filter(pk=one.pk).update(state="published", receipt_id=f"r{one.pk}")
        code, said = carry(grace, f"{post.pk}@2032-03-20", sure=sure)
        assert code == 422, (state, more)
        assert post.newest.name in said["says"]
        assert wall(post) == f"2032-03-17T09:0{number}"


def test_the_past_takes_no_posts(grace: Any, carry: Any, write: Writes, now: datetime) -> None:
    post = write("Late", now + timedelta(days=2))
    yesterday = (now - timedelta(days=1)).date().isoformat()
    assert carry(grace, f"{post.pk}@{yesterday}", sure=True)[0] == 422


def test_of_several_all_move_or_none(grace: Any, carry: Any, write: Writes, planned: Any) -> None:
    free, out = write("Free", datetime(2032, 3, 17, 8)), planned("Out", datetime(2032, 3, 17, 9))
    Delivery.objects.filter(post=out).update(state="claimed")
    code, said = carry(grace, f"{free.pk}@2032-03-20", f"{out.pk}@2032-03-20")
    assert code == 422
    assert "“Out”" in said["says"]
    assert wall(free) == "2032-03-17T08:00"


def test_the_very_minute_of_another_post_asks_first(grace: Any, carry: Any, write: Writes) -> None:
    write("Ships", datetime(2032, 3, 20, 9, 30))
    post = write("Fair", datetime(2032, 3, 17, 9, 30))
    code, said = carry(grace, f"{post.pk}@2032-03-20")
    assert code == 409
    assert "“Ships”" in said["asks"][0]
    assert carry(grace, f"{post.pk}@2032-03-20", sure=True)[0] == 200


def test_a_time_after_the_words_are_no_longer_valid_asks_first(grace: Any, carry: Any, write: Writes) -> None:
    post = write("Offer", datetime(2032, 3, 17, 9, 30))
    post.valid_until = datetime(2032, 3, 18, 20, tzinfo=UTC)
    post.save()
    assert carry(grace, f"{post.pk}@2032-03-18")[0] == 200
    assert carry(grace, f"{post.pk}@2032-03-19")[0] == 409


def test_a_day_word_that_would_mean_another_day_asks_first(
    harbour: Any, ada: Any, acting: Any, grace: Any, carry: Any
) -> None:
    post = Post.objects.write(harbour, acting(ada), Content(text="Tomorrow at 19:00 we read aloud."))
    when = resolve(datetime(2032, 3, 17, 9, 30), harbour.timezone)
    post.plan_for(when)
    is_right(post, date(2032, 3, 17))
    code, said = carry(grace, f"{post.pk}@2032-03-19")
    assert code == 409
    assert "18 March" in said["asks"][0]
    assert "20 March" in said["asks"][0]
    assert carry(grace, f"{post.pk}@2032-03-17T12:00")[0] == 200  # the same day: it still means the same


def test_more_than_a_network_takes_asks_first(
    harbour: Any, grace: Any, carry: Any, planned: Any, pigeons: None
) -> None:
    harbour.channels.all().delete()
    channel = Channel.objects.create(workspace=harbour, network="bluesky", name="Sky", account_id="1")
    budget = min(one.most // one.each for one in channel.kind.limits.budgets)
    post = planned("Fair", datetime(2032, 3, 17, 9, 30))
    one = post.deliveries.get()
    for number in range(budget):
        Delivery.objects.create(
            workspace=harbour, post=post, version=one.version, channel=channel, part=number + 1, parts=1,
            due_at=resolve(datetime(2032, 3, 20, 9, number % 30), harbour.timezone).at,
            late_until=one.late_until, wall="2032-03-20T09:00:00", zone=harbour.timezone,
        )  # fmt: skip
    code, said = carry(grace, f"{post.pk}@2032-03-20")
    assert code == 409
    assert any("Sky" in sentence for sentence in said["asks"])


def test_leaving_a_slot_asks_first_and_gives_it_up(grace: Any, carry: Any, write: Writes) -> None:
    post = write("Tip", datetime(2032, 3, 17, 9, 30))
    post.queue = post.workspace.channels.first()
    post.save()
    assert carry(grace, f"{post.pk}@2032-03-20")[0] == 409
    carry(grace, f"{post.pk}@2032-03-20", sure=True)
    post.refresh_from_db()
    assert post.queue is None


def test_authors_move_their_own_drafts_and_nothing_else(
    ada: Any, clara: Any, vera: Any, member: Any, carry: Any, write: Writes, planned: Any
) -> None:
    draft = write("Mine", datetime(2032, 3, 17, 9, 30))
    assert carry(ada, f"{draft.pk}@2032-03-18")[0] == 200
    assert carry(member("ann", "author"), f"{draft.pk}@2032-03-19")[0] == 422
    scheduled = planned("Scheduled", datetime(2032, 3, 17, 10))
    assert carry(ada, f"{scheduled.pk}@2032-03-18")[0] == 422
    assert carry(clara, f"{draft.pk}@2032-03-19")[0] == 404
    assert carry(vera, f"{draft.pk}@2032-03-19")[0] == 403
    assert (wall(draft), wall(scheduled)) == ("2032-03-18T09:30", "2032-03-17T10:00")


def test_mallory_moves_nothing(mallory: Any, carry: Any, write: Writes, enter: Any) -> None:
    post = write("Fair", datetime(2032, 3, 17, 9, 30))
    assert carry(mallory, f"{post.pk}@2032-03-20")[0] == 404
    answer = enter(mallory).post("/w/other/calendar/move/", {"move": f"{post.pk}@2032-03-20"})
    assert became(answer)[0] == 422
    assert wall(post) == "2032-03-17T09:30"


@pytest.mark.parametrize(
    "move", ["x@2032-03-20", "1@2032-13-20", "1@2032-03-20T25:00", "1@2032-03-20T10:00+03:00", "@", "1@99999"]
)
def test_what_is_no_move_is_refused_with_a_sentence(grace: Any, carry: Any, write: Writes, move: str) -> None:
    code, said = carry(grace, move)
    assert code == 422
    assert said["says"]


def test_the_history_tells_from_where_to_where(grace: Any, carry: Any, write: Writes, harbour: Any) -> None:
    post = write("Fair", datetime(2032, 3, 17, 9, 30))
    carry(grace, f"{post.pk}@2032-03-20")
    entry = harbour.entries.filter(act="post.moved").get()
    assert (entry.details["before"], entry.details["to"]) == (
        "2032-03-17T06:30:00+00:00", "2032-03-20T06:30:00+00:00",
    )  # fmt: skip


def test_the_way_back_of_a_plan_needs_the_right_to_plan(ada: Any, carry: Any, write: Writes) -> None:
    post = write("Mine", datetime(2032, 3, 17, 9, 30))
    code, said = carry(ada, f"{post.pk}@2032-03-18T10:00,scheduled", sure=True)
    assert code == 422
    assert "role" in said["says"]
    assert not post.deliveries.exists()


def test_what_somebody_else_moved_meanwhile_stays_there(grace: Any, carry: Any, write: Writes) -> None:
    post = write("Fair", datetime(2032, 3, 17, 9, 30))
    _code, first = carry(grace, f"{post.pk}@2032-03-20,,2032-03-17T09:30")
    carry(grace, f"{post.pk}@2032-03-25T12:00")
    code, said = carry(grace, *first["back"], sure=True)
    assert code == 422
    assert "in the meantime" in said["says"]
    assert wall(post) == "2032-03-25T12:00"
    assert carry(grace, f"{post.pk}@2032-03-26,,2032-03-20T09:30")[0] == 422


@pytest.mark.parametrize("day", ["9999-12-31", "1969-12-31"])
def test_a_day_out_of_reach_is_refused(grace: Any, carry: Any, write: Writes, day: str) -> None:
    post = write("Fair", datetime(2032, 3, 17, 9, 30))
    assert carry(grace, f"{post.pk}@{day}")[0] == 422
