"""The page and the API: what they say, to whom, and at what cost."""

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from planner.channels.models import Channel
from planner.insights.fitting import refit
from planner.insights.gathering import gather
from planner.insights.models import Outcome
from planner.metrics.models import ChannelDay
from planner.people.tokens import issue
from planner.posts.models import Post
from planner.queues import experiment
from planner.queues.models import Experiment
from tests.planner.insights.made import measured, published
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db
PAGE = "/w/harbour/insights/"


@pytest.fixture
def filled(harbour: Any, olga: Any, acting: Any, now: datetime) -> Callable[..., list[Post]]:
    """filled(60): a post a day, always at the same hour, with numbers, on a channel of this workspace."""

    def fill(count: int, workspace: Any = None, name: str = "Pier", **labels: Any) -> list[Post]:
        where = workspace or harbour
        channel = Channel.objects.create(workspace=where, network="mastodon", name=name, account_id=name)
        times = [now - timedelta(days=day, hours=5) for day in reversed(range(count))]
        made = published(channel, times, acting(olga), **labels)
        measured(made, now, lambda _n, _at, draw: 30 + 90 * draw.random())
        gather(now)
        refit(now)
        return [one.post for one in made]

    return fill


def test_an_empty_workspace_says_that_nothing_can_be_said(enter: Any, olga: Any) -> None:
    answer = enter(olga).get(PAGE)
    assert answer.status_code == 200
    assert b"Nothing can be said yet" in answer.content


def test_the_page_says_what_can_be_said_and_what_cannot(enter: Any, olga: Any, filled: Any) -> None:
    filled(90)
    text = enter(olga).get(PAGE, {"period": "90"}).content.decode()
    assert "90 posts of the last 90 days have numbers." in text
    assert "No effect found in 79 posts" in text  # the others are too young, or have no usual before them
    assert "only trying hours in turn tells them apart" in text
    assert "By impressions: engagement ÷ views" in text
    assert "after seven days" in text
    assert "at 24 h, 50 posts" in text


def test_few_posts_recommend_nothing_and_are_not_compared(enter: Any, olga: Any, filled: Any) -> None:
    filled(8)
    text = enter(olga).get(PAGE, {"period": "90"}).content.decode()
    assert "Not enough data: 0 of 50 posts" in text
    assert "more posts are needed first" in text
    assert 'id="hours"' in text
    assert '<svg class="chart"' not in text


def test_what_is_not_known_is_a_dash_and_no_zero(
    enter: Any, olga: Any, filled: Any, harbour: Any, acting: Any, now: datetime
) -> None:
    channel = Channel.objects.create(workspace=harbour, network="mastodon", name="Silent", account_id="s")
    [silent] = published(channel, [now - timedelta(hours=2)], acting(olga))
    silent.snapshots.create(at=now, views=10)
    type(silent).objects.filter(pk=silent.pk).update(measured_at=now)
    gather(now)
    page = enter(olga)
    assert 'not zero.">—</span>' in page.get(PAGE).content.decode()
    assert (
        "no reactions for this post, which is not zero"
        in page.get(f"/w/harbour/posts/{silent.post_id}/numbers/").content.decode()
    )


def test_the_address_holds_the_channel_and_the_period(
    enter: Any, olga: Any, filled: Any, harbour: Any
) -> None:
    filled(20, name="Pier")
    filled(20, name="Mole")
    mole = Channel.objects.get(name="Mole")
    page = enter(olga)
    text = page.get(PAGE, {"channel": mole.pk, "period": "90"}).content.decode()
    assert text.count('<small><svg class="g"') == 12
    assert "20 posts of the last 90 days" in text
    assert f"?channel={mole.pk}&amp;period=7" in text
    for crooked in ({"channel": "9" * 30}, {"channel": "x"}, {"period": "31"}, {"period": "\x00"}):
        assert page.get(PAGE, crooked).status_code == 200


def test_mallory_and_another_workspace_see_nothing_of_it(
    enter: Any, mallory: Any, other: Any, filled: Any, harbour: Any
) -> None:
    posts = filled(12)
    Post.objects.get(pk=posts[-1].pk)
    browser = enter(mallory)
    assert browser.get(PAGE).status_code == 404
    assert browser.get(f"/w/harbour/posts/{posts[-1].pk}/numbers/").status_code == 404
    assert browser.get(f"/w/other/posts/{posts[-1].pk}/numbers/").status_code == 404
    pier = Channel.objects.get(name="Pier")
    own = browser.get("/w/other/insights/", {"channel": pier.pk})
    assert own.status_code == 200
    assert b"Pier" not in own.content
    assert b"Nothing went out in these days" in own.content or b"Nothing can be said yet" in own.content


def test_numbers_of_two_workspaces_are_never_in_one_sum(
    enter: Any, olga: Any, filled: Any, other: Any
) -> None:
    filled(20)
    filled(30, workspace=other, name="Foreign")
    text = enter(olga).get(PAGE, {"period": "365"}).content.decode()
    assert "20 posts of the last 365 days" in text
    assert "Foreign" not in text


def test_the_page_asks_few_questions_however_many_posts(
    enter: Any, olga: Any, filled: Any, django_assert_max_num_queries: Any
) -> None:
    posts = filled(60)
    filled(60, name="Mole")
    browser = enter(olga)
    with django_assert_max_num_queries(12):
        assert browser.get(PAGE).status_code == 200
    with django_assert_max_num_queries(12):
        assert browser.get(f"/w/harbour/posts/{posts[0].pk}/numbers/").status_code == 200


def test_names_are_shown_as_they_are_written_and_not_run(
    enter: Any, olga: Any, filled: Any, harbour: Any
) -> None:
    posts = filled(30, pillar=harbour.pillars.create(name="<script>alert(1)</script>"))
    Post.objects.get(pk=posts[0].pk)
    text = enter(olga).get(PAGE, {"period": "90"}).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_a_young_post_is_foretold_as_a_range_and_a_newborn_is_not(
    enter: Any, olga: Any, filled: Any, harbour: Any, acting: Any, now: datetime
) -> None:
    filled(60)
    channel = Channel.objects.get(name="Pier")
    young = published(channel, [now - timedelta(hours=4), now - timedelta(hours=1.5)], acting(olga))
    measured(young, now, lambda *_: 90)
    gather(now)
    text = enter(olga).get(PAGE).content.decode()
    assert "too early: it is not three hours old" in text
    row = Outcome.objects.get(delivery=young[0])
    page = enter(olga).get(f"/w/harbour/posts/{row.delivery.post_id}/numbers/").content.decode()
    assert " to " in page.split("<dt>Forecast</dt><dd>")[1].split("</dd>")[0]


def test_the_numbers_of_a_post_stand_beside_what_is_usual(enter: Any, olga: Any, filled: Any) -> None:
    posts = filled(60)
    text = enter(olga).get(f"/w/harbour/posts/{posts[30].pk}/numbers/").content.decode()
    assert 'class="band"' in text
    assert "eight of ten earlier posts of this channel" in text
    assert "after 6 h:" in text
    assert "not yet measured" not in text


def test_a_post_that_is_not_out_has_no_numbers_yet(enter: Any, olga: Any, harbour: Any, acting: Any) -> None:
    from planner.posts.content import Content

    post = Post.objects.write(harbour, acting(olga), Content(title="Fog"))
    assert (
        b"Numbers come once this post is out"
        in enter(olga).get(f"/w/harbour/posts/{post.pk}/numbers/").content
    )


def test_the_api_says_the_same(olga: Any, filled: Any, harbour: Any, acting: Any, now: datetime) -> None:
    filled(90)
    _token, secret = issue(harbour, olga, acting(olga), "a program", ["read"], None, now)
    program = Client(headers={"authorization": f"Bearer {secret}"})
    answer = program.get("/api/v1/insights", {"period": "90"})
    assert answer.status_code == 200
    found = answer.json()
    assert (found["period"], found["channel"], found["measured"], found["on_time"]) == (90, None, 90, 90)
    assert found["hours"]["verdict"] == "no effect found"
    assert found["hours"]["recommended"] == []
    assert len(found["hours"]["cells"]) == 24
    assert found["half_lives"][0]["is_measured"]
    assert found["posts"][0]["lift_posts"] == 50
    assert found["rates"][0]["formula"] == "100 · engagement / impressions"
    assert any("90 posts" in one for one in found["can_be_said"])
    assert program.get("/api/v1/insights", {"period": "31"}).status_code == 422
    other = program.get("/api/v1/insights", {"channel": 10**9}).json()
    assert other["channel"] is None


def test_no_person_is_named_or_ranked(enter: Any, olga: Any, ada: Any, filled: Any) -> None:
    filled(30)
    main = enter(olga).get(PAGE).content.decode().split("<main", 1)[1].split("</main>")[0]
    assert str(olga) not in main
    assert str(ada) not in main


def test_the_same_posts_are_always_said_the_same_of(
    filled: Any, now: datetime, enter: Any, olga: Any
) -> None:
    filled(40)
    random.seed(5)
    browser = enter(olga)
    one = browser.get(PAGE).content.decode().split("<main", 1)[1]
    refit(now + timedelta(hours=7))
    two = browser.get(PAGE).content.decode().split("<main", 1)[1]
    strip = [line for line in one.splitlines() if "reckoned" not in line]
    assert strip == [line for line in two.splitlines() if "reckoned" not in line]


def test_an_experiment_is_told_with_how_far_it_came_and_its_posts_are_counted(
    enter: Any, olga: Any, filled: Any, acting: Any, now: datetime, harbour: Any
) -> None:
    posts = filled(90)
    channel = Channel.objects.get(name="Pier")
    experiment.switch_on(channel, experiment.Hours(), acting(olga), now - timedelta(days=40))
    Experiment.objects.update(turn=40, tried=8)
    Post.objects.filter(pk__in=[post.pk for post in posts[-40::5]]).update(slot_at=now)
    refit(now + timedelta(days=1))
    text = enter(olga).get(PAGE, {"channel": channel.pk}).content.decode()
    assert "Pier: experiment on since" in text
    assert "8 of 40 slots tried." in text
    assert "8 of them stood at hours that were tried on purpose." in text
    assert len(Experiment.objects.get(channel=channel).beliefs) == 24  # what the next one is chosen by
    experiment.switch_off(channel, acting(olga), now)
    assert "experiment on" not in enter(olga).get(PAGE).content.decode()


def test_programs_read_every_post_and_one_posts_curve(
    olga: Any, filled: Any, harbour: Any, acting: Any, now: datetime
) -> None:
    posts = filled(30)
    program = Program(token_of(harbour, olga, ["read"]))
    seen, cursor = [], ""
    while True:
        status, answer = program("GET", f"/insights/posts?limit=13&cursor={cursor}")
        assert status == 200
        seen += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            break
    assert [one["post"] for one in seen] == [post.pk for post in reversed(posts)]
    assert [one["lift_percent"] is not None for one in seen[:3]] == [True] * 3
    elsewhere = program("GET", f"/insights/posts?channel={10**9}")[1]
    assert elsewhere["items"] == []
    (one,) = program("GET", f"/posts/{posts[0].pk}/numbers")[1]
    assert one["gives_numbers"]
    assert [look["engagement"] for look in one["looks"]] == sorted(
        look["engagement"] for look in one["looks"]
    )
    assert program("GET", f"/posts/{10**9}/numbers")[0] == 404


def test_the_command_says_what_the_page_says(filled: Any, capsys: pytest.CaptureFixture[str]) -> None:
    filled(90)
    call_command("insights", "harbour", "--period", "90")
    told = capsys.readouterr().out
    assert "90 posts of the last 90 days have numbers." in told
    assert "What cannot be said" in told
    call_command("insights", "harbour", "--period", "90", "--json")
    assert json.loads(capsys.readouterr().out)["measured"] == 90
    with pytest.raises(CommandError, match="no workspace"):
        call_command("insights", "nowhere")


def test_followers_are_a_line_and_a_table_once_a_channel_is_chosen(
    enter: Any, olga: Any, filled: Any, harbour: Any, now: datetime
) -> None:
    filled(3)
    channel = Channel.objects.get(workspace=harbour, name="Pier")
    browser = enter(olga)
    assert b'id="followers"' not in browser.get(PAGE, {"channel": channel.pk}).content
    for day, followers in ((5, 1200), (4, 1203), (1, 1190)):
        ChannelDay.objects.create(
            channel=channel, on=(now - timedelta(days=day)).date(), followers=followers, at=now
        )
    page = browser.get(PAGE, {"channel": channel.pk}).content.decode()
    assert 'id="followers"' in page
    assert "1,190" in page
    assert "−10 in 4 days" in page
    assert 'id="followers"' not in browser.get(PAGE).content.decode()
