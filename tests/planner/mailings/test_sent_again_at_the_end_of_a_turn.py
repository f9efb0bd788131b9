"""A worker that found nothing left to send, and a person who has letters sent again in that moment."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from planner.mailings import told
from planner.mailings.models import Mailing
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import states, turn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("state", "again"), [("unknown", told.send_unknown_again), ("refused", told.send_refused_again)]
)
def test_what_is_sent_again_as_the_turn_ends_leaves(
    state: str,
    again: Callable[..., int],
    hands: Hands,
    read: Callable[..., None],
    opened: Callable[..., Mailing],
    mail: FakeMail,
) -> None:
    read("ada", "bob")
    mailing = opened()
    mailing.envelopes.filter(reader__address="ada@example.org").update(state=state)

    def act() -> None:
        try:
            again(mailing, hands.by, hands.time.wall)
        finally:
            connections.close_all()

    person = threading.Thread(target=act)

    def between(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        """Before the worker writes that the mailing is closed; where it holds the row, the person waits."""
        if sql.startswith("UPDATE") and '"closed_at" = ' in sql and person.ident is None:
            person.start()
            person.join(1)
        return execute(sql, *more)

    with connection.execute_wrapper(between):
        turn(hands)
    person.join(30)
    assert person.ident is not None
    for _ in range(3):
        hands.time.pass_(60)
        turn(hands)
    assert states(mailing) == {"ada": "sent", "bob": "sent"}
    assert sorted(mail.to()) == ["ada@example.org", "bob@example.org"]
    mailing.refresh_from_db()
    assert mailing.closed_at is not None
