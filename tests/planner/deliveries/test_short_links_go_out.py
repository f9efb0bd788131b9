"""Short links: what is previewed is agreed to and sent, and each leads somewhere before it leaves."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from planner import outside
from planner.channels.models import Channel
from planner.clicks.models import ClickDay, ShortLink
from planner.deliveries import aftercare, compose
from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.posts.content import Content, Wording
from planner.posts.models import Version
from planner.states import WrongState
from planner.writing.preview import previews, previews_of
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Read [how](https://example.org/fog?a=1) and https://example.org/b, [write](mailto:us@example.org)"


@pytest.fixture
def out_there(settings: Any) -> Iterator[None]:
    settings.PUBLIC_URL = "https://almanac.example.org"
    outside.web.cache_clear()
    outside.web().resolve = lambda host, port: ["93.184.215.14"]
    yield
    outside.web.cache_clear()


@pytest.fixture
def shortened(channels: dict[str, Channel], hands: Hands, out_there: None) -> Channel:
    channel = channels["mastodon"]
    channel.tag_links({"utm_source": "m"}, hands.by)
    channel.shorten_links(True, hands.by)
    return channel


def _sent(hands: Hands, network: FakeMastodon) -> str:
    hands.time.pass_(10)
    hands.tick()
    return network.published[-1].text


def test_every_link_that_is_sent_leads_where_it_was_written_to(
    hands: Hands, shortened: Channel, network: FakeMastodon
) -> None:
    delivery = hands.plan(shortened, WORDS)
    version = Version.objects.complete().get(pk=delivery.version_id)
    seen = previews(version)[0].payload
    assert not ShortLink.objects.exists()  # to look at it and to agree to it writes nothing
    text = _sent(hands, network)
    assert text == seen.parts[0].text
    delivery.refresh_from_db()
    assert delivery.digest == version.pins.get(channel=shortened).digest == seen.digest()
    links = {one.url: f"https://almanac.example.org/l/{one.code}" for one in ShortLink.objects.all()}
    assert set(links) == {"https://example.org/fog?a=1&utm_source=m", "https://example.org/b?utm_source=m"}
    assert text == (
        f"Read how ({links['https://example.org/fog?a=1&utm_source=m']})"
        f" and {links['https://example.org/b?utm_source=m']}, write (mailto:us@example.org)"
    )
    answer = Client().get("/l/" + text.partition("/l/")[2][:8])
    assert (answer.status_code, answer["Location"]) == (302, "https://example.org/fog?a=1&utm_source=m")


def test_sent_again_the_links_are_the_same_rows(
    hands: Hands, shortened: Channel, network: FakeMastodon
) -> None:
    hands.plan(shortened, WORDS)
    network.arm("rst_before_accept")
    hands.time.pass_(10)
    hands.tick()
    codes = sorted(ShortLink.objects.values_list("pk", "code"))
    hands.until_over()
    assert len(codes) == 2
    assert sorted(ShortLink.objects.values_list("pk", "code")) == codes


def test_a_link_that_would_lead_elsewhere_is_not_sent(
    hands: Hands, shortened: Channel, network: FakeMastodon
) -> None:
    delivery = hands.plan(shortened, "Read https://example.org/b")
    other = hands.plan(shortened, "Something else")
    found = compose.leads_of(delivery.version.content(), shortened, delivery.post_id)
    (short,) = found
    ShortLink.objects.create(
        code=short.rpartition("/")[2], workspace=hands.workspace, post=other.post, channel=shortened,
        url="https://example.org/other", made_at=hands.time.wall,
    )  # fmt: skip
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "failed"
    assert [one.text for one in network.published] == ["Something else"]


def test_the_preview_of_a_post_that_is_not_saved_is_as_long_and_writes_nothing(
    hands: Hands, shortened: Channel
) -> None:
    content = Content(text=WORDS, wordings=(Wording(shortened.pk),))
    (new,) = previews_of(hands.workspace, content)
    (saved,) = previews_of(hands.workspace, content, 7)
    assert new.payload.parts[0].count == saved.payload.parts[0].count
    assert new.payload.parts[0].text != saved.payload.parts[0].text
    assert new.addresses == [
        "https://example.org/fog?a=1&utm_source=m",
        "https://example.org/b?utm_source=m",
    ]  # what a look at the links asks: not our own short ones
    assert not ShortLink.objects.exists()


def test_links_that_lead_here_already_stay(hands: Hands, shortened: Channel, network: FakeMastodon) -> None:
    shortened.tag_links({}, hands.by)
    hands.plan(
        shortened, "At https://almanac.example.org/site/harbour/ and https://almanac.example.org.evil/x"
    )
    text = _sent(hands, network)
    assert "https://almanac.example.org/site/harbour/ and https://almanac.example.org/l/" in text


def test_a_channel_without_short_links_sends_addresses_as_they_are(
    hands: Hands, channels: dict[str, Channel], network: FakeMastodon, out_there: None
) -> None:
    delivery = hands.plan(channels["mastodon"], WORDS)
    assert "(https://example.org/fog?a=1)" in _sent(hands, network)
    assert delivery.state == "scheduled"
    assert not ShortLink.objects.exists()


def test_a_correction_has_its_links_written_down_too(
    hands: Hands, shortened: Channel, network: FakeMastodon
) -> None:
    delivery = hands.plan(shortened, "Read https://example.org/b")
    _sent(hands, network)
    delivery.refresh_from_db()
    aftercare.correct(delivery, "Read https://example.org/c", hands.by, hands.time.wall)
    link = ShortLink.objects.get(url="https://example.org/c?utm_source=m")
    assert link.code in str(aftercare.corrected(delivery, "Read https://example.org/c").text)


def test_what_was_agreed_with_long_links_needs_a_new_yes(
    hands: Hands, channels: dict[str, Channel], network: FakeMastodon, out_there: None
) -> None:
    delivery = hands.plan(channels["mastodon"], "Read https://example.org/b")
    channels["mastodon"].shorten_links(True, hands.by)
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state != "published"
    assert network.published == []
    assert Entry.objects.filter(act="channel.short_links", thing_id=delivery.channel_id).count() == 1


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "http://localhost", "https://10.1.2.3", "https://nas.local", "https://almanac",
     "https://[::1]", "https://192.168.1.5:8443", "https://almanac.internal"],
)  # fmt: skip
def test_where_nobody_outside_can_come_it_cannot_be_switched_on(
    hands: Hands, channels: dict[str, Channel], settings: Any, address: str
) -> None:
    settings.PUBLIC_URL = address
    with pytest.raises(WrongState, match="people outside cannot open"):
        channels["mastodon"].shorten_links(True, hands.by)
    Channel.objects.update(short_links=True)  # as if it had been public once
    delivery = hands.plan(Channel.objects.get(network="mastodon"), "Read https://example.org/b")
    payload = compose.payload_for(delivery.version, Channel.objects.get(network="mastodon"))
    assert "https://example.org/b" in payload.parts[0].text
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("found", "said"),
    [(["10.1.2.3"], "inside of your network"), (["93.184.215.14", "fd00::1"], "inside of your network"),
     (["127.0.0.1"], "inside of your network"), ([], "could not be found")],
)  # fmt: skip
def test_a_name_that_leads_inside_of_a_network_is_refused_too(
    hands: Hands, channels: dict[str, Channel], out_there: None, found: list[str], said: str
) -> None:
    outside.web().resolve = lambda host, port: found
    with pytest.raises(WrongState, match=said):
        channels["mastodon"].shorten_links(True, hands.by)
    assert not Channel.objects.get(network="mastodon").short_links
    channels["mastodon"].shorten_links(False, hands.by)  # to switch off is never refused


def test_a_name_that_leads_elsewhere_for_people_outside_can_be_allowed(
    hands: Hands, channels: dict[str, Channel], out_there: None, settings: Any
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"almanac.example.org:443"})
    outside.web.cache_clear()
    asked: list[tuple[str, int]] = []

    def inside(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["10.1.2.3"]

    outside.web().resolve = inside
    channels["mastodon"].shorten_links(True, hands.by)
    assert Channel.objects.get(network="mastodon").short_links
    delivery = hands.plan(Channel.objects.get(network="mastodon"), "Read https://example.org/b")
    assert "/l/" in compose.payload_for(delivery.version, delivery.channel).parts[0].text
    assert asked == [("almanac.example.org", 443)]  # a post is drawn and sent without a look-up


def test_it_is_switched_on_channel_pages_and_clicks_stand_on_delivery_pages(
    hands: Hands, channels: dict[str, Channel], network: FakeMastodon, out_there: None, enter: Any, olga: Any
) -> None:
    client, channel = enter(olga), channels["mastodon"]
    here = f"/w/harbour/channels/{channel.pk}/"
    assert "almanac.example.org/l/" in client.get(here).content.decode()
    client.post(f"{here}change/", {"do": "short-links", "short": "1"})
    channel.refresh_from_db()
    assert channel.short_links
    delivery = hands.plan(channel, "Read https://example.org/b")
    _sent(hands, network)
    ClickDay.objects.create(link=ShortLink.objects.get(), on=hands.time.wall.date(), clicks=1234, bots=5)
    page = client.get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    assert "Clicks on our short links" in page
    assert "1,234" in page
    client.post(f"{here}change/", {"do": "short-links"})
    channel.refresh_from_db()
    assert not channel.short_links
