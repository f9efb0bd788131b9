"""Our publisher on a real Ghost: everything of the contract, and what our fake claims of Ghost."""

import contextlib
import dataclasses
import html
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from publishers.errors import Expired, Rejected, Uncertain
from publishers.ghost import Credentials, Ghost
from publishers.message import Message
from publishers.web import Web
from tests.fakes import page
from tests.publishers.places import LOOPBACK, Place, make, picture
from tests.real import ghost, node
from tests.real.contract import Kept, contract_of
from tests.real.deaf import Deaf
from tests.real.ghost import Site, call

pytestmark = pytest.mark.real
WEB = Web(LOOPBACK)
IN_WHOLE_SECONDS = "test_a_post_that_was_changed_there_says_when_or_the_network_never_does"
FOG = Message("The **fog** lifts, see [the port](https://example.org/fog).", title="Fog & more")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    try:
        with ghost.running() as found:
            yield found
    except node.NotInstalled as error:
        pytest.skip(f"Ghost cannot be installed here: {error}")


@pytest.fixture(scope="module")
def member(site: Site) -> str:
    """Bob, who reads and comments."""
    new = {"members": [{"email": "bob@example.org", "name": "Bob"}]}
    return str(call(site.owner, site.url, "POST", "/members/", new)["members"][0]["id"])


@pytest.fixture
def there(site: Site, member: str) -> Place:
    credentials = Credentials(site.url, site.key)
    publisher = make("ghost", credentials, WEB)

    def arrived() -> list[dict[str, Any]]:
        return [
            {"text": page.words(one["html"]), "title": one["title"], "reply_to": ""}
            | {"images": len(page.pictures(one["html"])) + bool(one["feature_image"])}
            for one in posted(site)
        ]

    def spoil() -> None:
        wrong = f"{site.key.partition(':')[0]}:{'f' * 64}"
        publisher.credentials = dataclasses.replace(credentials, admin_api_key=wrong)

    def remark(receipt_id: str, text: str) -> None:
        words = f"<p>{html.escape(text)}</p>"
        comment = {"post_id": receipt_id, "member_id": member, "html": words}
        call(site.owner, site.url, "POST", "/comments/", {"comments": [comment]})

    for post in posted(site, "all"):
        call(site.owner, site.url, "DELETE", f"/posts/{post['id']}/")
    return Place(publisher, arrived, spoil, remark=remark)


def posted(site: Site, status: str = "published") -> list[dict[str, Any]]:
    chosen = "" if status == "all" else f"&filter=status:{status}"
    path = f"/posts/?limit=100&order=created_at%20asc&formats=html{chosen}"
    found: list[dict[str, Any]] = call(site.owner, site.url, "GET", path)["posts"]
    return found


def ours(there: Place) -> Ghost:
    assert isinstance(there.publisher, Ghost)
    return there.publisher


@pytest.mark.parametrize("kept", contract_of(Ghost, without={IN_WHOLE_SECONDS}))
def test_the_contract_is_kept(there: Place, kept: Kept) -> None:
    kept(there)


@pytest.mark.row("metrics", network="ghost", against="real")
def test_a_post_that_was_changed_there_says_when(there: Place) -> None:
    receipt = there.send(FOG)
    time.sleep(1.1)  # Ghost counts whole seconds
    ours(there).edit(receipt.id, ours(there).prepare(Message("Other words", title="T")).parts[0])
    at = ours(there).measure([receipt.id])[receipt.id].edited_at
    assert at is not None
    assert abs((datetime.now(UTC) - at).total_seconds()) < 30


@pytest.mark.row("pictures", network="ghost", against="real")
@pytest.mark.row("edit", network="ghost", against="real")
def test_pictures_arrive_with_their_descriptions_and_stay(there: Place, site: Site) -> None:
    images = (picture("A red <round> & fine boat", "red"), picture("Blue <wide>", "blue"))
    receipt = there.send(dataclasses.replace(FOG, images=images))
    [post] = posted(site)
    assert post["feature_image_alt"] == "A red <round> & fine boat"
    assert images[0].sha256[:16] in post["feature_image"]
    [(url, alt)] = page.pictures(post["html"])
    assert (images[1].sha256[:16] in url, alt) == (True, "Blue <wide>")
    ours(there).edit(receipt.id, ours(there).prepare(Message("Other *words*", title="Sun")).parts[0])
    [changed] = posted(site)
    assert (changed["title"], changed["feature_image"]) == ("Sun", post["feature_image"])
    assert page.words(changed["html"]) == "Other words"
    assert page.pictures(changed["html"]) == [(url, "Blue <wide>")]


def test_options_arrive(there: Place, site: Site) -> None:
    options = {"tags": "Fog, Tea & bread", "excerpt": "Short", "slug": "the-Fog", "visibility": "members"}
    given = tuple(sorted((options | {"featured": "yes"}).items()))
    there.send(dataclasses.replace(FOG, options=given))
    [post] = posted(site)
    assert [one["name"] for one in post["tags"]] == ["Fog", "Tea & bread"]
    assert (post["custom_excerpt"], post["slug"]) == ("Short", "the-fog")
    assert (post["visibility"], post["featured"], post["newsletter"]) == ("members", True, None)


def test_the_site_makes_the_address_of_the_title_and_the_draft_loses_our_mark(
    there: Place, site: Site
) -> None:
    there.send(FOG)
    there.send(FOG, "key-2")
    there.send(dataclasses.replace(FOG, title="Туман"), "key-3")
    assert [one["slug"] for one in posted(site)] == ["fog-more", "fog-more-2", "tuman"]


@pytest.mark.row("once", network="ghost", against="real")
def test_a_commit_that_is_repeated_makes_one_post(there: Place) -> None:
    since, parcel = datetime.now(UTC), there.parcel(there.publisher.prepare(FOG))
    first = there.commit(parcel, "key-1")
    with contextlib.suppress(Uncertain):  # within the same second Ghost sees no other change
        there.commit(parcel, "key-1")
    found = ours(there).find(parcel, "key-1", since, [])
    assert found is not None
    assert (found.id, found.url) == (first.id, first.url)
    assert len(there.arrived()) == 1


def test_a_draft_that_somebody_changed_is_not_published_unseen(there: Place, site: Site) -> None:
    parcel = there.parcel(there.publisher.prepare(FOG))
    [draft] = posted(site, "draft")
    stale = dataclasses.replace(
        parcel, handle=parcel.handle.replace(draft["updated_at"], "2020-01-01T00:00:00.000Z")
    )
    with pytest.raises(Uncertain) as trouble:
        there.commit(stale, "key-1")
    assert trouble.value.code == "UPDATE_COLLISION"
    assert there.arrived() == []
    there.commit(there.parcel(there.publisher.prepare(FOG)), "key-1")
    assert len(there.arrived()) == 1


@pytest.mark.row("look-up", network="ghost", against="real")
def test_a_draft_of_which_nobody_heard_is_found_by_its_mark(there: Place, site: Site) -> None:
    publisher, part = there.publisher, there.publisher.prepare(FOG).parts[0]

    def keep(name: str, value: str) -> None:
        if name == "draft":
            raise KeyboardInterrupt  # the worker is killed before it writes the number down
        there.kept[name] = value

    with pytest.raises(KeyboardInterrupt):
        publisher.upload(part, keep, there.kept)
    there.commit(there.parcel(publisher.prepare(FOG)), "key-1")
    assert len(there.arrived()) == 1
    assert posted(site, "draft") == []


@pytest.mark.row("faults", network="ghost", against="real")
def test_an_answer_that_never_came_is_found(there: Place, site: Site) -> None:
    publisher, since = ours(there), datetime.now(UTC)
    parcel = there.parcel(publisher.prepare(FOG))
    with Deaf(site.url) as deaf:
        away = dataclasses.replace(publisher.credentials, site=deaf.url)
        there_away = dataclasses.replace(there, publisher=Ghost(away, publisher.account, WEB))
        with pytest.raises(Uncertain):
            there_away.commit(parcel, "key-1")
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert len(there.arrived()) == 1


@pytest.mark.parametrize(
    "message",
    [
        Message("x", title="t" * 256),
        dataclasses.replace(FOG, options=(("excerpt", "e" * 301),)),
        dataclasses.replace(FOG, images=(picture("a" * 192),)),
    ],
    ids=["title", "excerpt", "description"],
)
def test_what_we_call_too_long_ghost_refuses(there: Place, message: Message) -> None:
    assert there.publisher.prepare(message).blocked
    with pytest.raises(Rejected):
        there.send(message)


def test_what_we_call_just_right_ghost_takes(there: Place) -> None:
    message = Message("x", "t" * 255, (picture("a" * 191),), options=(("excerpt", "e" * 300),))
    assert not there.publisher.prepare(message).blocked
    there.send(message)


def test_a_newsletter_that_is_not_there_is_refused_and_one_that_is_is_known(there: Place) -> None:
    assert dict(there.publisher.account.facts) == {"newsletters": "default-newsletter"}
    with pytest.raises(Rejected, match="no newsletter"):
        there.send(dataclasses.replace(FOG, options=(("newsletter", "nonsense"),)))
    assert there.arrived() == []


def test_a_post_goes_out_with_its_newsletter_to_those_who_were_chosen(there: Place, site: Site) -> None:
    options = (("newsletter", "default-newsletter"), ("segment", "status:free"))
    receipt = there.send(dataclasses.replace(FOG, options=options))
    [post] = call(site.owner, site.url, "GET", f"/posts/{receipt.id}/?include=email,newsletter")["posts"]
    assert (post["newsletter"]["slug"], post["email"]["email_count"]) == ("default-newsletter", 1)
    assert post["email"]["recipient_filter"] == "status:free"
    assert "email_count" in ours(there).measure([receipt.id])[receipt.id].raw


def test_a_file_that_ghost_does_not_take_is_refused(there: Place) -> None:
    odd = dataclasses.replace(picture(), content_type="text/plain")
    with pytest.raises(Rejected):
        there.send(dataclasses.replace(FOG, images=(odd,)))


def test_a_key_that_is_not_there_is_told(there: Place, site: Site) -> None:
    for key in (f"{'0' * 24}:{'0' * 64}", f"nonsense:{'0' * 64}"):
        with pytest.raises(Expired):
            make("ghost", Credentials(site.url, key), WEB)


@pytest.mark.row("comments", network="ghost", against="real")
def test_an_answer_to_a_comment_is_heard_below_it(there: Place, site: Site, member: str) -> None:
    receipt = there.send(FOG)
    assert there.remark
    there.remark(receipt.id, "first")
    [first] = ours(there).replies(receipt.id, datetime(2026, 1, 1, tzinfo=UTC))
    below = {"parent_id": first.id, "member_id": member, "html": "<p>So<br>it is</p>"}
    call(site.owner, site.url, "POST", "/comments/", {"comments": [below]})
    top, answer = ours(there).replies(receipt.id, datetime(2026, 1, 1, tzinfo=UTC))
    assert (top.author, top.reply_to) == ("Bob", receipt.id)
    assert (answer.text, answer.reply_to) == ("So\nit is", top.id)


def test_members_are_followers(there: Place) -> None:
    assert ours(there).followers() == 1
