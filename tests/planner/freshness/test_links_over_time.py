"""What is known of a post's addresses, over time, from real answers. Nothing is asked in a request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from planner.ahead import preflight
from planner.deliveries.stops import Stop
from planner.freshness import judging, looking
from planner.freshness.models import LinkCheck
from planner.posts.content import Content
from planner.posts.judged import Judged
from planner.posts.models import Post
from tests.fakes.mastodon import FakeMastodon
from tests.hands import HandClock, Hands

pytestmark = pytest.mark.django_db(transaction=True)


def look(clock: HandClock, hours: float = 0) -> LinkCheck:
    clock.pass_(hours * 3600)
    looking.look_due(clock.wall)
    return LinkCheck.objects.get()


def test_an_address_that_is_gone_twice_is_broken_and_asks_to_be_fixed(
    written: Callable[..., Post], pages: Any, hand_clock: HandClock
) -> None:
    address = pages.say("/offer")
    post = written(f"See {address}.", kind="evergreen")
    assert pages.requests == [], "nobody is asked where a page waits"
    assert look(hand_clock).state == "ok"
    pages.say("/offer", 404)
    assert look(hand_clock, 24 * 7).state == "unsure"
    judged = Judged.objects.get(post=post)
    assert judged.action == "keep"
    assert look(hand_clock, 24).state == "broken"
    judged.refresh_from_db()
    assert judged.score is not None
    assert (judged.score <= 40, judged.action) == (True, "fix")
    assert Stop.objects.get(post=post).code == "link"
    pages.say("/offer")
    assert look(hand_clock, 24).state == "ok"
    assert not Stop.objects.exists()


def test_a_site_that_flaps_is_not_broken(
    written: Callable[..., Post], pages: Any, hand_clock: HandClock
) -> None:
    written(f"See {pages.say('/offer')}.")
    for status in (500, 500, 200, 500, 200, 503):
        pages.say("/offer", status)
        LinkCheck.objects.update(next_at=hand_clock.wall)
        look(hand_clock, 10)
    assert LinkCheck.objects.get().state == "unsure"
    assert not Stop.objects.exists()


def test_a_redirect_is_followed_and_another_site_and_a_front_page_are_told_apart(
    written: Callable[..., Post], pages: Any, hand_clock: HandClock
) -> None:
    pages.say("/there")
    pages.say("/")
    moved = pages.say("/moved", 301, location=f"http://localhost:{pages.port}/there")
    on = pages.say("/on", 302, location="/there")
    front = pages.say("/front", 301, location="/")
    soft = pages.say("/soft", 200, b"<html><title>Page not found</title>")
    gone = pages.say("/gone", 301, location="/nowhere")
    written(f"{moved} {on} {front} {soft} {gone}")
    for _minute in range(3):
        looking.look_due(hand_clock.wall)
        hand_clock.pass_(60)
    states = {one.address.rsplit("/", 1)[1]: one.state for one in LinkCheck.objects.all()}
    assert states == {
        "moved": "moved", "on": "redirect", "front": "soft_404", "soft": "soft_404", "gone": "unsure"
    }  # fmt: skip
    assert LinkCheck.objects.get(address=on).final == f"{pages.url}/there"


def test_one_host_is_asked_little_at_a_time(
    written: Callable[..., Post], pages: Any, hand_clock: HandClock
) -> None:
    written(" ".join(pages.say(f"/{n}") for n in range(10)))
    looking.look_due(hand_clock.wall)
    assert len(pages.requests) == looking.OF_A_HOST


def test_two_posts_with_one_address_ask_once_and_are_both_flagged(
    written: Callable[..., Post], pages: Any, hand_clock: HandClock
) -> None:
    address = f"{pages.url}/nowhere"
    posts = [written(f"First {address}"), written(f"Second {address}")]
    look(hand_clock)
    assert len(pages.requests) == 1
    look(hand_clock, 4)
    assert {stop.post_id for stop in Stop.objects.all()} == {post.pk for post in posts}


def test_new_words_without_it_free_the_post_and_ask_no_more(
    written: Callable[..., Post], pages: Any, hand_clock: HandClock, boss: Any
) -> None:
    post = written(f"See {pages.url}/nowhere")
    look(hand_clock)
    look(hand_clock, 4)
    post.rewrite(boss.actor, Content("", "See our page.", "", post.newest.content().wordings))
    assert judging.judge_due(hand_clock.wall) == 1
    assert not Stop.objects.exists()
    asked = len(pages.requests)
    look(hand_clock, 24 * 8)
    assert len(pages.requests) == asked


def test_what_is_looked_at_before_sending_is_not_asked_for_again_and_stops_it(
    planned: Callable[..., Any], pages: Any, hands: Hands, network: FakeMastodon, hand_clock: HandClock
) -> None:
    delivery = planned(f"See {pages.url}/nowhere", after=50 * 3600)
    look(hand_clock)
    hand_clock.pass_(26 * 3600)
    preflight.check_due(hand_clock.wall)
    asked = len(pages.requests)
    assert look(hand_clock).state == "broken"
    assert len(pages.requests) == asked
    hands.tick()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble["code"]) == ("blocked", "stopped")
    hand_clock.pass_(26 * 3600)
    hands.tick()
    assert network.published == []


def test_where_nobody_answers_it_is_our_own_connection(
    written: Callable[..., Post], pages: Any, hand_clock: HandClock, settings: Any
) -> None:
    hosts = [f"http://{host}:9/a" for host in ("127.0.0.1", "localhost", "127.0.0.2")]  # nobody is there
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*", "localhost:*", "127.0.0.2:*"})
    looking.outside.web.cache_clear()
    written(" ".join(hosts))
    assert looking.look_due(hand_clock.wall) == 0
    hand_clock.pass_(timedelta(hours=30).total_seconds())
    assert looking.look_due(hand_clock.wall) == 0
    assert set(LinkCheck.objects.values_list("state", flat=True)) == {""}
