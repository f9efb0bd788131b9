"""Tokens that end: renewed ahead of time, once, and never lost to a blip."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connections

from planner.channels import connect, tokens
from planner.channels.models import Channel
from planner.history.models import Actor
from publishers.errors import Expired, Unreachable
from tests import pigeon
from tests.pigeon import LOFT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pigeons")]


@pytest.fixture
def channel(harbour: Any, olga: Any, now: datetime) -> Channel:
    made = connect.connect(harbour, "pigeon", "", {"ring": "7"}, Actor(olga.pk, "Olga"), now)
    return Channel.objects.select_related("workspace").get(pk=made.pk)


def soon(channel: Channel) -> datetime:
    assert channel.token_ends_at is not None
    return channel.token_ends_at - timedelta(minutes=5)


def test_connecting_gets_the_first_token_and_its_end(channel: Channel, now: datetime) -> None:
    assert channel.take_out().access_token == "access-1"
    assert channel.token_ends_at == now + pigeon.LIVES


def test_it_is_renewed_ahead_of_its_end_and_not_before(channel: Channel, now: datetime) -> None:
    before = soon(channel)
    assert tokens.renew_those_that_end(now) == 0
    assert tokens.renew_those_that_end(before) == 1
    channel.refresh_from_db()
    assert channel.take_out().access_token == LOFT.token == "access-2"
    assert channel.token_ends_at == before + pigeon.LIVES


def test_a_network_may_want_it_long_before_the_end(
    channel: Channel, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for the last minutes with a token of weeks has no second try."""
    monkeypatch.setattr(pigeon.Pigeon, "renews_ahead", timedelta(minutes=40))
    assert channel.token_ends_at is not None
    early = channel.token_ends_at - timedelta(minutes=39)
    assert tokens.renew_those_that_end(early - timedelta(minutes=2)) == 0
    tokens.keep_fresh(channel, early)
    assert LOFT.token == "access-1", "who sends uses it as long as it is good"
    LOFT.weather = "storm"
    assert tokens.renew_those_that_end(early) == 1
    LOFT.weather = ""
    assert tokens.renew_those_that_end(early + timedelta(minutes=5)) == 0, "not every minute for days"
    assert tokens.renew_those_that_end(early + timedelta(minutes=30)) == 1
    channel.refresh_from_db()
    assert channel.take_out().access_token == "access-2"


def test_a_refusal_of_the_next_token_ends_nothing_before_the_end(channel: Channel) -> None:
    now = soon(channel)
    LOFT.weather = "fussy"
    tokens.keep_fresh(channel, now)
    with pytest.raises(Expired):
        tokens.keep_fresh(channel, now + timedelta(minutes=6))


def test_two_that_renew_at_once_use_the_refresh_token_once(channel: Channel) -> None:
    now, met = soon(channel), threading.Barrier(2, timeout=5)
    troubles: list[Exception] = []

    def one_more() -> None:
        met.wait()
        try:
            tokens.keep_fresh(Channel.objects.select_related("workspace").get(pk=channel.pk), now)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one_more) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert troubles == []
    assert LOFT.refreshed == ["first", "refresh-1"]
    channel.refresh_from_db()
    assert channel.refreshing_until is None


def test_a_blip_never_disconnects_and_the_old_token_goes_on(channel: Channel) -> None:
    LOFT.weather = "storm"
    now = soon(channel)
    tokens.keep_fresh(channel, now)  # still good for five minutes
    assert tokens.renew_those_that_end(now) == 1
    channel.refresh_from_db()
    assert channel.state == "active"
    with pytest.raises(Unreachable):
        tokens.keep_fresh(channel, now + timedelta(minutes=6))
    channel.refresh_from_db()
    assert channel.state == "active"
    assert channel.take_out().refresh_token == "refresh-1"
    LOFT.weather = ""
    tokens.keep_fresh(channel, now + timedelta(minutes=7))
    assert channel.take_out().access_token == "access-2"


def test_an_empty_refresh_token_never_takes_the_place_of_a_good_one(channel: Channel) -> None:
    LOFT.gives_empty = True
    tokens.keep_fresh(channel, soon(channel))
    assert channel.take_out().access_token == "access-2"
    assert channel.take_out().refresh_token == "refresh-1"


def test_a_grant_that_is_over_asks_the_owner_to_connect_again_once(channel: Channel, olga: Any) -> None:
    LOFT.weather = "over"
    for _ in range(3):
        tokens.renew_those_that_end(soon(channel))
    channel.refresh_from_db()
    assert channel.state == "reconnect"
    assert "does not know this ring" in channel.why
    assert [letter.to for letter in mail.outbox] == [[olga.email]]


def test_where_only_a_person_can_sign_in_again_the_token_is_used_to_its_end(
    channel: Channel, olga: Any
) -> None:
    LOFT.renews = False
    now, before = soon(channel), channel.credentials
    tokens.keep_fresh(channel, now)
    assert tokens.renew_those_that_end(now) == 1
    channel.refresh_from_db()
    assert channel.state == "active"
    assert channel.credentials == before
    assert mail.outbox == []
    ended = now + timedelta(minutes=5)
    with pytest.raises(Expired, match="only a person"):
        tokens.keep_fresh(channel, ended)
    for _ in range(2):
        tokens.renew_those_that_end(ended)
    channel.refresh_from_db()
    assert channel.state == "reconnect"
    assert [letter.to for letter in mail.outbox] == [[olga.email]]


def test_when_it_ends_for_good_is_known_only_where_nothing_renews_it(channel: Channel) -> None:
    assert tokens.ends_for_good(channel) is None
    LOFT.renews = False
    assert tokens.ends_for_good(channel) == channel.token_ends_at
    Channel.objects.filter(pk=channel.pk).update(token_ends_at=None)
    channel.refresh_from_db()
    assert tokens.ends_for_good(channel) is None


def test_who_connects_anew_while_we_renew_wins(channel: Channel) -> None:
    def meanwhile() -> None:
        LOFT.before_refresh = lambda: None
        other = Channel.objects.get(pk=channel.pk)
        other.lock_in({"ring": "8", "refresh_token": "mine", "access_token": "mine", "expires_at": ""})

    LOFT.before_refresh = meanwhile
    tokens.renew(channel, soon(channel))
    assert Channel.objects.get(pk=channel.pk).take_out().ring == "8"
    assert channel.take_out().access_token == "mine"


def test_somebody_who_died_while_renewing_is_not_waited_for_beyond_the_lease(channel: Channel) -> None:
    now = soon(channel)
    Channel.objects.filter(pk=channel.pk).update(refreshing_until=now - timedelta(seconds=1))
    tokens.keep_fresh(channel, now)
    assert LOFT.refreshed == ["first", "refresh-1"]


def test_tokens_are_not_among_what_is_typed_or_told(enter: Any, adam: Any, channel: Channel) -> None:
    page = enter(adam).get("/w/harbour/channels/new/pigeon/").content.decode()
    assert 'name="ring"' in page
    assert "refresh_token" not in page
    assert "Read the number on the ring" in page
