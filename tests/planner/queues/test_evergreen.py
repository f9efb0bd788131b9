"""Evergreen posts: said again where a slot is free, never too soon or too often; and it is said why not."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as some

from planner.deliveries.models import Delivery
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import again, evergreen
from planner.queues.again import Run, Why
from planner.queues.evergreen import Terms
from planner.queues.evergreen_shown import shown
from planner.queues.models import Evergreen
from planner.queues.slots import Place
from planner.states import WrongState
from planner.walltime import When
from planner.writing.desk import NotAllowed
from tests.planner.queues.conftest import NOW

Writes = Callable[..., Post]
EVERY_DAY = tuple(f"{day} 10:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def place(day: int) -> Place:
    at = datetime(2026, 11, 24, 7, tzinfo=UTC) + timedelta(days=day)
    return Place(1, When(at, at.strftime("%Y-%m-%dT10:00:00"), "Europe/Moscow", 0))


RUNS = some.builds(
    Run,
    some.integers(1, 6),
    some.just(1),
    some.lists(some.dates(date(2026, 11, 1), date(2026, 12, 20)), max_size=3).map(lambda d: tuple(sorted(d))),
    used=some.integers(0, 4),
    most=some.integers(1, 6),
    gap_days=some.integers(1, 20),
    until=some.none() | some.dates(date(2026, 11, 20), date(2026, 12, 30)),
)


@settings(max_examples=200, deadline=None)
@given(some.lists(RUNS, max_size=6, unique_by=lambda run: run.evergreen_id), some.sets(some.integers(0, 40)))
def test_no_post_comes_within_its_gap_after_its_end_or_too_often(runs: list[Run], days: set[int]) -> None:
    offered = [place(day) for day in sorted(days)]
    found = again.picks(offered, runs)
    assert len({one.at for one, _run in found}) == len(found)  # one a slot
    for run in runs:
        mine = [again.day_of(one) for one, other in found if other.evergreen_id == run.evergreen_id]
        every = sorted((*run.said, *mine))
        assert run.used + len(mine) <= max(run.most, run.used)
        assert all(run.until is None or day <= run.until for day in mine)
        for day in mine:
            assert all(abs((day - other).days) >= run.gap_days for other in every if other is not day)
    taken = {one.at for one, _run in found}
    late = {one.evergreen_id: one for _place, one in found}
    for one in offered:  # nothing is left empty that could have been filled at the end
        if one.at not in taken:
            assert not [
                run
                for run in runs
                if run.evergreen_id not in late
                and again.obstacle(run) is None
                and again.may(run, one, again.day_of(one))
            ]


@settings(max_examples=200, deadline=None)
@given(
    some.lists(RUNS, min_size=1, max_size=6, unique_by=lambda run: run.evergreen_id),
    some.sets(some.integers(0, 20)),
    some.sets(some.integers(0, 20)),
    some.integers(1, 100),
)
def test_repeats_leave_room_in_every_week(
    runs: list[Run], free: set[int], held: set[int], share: int
) -> None:
    offered = [place(day) for day in sorted(free - held)]
    days = [again.day_of(one) for one in offered]
    taken = [again.day_of(place(day)) for day in held]
    found = again.picks(offered, runs, again.Room.within(share, days, taken))
    every = [*taken, *(again.day_of(one) for one, _run in found)]
    for week in {again.week_of(day) for day in days}:
        places = sum(again.week_of(day) == week for day in (*days, *taken))
        mine = sum(again.week_of(day) == week for day in every)
        before = sum(again.week_of(day) == week for day in taken)
        assert mine <= max(1, places * share // 100, before)
    assert len(every) <= max(1, (len(days) + len(taken)) * share // 100, len(taken))


def test_variations_take_turns_and_the_words_for_one_channel_give_way_to_them() -> None:
    content = Content(text="First", wordings=(Wording(1, "Own"), Wording(2)))
    said = [evergreen.in_turn(content, 1, ["Second", "Third"], used) for used in range(4)]
    assert [(one.wordings[0].text or one.text) for one in said] == ["Own", "Second", "Third", "Own"]
    assert all(one.wordings[0].channel_id == 1 and len(one.wordings) == 1 for one in said)


@pytest.mark.django_db
class TestFilling:
    @pytest.fixture
    def old(self, scheduled: Writes, slots: Any) -> Post:
        """Agreed to, and said on Monday the 23rd at noon."""
        slots(*EVERY_DAY)
        return scheduled("Opening hours", "2026-11-23T12:00")

    def test_free_slots_are_filled_as_far_as_the_gap_allows(
        self, old: Post, grace: Any, at_desk: Any, channel: Any, write: Writes
    ) -> None:
        write("In the way", "2026-11-30T10:00")
        evergreen.mark(old, Terms(gap_days=7, most=6), at_desk(grace), NOW)
        assert evergreen.fill(NOW) == 1
        [repeat] = Post.objects.exclude(evergreen=None)
        assert (repeat.planned_wall, repeat.queue_id) == ("2026-12-01T10:00:00", channel.pk)
        assert (repeat.newest.text, repeat.kind) == (old.newest.text, "evergreen")
        assert repeat.state == "in_review"  # it needs the same yes as any post
        assert evergreen.fill(NOW) == 0
        assert evergreen.fill(NOW + timedelta(days=7)) == 1

    @pytest.mark.parametrize(("share", "repeats"), [(50, 7), (25, 3), (100, 13)])
    def test_many_of_them_leave_room_for_what_is_new(
        self, scheduled: Writes, slots: Any, grace: Any, at_desk: Any, settings: Any, share: int, repeats: int
    ) -> None:
        settings.EVERGREEN_SHARE = share
        slots(*EVERY_DAY)
        for number in range(20):
            one = scheduled(f"Hours {number}", f"2026-11-23T{10 + number // 2}:{number % 2 * 30:02}")
            evergreen.mark(one, Terms(gap_days=1), at_desk(grace), NOW)
        evergreen.fill(NOW)
        walls = Post.objects.exclude(evergreen=None).values_list("planned_wall", flat=True)
        weeks = [date.fromisoformat(wall[:10]).isocalendar()[1] for wall in walls]
        assert max(weeks.count(week) for week in set(weeks)) <= max(1, 7 * share // 100)
        assert evergreen.fill(NOW) == 0  # nor in the next round
        assert len(walls) <= repeats

    def test_where_nobody_must_agree_a_repeat_is_scheduled(
        self, old: Post, grace: Any, at_desk: Any, harbour: Any
    ) -> None:
        harbour.review_policy = "none"
        harbour.save(update_fields=["review_policy"])
        evergreen.mark(old, Terms(gap_days=5), at_desk(grace), NOW)
        assert evergreen.fill(NOW) == 2
        walls = Delivery.objects.filter(post__evergreen__isnull=False, state="scheduled").order_by("due_at")
        assert [delivery.wall[:10] for delivery in walls] == ["2026-11-28", "2026-12-03"]

    def test_no_repeat_comes_before_the_post_itself(
        self, scheduled: Writes, slots: Any, grace: Any, at_desk: Any
    ) -> None:
        slots(*EVERY_DAY)
        evergreen.mark(scheduled("Later", "2026-12-02T12:00"), Terms(gap_days=2), at_desk(grace), NOW)
        evergreen.fill(NOW)
        first = Post.objects.exclude(evergreen=None).order_by("planned_at")[0]
        assert first.planned_wall == "2026-12-04T10:00:00"

    def test_it_ends_with_its_times_and_its_last_day(self, old: Post, grace: Any, at_desk: Any) -> None:
        terms = Terms(gap_days=3, most=3, expires_on=date(2026, 11, 28))
        one = evergreen.mark(old, terms, at_desk(grace), NOW)
        assert evergreen.fill(NOW) == 1  # the 26th; the 29th would be after its end
        evergreen.change(one, Terms(gap_days=3, most=3), at_desk(grace), NOW)
        assert evergreen.fill(NOW) == 1
        assert evergreen.fill(NOW + timedelta(days=60)) == 0

    def test_one_that_was_put_away_does_not_come_back_at_once(
        self, old: Post, grace: Any, at_desk: Any, acting: Any
    ) -> None:
        evergreen.mark(old, Terms(gap_days=10), at_desk(grace), NOW)
        evergreen.fill(NOW)
        Post.objects.get(evergreen__isnull=False).archive(acting(grace))
        assert evergreen.fill(NOW) == 0

    def test_paused_changed_or_stopped_it_is_not_said(
        self, old: Post, grace: Any, at_desk: Any, acting: Any
    ) -> None:
        one = evergreen.mark(old, Terms(gap_days=5), at_desk(grace), NOW)
        evergreen.pause(one, at_desk(grace), NOW)
        assert evergreen.fill(NOW) == 0
        evergreen.pause(one, at_desk(grace), NOW, paused=False)
        old.rewrite(acting(grace), Content(text="Other hours", wordings=old.newest.content().wordings))
        assert evergreen.fill(NOW) == 0
        evergreen.stop(one, at_desk(grace), NOW)
        assert not Evergreen.objects.exists()

    def test_only_what_is_agreed_to_becomes_evergreen_and_only_by_who_may(
        self, old: Post, write: Writes, grace: Any, ada: Any, at_desk: Any
    ) -> None:
        with pytest.raises(WrongState, match="approved or out"):
            evergreen.mark(write("Draft"), Terms(), at_desk(grace), NOW)
        with pytest.raises(NotAllowed):
            evergreen.mark(old, Terms(), at_desk(ada), NOW)
        for wrong in (Terms(gap_days=0), Terms(most=1), Terms(variations=("x",) * 21)):
            with pytest.raises(WrongState):
                evergreen.mark(old, wrong, at_desk(grace), NOW)
        evergreen.mark(old, Terms(), at_desk(grace), NOW)
        with pytest.raises(WrongState, match="already"):
            evergreen.mark(old, Terms(), at_desk(grace), NOW)

    def test_its_last_day_is_not_over_when_it_is_set(self, old: Post, grace: Any, at_desk: Any) -> None:
        sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
        with pytest.raises(WrongState, match="Its last day has passed"):
            evergreen.mark(old, Terms(expires_on=sunday), at_desk(grace), NOW)
        one = evergreen.mark(old, Terms(expires_on=monday), at_desk(grace), NOW)
        with pytest.raises(WrongState, match="Its last day has passed"):
            evergreen.change(one, Terms(expires_on=sunday), at_desk(grace), NOW)
        later = NOW + timedelta(days=9)
        evergreen.change(one, Terms(gap_days=9, expires_on=monday), at_desk(grace), later)  # as it was
        one.refresh_from_db()
        assert (one.gap_days, one.expires_on) == (9, monday)

    def test_why_it_is_not_said_is_said(
        self, old: Post, grace: Any, at_desk: Any, harbour: Any, channel: Any, acting: Any, monkeypatch: Any
    ) -> None:
        one = evergreen.mark(old, Terms(gap_days=60, most=6), at_desk(grace), NOW)

        def why() -> Why | None:
            return shown(harbour, NOW)[0].channels[0].why

        assert why() is Why.TOO_SOON
        Evergreen.objects.filter(pk=one.pk).update(gap_days=5, expires_on=date(2026, 11, 20))
        assert why() is Why.EXPIRED
        evergreen.change(one, Terms(gap_days=5), at_desk(grace), NOW)
        assert why() is None
        channel.slots.all().delete()
        assert why() is Why.NO_SLOTS
        channel.pause(acting(grace), "rest")
        assert why() is Why.CHANNEL
        channel.resume(acting(grace))
        monkeypatch.setattr(evergreen, "refuses_copies", lambda channel: True)
        assert why() is Why.COPIES
        evergreen.change(one, Terms(gap_days=5, variations=("Other",)), at_desk(grace), NOW)
        assert why() is Why.NO_SLOTS
        evergreen.pause(one, at_desk(grace), NOW)
        assert why() is Why.PAUSED

    def test_x_and_linkedin_are_known_to_refuse_copies(self, harbour: Any) -> None:
        refusing = {
            name
            for name in ("x", "linkedin", "mastodon", "telegram", "vk", "bluesky", "site", "sandbox")
            if evergreen.refuses_copies(harbour.channels.model(workspace=harbour, network=name))
        }
        assert refusing == {"x", "linkedin"}

    @pytest.mark.parametrize("act", ["pause", "stop", "edit", "archive"])
    def test_what_a_person_does_while_its_pictures_are_made_counts(
        self, act: str, old: Post, grace: Any, at_desk: Any, acting: Any, harbour: Any, monkeypatch: Any
    ) -> None:
        harbour.review_policy = "none"
        harbour.save(update_fields=["review_policy"])
        one = evergreen.mark(old, Terms(gap_days=5), at_desk(grace), NOW)
        make_ready = evergreen.fitting.make_ready

        def slowly(pattern: Post) -> None:
            make_ready(pattern)
            post = Post.objects.get(pk=old.pk)
            match act:
                case "pause":
                    evergreen.pause(one, at_desk(grace), NOW)
                case "stop":
                    evergreen.stop(one, at_desk(grace), NOW)
                case "edit":
                    words = Content(text="Closed for good.", wordings=old.newest.content().wordings)
                    post.rewrite(acting(grace), words)
                case "archive":
                    post.archive(acting(grace))

        monkeypatch.setattr(evergreen.fitting, "make_ready", slowly)
        assert evergreen.fill(NOW) == 0
        monkeypatch.undo()
        assert not Post.objects.exclude(evergreen=None).exists()


@pytest.mark.django_db
class TestThePage:
    def test_a_post_is_marked_paused_changed_and_stopped(
        self, enter: Any, grace: Any, scheduled: Writes, slots: Any
    ) -> None:
        slots(*EVERY_DAY)
        post = scheduled("Opening hours", "2026-11-24T12:00")
        browser = enter(grace)
        page = browser.get(f"/w/harbour/evergreen/?post={post.pk}").content.decode()
        assert f'<option value="{post.pk}" selected>Opening hours · out on 24 November</option>' in page
        sent = {"post": post.pk, "gap_days": 14, "most": 4, "variations": "One\r\n\r\n---\r\n\r\nTwo"}
        page = browser.post("/w/harbour/evergreen/mark/", sent, follow=True).content.decode()
        one = Evergreen.objects.get()
        assert (one.gap_days, one.most, one.variations) == (14, 4, ["One", "Two"])
        assert "1 of 4" in page
        address = f"/w/harbour/evergreen/{one.pk}/"
        assert "Paused" in browser.post(address, {"do": "pause"}, follow=True).content.decode()
        browser.post(address, {"do": "resume"})
        browser.post(address, {"do": "change", "gap_days": 20, "most": 5, "expires_on": "2027-01-31"})
        one.refresh_from_db()
        assert (one.gap_days, one.variations, one.expires_on, one.paused_at) == (
            20,
            [],
            date(2027, 1, 31),
            None,
        )
        answer = browser.post(
            address, {"do": "change", "gap_days": 20, "most": 5, "expires_on": "soon"}, follow=True
        )
        assert (answer.status_code, "cannot be read" in answer.content.decode()) == (422, True)
        browser.post(address, {"do": "stop"})
        assert not Evergreen.objects.exists()

    def test_three_hyphens_in_a_sentence_part_nothing(
        self, enter: Any, grace: Any, scheduled: Writes, slots: Any
    ) -> None:
        post = scheduled("Books", "2026-11-24T12:00")
        words = "Купите книгу --- скидка 10%\r\n--- \r\nTwo\r\n----\r\n  ---\r\n\r\nThree"
        sent = {"post": post.pk, "gap_days": 14, "most": 4, "variations": words}
        enter(grace).post("/w/harbour/evergreen/mark/", sent)
        assert Evergreen.objects.get().variations == ["Купите книгу --- скидка 10%", "Two\n----", "Three"]

    def test_what_was_typed_stands_there_again_after_a_refusal(
        self, enter: Any, grace: Any, scheduled: Writes
    ) -> None:
        _first, post = (scheduled(f"Books {n}", f"2026-11-24T1{n}:00") for n in (1, 2))
        browser, words = enter(grace), "\n---\n".join(f"<Text {n}>" for n in range(22))
        sent = {
            "post": post.pk,
            "gap_days": "17",
            "most": "4",
            "variations": words,
            "expires_on": "2027-01-31",
        }
        answer = browser.post("/w/harbour/evergreen/mark/", sent)
        page = answer.content.decode()
        assert (answer.status_code, page.count("There can be 20 variations at most.")) == (422, 1)
        assert f'<option value="{post.pk}" selected>' in page
        assert ('value="17"' in page, 'value="2027-01-31"' in page, escape(words) in page) == (
            True,
            True,
            True,
        )
        browser.post("/w/harbour/evergreen/mark/", sent | {"variations": ""})
        one = Evergreen.objects.get()
        answer = browser.post(f"/w/harbour/evergreen/{one.pk}/", sent | {"do": "change", "gap_days": "18"})
        page = answer.content.decode().partition(f'id="e{one.pk}"')[2].partition("</section>")[0]
        assert (answer.status_code, "<details open>" in page, escape(words) in page) == (422, True, True)
        assert 'value="18"' in page

    def test_a_day_that_has_passed_cannot_be_chosen(self, enter: Any, grace: Any, scheduled: Writes) -> None:
        scheduled("Books", "2026-11-24T12:00")
        today = timezone.localdate(timezone=ZoneInfo("Europe/Moscow"))
        assert f'min="{today:%Y-%m-%d}"' in enter(grace).get("/w/harbour/evergreen/").content.decode()

    def test_the_number_of_queries_does_not_grow(
        self,
        enter: Any,
        grace: Any,
        scheduled: Writes,
        at_desk: Any,
        slots: Any,
        django_assert_max_num_queries: Any,
    ) -> None:
        slots(*EVERY_DAY)
        for number in range(6):
            post = scheduled(f"Post {number}", f"2026-11-24T1{number}:00")
            evergreen.mark(post, Terms(), at_desk(grace), NOW)
        browser = enter(grace)
        browser.get("/w/harbour/evergreen/")
        with django_assert_max_num_queries(17):
            browser.get("/w/harbour/evergreen/")
