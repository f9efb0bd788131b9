"""The stage of a post, in every combination of its words and two deliveries."""

from datetime import UTC, datetime
from itertools import combinations_with_replacement
from typing import Any

import pytest
from django.db.models import Count, QuerySet

from planner.deliveries.models import IN_DOUBT, Delivery, State
from planner.deliveries.stage import Stage, at_stage, with_stage
from planner.mailings.models import Mailing
from planner.posts.models import Post, Version

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def posts(harbour: Any) -> "QuerySet[Post]":
    """A post for every state of words with no delivery, with one, and with two; all of it on hold as well."""
    channels = list(harbour.channels.order_by("pk")[:2])
    kinds: list[tuple[str, tuple[str, ...]]] = []
    for words in Post.State.values:
        kinds += [(words, ()), *((words, (one,)) for one in State.values)]
        kinds += [(words, pair) for pair in combinations_with_replacement(State.values, 2)]
    rows = [(*kind, held_at) for kind in kinds for held_at in (None, NOON)]
    made = Post.objects.bulk_create(
        Post(workspace=harbour, state=words, held_at=held_at) for words, _, held_at in rows
    )
    versions = Version.objects.bulk_create(Version(post=post, number=1, by_name="Ada") for post in made)
    Delivery.objects.bulk_create(
        Delivery(
            workspace=harbour,
            post=post,
            version=version,
            channel=channel,
            state=state,
            due_at=NOON,
            late_until=NOON,
            wall="2026-11-25T12:00",
            zone="Europe/Moscow",
            maybe_out=state in IN_DOUBT,
            receipt_id=f"{post.pk}-{channel.pk}" if state == "published" else "",
        )
        for post, version, (_, states, _held) in zip(made, versions, rows, strict=True)
        for channel, state in zip(channels, states, strict=False)
    )
    return Post.objects.filter(pk__in=[post.pk for post in made])


@pytest.fixture
def letters(posts: "QuerySet[Post]") -> None:
    """Some of what is published is letters: that leave, that stand, that are done, that stood to the end."""
    ends: list[dict[str, Any]] = [
        {},
        {"stopped_at": NOON},
        {"closed_at": NOON},
        {"closed_at": NOON, "stopped_at": NOON},
    ]
    out = Delivery.objects.filter(post__in=posts, state="published").order_by("pk")
    Mailing.objects.bulk_create(
        Mailing(delivery=one, channel=one.channel, opened_at=NOON, next_try_at=NOON, **ends[number % 5])
        for number, one in enumerate(out)
        if number % 5 < 4
    )


@pytest.mark.usefixtures("letters")
def test_letters_that_have_not_left_are_not_published(posts: "QuerySet[Post]") -> None:
    alone = with_stage(posts.filter(state="approved", held_at=None)).annotate(n=Count("deliveries"))
    found = {
        (one.stage, mailing.closed_at is None, mailing.stopped_at is None)
        for one in alone.filter(n=1, deliveries__mailing__isnull=False)
        for mailing in Mailing.objects.filter(delivery__post=one)
    }
    assert found <= {
        ("publishing", True, True),
        ("partly", True, False),
        ("published", False, True),
        ("published", False, False),
    }
    test_a_filter_finds_what_the_label_says(posts)


def test_a_filter_finds_what_the_label_says(posts: "QuerySet[Post]") -> None:
    labelled: dict[str, set[int]] = {stage: set() for stage in Stage.values}
    for pk, stage in with_stage(posts).values_list("pk", "stage"):
        labelled[stage].add(pk)
    assert all(labelled.values())  # every stage is there
    for stage in Stage.values:
        assert set(at_stage(posts, stage).values_list("pk", flat=True)) == labelled[stage], stage


@pytest.mark.parametrize(
    ("words", "deliveries", "stage"),
    [
        ("draft", (), "draft"),
        ("approved", ("cancelled",), "approved"),
        ("approved", ("scheduled", "waiting"), "scheduled"),
        ("in_review", ("scheduled",), "in_review"),
        ("approved", ("scheduled", "published"), "partly"),
        ("approved", ("failed", "published"), "partly"),
        ("approved", ("published", "cancelled"), "published"),
        ("approved", ("sending", "published"), "publishing"),
        ("approved", ("held", "sending"), "held"),
        ("approved", ("missed", "failed"), "failed"),
        ("archived", ("published",), "archived"),
    ],
)
def test_the_label_people_see(
    posts: "QuerySet[Post]", words: str, deliveries: tuple[str, ...], stage: str
) -> None:
    wanted = sorted(deliveries)
    ours = [
        post.pk
        for post in posts.filter(state=words).prefetch_related("deliveries")
        if sorted(one.state for one in post.deliveries.all()) == wanted
    ]
    assert list(
        with_stage(posts.filter(pk__in=ours, held_at__isnull=True)).values_list("stage", flat=True)
    ) == [stage]
