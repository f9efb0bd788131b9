"""Threads: begun at words, answered, resolved, reopened; with names; and what the history says."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.history.models import Entry
from planner.history.telling import tell
from planner.posts.models import Post
from planner.remarks import discussing
from planner.remarks.models import Mention, Remark
from planner.remarks.panel import Panel, panel
from planner.reviews.seats import NotYours
from planner.states import WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(post: Post, harbour: Any) -> Any:
    def of(user: Any) -> Panel:
        post.refresh_from_db()
        return panel(post, harbour.memberships.get(user=user))

    return of


def acts(post: Post) -> list[tuple[str, dict[str, Any]]]:
    rows = Entry.objects.filter(thing="post", thing_id=post.pk).order_by("number")
    return [(one.act, one.details) for one in rows if one.act != "post.written"]


def test_a_thread_stands_at_its_words_and_moves_with_them(
    seen: Any, begin: Any, write: Any, ada: Any, grace: Any
) -> None:
    thread = begin(grace, "Which ships?", quote="Ships", start=23)
    write(ada, "Good morning! Ships wait in the thick fog. Ships leave at nine.")
    (one,) = seen(ada).standing
    assert (one.pk, one.place, one.words) == (thread.pk, (43, 48), "Ships")


def test_words_that_are_gone_make_an_orphan_and_come_back(
    seen: Any, begin: Any, write: Any, ada: Any, grace: Any
) -> None:
    begin(grace, "At ten.", quote="Ships leave at nine.")
    write(ada, "Something else altogether.")
    assert ([one.words for one in seen(ada).orphans], seen(ada).standing) == (["Ships leave at nine."], [])
    write(ada, "Ships wait in the fog. Ships leave at nine.")
    assert [one.words for one in seen(ada).standing] == ["Ships leave at nine."]


def test_threads_stand_in_the_order_of_the_text(seen: Any, begin: Any, grace: Any) -> None:
    begin(grace, "last", quote="nine")
    begin(grace, "first", quote="wait")
    begin(grace, "title", quote="Fog", where="title")
    begin(grace, "all of it")
    said = [one.remarks[0].remark.text for one in seen(grace).standing]
    assert said == ["all of it", "first", "last", "title"]


def test_words_that_are_not_there_are_not_quoted(begin: Any, grace: Any) -> None:
    with pytest.raises(WrongState, match="not in the saved post"):
        begin(grace, "Where?", quote="Lighthouses wait")
    with pytest.raises(WrongState, match="of a text of this post"):
        begin(grace, "Where?", quote="Ships", where="alt-99")


def test_nothing_is_not_said(begin: Any, grace: Any, acting: Any, now: datetime) -> None:
    with pytest.raises(WrongState, match="Write a few words"):
        begin(grace, "  ", quote="Ships")
    thread = begin(grace, "Really?")
    with pytest.raises(WrongState, match="Write a few words"):
        discussing.reply(thread, acting(grace), " \n", now)


def test_a_channel_that_says_the_same_is_about_the_common_words(begin: Any, harbour: Any, grace: Any) -> None:
    assert begin(grace, "Here?", quote="fog", where=str(harbour.channels.first().pk)).where == "text"


def test_resolved_once_and_open_again_by_an_answer(
    post: Post, begin: Any, ada: Any, grace: Any, acting: Any, now: datetime
) -> None:
    thread = begin(grace, "Really?")
    discussing.resolve(thread, acting(ada), now)
    discussing.resolve(thread, acting(grace), now + timedelta(minutes=1))
    assert (thread.resolved_at, thread.resolved_by_name) == (now, "Ada")
    discussing.reply(thread, acting(grace), "Not yet.", now)
    assert (thread.resolved_at, thread.reopened_at) == (None, now)
    assert [act for act, _details in acts(post)] == [
        "remark.written", "remark.resolved", "remark.reopened", "remark.written"
    ]  # fmt: skip


def test_names_are_found_and_noted(post: Post, seen: Any, begin: Any, ada: Any, grace: Any) -> None:
    begin(grace, "@Ada, ask @OLGA@example.org and not x@Vera or @Adam.", is_for_client=True)
    assert dict(Mention.objects.values_list("user__name", "spelt")) == {
        "Ada": "@Ada",
        "Olga": "@OLGA@example.org",
    }
    details = acts(post)[0][1]
    assert details["mentions"] == sorted(Mention.objects.values_list("user", flat=True))
    assert (details["for_client"], details["note"][:4]) == (True, "@Ada")
    shown = seen(ada).standing[0].remarks[0].pieces
    assert [one.text for one in shown if one.is_name] == ["@Ada", "@OLGA@example.org"]
    assert "".join(one.text for one in shown) == Remark.objects.get().text


def test_a_name_of_two_people_is_nobodys(begin: Any, member: Any, grace: Any, ada: Any) -> None:
    namesake = member("ada2", "author")
    type(namesake).objects.filter(pk=namesake.pk).update(name="Ada")
    begin(grace, "@Ada or @ada2@example.org")
    assert [one.user_id for one in Mention.objects.all()] == [namesake.pk]


def test_who_does_not_see_it_is_not_named(begin: Any, grace: Any, clara: Any) -> None:
    with pytest.raises(WrongState, match="Clara does not see internal comments"):
        begin(grace, "@Clara will not like it")
    assert Remark.objects.count() == 0
    begin(grace, "@Clara will like it", is_for_client=True)
    assert Mention.objects.get().user == clara


def test_only_its_writer_changes_a_remark_and_it_shows(
    begin: Any, ada: Any, grace: Any, acting: Any, now: datetime
) -> None:
    remark = begin(grace, "Realy?").remarks.get()
    with pytest.raises(NotYours):
        discussing.change(remark, acting(ada), "Never.", now)
    discussing.change(remark, acting(grace), "Really, @Ada?", now)
    assert (remark.text, remark.edited_at, remark.mentions.get().user) == ("Really, @Ada?", now, ada)
    with pytest.raises(NotYours):
        discussing.remove(remark, acting(ada), now)
    discussing.remove(remark, acting(grace), now)
    assert (remark.text, remark.removed_at, remark.mentions.count()) == ("", now, 0)
    with pytest.raises(NotYours):
        discussing.change(remark, acting(grace), "I am back.", now)


def test_strangers_say_nothing_here(begin: Any, mallory: Any) -> None:
    with pytest.raises(NotYours):
        begin(mallory, "Hello!")


def test_the_history_tells_it(
    post: Post, begin: Any, grace: Any, ada: Any, acting: Any, now: datetime
) -> None:
    thread = begin(grace, "Really?", quote="Ships", replacement="Boats")
    discussing.resolve(thread, acting(ada), now)
    told = [tell(one, "Fog") for one in Entry.objects.filter(thing="post").order_by("number")]
    assert told[1:] == [
        "Grace commented on “Fog”.",
        "Grace suggested other words for “Fog”.",
        "Ada resolved a comment on “Fog”.",
    ]
