"""Two people, or one with two tabs, at the very same moment: real threads, real transactions."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from planner.history.models import Actor, Entry
from planner.people import members, setup, tokens
from planner.people.models import Membership, User, Workspace

pytestmark = pytest.mark.django_db(transaction=True)

Acting = Callable[[Any], Any]


def both(*acts: Callable[[], Any]) -> list[str]:
    """Do all at the same time. How each ended: "done", or the name of the refusal."""
    together, ends = threading.Barrier(len(acts)), []

    def go(act: Callable[[], Any]) -> None:
        together.wait()
        try:
            act()
            ends.append("done")
        except Exception as refusal:
            ends.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_two_owners_remove_each_other(
    harbour: Workspace, olga: Any, adam: Any, acting: Acting, now: datetime
) -> None:
    harbour.memberships.filter(user=adam).update(role="owner")
    mine = Membership.objects.select_related("workspace", "user")
    one, two = mine.get(user=olga), mine.get(user=adam)
    ends = both(
        lambda: members.remove(one, two, acting(adam), now),
        lambda: members.remove(two, one, acting(olga), now),
    )
    assert ends == ["Refused", "done"]
    assert harbour.memberships.filter(role="owner").count() == 1


def test_two_owners_step_down(
    harbour: Workspace, olga: Any, adam: Any, acting: Acting, now: datetime
) -> None:
    harbour.memberships.filter(user=adam).update(role="owner")
    mine = Membership.objects.select_related("workspace", "user")
    one, two = mine.get(user=olga), mine.get(user=adam)
    ends = both(
        lambda: members.change_role(one, "viewer", one, acting(olga), now),
        lambda: members.change_role(two, "viewer", two, acting(adam), now),
    )
    assert ends == ["Refused", "done"]


def test_one_invitation_in_two_tabs(
    harbour: Workspace, olga: Any, mallory: Any, acting: Acting, now: datetime
) -> None:
    me = Membership.objects.select_related("workspace", "user").get(user=olga, workspace=harbour)
    made, _link = members.invite(me, acting(olga), mallory.email, "viewer", now)
    accept = lambda: members.accept(made, mallory, acting(mallory), now)  # noqa: E731
    assert both(accept, accept) == ["Refused", "done"]
    assert harbour.memberships.filter(user=mallory).count() == 1


def test_one_set_up_link_in_two_browsers(now: datetime) -> None:
    def open_as(name: str) -> Callable[[], Any]:
        by = Actor(None, name)
        return lambda: setup.open_house(f"{name}@example.org", name, "p" * 12, name, "UTC", "en", by, now)

    assert both(open_as("olga"), open_as("eve")) == ["AlreadyOpen", "done"]
    assert (User.objects.count(), Workspace.objects.count(), Membership.objects.count()) == (1, 1, 1)


def test_the_history_keeps_its_order(harbour: Workspace, olga: Any, acting: Acting, now: datetime) -> None:
    def make() -> None:
        tokens.issue(harbour, olga, acting(olga), "program", ["read"], None, now)

    assert both(*[make] * 6) == ["done"] * 6
    numbers = Entry.objects.filter(workspace=harbour).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))


def test_a_token_is_revoked_twice(harbour: Workspace, olga: Any, acting: Acting, now: datetime) -> None:
    token, _secret = tokens.issue(harbour, olga, acting(olga), "program", ["read"], None, now)
    revoke = lambda: tokens.revoke(token, acting(olga), now)  # noqa: E731
    assert both(revoke, revoke) == ["done", "done"]
    assert Entry.objects.filter(act="token.revoked").count() == 1
