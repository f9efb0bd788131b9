"""Series: posts made ahead, once each, whatever happens; and changes to this, the following or all."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from planner.deliveries.models import Delivery
from planner.posts.models import Post
from planner.queues import change_series, series
from planner.queues.change_series import Gone, Scope, Time, Words, change
from planner.queues.models import Series
from planner.queues.rule import read
from planner.states import WrongState
from planner.walltime import resolve
from planner.writing.desk import NotAllowed
from tests.planner.queues.conftest import NOW

Writes = Callable[..., Post]
WEEKLY = read("FREQ=WEEKLY;BYDAY=TU")


@pytest.fixture
def agreed_by_policy(harbour: Any) -> None:
    """Nobody needs to agree here."""
    harbour.review_policy = "none"
    harbour.save(update_fields=["review_policy"])


def walls(one: Series) -> list[str]:
    posts = Post.objects.filter(series=one).exclude(state="archived").order_by("series_wall")
    return [post.planned_wall[5:16] for post in posts]


def posts_of(one: Series) -> list[Post]:
    return list(Post.objects.filter(series=one).select_related("head").order_by("series_wall"))


@pytest.mark.django_db
class TestMaking:
    def test_every_time_of_sixty_days_gets_a_post_of_its_own(
        self, write: Writes, ada: Any, at_desk: Any
    ) -> None:
        post = write("Tuesday tip", "2026-11-24T10:00", kind="seasonal")
        one = series.begin(post, WEEKLY, at_desk(ada), NOW)
        assert walls(one) == [
            "11-24T10:00", "12-01T10:00", "12-08T10:00", "12-15T10:00", "12-22T10:00", "12-29T10:00",
            "01-05T10:00", "01-12T10:00", "01-19T10:00",
        ]  # fmt: skip
        copies = posts_of(one)[1:]
        assert {copy.newest.digest for copy in copies} == {post.newest.digest}
        assert {(copy.kind, copy.author_id, copy.state) for copy in copies} == {("seasonal", ada.pk, "draft")}

    def test_made_twice_it_makes_nothing_new(self, write: Writes, ada: Any, at_desk: Any) -> None:
        one = series.begin(write("Tip", "2026-11-24T10:00"), WEEKLY, at_desk(ada), NOW)
        before = walls(one)
        Series.objects.update(made_until=None)
        assert series.make_all_ahead(NOW) == 0
        assert walls(one) == before
        assert series.make_all_ahead(NOW + timedelta(days=7)) == 1
        assert walls(one) == [*before, "01-26T10:00"]

    def test_the_database_refuses_a_second_post_for_one_time(
        self, write: Writes, ada: Any, at_desk: Any
    ) -> None:
        one = series.begin(write("Tip", "2026-11-24T10:00"), WEEKLY, at_desk(ada), NOW)
        stranger = write("Stranger")
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(pk=stranger.pk).update(series=one, series_wall="2026-12-01T10:00:00")

    def test_a_long_series_is_made_by_the_timer_and_what_has_passed_is_not(
        self, write: Writes, ada: Any, at_desk: Any
    ) -> None:
        one = series.begin(write("Daily", "2026-11-24T10:00"), read("FREQ=DAILY"), at_desk(ada), NOW)
        assert len(walls(one)) == 13
        later = NOW + timedelta(days=30)  # nobody was running meanwhile
        series.make_all_ahead(later)
        made = walls(one)
        assert made[12:15] == ["12-06T10:00", "12-23T10:00", "12-24T10:00"]
        assert made[-1] == "02-21T10:00"

    def test_a_series_that_has_ended_makes_no_more(self, write: Writes, ada: Any, at_desk: Any) -> None:
        post = write("Tip", "2026-11-24T10:00")
        one = series.begin(post, WEEKLY, at_desk(ada), NOW)
        change_series.end(Post.objects.get(pk=post.pk), at_desk(ada), NOW)
        assert walls(one) == ["11-24T10:00"]
        assert series.make_all_ahead(NOW + timedelta(days=30)) == 0

    def test_a_hour_that_does_not_exist_is_moved_and_the_next_is_back(
        self, write: Writes, ada: Any, at_desk: Any, harbour: Any
    ) -> None:
        harbour.timezone = "Europe/Berlin"
        harbour.save(update_fields=["timezone"])
        begin = datetime.fromisoformat("2027-03-27T02:30")
        post = write("Night", begin.isoformat())
        now = resolve(begin, "Europe/Berlin").at - timedelta(hours=5)
        one = series.begin(post, read("FREQ=DAILY;COUNT=3"), at_desk(ada), now)
        assert walls(one) == ["03-27T02:30", "03-28T03:30", "03-29T02:30"]
        assert [post.series_wall[11:16] for post in posts_of(one)] == ["02:30"] * 3

    def test_the_validity_goes_along(self, write: Writes, ada: Any, at_desk: Any) -> None:
        until = resolve(datetime.fromisoformat("2026-11-24T22:00"), "Europe/Moscow").at
        post = write("Tip", "2026-11-24T10:00", valid_until=until)
        one = series.begin(post, WEEKLY, at_desk(ada), NOW)
        assert all(p.valid_until - p.planned_at == timedelta(hours=12) for p in posts_of(one))  # type: ignore[operator]

    def test_only_a_post_with_a_time_to_come_begins_one_and_only_once(
        self, write: Writes, ada: Any, at_desk: Any, grace: Any, vera: Any
    ) -> None:
        for post in (write("No time"), write("Past", "2026-11-20T10:00")):
            with pytest.raises(WrongState, match="Choose a day"):
                series.begin(post, WEEKLY, at_desk(ada), NOW)
        post = write("Tip", "2026-11-24T10:00", by=grace)
        for nobody in (ada, vera):
            with pytest.raises(NotAllowed):
                series.begin(post, WEEKLY, at_desk(nobody), NOW)
        series.begin(post, WEEKLY, at_desk(grace), NOW)
        with pytest.raises(WrongState, match="already"):
            series.begin(post, WEEKLY, at_desk(grace), NOW)


@pytest.mark.django_db
class TestTheSameYes:
    def test_where_somebody_must_agree_copies_of_what_was_submitted_wait_for_a_yes(
        self, scheduled: Writes, grace: Any, at_desk: Any
    ) -> None:
        one = series.begin(scheduled("Tip", "2026-11-24T10:00"), WEEKLY, at_desk(grace), NOW)
        assert {post.state for post in posts_of(one)[1:]} == {"in_review"}
        assert Delivery.objects.filter(post__series=one).count() == 1

    def test_where_nobody_must_they_are_scheduled_as_the_first_is(
        self, agreed_by_policy: None, write: Writes, grace: Any, at_desk: Any, acting: Any
    ) -> None:
        from planner.deliveries import plan

        post = write("Tip", "2026-11-24T10:00")
        when = resolve(datetime.fromisoformat("2026-11-24T10:00"), "Europe/Moscow")
        plan.schedule(post, plan.Plan(when), acting(grace), NOW)
        one = series.begin(Post.objects.get(pk=post.pk), WEEKLY, at_desk(grace), NOW)
        due = Delivery.objects.filter(post__series=one, state="scheduled").order_by("due_at")
        assert [delivery.wall[5:16] for delivery in due] == walls(one)

    def test_a_draft_stays_a_draft_also_where_nobody_must_agree(
        self, agreed_by_policy: None, write: Writes, grace: Any, at_desk: Any
    ) -> None:
        one = series.begin(write("Tip", "2026-11-24T10:00"), WEEKLY, at_desk(grace), NOW)
        assert {post.state for post in posts_of(one)} == {"draft"}


@pytest.mark.django_db
class TestChanges:
    @pytest.fixture
    def four(self, write: Writes, ada: Any, at_desk: Any) -> list[Post]:
        post = write("Tip", "2026-11-24T10:00")
        one = series.begin(post, read("FREQ=WEEKLY;BYDAY=TU;COUNT=4"), at_desk(ada), NOW)
        return posts_of(one)

    @staticmethod
    def titles(posts: list[Post]) -> list[str]:
        return [Post.objects.select_related("head").get(pk=post.pk).newest.title for post in posts]

    @pytest.mark.parametrize(
        ("scope", "expected"),
        [
            (Scope.THIS, ["Tip", "New", "Tip", "Tip"]),
            (Scope.FOLLOWING, ["Tip", "New", "New", "New"]),
            (Scope.ALL, ["New", "New", "New", "New"]),
        ],
    )
    def test_words(self, four: list[Post], ada: Any, at_desk: Any, scope: Scope, expected: list[str]) -> None:
        words = Words(replace(four[1].newest.content(), title="New"))
        done = change(four[1], scope, words, at_desk(ada), NOW)
        assert self.titles(four) == expected
        assert done.changed == expected.count("New")
        assert (len(set(Post.objects.values_list("series", flat=True))) == 2) == (scope is Scope.FOLLOWING)

    def test_what_comes_later_says_what_was_said_last(self, write: Writes, ada: Any, at_desk: Any) -> None:
        one = series.begin(write("Tip", "2026-11-24T10:00"), WEEKLY, at_desk(ada), NOW)
        third = posts_of(one)[2]
        change(third, Scope.FOLLOWING, Words(replace(third.newest.content(), title="New")), at_desk(ada), NOW)
        series.make_all_ahead(NOW + timedelta(days=14))
        newest = Post.objects.select_related("head").order_by("-series_wall")[0]
        assert (newest.newest.title, newest.series_wall) == ("New", "2027-02-02T10:00:00")
        assert Post.objects.filter(series__isnull=False).count() == 11

    def test_words_that_were_changed_by_hand_stay(self, four: list[Post], ada: Any, at_desk: Any) -> None:
        change(four[2], Scope.THIS, Words(replace(four[2].newest.content(), title="Mine")), at_desk(ada), NOW)
        done = change(
            four[0], Scope.ALL, Words(replace(four[0].newest.content(), title="New")), at_desk(ada), NOW
        )
        assert self.titles(four) == ["New", "New", "Mine", "New"]
        assert (done.changed, done.kept) == (3, 1)

    @pytest.mark.parametrize(
        ("scope", "expected"),
        [
            (Scope.THIS, ["11-24T10:00", "12-02T18:30", "12-08T10:00", "12-15T10:00"]),
            (Scope.FOLLOWING, ["11-24T10:00", "12-02T18:30", "12-09T18:30", "12-16T18:30"]),
            (Scope.ALL, ["11-25T18:30", "12-02T18:30", "12-09T18:30", "12-16T18:30"]),
        ],
    )
    def test_times(self, four: list[Post], ada: Any, at_desk: Any, scope: Scope, expected: list[str]) -> None:
        when = resolve(datetime.fromisoformat("2026-12-02T18:30"), "Europe/Moscow")
        change(four[1], scope, Time(when), at_desk(ada), NOW)
        assert [Post.objects.get(pk=post.pk).planned_wall[5:16] for post in four] == expected
        series.make_all_ahead(NOW)
        assert Post.objects.filter(series__isnull=False).count() == 4

    def test_a_series_without_end_goes_on_at_its_new_time(
        self, write: Writes, ada: Any, at_desk: Any
    ) -> None:
        one = series.begin(write("Tip", "2026-11-24T10:00"), WEEKLY, at_desk(ada), NOW)
        third = posts_of(one)[2]
        when = resolve(datetime.fromisoformat("2026-12-10T09:00"), "Europe/Moscow")
        change(third, Scope.FOLLOWING, Time(when), at_desk(ada), NOW)
        series.make_all_ahead(NOW + timedelta(days=14))
        new = Series.objects.get(ended_at=None)
        assert (new.rule, walls(one)) == ("FREQ=WEEKLY;BYDAY=TH", ["11-24T10:00", "12-01T10:00"])
        assert walls(new)[:2] == ["12-10T09:00", "12-17T09:00"]
        assert walls(new)[-1] == "02-04T09:00"
        assert len(walls(new)) == len(set(walls(new))) == 9

    @pytest.mark.parametrize(("scope", "left"), [(Scope.THIS, 3), (Scope.FOLLOWING, 1), (Scope.ALL, 0)])
    def test_put_away(self, four: list[Post], ada: Any, at_desk: Any, scope: Scope, left: int) -> None:
        change(four[1], scope, Gone(), at_desk(ada), NOW)
        assert Post.objects.exclude(state="archived").count() == left
        series.make_all_ahead(NOW)
        assert Post.objects.exclude(state="archived").count() == left

    def test_what_is_on_its_way_is_never_touched(
        self, scheduled: Writes, grace: Any, at_desk: Any, acting: Any
    ) -> None:
        post = scheduled("Tip", "2026-11-24T10:00")
        one = series.begin(post, read("FREQ=WEEKLY;BYDAY=TU;COUNT=3"), at_desk(grace), NOW)
        Delivery.objects.filter(post=post).update(state="claimed")
        second = posts_of(one)[1]
        when = resolve(datetime.fromisoformat("2026-12-01T18:00"), "Europe/Moscow")
        assert change(second, Scope.ALL, Time(when), at_desk(grace), NOW).changed == 2
        second = Post.objects.get(pk=second.pk)
        words = Words(replace(second.newest.content(), title="New"))
        change(second, Scope.ALL, words, at_desk(grace), NOW)
        change(second, Scope.ALL, Gone(), at_desk(grace), NOW)
        post = Post.objects.select_related("head").get(pk=post.pk)
        assert (post.state, post.newest.title, post.planned_wall) == (
            "approved",
            "Tip",
            "2026-11-24T10:00:00",
        )

    def test_scheduled_copies_go_on_with_the_new_words_where_nobody_must_agree(
        self, agreed_by_policy: None, write: Writes, grace: Any, at_desk: Any, acting: Any
    ) -> None:
        from planner.deliveries import plan

        post = write("Tip", "2026-11-24T10:00")
        when = resolve(datetime.fromisoformat("2026-11-24T10:00"), "Europe/Moscow")
        plan.schedule(post, plan.Plan(when), acting(grace), NOW)
        post = Post.objects.get(pk=post.pk)
        one = series.begin(post, read("FREQ=WEEKLY;BYDAY=TU;COUNT=3"), at_desk(grace), NOW)
        words = Words(replace(post.newest.content(), text="Otherwise"))
        change(posts_of(one)[0], Scope.ALL, words, at_desk(grace), NOW)
        live = Delivery.objects.live().filter(post__series=one)
        assert [delivery.version.text for delivery in live.select_related("version")] == ["Otherwise"] * 3
        assert {post.state for post in posts_of(one)} == {"approved"}


KILLED = """
import os, sys, signal, django
name, series, now = sys.argv[1:]
import planner.settings as ours
ours.DATABASES["default"]["NAME"] = name
django.setup()
from datetime import datetime
from planner.queues import series as making
from planner.queues.models import Series
made = [0]
plain = making.bring_as_far
def die_in_the_third(*given, **named):
    plain(*given, **named)
    made[0] += 1
    if made[0] == 3:
        os.kill(os.getpid(), signal.SIGKILL)
if series:
    making.bring_as_far = die_in_the_third
print("ready", flush=True)
sys.stdin.readline()
making.make_all_ahead(datetime.fromisoformat(now))
"""


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    @staticmethod
    def begin(kill: str) -> "subprocess.Popen[str]":
        environ = os.environ | {"DJANGO_SETTINGS_MODULE": "planner.settings"}
        environ |= {"ALMANAC_HOME": str(settings.HOME), "PYTHONPATH": str(settings.BASE_DIR)}
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"]), kill, NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return child

    @pytest.fixture
    def daily(self, write: Writes, ada: Any) -> Series:
        post = write("Daily", "2026-11-24T10:00")
        one = Series.objects.create(
            workspace_id=post.workspace_id, pattern=post, rule="FREQ=DAILY;COUNT=20", wall=post.planned_wall,
            zone=post.planned_zone, made_until=NOW.date() + timedelta(days=1),
        )  # fmt: skip
        Post.objects.filter(pk=post.pk).update(series=one, series_wall=post.planned_wall)
        return one

    def test_a_worker_that_is_killed_between_two_posts_leaves_nothing_half_done(self, daily: Series) -> None:
        child = self.begin("kill")
        child.communicate("\n", timeout=90)
        assert child.returncode == -signal.SIGKILL
        assert len(walls(daily)) == 3  # the first, and two that were finished
        series.make_all_ahead(NOW)
        assert walls(daily) == sorted(set(walls(daily)))
        assert len(walls(daily)) == 20

    def test_two_workers_make_every_post_once(self, daily: Series) -> None:
        children = [self.begin(""), self.begin("")]
        for child in children:
            assert child.stdin is not None
            child.stdin.write("\n")
            child.stdin.flush()
        for child in children:
            child.communicate(timeout=90)
        assert [child.returncode for child in children] == [0, 0]
        assert len(walls(daily)) == len(set(walls(daily))) == 20
