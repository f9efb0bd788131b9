"""Whatever network writes to each reader: its letters leave, however its receipts are spelled."""

from collections.abc import Callable

import pytest

import publishers
from planner.channels.models import Channel
from planner.mailings import opening
from publishers.message import Parcel, Receipt
from publishers.newsletter import Newsletter
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import turn

pytestmark = pytest.mark.django_db(transaction=True)


class Bulletin(Newsletter):
    name = "bulletin"
    title = "Bulletin"

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        super().commit(parcel, key, deadline)
        return Receipt("campaigns/7")


def test_its_letters_leave(
    hands: Hands,
    read: Callable[..., None],
    channel: Channel,
    mail: FakeMail,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(publishers.PUBLISHERS, "bulletin", Bulletin)
    Channel.objects.filter(pk=channel.pk).update(network="bulletin")
    channel.refresh_from_db()
    read("ada")
    delivery = hands.plan(channel)
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.receipt_id == "campaigns/7"
    assert opening.open_all(hands.time.wall) == 1
    assert turn(hands) == 1
    assert mail.to() == ["ada@example.org"]


def test_what_a_person_saw_or_a_table_brought_has_no_letters(
    hands: Hands, read: Callable[..., None], channel: Channel
) -> None:
    read("ada")
    delivery = hands.plan(channel)
    now = hands.time.wall
    delivery.step("uncertain", "no_answer", now, maybe_out=True, doubt_at=now, key="key")
    delivery.step("held", "held", now)
    delivery.step("published", "confirmed", now, receipt_id="mailing-1", published_at=now, maybe_out=False)
    assert opening.open_all(now) == 0
