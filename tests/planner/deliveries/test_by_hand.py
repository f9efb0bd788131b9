"""Publishing by hand: people get everything at its time, are reminded, and say when it is out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from media import intake
from planner.channels import connect
from planner.channels.models import Channel
from planner.deliveries import agree, by_hand, clock, points, reconcile, send, sweep
from planner.deliveries.models import Delivery
from planner.notices import derive
from planner.notices.models import Notice
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from tests.hands import Hands
from tests.media.pictures import photo

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Fog 👩‍🚀 over the *harbour*"


@pytest.fixture
def channel(harbour: Any, hands: Hands) -> Channel:
    page = {"page": "https://dzen.ru/harbour"}
    return connect.connect(harbour, "dzen", "Our Dzen", page, hands.by, hands.time.wall)


@pytest.fixture
def plan_it(hands: Hands, channel: Channel, ada: Any, acting: Any) -> Callable[..., Delivery]:
    """Ada's post with a picture and a first comment, in ten seconds."""

    def make(**options: str) -> Delivery:
        asset = intake.take_in(hands.workspace.library, "fog.jpg", photo(300, 200))
        wording = Wording(channel.pk, options=tuple(options.items()))
        content = Content("Fog", TEXT, wordings=(wording,), pictures=(Picture(asset.pk, "Fog rolls in"),))
        post = Post.objects.write(hands.workspace, acting(ada), content)
        post.submit(acting(ada))
        agree.approve(post, hands.by, 1, hands.time.wall)
        return hands.schedule(post)[0]

    return make


def handed(hands: Hands, delivery: Delivery) -> Delivery:
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    return delivery


def story(delivery: Delivery) -> list[str]:
    return list(delivery.story.values_list("what", flat=True))


def told(delivery: Delivery) -> list[str]:
    derive.derive_all(delivery.due_at + timedelta(days=2))
    notices = Notice.objects.filter(delivery=delivery, act="delivery.by_hand")
    return [one.user.name for one in notices.order_by("pk") if one.user]


def test_nobody_is_told_that_it_goes_out_by_itself(
    hands: Hands, plan_it: Callable[..., Delivery], channels: dict[str, Channel], ada: Any, acting: Any
) -> None:
    post = plan_it().post
    assert by_hand.how_it_goes_out(post) == "At its time you are asked to publish it by hand."
    wordings = tuple(Wording(pk) for pk in (post.newest.wordings[0].channel_id, channels["mastodon"].pk))
    both = Post.objects.write(hands.workspace, acting(ada), Content("Rain", TEXT, wordings=wordings))
    both.submit(acting(ada))
    agree.approve(both, hands.by, 1, hands.time.wall)
    hands.schedule(both)
    assert by_hand.how_it_goes_out(both).startswith("It goes out by itself, but")


def test_channels_of_one_name_are_told_apart(hands: Hands) -> None:
    made = [
        connect.connect(hands.workspace, network, "", {"page": address}, hands.by, hands.time.wall)
        for network, address in (("dzen", "https://dzen.ru/gavan"), ("ok", "https://ok.ru/gavan"))
    ]
    assert [one.name for one in made] == ["gavan", "gavan (OK)"]


def test_at_its_time_it_is_handed_over_and_its_people_are_told(
    hands: Hands, plan_it: Callable[..., Delivery]
) -> None:
    delivery = handed(hands, plan_it())
    assert story(delivery) == ["planned", "intent", "handed", "by_hand"]
    assert (delivery.state, delivery.trouble["code"]) == ("held", "by_hand")
    assert delivery.maybe_out, "somebody may publish it at any moment"
    assert delivery.digest == delivery.version.pins.get().digest, "what was handed over is what was agreed"
    assert delivery.sent_at == hands.time.wall
    assert sorted(told(delivery)) == ["Ada", "Olga"]


def test_a_person_says_where_it_is(
    hands: Hands, plan_it: Callable[..., Delivery], enter: Any, ada: Any
) -> None:
    delivery = handed(hands, plan_it())
    browser, address = enter(ada), f"/w/harbour/deliveries/{delivery.pk}/"
    page = browser.get(address).content.decode()
    assert "Now publish it on Dzen" in page
    assert ">Fog 👩‍🚀 over the harbour</textarea>" in page
    assert 'value="Fog"' in page
    assert 'value="Fog rolls in"' in page
    assert page.count('href="/m/') == 1
    hands.time.pass_(300)
    where = "https://dzen.ru/a/1"
    browser.post(f"{address}by-hand/", {"do": "published", "url": where})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.receipt_url, delivery.maybe_out) == ("published", where, False)
    assert story(delivery)[-1] == "by_hand_done"
    page = browser.get(address).content.decode()
    assert "Ada published it by hand." in page
    assert where in page


def test_a_link_that_another_post_has_is_not_taken_twice(
    hands: Hands, plan_it: Callable[..., Delivery], enter: Any, ada: Any
) -> None:
    one, other = plan_it(), plan_it()
    handed(hands, one)
    handed(hands, other)
    browser, where = enter(ada), "https://dzen.ru/a/1"
    for each in (one, other):
        browser.post(f"/w/harbour/deliveries/{each.pk}/by-hand/", {"do": "published", "url": where})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state) == ("published", "held")
    browser.post(f"/w/harbour/deliveries/{other.pk}/by-hand/", {"do": "published", "url": ""})
    other.refresh_from_db()
    assert (other.state, other.receipt_url) == ("published", "")
    assert other.receipt_id.startswith("said-by-")


def test_who_forgets_is_reminded_less_and_less_often(hands: Hands, plan_it: Callable[..., Delivery]) -> None:
    delivery = handed(hands, plan_it())
    minutes = 0
    reminded = []
    while minutes < 3 * 24 * 60:
        hands.time.pass_(300)
        minutes += 5
        sweep.sweep(hands.time.wall)
        if delivery.story.filter(what="by_hand_again").count() > len(reminded):
            reminded.append(minutes)
    assert reminded == [15, 75, 315, 1515]
    assert len(told(delivery)) == 2 * (1 + 4)
    delivery.refresh_from_db()
    assert delivery.state == "held", "it is never called published, missed or failed by itself"


def test_later_comes_again_in_an_hour(
    hands: Hands, plan_it: Callable[..., Delivery], enter: Any, ada: Any
) -> None:
    delivery = handed(hands, plan_it())
    by_hand.answer(delivery, "absent", "", hands.by, hands.time.wall)
    for minutes, times in ((55, 0), (6, 1)):
        hands.time.pass_(minutes * 60)
        sweep.sweep(hands.time.wall)
        assert delivery.story.filter(what="by_hand_again").count() == times
    assert delivery.story.filter(what="intent").count() == 1, "nothing was sent, so nothing is sent again"


def test_the_comment_is_handed_over_once_the_post_is_out(
    hands: Hands, plan_it: Callable[..., Delivery], enter: Any, ada: Any
) -> None:
    delivery = plan_it(first_comment="More on the pier")
    comment = Delivery.objects.get(post=delivery.post, part=1)
    handed(hands, delivery)
    hands.tick()
    comment.refresh_from_db()
    assert comment.state == "scheduled"
    where = "https://dzen.ru/a/1"
    by_hand.answer(delivery, "published", where, hands.by, hands.time.wall)
    hands.tick()
    page = enter(ada).get(f"/w/harbour/deliveries/{comment.pk}/").content.decode()
    assert "Now write this comment on Dzen" in page
    assert "More on the pier" in page
    assert f'href="{where}"' in page


def test_it_may_be_dropped(hands: Hands, plan_it: Callable[..., Delivery], enter: Any, ada: Any) -> None:
    delivery = handed(hands, plan_it())
    enter(ada).post(f"/w/harbour/deliveries/{delivery.pk}/by-hand/", {"do": "drop"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.maybe_out) == ("cancelled", False)


def test_whose_post_it_is_not_and_who_may_not_decide_cannot_say_so(
    hands: Hands, plan_it: Callable[..., Delivery], enter: Any, vera: Any, member: Any, client: Any
) -> None:
    delivery = handed(hands, plan_it())
    address = f"/w/harbour/deliveries/{delivery.pk}/by-hand/"
    another = member("bob", "author")
    for person in (vera, another):
        client.logout()
        answer = enter(person).post(address, {"do": "published", "url": "https://dzen.ru/a/1"})
        assert answer.status_code in (403, 404)
    delivery.refresh_from_db()
    assert delivery.state == "held"


def test_a_worker_that_dies_while_it_hands_over_loses_nothing(
    hands: Hands, plan_it: Callable[..., Delivery]
) -> None:
    class Killed(BaseException):
        pass

    def die(point: str, _delivery: int) -> None:
        if point == "C3":
            raise Killed

    delivery = plan_it()
    hands.time.pass_(10)
    [claim] = clock.claim(hands.time.wall)
    points.watch = die
    with pytest.raises(Killed):
        send.deliver(claim.delivery_id, claim.fence)
    points.watch = None
    delivery.refresh_from_db()
    assert delivery.state == "sending"
    hands.time.pass_(120)
    sweep.sweep(hands.time.wall)
    for one in clock.claim_looks(hands.time.wall):
        reconcile.look(one.delivery_id, one.fence)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble["code"]) == ("held", "by_hand")
    assert len(told(delivery)) == 2


def test_words_that_are_not_agreed_are_never_handed_over(
    hands: Hands, plan_it: Callable[..., Delivery]
) -> None:
    delivery = plan_it()
    delivery.version.pins.all().delete()
    handed(hands, delivery)
    assert "handed" not in story(delivery)
    assert delivery.state != "held"


def test_a_link_may_come_afterwards_and_must_be_a_link(
    hands: Hands, plan_it: Callable[..., Delivery], enter: Any, ada: Any
) -> None:
    delivery = handed(hands, plan_it())
    browser, address = enter(ada), f"/w/harbour/deliveries/{delivery.pk}/"
    marked, signed = 'https://dzen.ru/" onmouseover="x', "https://ada:secret@dzen.ru/a/1"
    for wrong in (marked, signed, "https://", "dzen.ru/a/1"):
        browser.post(f"{address}by-hand/", {"do": "published", "url": wrong})
        delivery.refresh_from_db()
        assert delivery.state == "held", wrong
    browser.post(f"{address}by-hand/", {"do": "published", "url": ""})
    page = browser.get(address).content.decode()
    assert "Say where it is" in page
    where = "https://dzen.ru/a/1"
    browser.post(f"{address}by-hand/", {"do": "published", "url": where})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.receipt_url) == ("published", where)
    assert story(delivery)[-1] == "by_hand_placed"
    page = browser.get(address).content.decode()
    assert "Say where it is" not in page
    assert "Correct its address" in page
    browser.post(f"{address}by-hand/", {"do": "published", "url": "https://dzen.ru/a/2"})
    delivery.refresh_from_db()
    assert delivery.receipt_url == where, "what somebody said is not said otherwise by the next"
    said = {"do": "published", "url": "https://dzen.ru/a/2", "instead_of": where}
    browser.post(f"{address}by-hand/", said)
    delivery.refresh_from_db()
    assert delivery.receipt_url == "https://dzen.ru/a/2"
    assert delivery.story.filter(what="by_hand_placed").first().details["url"] == where


def test_the_page_claims_no_more_than_is_known(
    hands: Hands, plan_it: Callable[..., Delivery], enter: Any, ada: Any
) -> None:
    delivery = handed(hands, plan_it())
    page = enter(ada).get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    assert "What people were given is exactly what was approved." in page
    assert "What was sent is exactly" not in page
    assert ">On time<" not in page
