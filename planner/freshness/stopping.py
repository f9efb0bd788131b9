"""What may not go out as it is: written down for the gate, taken back when it is mended, and told."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from planner.deliveries.stops import EXPIRED, Stop, expiry
from planner.freshness.gather import Gathered
from planner.history.models import WORKER
from planner.history.record import record
from planner.posts.models import Post

CHANGED = gettext_noop("It states “{name}”, which is now “{value}”.")
SAY_IT = gettext_noop("Change the words, say that it is still right, or override it with a reason.")
BROKEN = gettext_noop("Its link {url} is broken.")
MEND = gettext_noop("Correct the link or take it out, or override it with a reason.")
LATER = gettext_noop("Move it to an earlier time, make it valid for longer, or override it with a reason.")


@dataclass(frozen=True, slots=True)
class Found:
    """A reason; `about` names the finding, so that the same trouble found anew is another one."""

    code: str
    about: str
    what: dict[str, Any]
    fix: str
    until: datetime | None = None


def keep(gathered: Sequence[Gathered], now: datetime) -> None:
    """Bring the stops of these posts up to what was found."""
    there: dict[int, dict[str, Stop]] = {one.post.pk: {} for one in gathered}
    for stop in Stop.objects.filter(post__in=there):
        there[stop.post_id][stop.about] = stop
    for one in gathered:
        found = {reason.about: reason for reason in reasons(one)}
        if _differs(there[one.post.pk], found, one.post):
            _keep(one, found, now)


def reasons(one: Gathered) -> Iterator[Found]:
    """Why it may not go out, or should not stay out."""
    until = one.post.valid_until
    latest = max(filter(None, [one.moment.at, one.moment.last_due_at]))
    if until is not None and until <= latest:
        yield Found(EXPIRED, f"expired:{until.isoformat()}", expiry(one.post), LATER, until)
    for use in one.uses:
        fact = use.fact
        if fact.changed_at > use.seen_at:
            values = {"name": fact.name, "value": fact.value}
            about = f"fact:{fact.pk}:{fact.changed_at.isoformat()}"
            yield Found("fact", about, {"template": CHANGED, "values": values}, SAY_IT)
    for link in one.links:
        check = link.check_of
        if check.state == "broken" and check.since is not None:
            about = f"link:{check.pk}:{check.since.isoformat()}"
            yield Found("link", about, {"template": BROKEN, "values": {"url": check.address}}, MEND)


def forget_closed(states: Collection[str]) -> None:
    Stop.objects.filter(post__state__in=states).delete()


def _differs(there: dict[str, Stop], found: dict[str, Found], post: Post) -> bool:
    """An override of other words than the newest counts no more."""
    stale = any(stop.overridden_at and stop.version_id != post.head_id for stop in there.values())
    return stale or set(there) != set(found)


@transaction.atomic
def _keep(one: Gathered, found: dict[str, Found], now: datetime) -> None:
    """The post is locked first, as at the gate: what is being sent this moment goes, or is stopped."""
    post = Post.objects.locked(one.post.pk)
    there = {stop.about: stop for stop in Stop.objects.filter(post=post)}
    Stop.objects.filter(post=post).exclude(about__in=found).delete()
    for about, reason in found.items():
        stop = there.get(about)
        if stop is not None and stop.overridden_at and stop.version_id != post.head_id:
            Stop.objects.filter(pk=stop.pk).update(
                version=post.head, overridden_at=None, overridden_by=None, overridden_by_name="",
                overridden_reason="",
            )  # fmt: skip
        elif stop is None:
            Stop.objects.create(
                post=post, version=post.newest, code=reason.code, about=about, until=reason.until,
                what=reason.what, fix={"template": reason.fix, "values": {}}, since=now,
            )  # fmt: skip
            _tell(one, post, reason, now)


def _tell(one: Gathered, post: Post, reason: Found, now: datetime) -> None:
    """Author and whoever looks after it hear of it by the history, which is the outbox."""
    if post.example:
        return
    fact_owners = [use.fact.owner_id for use in one.uses if reason.code == "fact" and use.fact.owner_id]
    care = getattr(one.post, "care", None)
    told = [pk for pk in (care.owner_id if care else None, *fact_owners) if pk is not None]
    record(
        post.workspace_id, WORKER, "post.stopped", post, at=now, version=post.newest.number,
        users=told, trouble={**reason.what, "code": reason.code},
    )  # fmt: skip
