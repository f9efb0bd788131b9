"""How long this workspace's reviews take, and which posts would miss their time at that pace.

A review is one way from being asked to the yes, through all rounds: who is asked for changes goes on waiting.
One that was taken back, rejected or archived ended without a yes, and one that is under way has none yet:
both say only that it took at least so long. Hours are counted on the workspace's own clock (hours.py), which
rests at night and at weekends where its people do (docs/decisions/0024-forecast.md). Holidays, and who is
away, it does not know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Left, Mod
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.history.models import Entry
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.reviews import forecast as numbers
from planner.reviews.forecast import ENOUGH, Pace, Range, Tally, Wait, Wish
from planner.reviews.hours import Hours, hours_of
from planner.reviews.models import Review, Turn

BACK = timedelta(days=90)
ACTS = ("post.submitted", "post.approved", "post.withdrawn", "post.rejected", "post.archived")
PLACES = 10007  # a prime; another one scatters the numbers of posts over them
ENOUGH_TO_READ = 300  # reviews: of so many the pace is known to three per cent
MOST_TURNS = 500
SHOWN, LIKELY = 5, 0.5


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A post that may miss its time; `chance` from 0 to 1."""

    post_id: int
    name: str
    planned_at: datetime
    chance: float
    is_asked: bool

    @property
    def percent(self) -> int:
        return round(self.chance * 100)


@dataclass(frozen=True, slots=True)
class Part:
    """Some posts with a time ahead of them, and how many of them miss it."""

    posts: int
    misses: Range


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected. With too little history only `finished` says anything."""

    finished: int
    is_enough: bool
    asked: Part
    unasked: Part
    at_risk: tuple[AtRisk, ...]
    chances: Mapping[int, float] = field(default_factory=dict)  # by post: that it misses its time

    @property
    def sentences(self) -> list[str]:
        """In the reader's language; none where nothing with a time waits."""
        if not self.asked.posts + self.unasked.posts:
            return []
        if not self.is_enough:
            few = ngettext(
                "There is too little history to say which posts will miss their time "
                "(%(n)s review; %(enough)s are needed).",
                "There is too little history to say which posts will miss their time "
                "(%(n)s reviews; %(enough)s are needed).",
                self.finished,
            )
            return [few % {"n": self.finished, "enough": ENOUGH}]
        return [*_asked(self.asked), *_unasked(self.unasked)]


@dataclass
class Lot:
    """Posts that are held against the same pace."""

    pace: Pace
    is_asked: bool
    posts: list[Any] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)

    def tally(self) -> Tally:
        return numbers.tally(self.pace, self.wishes)


def forecast(workspace: Workspace, now: datetime) -> Forecast:
    """What waits for a yes in this workspace and has a time ahead. Four queries at the most."""
    begun, waits, hours = _reviews(workspace, now)
    pace = numbers.pace(waits)
    posts = [post for post in _open(workspace, now) if post["state"] != "draft" or workspace.needs_review]
    steps = _paces_of_steps(workspace, hours, now) if any(_is_last_of_many(post) for post in posts) else {}
    lots: dict[tuple[bool, int], Lot] = {}
    for post in posts:
        wish, its = _wish(post, pace, steps, begun, hours, hours.at(now))
        is_asked = post["state"] != "draft"
        lot = lots.setdefault((is_asked, id(its)), Lot(its, is_asked))
        lot.posts.append(post)
        lot.wishes.append(wish)
    tallies = [(lot, lot.tally()) for lot in lots.values()]
    return Forecast(
        pace.finished,
        pace.is_enough,
        _part([tally for lot, tally in tallies if lot.is_asked]),
        _part([tally for lot, tally in tallies if not lot.is_asked]),
        _at_risk(tallies) if pace.is_enough else (),
        _chances(tallies) if pace.is_enough else {},
    )


def _part(tallies: Sequence[Tally]) -> Part:
    return Part(sum(len(one.chances) for one in tallies), numbers.summed(tallies))


def _at_risk(tallies: Sequence[tuple[Lot, Tally]]) -> tuple[AtRisk, ...]:
    """Those that rather miss their time than not, the surest first."""
    risks = (
        (-chance, post["planned_at"], post["pk"], lot.is_asked, post)
        for lot, tally in tallies
        for post, chance in zip(lot.posts, tally.chances, strict=True)
        if chance >= LIKELY
    )
    first = nsmallest(SHOWN, risks)
    return tuple(AtRisk(pk, _name(post), at, -chance, asked) for chance, at, pk, asked, post in first)


def _chances(tallies: Sequence[tuple[Lot, Tally]]) -> dict[int, float]:
    pairs = (zip(lot.posts, tally.chances, strict=True) for lot, tally in tallies)
    return {post["pk"]: chance for each in pairs for post, chance in each}


def _name(post: Any) -> str:
    return str(post["head__title"] or post["words"].strip().split("\n")[0].lstrip("# "))


def _reviews(workspace: Workspace, now: datetime) -> tuple[dict[int, datetime], list[Wait], Hours]:
    """Since when each post waits that was asked about lately, how long each review took or has taken, and the
    clock that this is measured on.

    Of many reviews some are read, over the whole time: a half or a tenth of the posts, by their numbers
    scattered, so that it has nothing to do with how long they took, nor with whatever comes in turns. The
    newest alone would be the quick ones.
    """
    acts = Entry.objects.filter(workspace=workspace, act__in=ACTS, at__gte=now - BACK)
    if (every := -(-acts.filter(act="post.approved").count() // ENOUGH_TO_READ)) > 1:
        acts = acts.annotate(place=Mod(F("thing_id") * 7919, PLACES)).filter(place__lt=PLACES // every)
    read = sorted(acts.values_list("at", "act", "thing_id"))
    hours = hours_of((at for at, act, _post in read if act == "post.approved"), workspace.zone)
    begun: dict[int, datetime] = {}
    waits: list[Wait] = []
    for at, act, post in read:
        if act == "post.submitted":
            begun.setdefault(post, at)
        elif (since := begun.pop(post, None)) is not None:
            waits.append(Wait(hours.between(since, at), act == "post.approved"))
    waits += [Wait(hours.between(since, now), is_over=False) for since in begun.values()]
    return begun, waits, hours


def _open(workspace: Workspace, now: datetime) -> list[Any]:
    posts = Post.objects.filter(
        workspace=workspace,
        state__in=("draft", "in_review", "changes"),
        planned_at__gt=now,
        head__isnull=False,
    )
    names = ("pk", "state", "planned_at", "asked_at", "steps_done", "steps_asked", "head__title")
    return list(posts.values(*names, words=Left("head__text", 80)))


def _is_last_of_many(post: Any) -> bool:
    return bool(post["state"] == "in_review" and 1 < post["steps_asked"] == post["steps_done"] + 1)


def _wish(
    post: Any,
    pace: Pace,
    steps: "dict[int, tuple[datetime, Pace]]",
    begun: dict[int, datetime],
    hours: Hours,
    now: float,
) -> tuple[Wish, Pace]:
    """How long it has waited and how long it can, and the pace to hold that against. `now`: on that clock.

    Where only one step is left and enough is known of it, that step's; else that of whole reviews. Of a post
    that was sent back before, and that was not among those read, only the last asking is known.
    """
    left = hours.at(post["planned_at"]) - now
    if post["state"] == "draft":
        return Wish(0.0, left), pace
    if _is_last_of_many(post) and post["pk"] in steps:
        since, its = steps[post["pk"]]
        if its.is_enough:
            return Wish(max(0.0, now - hours.at(since)), left), its
    asked = begun.get(post["pk"]) or post["asked_at"]
    return Wish(max(0.0, now - hours.at(asked)) if asked else 0.0, left), pace


def _paces_of_steps(workspace: Workspace, hours: Hours, now: datetime) -> "dict[int, tuple[datetime, Pace]]":
    """By post, since when its step waits, and the pace of that step."""
    yes = Review.objects.filter(
        post=OuterRef("post"), step=OuterRef("step"), answer=Review.Answer.YES, at=OuterRef("closed_at")
    )
    turns = Turn.objects.filter(post__workspace=workspace, opened_at__gte=now - BACK)
    newest = (
        turns.order_by(F("closed_at").desc(nulls_first=True), "-pk")
        .annotate(is_over=Exists(yes))
        .values_list("post_id", "step", "opened_at", "closed_at", "is_over")[:MOST_TURNS]
    )
    waits: dict[str, list[Wait]] = {}
    waiting: dict[int, tuple[datetime, str]] = {}
    for post, step, opened, closed, is_over in newest:
        waits.setdefault(step, []).append(Wait(hours.between(opened, closed or now), is_over))
        if closed is None:
            waiting[post] = opened, step
    paces = {step: numbers.pace(those) for step, those in waits.items()}
    return {post: (since, paces[step]) for post, (since, step) in waiting.items()}


def _asked(part: Part) -> list[str]:
    if not part.posts:
        return []
    said = ngettext(
        "At the usual pace %(misses)s of %(n)s post that waits for a yes will miss its time "
        "(likely %(range)s).",
        "At the usual pace %(misses)s of %(n)s posts that wait for a yes will miss their time "
        "(likely %(range)s).",
        part.posts,
    )
    return [said % _values(part)]


def _unasked(part: Part) -> list[str]:
    if not part.posts:
        return []
    said = ngettext(
        "Of %(n)s draft with a time nobody was asked about, %(misses)s would miss it if somebody asked now "
        "(likely %(range)s).",
        "Of %(n)s drafts with a time nobody was asked about, %(misses)s would miss it if somebody asked now "
        "(likely %(range)s).",
        part.posts,
    )
    return [said % _values(part)]


def _values(part: Part) -> dict[str, object]:
    one = part.misses
    between = _("%(low)s to %(high)s") % {"low": one.low, "high": one.high}
    return {
        "misses": min(max(round(one.expected), one.low), one.high),
        "n": part.posts,
        "range": between if one.low != one.high else str(one.low),
    }
