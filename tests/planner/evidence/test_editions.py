"""A client's edition holds what a client was shown, and nothing of the house."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from planner.evidence.check import check_text, read
from planner.evidence.editions import Edition
from planner.evidence.pack import Wanted, pack
from planner.evidence.page import page
from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Post
from planner.remarks import discussing
from planner.reviews.models import Review

pytestmark = pytest.mark.django_db(transaction=True)

INTERNAL = ("CANARY", "grace@example.org", "adam@example.org", "Turnip")


@pytest.fixture
def told(story: Any, client_group: Any) -> Any:
    """The story, with a hold, an internal step's name, a nameless member and a client's answer in it."""
    Post.objects.filter(pk=story.post.pk).update(hold_reason="CANARY-HOLD")
    version = story.post.newest
    said = {"post": story.post, "version": version, "at": story.now + timedelta(minutes=1), "round": 2}
    Review.objects.create(
        **said, contact=client_group, by_name="Carl", via="link", answer="yes", note="Fine by us"
    )
    nameless = "adam@example.org"
    Review.objects.create(**said, by_name=nameless, answer="yes", note="CANARY-2", step_name="Turnip")
    with transaction.atomic():
        said_by = Actor(None, nameless)
        record(story.workspace.pk, said_by, "post.held", story.post, note="CANARY-3", reason="CANARY-4")
    return story


def test_nothing_internal_is_in_it(told: Any) -> None:
    wanted = Wanted(told.workspace, Edition.CLIENT, post_id=told.post.pk)
    made = pack(wanted, Actor(None, "adam@example.org"), told.now)
    text = b"".join(made.chunks()).decode()
    shown = b"".join(page(made, "en")).decode()
    whole = pack(Wanted(told.workspace, post_id=told.post.pk), told.by, told.now)
    everything = b"".join(whole.chunks()).decode()
    for words in INTERNAL:
        assert words in everything
        assert words not in text
        assert words not in shown
    assert check_text(text)[1].is_well
    assert check_text(shown)[1].is_well


def test_what_the_client_said_and_what_went_out_is_in_it(told: Any, text_of: Any) -> None:
    text = text_of(Wanted(told.workspace, Edition.CLIENT, post_id=told.post.pk), told.by, told.now)
    assert "Fine by us" in text
    assert "carl@client.example" in text
    assert "Ships wait in the fog." in text
    records = read(text)["records"]
    (delivery,) = (one["body"] for one in records if one["kind"] == "delivery")
    assert delivery["sent_as_approved"] == "yes"
    first, second = (one["body"] for one in records if one["kind"] == "version")
    assert (first["withheld"], first["text"], second["withheld"]) == (True, "", False)
    assert first["digest"]


def test_its_entries_can_still_be_compared_with_the_installation(told: Any, text_of: Any) -> None:
    hashes = []
    for edition in Edition:
        text = text_of(Wanted(told.workspace, edition, post_id=told.post.pk), told.by, told.now)
        records = read(text)["records"]
        hashes.append([one["body"]["chain_hash"] for one in records if one["kind"] == "entry"])
    assert hashes[0] == hashes[1] != []


def test_it_says_that_something_is_left_out(told: Any, text_of: Any) -> None:
    text = text_of(Wanted(told.workspace, Edition.CLIENT, post_id=told.post.pk), told.by, told.now)
    assert "shown in part" in check_text(text)[1].notes[0]


def test_comments_for_the_client_are_in_it_and_internal_ones_are_not(told: Any, text_of: Any) -> None:
    for words, for_client in (("CANARY-INNER", False), ("Is it true?", True)):
        said = discussing.Said(words, quote="Ships", is_for_client=for_client)
        discussing.begin(told.post, told.by, said, told.now)
    whole = text_of(Wanted(told.workspace, post_id=told.post.pk), told.by, told.now)
    theirs = text_of(Wanted(told.workspace, Edition.CLIENT, post_id=told.post.pk), told.by, told.now)
    assert "CANARY-INNER" in whole
    assert "Is it true?" in whole
    assert "Is it true?" in theirs
    assert "CANARY-INNER" not in theirs
    assert all(check_text(one)[1].is_well for one in (whole, theirs))
