"""A table is looked at, then brought: once, in batches, as it was shown, and taken back as a whole."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.deliveries.stage import with_stage
from planner.deliveries.story import Step
from planner.history.models import Actor, Entry
from planner.metrics.due import askable
from planner.metrics.models import Snapshot
from planner.notices.models import Notice
from planner.past import bring, undo
from planner.past.models import PastImport
from planner.past.plan import plan
from planner.posts.models import Post, Version
from planner.reviews.models import Review
from tests.planner.past.conftest import table, uploaded
from tests.programs import token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(olga: Any) -> Actor:
    return Actor(olga.pk, str(olga))


def brought(channel: Channel, data: bytes, by: Actor, now: datetime) -> PastImport:
    one, _planned = bring.look(channel, data, "past.csv", "Europe/Moscow", by, now)
    bring.bring(one, by, now)
    return one


def test_forty_posts_are_out_with_their_numbers_and_nobody_is_told(
    channel: Channel, year: bytes, by: Actor, now: datetime, mailoutbox: list[Any]
) -> None:
    brought(channel, year, by, now)
    posts = with_stage(Post.objects.all()).order_by("planned_at")
    assert {post.stage for post in posts} == {"published"}  # type: ignore[attr-defined]
    assert len(posts) == 40
    post = Post.objects.get(head__text="Past post 7")
    delivery = post.deliveries.get()
    assert delivery.published_at == post.planned_at == datetime(2025, 8, 8, 6, 7, tzinfo=UTC)
    assert (delivery.wall, delivery.zone) == ("2025-08-08T09:07:00", "Europe/Moscow")
    assert delivery.receipt_id == "1100007"
    assert delivery.receipt_url == "https://mastodon.example/@harbour/1100007"
    assert (str(post.campaign), str(post.pillar)) == ("Spring", "Values")
    assert [tag.name for tag in post.tags.all()] == ["sea"]
    look = Snapshot.objects.get(delivery=delivery)
    assert (look.views, look.likes, look.reposts, look.engagement) == (700, 7, None, 7)
    assert look.is_brought
    assert look.age == int((now - delivery.published_at).total_seconds())
    assert [step.what for step in delivery.story.all()] == ["brought"]
    assert Step.objects.filter(delivery=delivery).get().hash == delivery.last_hash
    assert Entry.objects.filter(act="past.brought").get().details == {"name": "past.csv", "posts": 40}
    assert not Entry.objects.filter(thing__in=("post", "delivery")).exists()
    assert not Review.objects.exists()
    assert not Notice.objects.exists()
    assert not mailoutbox
    assert post.head == Version.objects.get(post=post, number=1)
    assert post.author_id == by.user_id


def test_the_same_file_again_makes_nothing_and_another_file_only_what_is_new(
    channel: Channel, year: bytes, by: Actor, now: datetime
) -> None:
    brought(channel, year, by, now)
    again = plan(year, channel, "Europe/Moscow", now)
    assert (len(again.new), len(again.doubles)) == (0, 40)
    more = plan(
        table(
            "2025-08-08 09:07,past post 7 said otherwise,https://mastodon.example/@harbour/1100007/,,,,,,",
            "2025-08-08 09:07,Past post 7,,,,,,,",
            "2025-08-08 09:08,Past post 7,,,,,,,",
            "2025-08-08 09:08,Past post 7,,,,,,,",
        ),
        channel, "Europe/Moscow", now,
    )  # fmt: skip
    assert [post.line for _receipt, post in more.new] == [4]
    assert [post.line for post in more.doubles] == [2, 3, 5]


def test_a_stop_in_the_middle_is_gone_on_with_and_makes_nothing_twice(
    channel: Channel, year: bytes, by: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _planned = bring.look(channel, year, "past.csv", "Europe/Moscow", by, now)
    monkeypatch.setattr(bring, "BATCH", 15)
    real, calls = bring._tags, []

    def breaks(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise OperationalError("disk I/O error")
        return real(*given)

    with monkeypatch.context() as broken:
        broken.setattr(bring, "_tags", breaks)
        with pytest.raises(OperationalError):
            bring.bring(one, by, now)
    one.refresh_from_db()
    assert (one.state, Post.objects.count(), Delivery.objects.count()) == ("writing", 15, 15)
    assert bring.bring(one, by, now) == 40
    assert Post.objects.count() == 40
    assert Entry.objects.filter(act="past.brought").count() == 1
    assert one.state == "written"
    assert one.data is None


def test_only_what_is_the_networks_own_id_is_ever_asked_about(
    channel: Channel, by: Actor, now: datetime
) -> None:
    rows = [f"{now - timedelta(hours=3):%Y-%m-%d %H:%M}+00:00,Post {n},{url},5,,,,," for n, url in enumerate(
        ("https://mastodon.example/@harbour/110", "https://mastodon.example/@somebody/111",
         "https://elsewhere.example/@harbour/112", "", "https://example.org/blog")
    )]  # fmt: skip
    brought(channel, table(*rows), by, now)
    own = Delivery.objects.exclude(receipt_id__startswith="brought-")
    assert [one.receipt_id for one in own] == ["110"]
    assert [one.receipt_id for one in askable(now)] == ["110"]


def test_it_is_taken_back_but_for_what_somebody_worked_on(
    channel: Channel, year: bytes, by: Actor, now: datetime
) -> None:
    one = brought(channel, year, by, now)
    touched, sorted_ = Post.objects.order_by("pk")[:2]
    touched.archive(by)
    touched.bring_back(by)
    sorted_.tags.clear()
    assert undo.take_back(one, by, now) == (38, 2)
    assert Post.objects.filter(state="archived").count() == 38
    assert Snapshot.objects.count() == 2
    assert Delivery.objects.filter(taken_back_at=now).count() == 38
    again = plan(year, channel, "Europe/Moscow", now)
    assert (len(again.new), len(again.doubles)) == (38, 2)
    assert Entry.objects.get(act="past.taken_back").details["posts"] == 38


def test_through_the_page_nothing_is_written_before_the_second_press(
    channel: Channel, enter: Any, olga: Any
) -> None:
    client = enter(olga)
    data = table("2025-01-01 10:00,Fog,,12,,,,,", "soon,Never,,,,,,,")
    page = client.post("/w/harbour/past/", {"file": uploaded(data), "channel": channel.pk, "zone": "UTC"})
    words = page.content.decode()
    assert page.status_code == 200
    assert "Bring 1 post" in words
    assert "The time “soon” cannot be read." in words
    assert not Post.objects.exists()
    one = PastImport.objects.get()
    wrong = client.post(f"/w/harbour/past/{one.pk}/change/", {"do": "bring", "digest": "0" * 64}, follow=True)
    assert "not the file that was shown" in wrong.content.decode()
    assert not Post.objects.exists()
    done = client.post(
        f"/w/harbour/past/{one.pk}/change/", {"do": "bring", "digest": one.digest}, follow=True
    )
    assert "1 past post is in the calendar." in done.content.decode()
    post = Post.objects.get()
    assert "Fog" in client.get("/w/harbour/calendar/?view=month&on=2025-01-01").content.decode()
    story = client.get(f"/w/harbour/deliveries/{post.deliveries.get().pk}/").content.decode()
    assert "Olga brought it from a table." in story
    taken = client.post(f"/w/harbour/past/{one.pk}/change/", {"do": "take-back"}, follow=True)
    assert "1 post was put away." in taken.content.decode()
    refused = client.post("/w/harbour/past/", {"file": uploaded(b"PK\x03\x04"), "channel": channel.pk})
    assert (refused.status_code, "ZIP" in refused.content.decode()) == (422, True)


def test_a_zone_that_there_is_not_is_said_before_the_file_is_read(
    channel: Channel, year: bytes, enter: Any, olga: Any
) -> None:
    sent = {"file": uploaded(year), "channel": channel.pk, "zone": "Москва"}
    answer = enter(olga).post("/w/harbour/past/", sent)
    page = answer.content.decode()
    assert (answer.status_code, PastImport.objects.count()) == (422, 0)
    assert "There is no time zone “Москва”. Choose one from the list, such as Europe/Moscow." in page
    assert ('name="zone" value="Москва"' in page, f'value="{channel.pk}" selected' in page) == (True, True)


def test_where_every_row_is_wrong_that_is_the_headline(channel: Channel, enter: Any, olga: Any) -> None:
    data = b"Published at,Text\nyesterday,One\nhalf past ten,Two"
    sent = {"file": uploaded(data), "channel": channel.pk, "zone": "UTC"}
    page = enter(olga).post("/w/harbour/past/", sent, follow=True).content.decode()
    assert ("No row can be added: each has a mistake." in page, "nothing new" in page) == (True, False)


def test_the_zone_of_a_row_is_not_blamed_on_its_time(channel: Channel, enter: Any, olga: Any) -> None:
    data = b"Published at,Text,Time zone\n2025-03-01 09:30,One,Moskva"
    sent = {"file": uploaded(data), "channel": channel.pk, "zone": "UTC"}
    page = enter(olga).post("/w/harbour/past/", sent, follow=True).content.decode()
    assert ("There is no time zone “Moskva”." in page, "cannot be read" in page) == (True, False)


def test_a_program_looks_and_then_writes_what_it_saw(channel: Channel, harbour: Any, olga: Any) -> None:
    data = table("2025-01-01 10:00,Fog,,12,,,,,", "soon,Never,,,,,,,")
    headers = {"Authorization": f"Bearer {token_of(harbour, olga, ['read', 'schedule'])}"}

    def ask(body: bytes, **more: Any) -> Any:
        sent = {"file": uploaded(body), "channel": channel.pk, "timezone": "UTC", **more}
        return Client().post("/api/v1/past", sent, headers=headers)

    seen = ask(data).json()
    assert (seen["new"], seen["written"], seen["mistakes"][0]["line"]) == (1, 0, 3)
    assert not Post.objects.exists()
    assert ask(data + b" ", digest=seen["digest"]).status_code == 409
    assert ask(data, digest=seen["digest"]).json()["written"] == 1
    assert ask(data, digest=seen["digest"]).json()["written"] == 0
    assert Post.objects.count() == 1
    assert ask(b"one,two\n1,2").status_code == 422


def test_the_command_looks_and_writes(channel: Channel, tmp_path: Any, harbour: Any) -> None:
    file, said = tmp_path / "past.csv", StringIO()
    file.write_bytes(table("2025-01-01 10:00,Fog,,12,,,,,", "soon,Never,,,,,,,"))
    call_command("import_past", str(file), workspace="harbour", channel="Harbour", stdout=said)
    assert "new: 1, there already: 0, with mistakes: 1" in said.getvalue()
    assert not Post.objects.exists()
    call_command(
        "import_past", str(file), workspace="harbour", channel=str(channel.pk), write=True, stdout=said
    )
    assert "written: 1" in said.getvalue()
    assert Post.objects.get().author.name == "Olga"  # type: ignore[union-attr]


def test_the_delivery_page_says_whose_numbers_these_are_and_that_nobody_was_asked(
    channel: Channel, year: bytes, by: Actor, now: datetime, enter: Any, olga: Any
) -> None:
    Channel.objects.update(network="site")  # a network that counts nothing itself
    channel.refresh_from_db()
    brought(channel, year, by, now)
    delivery = Delivery.objects.get(version__text="Past post 7")
    page = enter(olga).get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    assert "As the table said" in page
    assert "nobody was asked here" in page
    assert "Measure now" not in page


def test_a_brought_post_is_no_first_step(
    channel: Channel, year: bytes, by: Actor, now: datetime, enter: Any, olga: Any
) -> None:
    client = enter(olga)
    before = client.get("/w/harbour/calendar/").context["steps"]
    brought(channel, year, by, now)
    assert client.get("/w/harbour/calendar/").context["steps"].done == before.done
