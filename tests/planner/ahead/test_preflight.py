"""Will it go out? What is found a day and an hour before its time, and who hears of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from media.intake import take_in
from planner import addresses
from planner.ahead import preflight
from planner.channels import connect
from planner.channels.models import Channel
from planner.deliveries import agree, plan
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from tests.fakes.server import FakeServer, Reply, Request
from tests.hands import Hands
from tests.pigeon import LOFT, Pigeon
from tests.programs import png

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pigeons")]


@pytest.fixture
def channel(harbour: Any, hands: Hands) -> Channel:
    return connect.connect(harbour, "pigeon", "Our pigeon", {"ring": "7"}, hands.by, hands.time.wall)


class Pages(FakeServer):
    """One page is there, another is not, a third is endless in its own way."""

    everywhere = b""  # what the signed addresses of files give

    async def handle(self, request: Request) -> Reply:
        if request.path.startswith("/m/"):
            return Reply(200 if self.everywhere else 404, self.everywhere)
        pages = {"/there": 200, "/gone": 410, "/no-machines": 403, "/broken": 500}
        return Reply(pages.get(request.path, 404), b"<html>")


@pytest.fixture
def pages(network: Any) -> Iterator[Pages]:
    cache.clear()
    with Pages() as server:
        yield server


def found(delivery: Delivery) -> dict[str, bool]:
    return {one.code: one.is_blocking for one in delivery.findings.all()}


def test_a_delivery_that_is_well_has_nothing_against_it(hands: Hands, channel: Channel) -> None:
    delivery = hands.plan(channel, after=3600)
    assert preflight.check_due(hands.time.wall) == 1
    assert found(delivery) == {}
    delivery.refresh_from_db()
    assert delivery.preflight_at == hands.time.wall
    assert delivery.state == "scheduled"


def test_it_is_looked_at_after_planning_a_day_before_and_an_hour_before(
    hands: Hands, channel: Channel
) -> None:
    hands.plan(channel, after=3 * 86400)
    looked = []
    for hours in range(72):
        if preflight.check_due(hands.time.wall):
            looked.append(hours)
        hands.time.pass_(3600)
    assert looked == [0, 48, 71]


def test_a_sign_in_that_will_end_before_the_post_is_told_as_soon_as_it_is_planned(
    hands: Hands, channel: Channel, olga: Any
) -> None:
    """The pigeon's lasts an hour."""
    LOFT.renews = False
    soon, late = hands.plan(channel, "Fog", after=1800), hands.plan(channel, "Sun", after=7200)
    preflight.check_due(hands.time.wall)
    assert found(soon) == {}
    assert found(late) == {"sign_in_ends": True}
    ends_at = hands.time.wall + timedelta(hours=1)
    assert late.findings.get().what["values"] == {"at": ends_at.strftime("%Y-%m-%d %H:%M")}
    assert Channel.objects.get(pk=channel.pk).state == "active"
    assert olga.email in [address for letter in mail.outbox for address in letter.to]


def test_a_sign_in_that_renews_itself_is_no_finding(hands: Hands, channel: Channel) -> None:
    delivery = hands.plan(channel, after=7200)
    preflight.check_due(hands.time.wall)
    assert found(delivery) == {}


def test_a_sign_in_that_ended_is_found_a_day_before_and_told_once(
    hands: Hands, channel: Channel, olga: Any
) -> None:
    delivery = hands.plan(channel, "Fog", after=3 * 86400)
    preflight.check_due(hands.time.wall)
    hands.time.pass_(2 * 86400 + 60)
    LOFT.weather = LOFT.token = "over"
    preflight.check_due(hands.time.wall)
    assert found(delivery) == {"channel": True}
    channel.refresh_from_db()
    assert channel.state == "reconnect"
    subjects = [letter.subject for letter in mail.outbox]
    assert subjects == [
        "Almanac: “Our pigeon” has to be connected again",
        "Almanac: “Fog” will not go out on Our pigeon as it is",
    ]
    hands.time.pass_(23 * 3600)
    preflight.check_due(hands.time.wall)
    assert len(mail.outbox) == 2
    assert f"/deliveries/{delivery.pk}/" in mail.outbox[1].body
    assert "does not know this ring" in mail.outbox[1].body


def test_a_network_that_does_not_answer_is_said_but_stops_nothing(hands: Hands, channel: Channel) -> None:
    delivery = hands.plan(channel, after=3600)
    Channel.objects.filter(pk=channel.pk).update(token_ends_at=hands.time.wall)
    LOFT.weather = "storm"
    preflight.check_due(hands.time.wall)
    assert found(delivery) == {"channel": False}
    assert Channel.objects.get(pk=channel.pk).state == "active"
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("path", "is_dead"), [("/there", False), ("/gone", True), ("/never", True), ("/no-machines", False)]
)
def test_links_are_followed_and_only_a_clear_no_counts(
    path: str, is_dead: bool, hands: Hands, channel: Channel, pages: Pages
) -> None:
    pages_at = f"http://127.0.0.1:{pages.port}{path}"
    delivery = hands.plan(channel, f"See {pages_at}.", after=3600)
    preflight.check(delivery, hands.time.wall)
    assert found(delivery) == ({"link": False} if is_dead else {})
    preflight.check(delivery, hands.time.wall)
    assert len(pages.requests) == 1  # once an hour is enough


def test_one_too_many_for_the_network_is_said_with_a_better_time(hands: Hands, channel: Channel) -> None:
    deliveries = [hands.plan(channel, f"letter {n}", after=3600 + n * 60) for n in range(4)]
    for delivery in deliveries:
        preflight.check(delivery, hands.time.wall)
    assert [found(one) for one in deliveries] == [{}, {}, {}, {"budget": False}]
    fix = deliveries[3].findings.get().fix
    free_at = deliveries[0].due_at + timedelta(days=1)
    assert fix["values"]["at"] == free_at.strftime("%Y-%m-%d %H:%M")


def test_words_that_are_not_the_approved_ones_any_more_are_found(hands: Hands, channel: Channel) -> None:
    delivery = hands.plan(channel, "See https://e.org/", after=3600)
    Channel.objects.filter(pk=channel.pk).update(link_parameters={"utm_source": "pigeon"})
    fresh = Delivery.objects.select_related("channel__workspace", "version").get(pk=delivery.pk)
    preflight.check(fresh, hands.time.wall)
    assert found(delivery)["approval"] is True


def test_the_page_and_the_calendar_show_it(
    enter: Callable[[Any], Any], vera: Any, hands: Hands, channel: Channel
) -> None:
    delivery = hands.plan(channel, "Fog", after=3600)
    LOFT.weather = LOFT.token = "over"
    preflight.check(
        Delivery.objects.select_related("channel__workspace").get(pk=delivery.pk), hands.time.wall
    )
    browser = enter(vera)
    page = browser.get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    assert "The channel does not work" in page
    assert (
        "The channel does not work" in browser.get(f"/w/harbour/posts/{delivery.post_id}/").content.decode()
    )
    month = browser.get(f"/w/harbour/calendar/?view=month&month={delivery.due_at:%Y-%m}").content.decode()
    assert "Something stands in its way" in month


def test_what_was_found_is_said_in_the_readers_language(
    enter: Callable[[Any], Any], vera: Any, hands: Hands, channel: Channel, pages: Pages
) -> None:
    delivery = hands.plan(channel, f"See http://127.0.0.1:{pages.port}/gone.", after=3600)
    preflight.check(delivery, hands.time.wall)
    vera.language = "ru"
    vera.save()
    page = enter(vera).get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    assert "не отвечает: страницу убрали." in page


def test_the_calendar_paints_the_day_that_will_overflow(
    enter: Callable[[Any], Any], vera: Any, hands: Hands, channel: Channel
) -> None:
    browser = enter(vera)
    address = f"/w/harbour/calendar/?view=month&month={hands.time.wall:%Y-%m}"
    for number in range(3):
        hands.plan(channel, f"letter {number}", after=86400 * 3 + number)
    assert "overfull" not in browser.get(address).content.decode()
    hands.plan(channel, "one more", after=86400 * 3 + 10)
    page = browser.get(address).content.decode()
    assert page.count("overfull") == 1
    assert "Our pigeon takes 3 posts in 24 hours" in page


@pytest.fixture
def harbour_files(pages: Pages, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The installation as the network finds it, and a pigeon that fetches pictures itself."""
    settings.PUBLIC_URL = pages.url
    monkeypatch.setattr(Pigeon, "fetches_media", True)
    monkeypatch.setattr(Pigeon, "limits", replace(Pigeon.limits, images=4))
    return pages


def with_picture(hands: Hands, channel: Channel) -> Delivery:
    asset = take_in(hands.workspace.library, "fog.png", png())
    content = Content("", "Fog", wordings=(Wording(channel.pk),), pictures=(Picture(asset.pk, "Fog"),))
    post = Post.objects.write(hands.workspace, hands.by, content)
    post.submit(hands.by)
    agree.approve(post, hands.by, 1, hands.time.wall)
    return hands.schedule(post)[0]


def test_a_picture_that_the_network_fetches_is_fetched_as_it_would(
    hands: Hands, channel: Channel, harbour_files: Pages
) -> None:
    delivery = with_picture(hands, channel)
    preflight.check(delivery, hands.time.wall)
    assert found(delivery) == {"unfetched": False}
    assert "404" in str(delivery.findings.get().what)
    harbour_files.everywhere = png()
    preflight.check(delivery, hands.time.wall)
    assert found(delivery) == {}


def test_whether_it_is_fetched_may_hang_on_what_it_is(
    hands: Hands, channel: Channel, harbour_files: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TikTok takes videos as files, and fetches pictures."""
    monkeypatch.setattr(Pigeon, "fetches_media", False)
    monkeypatch.setattr(Pigeon, "fetches", classmethod(lambda cls, part: bool(part.images)))
    delivery = with_picture(hands, channel)
    preflight.check(delivery, hands.time.wall)
    assert found(delivery) == {"unfetched": False}


def test_an_installation_without_a_public_address_says_so_before_anything_is_planned(
    hands: Hands, channel: Channel, harbour_files: Pages, settings: Any
) -> None:
    settings.ALLOW_PRIVATE_HOSTS, settings.SECURE = frozenset(), True
    for host, reachable in (("localhost", False), ("192.168.0.7", False), ("almanac.example.com", True)):
        settings.PUBLIC_HOST = host
        assert addresses.reachable() is reachable
    settings.SECURE = False
    assert not addresses.reachable()
    with pytest.raises(plan.NotPlanned) as refusal:
        with_picture(hands, channel)
    assert [problem.code for _channel, problem in refusal.value.problems] == ["media_unreachable"]
