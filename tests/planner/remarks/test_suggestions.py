"""Suggested words: accepted into a new version, rejected, or stale; each decided once."""

import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.posts.models import Post
from planner.remarks.models import Suggestion, Thread
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.writing import suggestions
from planner.writing.desk import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggested(begin: Any, grace: Any) -> Suggestion:
    """That the second ships be boats."""
    thread: Thread = begin(grace, quote="Ships", start=23, replacement="Boats")
    return thread.suggestions.get()


def text_of(post: Post) -> str:
    post.refresh_from_db()
    return post.newest.text


def test_accepting_puts_exactly_these_words_into_a_new_version(
    post: Post, suggested: Suggestion, ada: Any, desk: Any, write: Any, now: datetime
) -> None:
    write(ada, "Good morning! Ships wait in the fog. Ships leave at nine, all of them.")
    assert suggestions.accept(suggested, desk(ada), now) == 3
    assert text_of(post) == "Good morning! Ships wait in the fog. Boats leave at nine, all of them."
    suggested.refresh_from_db()
    assert (suggested.state, suggested.made_version, suggested.decided_by) == ("accepted", 3, ada)
    thread = Thread.objects.get()
    assert (thread.quote, thread.version, thread.resolved_by) == ("Boats", 3, ada)
    entry = Entry.objects.get(act="suggestion.accepted")
    assert (entry.thing_id, entry.details["version"]) == (post.pk, 3)


def test_nothing_in_their_place_takes_them_out(
    post: Post, begin: Any, grace: Any, desk: Any, now: datetime
) -> None:
    thread = begin(grace, quote=" in the fog", replacement="")
    suggestions.accept(thread.suggestions.get(), desk(grace), now)
    assert text_of(post) == "Ships wait. Ships leave at nine."


@pytest.mark.parametrize("where", ["title", "channel"])
def test_other_texts_are_changed_as_well(
    where: str,
    post: Post,
    harbour: Any,
    begin: Any,
    ada: Any,
    grace: Any,
    desk: Any,
    acting: Any,
    now: datetime,
) -> None:
    channel = harbour.channels.first().pk
    content = post.newest.content()
    own = tuple(
        replace(one, text="Only Fog here.") if one.channel_id == channel else one for one in content.wordings
    )
    post.rewrite(acting(ada), replace(content, wordings=own))
    thread = begin(
        grace, quote="Fog", where=str(channel) if where == "channel" else where, replacement="Mist"
    )
    suggestions.accept(thread.suggestions.get(), desk(ada), now)
    post.refresh_from_db()
    said = post.newest.content()
    texts = (said.title, next(one.text for one in said.wordings if one.channel_id == channel), said.text)
    changed = ("Fog", "Only Mist here.") if where == "channel" else ("Mist", "Only Fog here.")
    assert texts == (*changed, content.text)


def test_words_that_were_changed_are_not_replaced(
    post: Post, begin: Any, ada: Any, grace: Any, desk: Any, write: Any, now: datetime
) -> None:
    suggestion = begin(grace, quote="Ships wait in the fog", replacement="Boats wait").suggestions.get()
    write(ada, "Ships wait in thick fog. Ships leave at nine.")
    with pytest.raises(suggestions.Stale):
        suggestions.accept(suggestion, desk(ada), now)
    suggestion.refresh_from_db()
    assert (suggestion.state, text_of(post)) == ("stale", "Ships wait in thick fog. Ships leave at nine.")
    write(ada, "Ships wait in the fog. Ships leave at nine.")
    suggestions.accept(suggestion, desk(ada), now)
    assert text_of(post) == "Boats wait. Ships leave at nine."


def test_it_is_refused_while_the_post_is_being_sent(
    post: Post, harbour: Any, suggested: Suggestion, ada: Any, desk: Any, now: datetime
) -> None:
    channel = harbour.channels.first()
    Delivery.objects.create(
        workspace=harbour, post=post, version=post.newest, channel=channel, due_at=now, late_until=now,
        wall="2026-11-26T09:30:00", zone="UTC", state="sending",
    )  # fmt: skip
    with pytest.raises(WrongState, match="being sent"):
        suggestions.accept(suggested, desk(ada), now)
    suggested.refresh_from_db()
    assert suggested.state == "open"


def test_an_approval_is_void_as_by_every_change(
    post: Post, suggested: Suggestion, ada: Any, desk: Any, acting: Any, now: datetime
) -> None:
    post.move("approved", approved_version=post.newest)
    suggestions.accept(suggested, desk(ada), now)
    post.refresh_from_db()
    assert (post.state, post.approved_version) == ("draft", None)


def test_who_may_not_change_the_post_does_not_accept(
    post: Post, suggested: Suggestion, member: Any, clara: Any, desk: Any, now: datetime
) -> None:
    for user in (clara, member("ben", "author")):
        with pytest.raises(NotAllowed):
            suggestions.accept(suggested, desk(user), now)
        with pytest.raises(NotYours):
            suggestions.reject(suggested, desk(user), now)
    assert text_of(post) == "Ships wait in the fog. Ships leave at nine."


def test_rejected_with_a_reason_and_taken_back_by_its_writer(
    begin: Any, ada: Any, clara: Any, desk: Any, suggested: Suggestion, now: datetime
) -> None:
    suggestions.reject(suggested, desk(ada), now, " They are ships. ")
    suggested.refresh_from_db()
    assert (suggested.state, suggested.reason) == ("rejected", "They are ships.")
    own = begin(clara, quote="fog", replacement="mist").suggestions.get()
    suggestions.reject(own, desk(clara), now)
    assert Suggestion.objects.get(pk=own.pk).decided_by == clara


def test_a_second_decision_is_told_who_was_first(
    suggested: Suggestion, ada: Any, grace: Any, desk: Any, now: datetime
) -> None:
    stale = Suggestion.objects.get(pk=suggested.pk)
    suggestions.accept(suggested, desk(ada), now)
    with pytest.raises(WrongState, match="Ada accepted it already"):
        suggestions.accept(stale, desk(grace), now)
    with pytest.raises(WrongState, match="Ada accepted it already"):
        suggestions.reject(Suggestion.objects.get(pk=stale.pk), desk(grace), now)


def test_the_same_words_are_no_suggestion(begin: Any, grace: Any) -> None:
    with pytest.raises(WrongState, match="Write others"):
        begin(grace, quote="Ships", replacement="Ships")
    with pytest.raises(WrongState, match="whole post"):
        begin(grace, "All of it", replacement="Boats")
    assert Thread.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told(
    post: Post, suggested: Suggestion, ada: Any, grace: Any, desk: Any, now: datetime
) -> None:
    both, people = threading.Barrier(2), [desk(ada), desk(grace)]
    answers: list[str] = []

    def accept(who: Any) -> None:
        mine = Suggestion.objects.get(pk=suggested.pk)
        both.wait()
        try:
            answers.append(f"version {suggestions.accept(mine, who, now)}")
        except WrongState as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[who]) for who in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers)[1] == "version 2"
    assert "accepted it already" in sorted(answers)[0]
    assert post.versions.count() == 2
