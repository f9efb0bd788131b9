"""Posts that come again by a rule: begin a series, and make its next posts ahead of time.

Each time is a post of its own, made from the pattern's newest words. Making is idempotent: one post for one
time of one series, on which the database insists, so that what a killed worker left undone is done later.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from planner.deliveries import agree, fitting, plan
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.history.record import record
from planner.people.permissions import Verb
from planner.posts.copy import copy
from planner.posts.models import Post
from planner.queues import rule as rules
from planner.queues.models import Series
from planner.queues.rule import Rule
from planner.reviews import plans
from planner.reviews.seats import NotYours
from planner.rounds import Round
from planner.states import WrongState
from planner.walltime import When, resolve
from planner.writing.desk import NotAllowed, Person

log = logging.getLogger("almanac.series")
AHEAD = timedelta(days=60)
AT_ONCE = 12  # made when a series begins; the timer makes the others
ROUND = Round(40)
SPELT = "%Y-%m-%dT%H:%M:%S"


def begin(post: Post, rule: Rule, who: Person, now: datetime) -> Series:
    """The post becomes the first of a series. Raises WrongState, NotAllowed."""
    series = _begin(post, rule, who, now)
    make_ahead(series, now, AT_ONCE)
    return series


@transaction.atomic
def _begin(post: Post, rule: Rule, who: Person, now: datetime) -> Series:
    post = Post.objects.locked(post.pk)
    if not who.may_change(post):
        raise NotAllowed(_("Somebody else wrote this post, and your role changes only your own."))
    if post.planned_at is None or post.planned_at <= now:
        raise WrongState(_("Choose a day and a time to come first: the series begins there."))
    if post.series_id is not None and Series.objects.filter(pk=post.series_id, ended_at=None).exists():
        raise WrongState(_("This post is one of a series already. End that one first."))
    if post.state == "archived":
        raise WrongState(_("This post is archived. Bring it back first."))
    series = Series.objects.create(
        workspace_id=post.workspace_id,
        pattern=post,
        rule=str(rule),
        wall=post.planned_wall,
        zone=post.planned_zone,
        schedules=Verb.SCHEDULE in who.verbs,
        made_until=date.fromisoformat(post.planned_wall[:10]),
    )
    Post.objects.filter(pk=post.pk).update(series=series, series_wall=post.planned_wall)
    record(post.workspace_id, who.actor, "series.begun", post, at=now, rule=str(rule), zone=post.planned_zone)
    return series


def make_all_ahead(now: datetime) -> int:
    """A round of the timer: every series has its posts for the next 60 days. How many were made."""
    behind = Q(made_until=None) | Q(made_until__lt=(now + AHEAD).date())
    open_ = Series.objects.filter(behind, ended_at=None, workspace__paused_at=None)
    return sum(make_ahead(one, now) for one in ROUND.over(open_.order_by("made_until", "pk")))


def make_ahead(series: Series, now: datetime, most: int = 200) -> int:
    """Make what is missing of the next 60 days, one transaction for each post. How many were made."""
    pattern = pattern_of(series)
    if pattern is None:
        return 0
    _make_pictures(pattern)
    made, horizon = 0, (now + AHEAD).date()
    for wall in walls_of(series):
        if wall.date() > horizon or made >= most:
            return made
        if series.made_until is None or wall.date() > series.made_until:
            when = resolve(wall, series.zone)
            if when.at > now:
                made += _make_one(series.pk, wall, when, now)
            _handled(series, wall.date())
    if series.made_until is None or series.made_until < horizon:
        _handled(series, horizon)  # the rule has come to its end
    return made


def walls_of(series: Series) -> Iterator[datetime]:
    """The wall times of a series, with the first."""
    return rules.walls(rules.read(series.rule), datetime.fromisoformat(series.wall))


def pattern_of(series: Series) -> Post | None:
    """What the next ones say: the pattern, or where that was put away the newest one that was not."""
    posts = Post.objects.select_related("head", "workspace", "author")
    pattern = posts.get(pk=series.pattern_id)
    if pattern.state != "archived":
        return pattern
    return posts.filter(series=series).exclude(state="archived").order_by("-series_wall").first()


def _make_one(series_id: int, wall: datetime, when: When, now: datetime) -> int:
    """The post for this time; 0 where it is there already or the series has ended meanwhile."""
    try:
        with transaction.atomic():
            series = Series.objects.select_for_update().get(pk=series_id)
            pattern, spelt = pattern_of(series), wall.strftime(SPELT)
            there = Post.objects.filter(series=series, series_wall=spelt).exists()
            if pattern is None or there or series.ended_at is not None:
                return 0
            by = Actor(pattern.author_id, str(pattern.author or "Almanac"), via="worker")
            post = copy(pattern, by)
            if pattern.valid_until and pattern.planned_at:  # as long after its time as the pattern is
                post.valid_until = when.at + (pattern.valid_until - pattern.planned_at)
                post.save(update_fields=["valid_until"])
            post.plan_for(when)
            Post.objects.filter(pk=post.pk).update(series=series, series_wall=spelt)
            record(post.workspace_id, by, "series.made", post, at=now, wall=when.wall, zone=when.zone)
            bring_as_far(post, pattern, when, by, now, schedules=series.schedules)
            return 1
    except IntegrityError:  # another worker made it at this very moment
        return 0


def catch_up(series: Series, by: Actor, now: datetime) -> None:
    """The pattern went further after its copies were made: they go as far as it did."""
    pattern = pattern_of(series)
    if pattern is None:
        return
    for post in Post.objects.filter(series=series, state="draft", planned_at__gt=now).exclude(pk=pattern.pk):
        if post.planned_at is not None and not Delivery.objects.live().filter(post=post).exists():
            when = When(post.planned_at, post.planned_wall, post.planned_zone, post.planned_fold)
            bring_as_far(post, pattern, when, by, now, schedules=series.schedules)


def bring_as_far(
    post: Post, pattern: Post, when: When, by: Actor, now: datetime, *, schedules: bool = True
) -> None:
    """A copy goes as far as its pattern went: to review, or to the calendar where nobody must agree.

    A yes is to one version of one post, so a copy needs one of its own. What a network would not take
    stays a draft; so does what somebody began who may not put posts on the calendar (`schedules`).
    """
    if pattern.state not in {"in_review", "approved"}:
        return
    try:
        with transaction.atomic():
            if plans.needs_yes(post):
                agree.ask(post, by, clock.now())
            elif schedules and Delivery.objects.live().filter(post=pattern).exists():
                plan.schedule(post, plan.Plan(when), by, now)
    except (plan.NotPlanned, NotYours, WrongState) as trouble:
        log.info("post %s stays a draft: %s", post.pk, type(trouble).__name__)


def _make_pictures(pattern: Post) -> None:
    """The copies of its pictures, outside of any transaction: they take seconds when they are new."""
    try:
        fitting.make_ready(pattern)
    except WrongState as trouble:
        log.info("the pictures of post %s are not ready: %s", pattern.pk, trouble)


def _handled(series: Series, day: date) -> None:
    """Nothing before the end of this day is missing any more."""
    Series.objects.filter(pk=series.pk).update(made_until=day)
    series.made_until = day
