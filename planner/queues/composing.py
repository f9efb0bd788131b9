"""What the composer saves where a post comes again: it begins a series, or changes several of one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.people.models import Workspace
from planner.posts import beside
from planner.posts.begun import Begun
from planner.posts.form import Form
from planner.posts.models import Post
from planner.queues import change_series, change_words, series
from planner.queues import form as forms
from planner.queues import rule as rules
from planner.queues.change_series import Scope, Time, Words
from planner.queues.models import Series
from planner.queues.rule import NotARule
from planner.queues.rule_words import words
from planner.states import WrongState
from planner.writing import desk

FIRST = 1  # the version that a new post's form makes


@dataclass(frozen=True, slots=True)
class Saved:
    post: Post
    told: tuple[str, ...] = ()  # what became of the others of its series
    was_there: bool = False  # the same form of a new post had made it before


@transaction.atomic
def save(
    workspace: Workspace,
    found: Post | None,
    form: Form,
    typed: forms.Typed,
    who: desk.Person,
    now: datetime,
    once: str = "",
) -> Saved:
    """As desk.save; where the form says so, for the posts that follow too. All of it or nothing.

    `once` is the key of a new post's form: sent again, it changes the post that it made.
    """
    told: tuple[str, ...] = ()
    if found is None and (begun := Begun.wait_and_find(workspace, who.actor.user_id, once)) is not None:
        others = begun.versions.exclude(by=who.actor.user_id).exists()
        based_on = FIRST if others else begun.newest.number
        saved = desk.save(workspace, begun, replace(form, based_on=based_on), who, now)
        return Saved(saved, was_there=True)
    if found is not None and found.series_id is not None and forms.scope(typed) is not Scope.THIS:
        Series.objects.select_for_update().get(pk=found.series_id)  # before the post's row, as ever
        found = Post.objects.locked(found.pk)
        form = beside.put_together(found, form)
        told = tuple(_change_others(found, form, forms.scope(typed), who, now))
    saved = desk.save(workspace, found, form, who, now)
    if found is None:
        Begun.note(saved, who.actor.user_id, once, now)
    if list(typed.get("way", ()))[-1:] == ["series"] and saved.series_id is None:
        _begin(saved, form, typed, who, now)
    return Saved(saved, told)


def follow(post: Post, by: Actor, now: datetime) -> None:
    """What was just done to the first of a series is done to the others that are made already."""
    post.refresh_from_db()
    if post.series is not None and post.series.pattern_id == post.pk:
        series.catch_up(post.series, by, now)


def told(post: Post) -> str:
    """The rule of the series that this post is one of, in words; "" where it is of none that goes on."""
    series = post.series
    if series is None or series.ended_at is not None:
        return ""
    return words(rules.read(series.rule), datetime.fromisoformat(series.wall))


def _change_others(found: Post, form: Form, scope: Scope, who: desk.Person, now: datetime) -> Iterator[str]:
    """Words and time that differ, for this one and the others that are meant; what was done, in sentences."""
    if form.content.tidy().digest() != found.newest.digest:
        done = change_series.change(found, scope, Words(form.content, form.based_on), who, now)
        yield change_words.told(done, _("They say the same now."))
        found.refresh_from_db()
    if form.when is not None and form.when.at != found.planned_at:
        done = change_series.change(found, scope, Time(form.when), who, now)
        yield change_words.told(done, _("Moved."))
        found.refresh_from_db()


def _begin(post: Post, form: Form, typed: forms.Typed, who: desk.Person, now: datetime) -> None:
    try:
        choice = forms.read(typed, form.when)
    except NotARule as wrong:
        raise WrongState(str(wrong)) from None
    if choice.problems:
        raise WrongState(" ".join(choice.problems))
    if choice.rule is not None:
        series.begin(post, choice.rule, who, now)
        post.refresh_from_db()
