"""No internal word reaches the client's side: not by a page, not by the API, not by an act."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from planner.history.models import Actor
from planner.people.groups import Contact, Group
from planner.posts.models import Post
from planner.remarks import discussing
from planner.remarks.models import Remark, Thread
from planner.remarks.panel import panel
from planner.remarks.readers import threads_for
from planner.reviews.seats import NotYours
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db
SECRET, OPEN, OTHER = "between-ourselves", "for-everybody", "secret-boats"


@pytest.fixture
def both(begin: Any, grace: Any) -> tuple[Thread, Thread]:
    internal = begin(grace, SECRET, quote="Ships", replacement=OTHER)
    return internal, begin(grace, OPEN, quote="nine", is_for_client=True)


def browser_of(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_one_function_decides(
    post: Post, harbour: Any, other: Any, cast: dict[str, Any], contact: Contact, both: tuple[Thread, Thread]
) -> None:
    internal, public = both
    for name in ("olga", "adam", "grace", "ada", "vera"):
        assert list(threads_for(post, harbour.memberships.get(user=cast[name]))) == [internal, public], name
    assert list(threads_for(post, harbour.memberships.get(user=cast["clara"]))) == [public]
    assert list(threads_for(post, contact)) == [public]
    assert list(threads_for(post, other.memberships.get())) == []


def test_people_of_a_clients_group_are_on_its_side_whatever_their_role(
    post: Post, harbour: Any, adam: Any, contact: Contact, both: tuple[Thread, Thread]
) -> None:
    contact.group.users.add(adam)
    assert list(threads_for(post, harbour.memberships.get(user=adam))) == [both[1]]
    Group.objects.filter(pk=contact.group_id).update(is_client=False)
    assert len(threads_for(post, harbour.memberships.get(user=adam))) == 2


def test_contacts_of_elsewhere_and_removed_ones_see_nothing(
    post: Post, other: Any, contact: Contact, both: tuple[Thread, Thread], now: datetime
) -> None:
    group = Group.objects.create(workspace=other, name="Elsewhere", is_client=True)
    stranger = Contact.objects.create(workspace=other, group=group, name="Sly", email="sly@example.org")
    contact.removed_at = now
    assert [list(threads_for(post, one)) for one in (stranger, contact)] == [[], []]
    assert panel(post, contact).all_threads == 0


def test_no_internal_word_is_on_any_page_of_a_client(
    post: Post, both: tuple[Thread, Thread], ada: Any, clara: Any, grace: Any, acting: Any
) -> None:
    post.submit(acting(ada))
    pages = [
        f"/w/harbour/posts/{post.pk}/", f"/w/harbour/posts/{post.pk}/remarks/", "/w/harbour/review/",
        f"/w/harbour/posts/{post.pk}/history/", "/w/harbour/calendar/?view=list",
        f"/w/harbour/posts/{post.pk}/glance/",
    ]  # fmt: skip
    hers = {page: browser_of(clara).get(page).content.decode() for page in pages}
    ours = {page: browser_of(grace).get(page).content.decode() for page in pages}
    assert OPEN in hers["/w/harbour/review/"]
    for page in pages[:3]:
        assert SECRET in ours[page], page
        assert OTHER in ours[page], page
    for page, html in hers.items():
        assert SECRET not in html, page
        assert OTHER not in html, page
        assert "Internal" not in html, page


def test_no_internal_word_is_in_an_answer_of_the_api(
    post: Post, harbour: Any, both: tuple[Thread, Thread], clara: Any, grace: Any
) -> None:
    hers, ours = Program(token_of(harbour, clara)), Program(token_of(harbour, grace))
    path = f"/posts/{post.pk}/remarks"
    assert hers("GET", path)[0] == 404
    assert SECRET not in str(hers("GET", path))
    assert SECRET in str(ours("GET", path))
    assert hers("GET", "/history")[0] == 404


def test_the_history_tells_a_clients_group_nothing_internal(
    post: Post,
    harbour: Any,
    both: tuple[Thread, Thread],
    adam: Any,
    contact: Contact,
    acting: Any,
    now: datetime,
) -> None:
    discussing.resolve(both[0], acting(adam), now)
    browser, ask = browser_of(adam), Program(token_of(harbour, adam))
    pages = lambda: browser.get("/w/harbour/history/").content.decode() + str(ask("GET", "/history")[1])  # noqa: E731
    assert pages().count(SECRET) == 2
    contact.group.users.add(adam)
    after = pages()
    assert (after.count(OPEN), "post.written" in after) == (2, True)
    assert not [word for word in (SECRET, OTHER, "remark.resolved") if word in after]


def test_an_internal_thread_is_not_there_for_a_client(
    post: Post, harbour: Any, both: tuple[Thread, Thread], clara: Any
) -> None:
    internal, browser, program = both[0], browser_of(clara), Program(token_of(harbour, clara))
    suggestion, remark = internal.suggestions.get().pk, internal.remarks.get().pk
    for do in ("reply", "resolve", "reopen", "suggest"):
        assert (
            browser.post(f"/w/harbour/remarks/{internal.pk}/", {"do": do, "remark": "x"}).status_code == 404
        )
        assert program("POST", f"/remarks/{internal.pk}/{do}", {"text": "x"})[0] in {404, 422}
    assert program("POST", f"/remarks/{internal.pk}/reply", {"text": "x"})[0] == 404
    assert browser.post(f"/w/harbour/remarks/change/{remark}/", {"remark": "x"}).status_code == 404
    for do in ("accept", "reject"):
        assert browser.post(f"/w/harbour/suggestions/{suggestion}/", {"do": do}).status_code == 404
        assert program("POST", f"/suggestions/{suggestion}/{do}")[0] == 404
    assert Remark.objects.count() == 2


def test_what_the_clients_side_begins_is_for_the_client(
    post: Post, begin: Any, clara: Any, carl: Actor, contact: Contact, now: datetime
) -> None:
    assert begin(clara, "Which ships?").is_for_client
    thread = discussing.begin(post, carl, discussing.Said("At ten?", quote="nine"), now, contact)
    remark = thread.remarks.get()
    assert (thread.is_for_client, remark.user, remark.contact, remark.by_name) == (
        True,
        None,
        contact,
        "Carl",
    )


def test_a_contact_answers_and_changes_only_their_own(
    post: Post, both: tuple[Thread, Thread], carl: Actor, contact: Contact, now: datetime
) -> None:
    internal, public = both
    mine = discussing.reply(public, carl, "Good.", now, contact)
    discussing.change(mine, carl, "Very good.", now, contact)
    assert panel(post, contact).standing[0].remarks[1].is_mine
    with pytest.raises(NotYours):
        discussing.reply(internal, carl, "Aha.", now, contact)
    with pytest.raises(NotYours):
        discussing.change(public.remarks.first(), carl, "Bad.", now, contact)
    with pytest.raises(NotYours):
        discussing.reply(public, carl, "No contact, no user.", now)


def test_names_are_offered_as_far_as_they_see(harbour: Any, ada: Any, grace: Any, clara: Any) -> None:
    def offered(user: Any, query: str) -> str:
        return browser_of(user).get(f"/w/harbour/remarks/people/?{query}").content.decode()

    assert "Clara" in offered(grace, "q=cl&client=1")
    assert "Clara" not in offered(grace, "q=cl")
    assert 'data-name="Ada"' in offered(grace, "q=ad")
    assert "ada@example.org" in offered(grace, "q=ad")
    assert 'data-name="Ada"' in offered(clara, "q=ad")
    assert "@example.org" not in offered(clara, "q=ad")
