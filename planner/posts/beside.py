"""A post's labels and time as they stand now, beside what somebody typed who saw them as they were."""

from dataclasses import replace

from planner import walltime
from planner.posts import form as forms
from planner.posts import sides
from planner.posts.content import Content
from planner.posts.form import Form
from planner.posts.labels import labels_of
from planner.posts.models import Overtaken, Post
from planner.walltime import When


def when_of(post: Post) -> When | None:
    """Its time, on the workspace's clock."""
    if post.planned_at is None:
        return None
    if post.planned_zone != post.workspace.timezone:
        return walltime.of_instant(post.planned_at, post.workspace.timezone)
    return When(post.planned_at, post.planned_wall, post.planned_zone, post.planned_fold)


def standing(post: Post) -> sides.Values:
    return sides.values_of(forms.typed_of(Content(), labels_of(post), when_of(post), 0))


def put_together(post: Post, form: Form) -> Form:
    """With what only others changed since the form was opened. The post's row should be locked.

    Raises Overtaken where both changed one thing. A form that does not say what it began with stays as it is.
    """
    if not form.began_with:
        return form
    now = standing(post)
    met = sides.meet(form.began_with, form.sides, now)
    if met.conflicts:
        raise Overtaken(f"Changed in the meantime: {', '.join(met.conflicts)}.")
    mine = {side for side, value in met.values.items() if value != now[side]}
    labels = replace(
        labels_of(post), **{side: getattr(form.labels, side) for side in mine - {"time", "tags"}}
    )
    if "tags" in mine:
        labels = replace(labels, tags=met.values["tags"])
    when = form.when if "time" in mine else when_of(post)
    return replace(form, labels=labels, when=when, began_with={})
