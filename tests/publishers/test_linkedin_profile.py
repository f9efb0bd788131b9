"""A person's profile on LinkedIn, where nobody can look, and signing in as one or as pages."""

import contextlib
import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.errors import AlreadyThere, CannotLook, Expired, PublisherError, Rejected, Unreachable
from publishers.linkedin import Credentials, LinkedIn
from publishers.message import Account, Message, Reach
from publishers.web import Web
from tests.fakes.faults import FAULTS, Fault
from tests.fakes.linkedin import FakeLinkedIn
from tests.fakes.linkedin_feed import ORGANIZATION, PERSON
from tests.fakes.server import FakeServer, Reply, Request
from tests.publishers.places import LOOPBACK, Place, make, picture, place

WEB = Web(LOOPBACK, timeout=5)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REDIRECT = "https://almanac.example.org/signed-in/linkedin/"
PROFILE_ONLY = {"openid", "profile", "w_member_social"}


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Place]:
    with place("linkedin", tmp_path, timeout=0.5) as there:
        there.fake.signing.tokens["token"] = set(PROFILE_ONLY)
        there.publisher = make("linkedin", dataclasses.replace(there.publisher.credentials, author=""), WEB)
        yield there


def publisher_of(there: Place) -> LinkedIn:
    assert isinstance(there.publisher, LinkedIn)
    return there.publisher


def test_a_post_is_the_persons_own(profile: Place) -> None:
    assert profile.publisher.account.id == PERSON
    assert profile.publisher.account.name == "Ada Fisher"
    profile.send(Message("Fog", images=(picture(),)))
    [post] = profile.arrived()
    assert post["body"]["author"] == PERSON
    assert post["images"] == 1


def test_nobody_may_look_so_nothing_is_concluded_and_nothing_is_asked(profile: Place) -> None:
    """An empty list would read like "not there", so LinkedIn is not even asked."""
    publisher = publisher_of(profile)
    message = Message("Fog", options=(("first_comment", "More"),))
    parcel = profile.parcel(publisher.prepare(message))
    before = len(profile.fake.requests)
    with pytest.raises(CannotLook):
        publisher.find(parcel, "key-1", NOW, [])
    comment = profile.parcel(publisher.prepare(message), 1, "urn:li:share:1")
    with pytest.raises(CannotLook):
        publisher.find(comment, "key-1", NOW, [])
    assert len(profile.fake.requests) == before


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_after_any_fault_the_same_words_leave_one_post(profile: Place, fault: Fault) -> None:
    """What a person decides to send again is refused where the first had arrived after all."""
    publisher = profile.publisher
    publisher.web = Web(LOOPBACK, timeout=0.35)
    profile.fake.arm(fault.name)
    first, again = "", ""
    with contextlib.suppress(PublisherError):
        first = profile.send(Message("hello")).id
    publisher.web = WEB
    profile.fake.disarm()  # on a busy machine the first may have given up before it was heard
    try:
        again = profile.send(Message("hello"), "key-2").id
    except AlreadyThere as there:
        again = there.receipt_id
    [post] = profile.fake.published
    assert again == post.urn
    assert first in ("", post.urn)


def test_numbers_of_a_profile_need_a_right_of_their_own(profile: Place) -> None:
    publisher = publisher_of(profile)
    receipt = profile.send(Message("Fog"))
    before = len(profile.fake.requests)
    with pytest.raises(Rejected, match="r_member_postAnalytics"):
        publisher.measure([receipt.id, "urn:li:share:5"])
    assert len(profile.fake.requests) == before + 1
    profile.fake.signing.tokens["token"].add("r_member_postAnalytics")
    assert publisher.measure([receipt.id, "urn:li:share:5"]) == {
        receipt.id: Reach(views=90, likes=3, reposts=1)
    }


def test_comments_of_a_profile_are_not_read(profile: Place) -> None:
    with pytest.raises(Rejected, match="lets nobody read"):
        publisher_of(profile).replies("urn:li:share:1", NOW)


def test_words_are_changed_and_taken_back_on_a_profile_too(profile: Place) -> None:
    publisher = publisher_of(profile)
    receipt = profile.send(Message("Fog"))
    publisher.edit(receipt.id, publisher.prepare(Message("Sun")).parts[0])
    assert [one["text"] for one in profile.arrived()] == ["Sun"]
    publisher.delete(receipt.id)
    assert profile.arrived() == []


def test_another_persons_token_is_not_this_channels(profile: Place) -> None:
    credentials = dataclasses.replace(profile.publisher.credentials, author="urn:li:person:other")
    with pytest.raises(Expired, match="Ada Fisher"):
        LinkedIn(credentials, Account(""), WEB).check()


@pytest.fixture
def fake() -> Iterator[FakeLinkedIn]:
    with FakeLinkedIn() as found:
        yield found


def asked(fake: FakeLinkedIn, **more: str) -> dict[str, str]:
    return {"client_id": "client", "client_secret": "client secret", "server": fake.url} | more


def sign_in(fake: FakeLinkedIn, redirect: str = REDIRECT, **more: str) -> dict[str, str]:
    leaving = LinkedIn.leave(asked(fake, **more), REDIRECT, "the state", "challenge", WEB)
    back = WEB.request("GET", leaving.url)  # the person agrees
    assert back.status == 302
    query = parse_qs(urlsplit(back.headers["location"]).query)
    assert query["state"] == ["the state"]
    return LinkedIn.arrive(leaving.kept, query["code"][0], redirect, "v" * 43, WEB, NOW)


@pytest.mark.row("connect", network="linkedin")
def test_a_sign_in_gives_credentials_that_work_and_say_when_they_end(fake: FakeLinkedIn) -> None:
    publisher = make("linkedin", Credentials(**sign_in(fake)), WEB)
    assert isinstance(publisher, LinkedIn)
    assert publisher.account.id == PERSON
    assert publisher.ends_at() == NOW + timedelta(days=60, seconds=-1)
    assert publisher.renews


def test_a_person_goes_to_linkedin_itself_without_a_challenge() -> None:
    """LinkedIn refuses addresses with what it does not know."""
    leaving = LinkedIn.leave({"client_id": "client", "client_secret": "s"}, REDIRECT, "s", "challenge", WEB)
    address = urlsplit(leaving.url)
    assert (
        f"{address.scheme}://{address.netloc}{address.path}"
        == "https://www.linkedin.com/oauth/v2/authorization"
    )
    assert {name: values[0] for name, values in parse_qs(address.query).items()} == {
        "response_type": "code",
        "client_id": "client",
        "redirect_uri": REDIRECT,
        "scope": "openid profile w_member_social",
        "state": "s",
    }


@pytest.mark.parametrize(("typed", "pages"), [("yes", True), (" Да ", True), ("no", False), ("", False)])
def test_pages_are_asked_for_only_where_that_was_chosen(typed: str, pages: bool) -> None:
    leaving = LinkedIn.leave({"client_id": "c", "pages": typed}, REDIRECT, "s", "", WEB)
    assert ("w_organization_social" in leaving.url) is pages


def test_pages_and_the_person_are_offered_and_each_can_be_connected(fake: FakeLinkedIn) -> None:
    fake.roles += [
        {"role": "ANALYST", "organization": "urn:li:organization:9", "state": "APPROVED"},
        {"role": "CONTENT_ADMIN", "organizationTarget": ORGANIZATION, "state": "APPROVED"},
    ]
    found = sign_in(fake, pages="yes", api_version="202609")
    publisher = LinkedIn(Credentials(**found), Account(""), WEB)
    assert [account.id for account in publisher.accounts()] == [PERSON, ORGANIZATION]
    for account in publisher.accounts():
        own = make("linkedin", Credentials(**found | publisher.of_account(account.id)), WEB)
        assert own.account == account
    assert fake.requests[-1].headers["linkedin-version"] == "202609"


def test_without_the_rights_to_pages_only_the_person_is_offered(fake: FakeLinkedIn) -> None:
    publisher = LinkedIn(Credentials(**sign_in(fake)), Account(""), WEB)
    assert [account.id for account in publisher.accounts()] == [PERSON]


def test_who_looks_after_no_page_is_offered_alone(fake: FakeLinkedIn) -> None:
    fake.roles = []
    publisher = LinkedIn(Credentials(**sign_in(fake, pages="yes")), Account(""), WEB)
    assert [account.id for account in publisher.accounts()] == [PERSON]


def test_a_right_that_was_left_out_without_a_word_is_named(fake: FakeLinkedIn) -> None:
    fake.signing.left_out = {"w_organization_social"}
    with pytest.raises(Expired, match="w_organization_social"):
        sign_in(fake, pages="yes")


def test_another_way_back_or_another_secret_gets_nothing(fake: FakeLinkedIn) -> None:
    with pytest.raises(Expired):
        sign_in(fake, redirect="https://mallory.example.org")
    with pytest.raises(Expired):
        sign_in(fake, client_secret="guessed")


def test_where_there_is_no_refresh_token_nothing_is_asked_and_the_end_stays_known(fake: FakeLinkedIn) -> None:
    fake.signing.is_partner = False
    publisher = LinkedIn(Credentials(**sign_in(fake)), Account(PERSON), WEB)
    before = len(fake.requests)
    assert publisher.refreshed(NOW) == {}
    assert not publisher.renews
    assert len(fake.requests) == before
    assert publisher.ends_at() == NOW + timedelta(days=60, seconds=-1)


def test_a_typed_token_has_no_end_that_we_know_of() -> None:
    publisher = LinkedIn(Credentials("token"), Account(PERSON), WEB)
    assert publisher.ends_at() is None
    assert publisher.refreshed(NOW) == {}


def test_partners_get_the_next_token_by_themselves(fake: FakeLinkedIn) -> None:
    credentials = Credentials(**sign_in(fake))
    publisher = LinkedIn(credentials, Account(PERSON), WEB)
    changed = publisher.refreshed(NOW + timedelta(days=60))
    assert set(changed) == {"access_token", "refresh_token", "ends_at"}
    publisher.credentials = dataclasses.replace(credentials, **changed)
    assert publisher.check().id == PERSON
    fake.signing.refresh_tokens.clear()
    with pytest.raises(Expired):
        publisher.refreshed(NOW)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, b'{"error": "invalid_grant"}', Expired),
        (400, b'{"error": "invalid_request", "error_description": "revoked"}', Expired),
        (401, b'{"error": "invalid_client"}', Expired),
        (500, b'{"error": "invalid_request"}', Unreachable),
        (503, b"<html>", Unreachable),
        (200, b'{"access_token": ""}', Unreachable),
    ],
)
def test_only_a_clear_no_asks_to_sign_in_again(status: int, body: bytes, error: type[Exception]) -> None:
    class Other(FakeServer):
        async def handle(self, request: Request) -> Reply:
            return Reply(status, body)

    with Other() as server:
        credentials = Credentials("t", refresh_token="r", server=server.url)
        with pytest.raises(error):
            LinkedIn(credentials, Account("1"), WEB).refreshed(NOW)


@pytest.mark.parametrize("who", [{}, {"sub": 5}, {"sub": ""}])
def test_who_is_nobody_is_not_connected(fake: FakeLinkedIn, who: dict[str, Any]) -> None:
    fake.refuse("/v2/userinfo", 200, who)
    with pytest.raises(Unreachable):
        LinkedIn(Credentials("token", server=fake.url), Account(""), WEB).check()


def test_a_token_that_ended_says_so(profile: Place) -> None:
    profile.fake.signing.ended.add("token")
    with pytest.raises(Expired, match="60 days"):
        profile.send(Message("Fog"))
