"""A believable month for a new workspace, plainly marked as example content and never sent anywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from planner.campaigns.models import Tag
from planner.deliveries import agree, plan
from planner.deliveries.invented import EXAMPLE
from planner.example_pictures import pictures
from planner.example_words import FACTS, LASTS, WORDS
from planner.freshness import judging
from planner.freshness.models import Fact, FactUse
from planner.history.models import Actor
from planner.people.models import Workspace
from planner.posts.content import Content, Wording
from planner.posts.models import Post, Version
from planner.reviews import answer
from planner.walltime import When, resolve


@dataclass(frozen=True, slots=True)
class Example:
    day: int  # from today
    hour: int
    minute: int
    end: str  # published, scheduled, approved, in_review, changes, draft
    channels: int  # how many of the workspace's


MONTH = (
    Example(-20, 9, 30, "published", 2),
    Example(-19, 10, 0, "published", 1),
    Example(-18, 12, 15, "published", 2),
    Example(-17, 9, 30, "published", 2),
    Example(-17, 17, 40, "published", 1),
    Example(-15, 11, 0, "published", 2),
    Example(-13, 9, 30, "published", 1),
    Example(-12, 10, 0, "published", 2),
    Example(-11, 12, 30, "published", 1),
    Example(-10, 9, 30, "published", 2),
    Example(-8, 11, 0, "published", 1),
    Example(-6, 9, 30, "published", 2),
    Example(-5, 15, 0, "published", 1),
    Example(-4, 18, 20, "published", 2),
    Example(-2, 11, 0, "published", 2),
    Example(1, 9, 30, "scheduled", 2),
    Example(1, 18, 0, "approved", 1),
    Example(2, 10, 0, "scheduled", 2),
    Example(2, 13, 0, "in_review", 1),
    Example(3, 9, 30, "scheduled", 2),
    Example(3, 16, 0, "changes", 1),
    Example(5, 11, 0, "scheduled", 1),
    Example(5, 17, 0, "draft", 2),
    Example(6, 18, 30, "in_review", 2),
    Example(8, 9, 30, "draft", 2),
    Example(10, 12, 0, "scheduled", 2),
)


def fill(workspace: Workspace, by: Actor, now: datetime) -> int:
    """Write the month. What is scheduled in it goes to the Sandbox and the Site, nowhere else."""
    channels = list(workspace.channels.here().filter(network__in=("sandbox", "site")).order_by("pk"))
    words = WORDS["ru" if workspace.language == "ru" else "en"]
    with translation.override(workspace.language):
        shown = pictures(workspace, by.name)
    with translation.override(workspace.language), transaction.atomic():
        tag, _made = Tag.objects.get_or_create(workspace=workspace, name=_("Example"))
        for number, example in enumerate(MONTH):
            title, text = words[number % len(words)]
            chosen = channels[: example.channels]
            wordings = tuple(Wording(channel.pk) for channel in chosen)
            with_it = shown.get(number % len(words), ())
            content = Content(title=title, text=text, wordings=wordings, pictures=with_it)
            post = Post.objects.write(workspace, by, content, example=True)
            post.tags.add(tag)
            _bring_to(post, example, _when(workspace, example, now), by, now)
        _let_some_age(workspace, now)
    return len(MONTH)


def _let_some_age(workspace: Workspace, now: datetime) -> None:
    """One post that lasts is overdue for a reading, and one fact waits to be confirmed."""
    language = "ru" if workspace.language == "ru" else "en"
    lasting = Post.objects.filter(
        workspace=workspace, head__title=WORDS[language][LASTS][0], planned_at__lt=now
    )
    overdue = now.astimezone(workspace.zone).date() - timedelta(days=30)
    lasting.update(kind="evergreen", review_by=overdue)
    name, value = FACTS[language]
    long_ago = now - timedelta(days=200)
    fact, made = Fact.objects.get_or_create(
        workspace=workspace,
        name=name,
        defaults={"value": value, "ttl_days": 90, "changed_at": long_ago, "confirmed_at": long_ago},
    )
    stating = Post.objects.filter(workspace=workspace, example=True, head__text__contains=value)
    FactUse.objects.bulk_create(FactUse(fact=fact, post=post, seen_at=now) for post in stating if made)
    judging.judge_posts(list(workspace.posts.values_list("pk", flat=True)), now)


def _when(workspace: Workspace, example: Example, now: datetime) -> When:
    day = now.astimezone(workspace.zone).date() + timedelta(days=example.day)
    wall = datetime.combine(day, datetime.min.time()).replace(hour=example.hour, minute=example.minute)
    return resolve(wall, workspace.timezone)


def _bring_to(post: Post, example: Example, when: When, by: Actor, now: datetime) -> None:
    if example.end != "approved":  # with a time, a yes would put it on the calendar by itself
        post.plan_for(when)
    if example.end == "draft":
        return
    agree.ask(post, by, now)
    if example.end == "changes":
        answer.request_changes(post, by, 1, _("Say which floor. People went to the café last time."), now)
    if example.end in {"approved", "scheduled", "published"}:
        agree.approve(post, by, 1, now)
    if example.end == "approved":
        post.plan_for(when)
    if example.end == "scheduled" and not post.deliveries.exists():
        plan.schedule(post, plan.Plan(when), by, now)
    if example.end == "published":
        _as_if_published(post, when, by, now)


def _as_if_published(post: Post, when: When, by: Actor, now: datetime) -> None:
    """The past of an example: planned and published at one moment, and no moment at which it was sent."""
    version = Version.objects.complete().get(pk=post.newest.pk)
    for delivery in plan.put_on(post, version, list(version.channels()), when, by, now):
        delivery.step("published", "example", now, receipt_id=f"{EXAMPLE}{delivery.pk}", published_at=when.at)
