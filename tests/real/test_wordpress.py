"""Our publisher on a real WordPress: everything of the contract, and what our fake claims of WordPress."""

import dataclasses
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from publishers.errors import CannotLook, Expired, Rejected, Uncertain
from publishers.message import Message
from publishers.web import Web
from publishers.wordpress import Credentials, WordPress
from publishers.wordpress.api import Api
from tests.fakes import page
from tests.publishers.places import LOOPBACK, Place, make, picture
from tests.real import node, wordpress
from tests.real.contract import Kept, contract_of
from tests.real.deaf import Deaf
from tests.real.wordpress import Site

pytestmark = pytest.mark.real
WEB = Web(LOOPBACK)
FOG = Message("The **fog** lifts, see [the port](https://example.org/fog).", title="Fog & more")
IN_WHOLE_SECONDS = "test_a_post_that_was_changed_there_says_when_or_the_network_never_does"
COMMENT = """
INSERT INTO wp_comments (comment_post_ID, comment_author, comment_author_email, comment_author_url,
comment_author_IP, comment_date, comment_date_gmt, comment_content, comment_approved, comment_agent)
VALUES ({post}, 'Bob', 'bob@example.org', '', '', UTC_TIMESTAMP(), UTC_TIMESTAMP(), '{words}', '1', '')
"""


@pytest.fixture(scope="module", params=["pretty", "plain"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """With addresses of words, and with addresses of numbers."""
    try:
        with wordpress.running(is_plain=request.param == "plain") as found:
            yield found
    except node.NotInstalled as error:
        pytest.skip(f"WordPress cannot be installed here: {error}")


@pytest.fixture
def there(site: Site) -> Iterator[Place]:
    credentials = Credentials(site.url, "ada", site.passwords["ada"])
    publisher = make("wordpress", credentials, WEB)
    assert isinstance(publisher, WordPress)
    api = publisher._api

    def arrived() -> list[dict[str, Any]]:
        return [
            {"text": page.words(one["content"]["raw"]), "title": one["title"]["raw"], "reply_to": ""}
            | {"images": len(page.pictures(one["content"]["raw"])) + bool(one["featured_media"])}
            for one in posted(api)
        ]

    def spoil() -> None:
        publisher.credentials = dataclasses.replace(credentials, application_password="wrong")

    def remark(receipt_id: str, text: str) -> None:
        words = text.replace("&", "&amp;").replace("<", "&lt;")
        said = COMMENT.format(post=int(receipt_id), words=words)
        subprocess.run([*site.database, said], check=True, capture_output=True)

    yield Place(publisher, arrived, spoil, remark=remark)
    for status in ("publish", "draft"):
        for post in posted(api, status):
            api.ask("DELETE", f"/wp/v2/posts/{post['id']}", params={"force": "true"})


def posted(api: Api, status: str = "publish") -> list[dict[str, Any]]:
    params = {"status": status, "context": "edit", "per_page": "100", "order": "asc", "orderby": "id"}
    found: list[dict[str, Any]] = api.ask("GET", "/wp/v2/posts", params=params).json()
    return found


def ours(there: Place) -> WordPress:
    assert isinstance(there.publisher, WordPress)
    return there.publisher


def asked(there: Place, path: str, **params: str) -> Any:
    return ours(there)._api.ask("GET", path, params=params).json()


@pytest.mark.parametrize("kept", contract_of(WordPress, without={IN_WHOLE_SECONDS}))
def test_the_contract_is_kept(there: Place, kept: Kept) -> None:
    kept(there)


@pytest.mark.row("metrics", network="wordpress", against="real")
def test_a_post_that_was_changed_there_says_when(there: Place) -> None:
    receipt = there.send(FOG)
    assert ours(there).measure([receipt.id])[receipt.id].edited_at is None
    time.sleep(1.1)  # WordPress counts whole seconds
    ours(there).edit(receipt.id, ours(there).prepare(Message("Other words", title="T")).parts[0])
    at = ours(there).measure([receipt.id])[receipt.id].edited_at
    assert at is not None
    assert abs((datetime.now(UTC) - at).total_seconds()) < 30


@pytest.mark.row("pictures", network="wordpress", against="real")
@pytest.mark.row("edit", network="wordpress", against="real")
def test_pictures_arrive_with_their_descriptions_and_stay(there: Place) -> None:
    images = (picture("A red & round boat", "red"), picture("Blue <wide>", "blue"))
    receipt = there.send(dataclasses.replace(FOG, images=images))
    [post] = posted(ours(there)._api)
    media = asked(there, f"/wp/v2/media/{post['featured_media']}", context="edit")
    assert media["alt_text"] == "A red & round boat"
    assert images[0].sha256[:16] in media["source_url"]
    [(url, alt)] = page.pictures(post["content"]["raw"])
    assert (images[1].sha256[:16] in url, alt) == (True, "Blue <wide>")
    ours(there).edit(receipt.id, ours(there).prepare(Message("Other *words*", title="Sun")).parts[0])
    [post] = posted(ours(there)._api)
    assert post["content"]["raw"].startswith("<p>Other <em>words</em></p>")
    assert [alt for _url, alt in page.pictures(post["content"]["raw"])] == ["Blue <wide>"]
    assert post["featured_media"] == media["id"]


def test_options_arrive_and_terms_are_known_by_their_names(there: Place) -> None:
    given = {"categories": "fog & tea", "tags": "Harbour & more, new", "excerpt": "Short"}
    for number in (1, 2):  # the tags are made, then known
        options = tuple(sorted((given | {"slug": f"Über-{number}", "comments": "closed"}).items()))
        there.send(dataclasses.replace(FOG, options=options), f"key-{number}")
    posts = posted(ours(there)._api)
    [category] = {one for post in posts for one in post["categories"]}
    assert asked(there, f"/wp/v2/categories/{category}", context="edit")["name"] == "Fog &amp; Tea"
    assert posts[0]["tags"] == posts[1]["tags"]
    assert len(posts[0]["tags"]) == 2
    assert [(one["slug"], one["excerpt"]["raw"], one["comment_status"]) for one in posts] == [
        (f"uber-{number}", "Short", "closed") for number in (1, 2)
    ]


def test_the_site_makes_the_address_of_the_title_and_the_draft_loses_our_mark(there: Place) -> None:
    first = there.send(FOG)
    there.send(FOG, "key-2")
    assert [one["slug"] for one in posted(ours(there)._api)] == ["fog-more", "fog-more-2"]
    assert "fog-more" in first.url or "?p=" in first.url


@pytest.mark.row("once", network="wordpress", against="real")
def test_a_commit_that_is_repeated_makes_one_post(there: Place) -> None:
    parcel = there.parcel(there.publisher.prepare(FOG))
    first, again = there.commit(parcel, "key-1"), there.commit(parcel, "key-1")
    assert (first.id, first.url, first.published_at) == (again.id, again.url, again.published_at)
    assert len(there.arrived()) == 1


@pytest.mark.row("look-up", network="wordpress", against="real")
def test_a_draft_of_which_nobody_heard_is_found_by_its_mark(there: Place) -> None:
    payload = there.publisher.prepare(FOG)
    first = there.parcel(payload)
    del there.kept["draft"]
    assert there.parcel(payload) == first
    assert len(posted(ours(there)._api, "draft")) == 1


@pytest.mark.row("faults", network="wordpress", against="real")
def test_an_answer_that_never_came_is_found(there: Place, site: Site) -> None:
    publisher, since = ours(there), datetime.now(UTC)
    parcel = there.parcel(publisher.prepare(FOG))
    with Deaf(site.url) as deaf:
        away = dataclasses.replace(publisher.credentials, site=deaf.url)
        there_away = dataclasses.replace(there, publisher=WordPress(away, publisher.account, WEB))
        with pytest.raises(Uncertain):
            there_away.commit(parcel, "key-1")
    found = publisher.find(parcel, "key-1", since, [])
    assert found is not None
    assert there.commit(parcel, "key-1").id == found.id
    assert len(there.arrived()) == 1


def test_of_a_post_in_the_trash_a_person_is_asked_and_sent_again_it_is_a_new_one(there: Place) -> None:
    payload = there.publisher.prepare(FOG)
    parcel = there.parcel(payload)
    first = there.commit(parcel, "key-1")
    ours(there).delete(first.id)
    with pytest.raises(CannotLook) as asked:
        ours(there).find(parcel, "key-1", datetime.now(UTC), [])
    assert asked.value.asks
    assert there.commit(there.parcel(payload), "key-1").id != first.id


def test_a_file_that_wordpress_does_not_take_is_refused(there: Place) -> None:
    odd = dataclasses.replace(picture(), content_type="image/avif")
    with pytest.raises(Rejected, match="does not take"):
        there.send(dataclasses.replace(FOG, images=(odd,)))


def test_an_author_publishes_with_new_tags_and_a_contributor_does_not(there: Place, site: Site) -> None:
    vera = make("wordpress", Credentials(site.url, "vera", site.passwords["vera"]), WEB)
    by_vera = dataclasses.replace(there, publisher=vera, kept={})
    by_vera.send(dataclasses.replace(FOG, options=(("tags", "never seen"),)))
    carl = Credentials(site.url, "carl", site.passwords["carl"])
    with pytest.raises(Expired, match="may not publish"):
        make("wordpress", carl, WEB)
    by_carl = dataclasses.replace(there, publisher=WordPress(carl, ours(there).account, WEB), kept={})
    with pytest.raises(Expired) as trouble:
        by_carl.send(FOG, "key-3")
    assert trouble.value.code == "rest_cannot_publish"
    assert len(there.arrived()) == 1


def test_a_person_who_is_not_there_is_told(there: Place, site: Site) -> None:
    with pytest.raises(Expired, match="does not let us in"):
        make("wordpress", Credentials(site.url, "nobody", "wrong"), WEB)
