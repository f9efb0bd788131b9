"""Change one post of a series, or this and all that follow, or all of them. What is out is never touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from planner.deliveries import agree, compose, edit
from planner.deliveries.models import Delivery
from planner.history.record import record
from planner.people.permissions import Verb
from planner.posts.content import Content
from planner.posts.models import Post, Version
from planner.queues import rule as rules
from planner.queues import take
from planner.queues.models import Series
from planner.queues.series import SPELT, walls_of
from planner.reviews import answer, plans
from planner.states import WrongState
from planner.walltime import When, of_instant, resolve
from planner.writing.desk import NotAllowed, Person


class Scope(StrEnum):
    THIS = "this"
    FOLLOWING = "following"  # this one, and all after it
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Words:
    """Say something else."""

    content: Content
    based_on: int | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """Come at another time; the others move by as many days, to the same time of day."""

    when: When


@dataclass(frozen=True, slots=True)
class Gone:
    """Put away."""


@dataclass(frozen=True, slots=True)
class Done:
    changed: int
    kept: int = 0  # changed by hand before, so left as they are
    out: int = 0  # out or on their way


@transaction.atomic
def change(post: Post, scope: Scope, act: Words | Time | Gone, who: Person, now: datetime) -> Done:
    """Raises WrongState, NotAllowed, NotPlanned, Overtaken: then nothing is changed."""
    if post.series_id is None:
        raise WrongState(_("This post is not one of a series."))
    series = Series.objects.select_for_update().get(pk=post.series_id)
    post = Post.objects.locked(post.pk)
    if not who.may_change(post):
        raise NotAllowed(_("Somebody else wrote this post, and your role changes only your own."))
    if isinstance(act, Words):
        done = _reword(series, post, scope, act, who, now)
    elif isinstance(act, Time):
        done = _retime(series, post, scope, act.when, who, now)
    else:
        done = _put_away(series, post, scope, who, now)
    if scope is not Scope.THIS:
        kind = type(act).__name__.lower()
        record(
            post.workspace_id, who.actor, "series.changed", post, at=now, scope=str(scope), what=kind,
            posts=done.changed,
        )  # fmt: skip
    return done


@transaction.atomic
def end(post: Post, who: Person, now: datetime) -> Done:
    """Nothing comes after this post any more: what was made ahead is put away."""
    if post.series_id is None:
        raise WrongState(_("This post is not one of a series."))
    series = Series.objects.select_for_update().get(pk=post.series_id)
    if not who.may_change(post):
        raise NotAllowed(_("Somebody else wrote this post, and your role changes only your own."))
    later = list(_of(series).filter(series_wall__gt=post.series_wall))
    done = _archive(later, who, now)
    _stop(series, now)
    record(post.workspace_id, who.actor, "series.ended", post, at=now, posts=done.changed)
    return done


def _reword(series: Series, post: Post, scope: Scope, act: Words, who: Person, now: datetime) -> Done:
    before = {post.newest.digest, Post.objects.select_related("head").get(pk=series.pattern_id).newest.digest}
    _edit(post, act.content, act.based_on, who, now)
    if scope is Scope.THIS:
        return Done(1)
    if scope is Scope.FOLLOWING:
        series = _split(series, post, now)
    others = [one for one in _of(series) if one.pk != post.pk]
    open_ = [one for one in others if not _stands_fast(one)]
    same = [one for one in open_ if one.newest.digest in before]
    for one in same:
        _edit(one, act.content, None, who, now)
    Series.objects.filter(pk=series.pk).update(pattern=post)
    return Done(1 + len(same), len(open_) - len(same), len(others) - len(open_))


def _retime(series: Series, post: Post, scope: Scope, when: When, who: Person, now: datetime) -> Done:
    if scope is Scope.THIS:
        take.put(post, when, who, now, None)
        return Done(1)
    if post.planned_at is None:
        raise WrongState(_("Choose a day and a time first."))
    old = datetime.fromisoformat(of_instant(post.planned_at, when.zone).wall)
    moved = datetime.fromisoformat(when.wall)
    first = post if scope is Scope.FOLLOWING else _first_open(series, post)
    begin = datetime.fromisoformat(first.series_wall)
    days = moved.date() - old.date()
    start = datetime.combine(begin.date() + days, moved.time())
    rule = rules.after(rules.read(series.rule), datetime.fromisoformat(series.wall), begin)
    new = Series.objects.create(
        workspace_id=series.workspace_id,
        pattern_id=first.pk,
        rule=str(rules.shifted(rule, begin.date(), start.date())),
        wall=start.strftime(SPELT),
        zone=when.zone,
        made_until=start.date(),
    )
    following = list(_of(series).filter(series_wall__gte=first.series_wall))
    done = _move_over(series, new, begin, following, who, now)
    _cut(series, begin.date(), now)
    return done


def _move_over(
    series: Series, new: Series, begin: datetime, posts: Sequence[Post], who: Person, now: datetime
) -> Done:
    """The n-th post of what is left gets the n-th time of the new rule."""
    old = [wall for wall in islice(walls_of(series), 2000) if wall >= begin][: len(posts) + 400]
    times = dict(zip((wall.strftime(SPELT) for wall in old), walls_of(new), strict=False))
    moved = kept = out = 0
    last = date.fromisoformat(new.wall[:10])
    for post in posts:
        to = times.get(post.series_wall)
        if to is None or _stands_fast(post):
            out += _stands_fast(post)
            continue
        by_hand = post.planned_at != resolve(datetime.fromisoformat(post.series_wall), series.zone).at
        Post.objects.filter(pk=post.pk).update(series=new, series_wall=to.strftime(SPELT))
        last = max(last, to.date())
        if by_hand:
            kept += 1
        else:
            take.put(post, resolve(to, new.zone), who, now, None)
            moved += 1
    Series.objects.filter(pk=new.pk).update(made_until=last)
    return Done(moved, kept, out)


def _put_away(series: Series, post: Post, scope: Scope, who: Person, now: datetime) -> Done:
    if scope is Scope.THIS:
        edit.archive(post, who.actor, now)
        return Done(1)
    posts = _of(series)
    if scope is Scope.FOLLOWING:
        posts = posts.filter(series_wall__gte=post.series_wall)
    done = _archive(list(posts), who, now)
    _stop(series, now)
    return done


def _archive(posts: Sequence[Post], who: Person, now: datetime) -> Done:
    open_ = [post for post in posts if not _stands_fast(post)]
    for post in open_:
        edit.archive(post, who.actor, now)
    return Done(len(open_), out=len(posts) - len(open_))


def _edit(post: Post, content: Content, based_on: int | None, who: Person, now: datetime) -> None:
    """New words. Where nobody must agree, what is on the calendar goes on with them."""
    was_agreed = post.state == "approved"
    if edit.edit(post, who.actor, content, based_on) is None or not was_agreed:
        return
    post.refresh_from_db()
    may = Verb.SCHEDULE in who.verbs and not plans.needs_yes(post)
    if may and Delivery.objects.live().filter(post=post).exists():
        prints = compose.fingerprints(Version.objects.complete().get(pk=post.newest.pk))
        answer.approve_by_policy(post, who.actor, prints, now)
        post.refresh_from_db()
        agree.carry_over(post, who.actor, now)


def _split(series: Series, post: Post, now: datetime) -> Series:
    """This post begins a series of its own with what follows; the same series where it is the first."""
    if not Post.objects.filter(series=series, series_wall__lt=post.series_wall).exists():
        return series
    begin = datetime.fromisoformat(post.series_wall)
    rule = rules.read(series.rule)
    new = Series.objects.create(
        workspace_id=series.workspace_id,
        pattern=post,
        rule=str(rules.after(rule, datetime.fromisoformat(series.wall), begin)),
        wall=post.series_wall,
        zone=series.zone,
        schedules=series.schedules,
        made_until=series.made_until,
    )
    Post.objects.filter(series=series, series_wall__gte=post.series_wall).update(series=new)
    _cut(series, begin.date(), now)
    return new


def _cut(series: Series, day: date, now: datetime) -> None:
    """What is left of the old series ends before this day; nothing is left where it had no post before."""
    if not Post.objects.filter(series=series).exists():
        series.delete()
        return
    rule = rules.ended_before(rules.read(series.rule), day)
    Series.objects.filter(pk=series.pk).update(rule=str(rule), ended_at=now)


def _stop(series: Series, now: datetime) -> None:
    Series.objects.filter(pk=series.pk).update(ended_at=now)


def _first_open(series: Series, otherwise: Post) -> Post:
    """The first of the series that can still be moved."""
    return next((one for one in _of(series) if not _stands_fast(one)), otherwise)


def _of(series: Series) -> "QuerySet[Post]":
    rows = Post.objects.filter(series=series).exclude(state="archived").select_related("head", "workspace")
    return rows.order_by("series_wall")


def _stands_fast(post: Post) -> bool:
    return Delivery.objects.live().filter(post=post, state__in=take.FAST).exists()
