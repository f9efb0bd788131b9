"""What a workspace needs to have somebody to ask."""

from collections.abc import Callable
from typing import Any

import pytest

from planner.history.models import Entry
from planner.people.groups import Group
from planner.reviews.setting_groups import ContactSaid, GroupSaid, add_contact, make_group


@pytest.fixture
def by(acting: Callable[[Any], Any], adam: Any) -> Any:
    """The admin, who does it."""
    return acting(adam)


@pytest.fixture
def boris(member: Callable[[str, str], Any]) -> Any:
    return member("boris", "editor")


@pytest.fixture
def editors(harbour: Any, by: Any, grace: Any, boris: Any) -> Group:
    return make_group(harbour, GroupSaid("Editors", users=(grace.pk, boris.pk)), by)


@pytest.fixture
def ferries(harbour: Any, by: Any) -> Group:
    """A client with one contact, Nina."""
    group = make_group(harbour, GroupSaid("Northern Ferries", is_client=True), by)
    add_contact(group, ContactSaid("Nina", "Nina@ferries.example"), by)
    return group


@pytest.fixture
def acts(harbour: Any) -> Callable[[], list[str]]:
    """What the history says was done, of what is about agreement."""
    rooms = ("policy", "step", "steps", "group", "contact", "route", "absence")

    def told() -> list[str]:
        rows = Entry.objects.filter(workspace=harbour).order_by("number")
        return [one.act for one in rows if one.act.partition(".")[0] in rooms]

    return told
