"""An invitation: one person, one use, 72 hours, revocable."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from planner.people import members
from planner.people.members import Refused
from planner.people.models import Invitation, Membership, User, Workspace
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

Acting = Callable[[Any], Any]
NEWCOMER = {"name": "Nora", "password": "lamps along the long pier"}


@pytest.fixture
def asked(harbour: Workspace, olga: Any, acting: Acting, now: datetime) -> Callable[[str], Any]:
    """Invite somebody; gives the invitation and the address of its page."""

    def ask(email: str, role: str = "author") -> tuple[Invitation, str]:
        me = Membership.objects.get(user=olga, workspace=harbour)
        made, link = members.invite(me, acting(olga), email, role, now)
        return made, link.replace("http://127.0.0.1:8000", "")

    return ask


def test_a_newcomer_chooses_a_password_and_is_in(asked: Any, client: Client, harbour: Workspace) -> None:
    _made, link = asked("Nora@example.org")
    assert "nora@example.org" in client.get(link).content.decode()
    answer = client.post(link, NEWCOMER)
    assert answer["Location"] == "/w/harbour/calendar/"
    nora = User.objects.get(email="nora@example.org")
    assert nora.check_password(NEWCOMER["password"])
    assert client.session["_auth_user_id"] == str(nora.pk)
    assert harbour.memberships.get(user=nora).role == "author"


def test_somebody_with_an_account_signs_in_and_joins(
    asked: Any, client: Client, harbour: Workspace, mallory: Any
) -> None:
    _made, link = asked("mallory@example.org", "viewer")
    to_sign_in = client.get(link)
    assert to_sign_in["Location"] == f"/account/login/?next={link}"
    client.post("/account/login/", {"login": mallory.email, "password": PASSWORD})
    assert client.post(link)["Location"] == "/w/harbour/calendar/"
    assert harbour.memberships.get(user=mallory).role == "viewer"


def test_it_is_only_for_its_address(asked: Any, enter: Acting, harbour: Workspace, mallory: Any) -> None:
    _made, link = asked("nora@example.org")
    browser = enter(mallory)
    assert "another e-mail address" in browser.get(link).content.decode()
    browser.post(link)
    assert not harbour.memberships.filter(user=mallory).exists()


def test_the_newcomer_cannot_choose_address_or_role(asked: Any, client: Client, harbour: Workspace) -> None:
    _made, link = asked("nora@example.org", "viewer")
    client.post(link, NEWCOMER | {"email": "eve@example.org", "role": "owner"})
    assert harbour.memberships.get(user__email="nora@example.org").role == "viewer"
    assert not User.objects.filter(email="eve@example.org").exists()


def test_it_works_once(asked: Any, client: Client, harbour: Workspace, acting: Acting, now: datetime) -> None:
    made, link = asked("nora@example.org")
    client.post(link, NEWCOMER)
    nora = User.objects.get(email="nora@example.org")
    assert Client().get(link).status_code == 404
    harbour.memberships.filter(user=nora).delete()
    with pytest.raises(Refused, match="used"):
        members.accept(made, nora, acting(nora), now)


def test_it_ends_after_72_hours(asked: Any, acting: Acting, mallory: Any, now: datetime) -> None:
    made, link = asked("mallory@example.org")
    secret = link.split("/")[-2]
    assert members.find_invitation(secret, now + timedelta(hours=71, minutes=59))
    assert members.find_invitation(secret, now + timedelta(hours=72)) is None
    with pytest.raises(Refused):
        members.accept(made, mallory, acting(mallory), now + timedelta(hours=72))


def test_it_can_be_revoked(asked: Any, enter: Acting, olga: Any) -> None:
    made, link = asked("nora@example.org")
    enter(olga).post(f"/w/harbour/settings/invitations/{made.pk}/revoke/")
    page = Client().get(link)
    assert page.status_code == 404
    assert "Ask for a new one" in page.content.decode()


def test_a_newer_one_ends_the_older(asked: Any, client: Client) -> None:
    _first, old = asked("nora@example.org", "owner")
    _second, new = asked("NORA@example.org", "viewer")
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_the_page_shows_the_link_once_and_the_mail_carries_it(
    olga: Any, enter: Acting, django_capture_on_commit_callbacks: Any
) -> None:
    browser = enter(olga)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(
            "/w/harbour/settings/members/invite/", {"email": "nora@example.org", "role": "author"}
        )
    assert answer["Location"] == "/w/harbour/settings/members/"  # to load it again invites nobody again
    page = browser.get(answer["Location"])
    found = re.search(r"http://\S+/invitation/[\w-]+/", page.content.decode())
    assert found
    assert found[0] in mail.outbox[-1].body
    assert "no-store" in page["Cache-Control"]
    again = browser.get("/w/harbour/settings/members/").content.decode()
    assert "nora@example.org" in again
    assert found[0] not in again


@pytest.mark.parametrize(
    ("backend", "says"), [("console", "nothing was sent"), ("locmem", "for nora@example.org is sent")]
)
def test_it_is_said_when_no_mail_leaves_this_machine(
    olga: Any, enter: Acting, client: Any, settings: Any, backend: str, says: str
) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    said = {"email": "nora@example.org", "role": "author"}
    page = enter(olga).post("/w/harbour/settings/members/invite/", said, follow=True).content.decode()
    assert says in page
    reset = client.get("/account/password/reset/done/").content.decode()
    assert ("No mail is set up here" in reset) == (backend == "console")


def test_an_address_that_only_takes_forms_says_so(olga: Any, enter: Acting) -> None:
    answer = enter(olga).get("/w/harbour/settings/members/invite/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "only takes forms" in answer.content.decode()


def test_only_the_hash_is_kept(asked: Any) -> None:
    made, link = asked("nora@example.org")
    assert link.split("/")[-2] not in str(Invitation.objects.filter(pk=made.pk).values().get())


def test_a_member_is_not_invited_again(asked: Any, ada: Any) -> None:
    with pytest.raises(Refused, match="already"):
        asked("ADA@example.org")


def test_nobody_sends_invitations_by_the_hundred(asked: Any) -> None:
    for number in range(members.MOST_AN_HOUR):
        asked(f"guest{number}@example.org")
    with pytest.raises(Refused, match="Wait an hour"):
        asked("one-more@example.org")
