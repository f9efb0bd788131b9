"""Does a pack tell what was written and answered as the installation does, and all of it?

Answers, versions and pins carry no hash of their own, so whoever computes a file's chain anew could change
them, put one in or leave one out. Rows that are gone here are no difference: the pack holds what was deleted,
where the history speaks of it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from planner.deliveries.models import Delivery
from planner.evidence.gaps import ANSWERS, NEAR
from planner.evidence.lines import stamp
from planner.history.models import Entry
from planner.people.models import Workspace
from planner.posts.models import Version
from planner.reviews.models import Pin, Review

Pack = Mapping[str, Any]


def left_out(workspace: Workspace, pack: Pack) -> Iterator[str]:
    """Entries about the posts of the pack that it should have, and has not."""
    posts, told = _posts(pack), {one["body"]["number"] for one in _of(pack, "entry")}
    about = Entry.objects.filter(workspace=workspace, thing="post", thing_id__in=posts)
    until = pack["header"]["history"]["number"]
    for number, post in about.filter(number__lte=until).order_by("number").values_list("number", "thing_id"):
        if number not in told:
            yield f"Entry {number}, about post {post}, is not in the pack."


def posts_left_out(workspace: Workspace, pack: Pack) -> Iterator[str]:
    """Of a month: posts that were published in it, which does not change afterwards."""
    said = pack["header"]["range"]
    if not said["from"] or not said["to"]:
        return
    made_at = datetime.fromisoformat(pack["header"]["made_at"])
    until = min(datetime.fromisoformat(said["to"]), made_at)
    out = Delivery.objects.filter(
        workspace=workspace, state="published", published_at__gte=said["from"], published_at__lt=until
    )
    for post in sorted(set(out.values_list("post", flat=True)) - _posts(pack)):
        yield f"Post {post} was published in that time and is not in the pack."


def answers(pack: Pack) -> Iterator[str]:
    """Each answer is the one that was given here, and none that was given is left out."""
    here = {
        _place(one): one for one in Review.objects.filter(post__in=_posts(pack)).select_related("version")
    }
    for record in _of(pack, "review"):
        body = record["body"]
        place = (
            record["post"],
            body["user_id"],
            body["contact_id"],
            body["step"],
            record["at"],
            body["answer"],
        )
        if row := here.pop(place, None):
            said = (row.version.number, row.round, row.covers, row.is_urgent)
            if said != (body["version"], body["round"], body["covers"], body["urgent"]):
                yield f"An answer of {row.by_name} about post {row.post_id} says something else here."
        elif not _is_named(record):
            yield f"An answer about post {record['post']} at {record['at']} was not given here."
    made_at = datetime.fromisoformat(pack["header"]["made_at"])
    for row in here.values():
        if row.at < made_at:
            yield f"An answer of {row.by_name} about post {row.post_id} is not in the pack."


def words(pack: Pack) -> Iterator[str]:
    """Versions and pins that are here still say the same."""
    versions = Version.objects.filter(post__in=_posts(pack))
    here = {(one.post_id, one.number): (one.title, one.text, one.digest) for one in versions}
    for record in _of(pack, "version"):
        body = record["body"]
        said = (body["title"], body["text"], body["digest"])
        if not body["withheld"] and here.get((record["post"], body["number"]), said) != said:
            yield f"Version {body['number']} of post {record['post']} says something else here."
    pins = Pin.objects.in_bulk([record["body"]["pin"] for record in _of(pack, "pin")])
    for record in _of(pack, "pin"):
        body, pin = record["body"], pins.get(record["body"]["pin"])
        if pin is not None and (pin.digest, pin.account_id) != (body["digest"], body["account"]):
            yield f"What was approved of post {record['post']} is something else here."


def _of(pack: Pack, kind: str) -> list[Mapping[str, Any]]:
    return [record for record in pack["records"] if record["kind"] == kind]


def _posts(pack: Pack) -> set[int]:
    return {record["post"] for record in pack["records"]}


def _place(one: Review) -> tuple[Any, ...]:
    return one.post_id, one.user_id, one.contact_id, one.step, stamp(one.at), one.answer


def _is_named(record: Mapping[str, Any]) -> bool:
    """Does the history here speak of this answer?"""
    body, at = record["body"], datetime.fromisoformat(record["at"])
    acts = [act for act, answer in ANSWERS.items() if answer == body["answer"]]
    if body["answer"] == "yes":
        acts.append("post.approved")
    who = Q(user_id=body["user_id"]) if body["user_id"] else Q(actor=body["who"])
    about = Entry.objects.filter(who, thing="post", thing_id=record["post"], act__in=acts)
    return about.filter(at__gte=at - NEAR, at__lte=at + NEAR).exists()
