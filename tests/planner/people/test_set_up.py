"""The first minute: a one-time link makes the first owner, and then never again."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from planner.history.models import Actor, Entry
from planner.people import setup
from planner.people.models import Membership, User, Workspace

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Olga",
    "email": "Olga@Example.org",
    "password": "ships at the quay in fog",
    "workspace": "Harbour",
    "timezone": "Europe/Moscow",
    "language": "en",
}


@pytest.fixture
def link(now: datetime) -> str:
    made = setup.setup_link(now)
    assert made
    return made.replace("http://127.0.0.1:8000", "")


def test_the_front_page_says_where_the_link_is(client: Client) -> None:
    assert "printed where Almanac was started" in client.get("/").content.decode()


def test_the_link_makes_an_owner_and_signs_them_in(client: Client, link: str) -> None:
    assert client.get(link).status_code == 200
    answer = client.post(link, ANSWERS)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    membership = Membership.objects.get()
    assert (membership.role, membership.user.email) == ("owner", "olga@example.org")
    assert membership.workspace.timezone == "Europe/Moscow"
    assert membership.user.check_password(ANSWERS["password"])
    assert client.get("/")["Location"] == "/w/harbour/calendar/"
    entry = Entry.objects.filter(act="workspace.opened").get()
    assert (entry.user_id, entry.actor) == (membership.user_id, "Olga")


def test_the_link_works_once(client: Client, link: str) -> None:
    client.post(link, ANSWERS)
    again = Client().get(link)
    assert again.status_code == 404
    assert "does not work" in again.content.decode()
    assert Client().post(link, ANSWERS | {"email": "eve@example.org"}).status_code == 404
    assert User.objects.count() == 1


def test_a_wrong_link_does_not_work(client: Client, link: str) -> None:
    assert client.get("/setup/guess/").status_code == 404
    assert client.post("/setup/guess/", ANSWERS).status_code == 404
    assert not User.objects.exists()


def test_without_a_link_nothing_opens_not_even_an_empty_one(client: Client, db: None) -> None:
    assert client.get("/setup/x/").status_code == 404
    assert not setup.opens("")


def test_a_new_link_ends_the_one_before(client: Client, link: str, now: datetime) -> None:
    assert setup.setup_link(now)
    assert client.get(link).status_code == 404


def test_there_is_no_link_once_somebody_lives_here(olga: Any, now: datetime) -> None:
    assert setup.setup_link(now) is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("password", "short", "at least 12"),
        ("password", "olga@example.org", "too similar"),
        ("password", "q1w2e3r4t5y6", "common"),
        ("timezone", "Mars/Olympus", "not one of the available choices"),
        ("email", "nobody", "valid email"),
    ],
)
def test_answers_that_will_not_do_are_named(
    client: Client, link: str, field: str, value: str, sentence: str
) -> None:
    page = client.post(link, ANSWERS | {field: value}).content.decode()
    assert sentence in page
    assert not User.objects.exists()
    assert ANSWERS["password"] not in page


def test_of_two_at_once_the_second_is_told(now: datetime, db: None) -> None:
    by = Actor(None, "x")
    setup.open_house("a@example.org", "A", "p" * 12, "One", "UTC", "en", by, now)
    with pytest.raises(setup.AlreadyOpen):
        setup.open_house("b@example.org", "B", "p" * 12, "Two", "UTC", "en", by, now)
    assert Workspace.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "slug"), [("Harbour", "harbour-2"), ("Порт", "port"), ("a/../b?<c>", "abc"), ("---", "team")]
)
def test_a_workspace_gets_an_address_of_its_own(harbour: Workspace, name: str, slug: str) -> None:
    assert setup.free_slug(name) == slug
