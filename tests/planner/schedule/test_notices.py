"""What stands out is said in a sentence that leads somewhere, in eight queries, and only what is ahead."""
# ruff: noqa: DTZ001 (wall times have no zone)

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.campaigns.models import Pillar
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues.models import Evergreen, Slot
from planner.schedule import noticing
from planner.schedule.notices import Notice, notices
from planner.walltime import resolve

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)  # a Monday, nine in the morning in Moscow
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
Says = Callable[..., Post]


@pytest.fixture
def channel(harbour: Any) -> Any:
    harbour.channels.exclude(network="site").delete()
    channel = harbour.channels.get()
    channel.name = "VK"
    channel.save()
    return channel


@pytest.fixture
def says(harbour: Any, ada: Any, acting: Any, channel: Any) -> Says:
    def make(text: str, at: datetime, state: str = "approved", **labels: Any) -> Post:
        content = Content(text=text, wordings=(Wording(channel.pk),))
        post = Post.objects.write(harbour, acting(ada), content, **labels)
        post.plan_for(resolve(at, harbour.timezone))
        Post.objects.filter(pk=post.pk).update(state=state)
        return post

    return make


def told(harbour: Any, kind: str = "", first: date = FIRST, last: date = LAST) -> list[Notice]:
    return [one for one in notices(harbour, first, last, NOW).notices if kind in {"", one.kind}]


def test_an_empty_workspace_is_left_in_peace(harbour: Any, channel: Any) -> None:
    assert told(harbour) == []


def test_a_gap_is_said_with_its_channel_day_and_number_and_leads_to_the_composer(
    harbour: Any, channel: Any
) -> None:
    for wall in ("12:30", "18:00"):
        Slot.objects.create(channel=channel, weekday=3, wall=wall)
    (gap,) = told(harbour, "gap")
    assert gap.sentence == "Nothing is planned on VK, Thursday 26 November (usually 2)."
    assert gap.link == f"/w/harbour/posts/new/?at=2026-11-26T12%3A30&channel={channel.pk}"
    assert gap.writes


def test_a_rhythm_without_slots_is_read_from_eight_weeks(harbour: Any, says: Says) -> None:
    for week in range(1, 9):
        says(f"Fog {week}", datetime(2026, 11, 26, 12) - timedelta(weeks=week))
    (gap,) = told(harbour, "gap")
    assert gap.sentence == "Nothing is planned on VK, Thursday 26 November (usually 1)."
    says("Fog again", datetime(2026, 11, 26, 15), "draft")
    assert told(harbour, "gap") == []


def test_days_in_a_row_are_one_notice_and_many_are_two_and_the_rest(
    harbour: Any, channel: Any, says: Says
) -> None:
    for weekday in (3, 4, 5):
        Slot.objects.create(channel=channel, weekday=weekday, wall="12:00")
    (gap,) = told(harbour, "gap")
    assert gap.sentence == "Nothing is planned on VK, Thursday 26 to Saturday 28 November (usually 1 a day)."
    for day in (30, 32, 34, 36):
        Slot.objects.get_or_create(channel=channel, weekday=day % 7, wall="12:00")
    for number in range(8):
        says(f"Post {number}", datetime(2026, 12, 1, 12) + timedelta(days=number * 2))
    assert len(told(harbour, "gap", date(2026, 12, 1), date(2026, 12, 31))) == 3


def test_a_public_holiday_is_spared_if_the_workspace_says_so(harbour: Any, channel: Any) -> None:
    harbour.country = "RU"
    Slot.objects.create(channel=channel, weekday=3, wall="12:00")  # 31 December is one
    december = (date(2026, 12, 28), date(2026, 12, 31))
    now = NOW + timedelta(days=14)
    assert len(notices(harbour, *december, now).notices) == 1
    harbour.rests_on_holidays = True
    assert notices(harbour, *december, now).notices == ()


def test_a_slot_of_the_next_day_with_nothing_ready_is_said_first(
    harbour: Any, channel: Any, says: Says
) -> None:
    Slot.objects.create(channel=channel, weekday=0, wall="18:00")
    Slot.objects.create(channel=channel, weekday=1, wall="08:30")
    Slot.objects.create(channel=channel, weekday=1, wall="23:00")  # more than 24 hours away
    first, second = told(harbour, "slot")
    assert first.sentence == "Nothing is ready for the slot at 18:00 on VK, Monday 23 November."
    assert "2026-11-23T18%3A00" in first.link
    draft = says("Fog", datetime(2026, 11, 23, 18), "in_review")
    says("Sun", datetime(2026, 11, 24, 8, 30), "approved")
    (first,) = told(harbour, "slot")
    assert first.sentence == ("The post for the slot at 18:00 on VK is not ready: “Fog”, Monday 23 November.")
    assert first.link == f"/w/harbour/posts/{draft.pk}/"
    assert second.kind == "slot"


def test_a_post_on_hold_is_not_ready(harbour: Any, channel: Any, says: Says) -> None:
    Slot.objects.create(channel=channel, weekday=0, wall="18:00")
    post = says("Fog", datetime(2026, 11, 23, 18))
    assert told(harbour, "slot") == []
    Post.objects.filter(pk=post.pk).update(held_at=NOW)
    assert len(told(harbour, "slot")) == 1


def test_three_posts_in_forty_minutes_are_a_crowd(harbour: Any, says: Says) -> None:
    for minute, text in ((0, "Fog"), (20, "Sun"), (40, "Rain")):
        says(text, datetime(2026, 11, 26, 12, minute))
        says(text, datetime(2026, 11, 20, 12, minute))  # past: nothing can be done about it
    (crowd,) = told(harbour, "crowd")
    assert crowd.sentence == "3 posts on VK from 12:00 to 12:40: Thursday 26 November."
    assert "day=2026-11-26" in crowd.link


SAID = "We open at nine on Monday with coffee and cake for all of you and your dogs"


def test_what_was_said_before_is_noticed_with_both_days(harbour: Any, says: Says) -> None:
    says(SAID, datetime(2026, 11, 10, 12))
    again = says(SAID.upper() + "!", datetime(2026, 11, 26, 12))
    (repeat,) = told(harbour, "repeat")
    assert "(Thursday 26 November) says almost the same as" in repeat.sentence
    assert "(Tuesday 10 November) on VK." in repeat.sentence
    assert repeat.link == f"/w/harbour/posts/{again.pk}/"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (SAID, datetime(2026, 10, 20, 12)),  # longer ago than thirty days
        (SAID.replace("coffee", "tea").replace("cake", "jam"), datetime(2026, 11, 10, 12)),
    ],
)
def test_what_is_long_ago_or_said_otherwise_is_not(harbour: Any, says: Says, text: str, at: datetime) -> None:
    says(text, at)
    says(SAID, datetime(2026, 11, 26, 12))
    assert told(harbour, "repeat") == []


def test_what_repeats_on_purpose_is_not_noticed(harbour: Any, says: Says) -> None:
    pattern = says(SAID, datetime(2026, 11, 10, 12))
    evergreen = Evergreen.objects.create(workspace=harbour, pattern=pattern)
    says(SAID, datetime(2026, 11, 26, 12), evergreen=evergreen)
    assert told(harbour, "repeat") == []


def test_the_same_page_linked_again_is_noticed(harbour: Any, says: Says) -> None:
    says("Read: https://example.org/fog?utm_source=a", datetime(2026, 11, 10, 12))
    says("New here: http://www.example.org/fog/", datetime(2026, 11, 26, 12))
    (repeat,) = told(harbour, "repeat")
    assert "example.org/fog" in repeat.sentence


def test_the_mix_is_held_against_the_plan(harbour: Any, says: Says) -> None:
    values = Pillar.objects.create(workspace=harbour, name="values", target=70)
    offers = Pillar.objects.create(workspace=harbour, name="offers", target=10)
    for number in range(24):
        pillar = values if number < 12 else offers
        says(f"Post {number}", datetime(2026, 11, 1 + number, 12), pillar=pillar)
    over, under = told(harbour, "mix")
    assert under.sentence == "5 more “values” posts are needed: 12 of 24 so far, planned: 70 %."
    assert over.sentence == "“offers” has more than planned: 12 of 24 posts, planned: 10 %."
    assert told(harbour, "mix", date(2026, 10, 1), date(2026, 10, 31)) == []


def test_another_workspaces_posts_are_never_read(
    harbour: Any, other: Any, channel: Any, mallory: Any, acting: Any, says: Says
) -> None:
    theirs = other.channels.first()
    post = Post.objects.write(other, acting(mallory), Content(text=SAID, wordings=(Wording(theirs.pk),)))
    post.plan_for(resolve(datetime(2026, 11, 10, 12), "Europe/Moscow"))
    says(SAID, datetime(2026, 11, 26, 12))
    assert told(harbour, "repeat") == []


def test_eight_queries_are_enough(harbour: Any, channel: Any, says: Says) -> None:
    Pillar.objects.create(workspace=harbour, name="values", target=70)
    for number in range(12):
        says(SAID, datetime(2026, 11, 1 + number * 2, 12))
    with CaptureQueriesContext(connection) as asked:
        assert told(harbour)
    assert len(asked) <= 8


def test_what_was_not_compared_is_said(
    harbour: Any, says: Says, monkeypatch: pytest.MonkeyPatch, enter: Any, ada: Any
) -> None:
    monkeypatch.setattr(noticing, "MOST_TEXTS", 1)
    says(SAID, datetime(2026, 11, 26, 12))
    assert not notices(harbour, FIRST, LAST, NOW).is_bounded
    says("Sun", datetime(2026, 11, 27, 12))
    assert notices(harbour, FIRST, LAST, NOW).is_bounded


def test_the_panel_is_a_part_for_everybody_and_its_composer_for_writers(
    harbour: Any, channel: Any, enter: Any, ada: Any, vera: Any
) -> None:
    for weekday in range(7):
        Slot.objects.create(channel=channel, weekday=weekday, wall="12:00")
    browser = enter(ada)
    page = browser.get("/w/harbour/calendar/notices/").content.decode()
    assert "<html" not in page
    assert "/posts/new/?at=" in page
    browser.logout()
    page = enter(vera).get("/w/harbour/calendar/notices/").content.decode()
    assert "Nothing is" in page
    assert "/posts/new/" not in page
