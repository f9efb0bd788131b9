"""What can be done about a post from its freshness: one table from the button to the verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.freshness import caring, facts, judging, renewing
from planner.freshness.models import Fact
from planner.people.models import User
from planner.posts.models import Post
from planner.queues import evergreen
from planner.states import WrongState
from planner.writing import desk
from planner.writing.desk import Person


@dataclass(frozen=True, slots=True)
class Done:
    """The sentence that says so, and a new post where one was made."""

    said: str
    made: Post | None = None


def act(post: Post, what: str, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
    """Do one of ACTS. Raises NotAllowed, WrongState, NotPlanned."""
    if what not in ACTS:
        raise WrongState(_("Choose what to do."))
    return ACTS[what](post, typed, who, now)


def _still_valid(post: Post, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
    until = caring.still_valid(post, who, now).astimezone(post.workspace.zone)
    return Done(
        _("Noted with your name. It is read again by %(day)s.") % {"day": date_format(until, "j E Y")}
    )


def _override(post: Post, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
    many = caring.override(post, typed.get("reason", ""), who, now)
    said = ngettext(
        "Overridden, with your name and reason. What is found later blocks it again.",
        "%(n)s findings are overridden, with your name and reason. What is found later blocks it again.",
        many,
    )
    return Done(said % {"n": many})


def _refresh(post: Post, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
    return Done(
        _("This is the new draft. What is to be mended stands beside it."), renewing.refresh(post, who, now)
    )


def _again(post: Post, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
    renewing.offer_again(post, who, now)
    where = [str(one) for one in post.newest.channels() if evergreen.refuses_copies(one)]
    if not where:
        return Done(_("It is said again from now on, where a slot is free."))
    said = _("It is said again where a slot is free. %(where)s takes each wording once: write others for it.")
    return Done(said % {"where": ", ".join(where)})


def _care(post: Post, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
    asked = typed.get("owner", "")
    owner = User.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 16 else None
    season = typed.get("season_first", ""), typed.get("season_last", "")
    caring.look_after(post, caring.Terms(owner, *season, _day(typed.get("review_by", ""))), who, now)
    return Done(_("Saved."))


def _day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as wrong:
        raise WrongState(_("Write the day as year-month-day, like 2027-03-01.")) from wrong


def _use(post: Post, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
    who.insist_on_changing(post)
    facts.use(_fact(post, typed), [post], who, now)
    return Done(_("Noted. When the fact changes, this post is flagged."))


def _unuse(post: Post, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
    facts.no_longer_use(_fact(post, typed), post, who, now)
    return Done(_("Noted. The fact does not count for this post any more."))


def _at_the_desk(what: str) -> "Act":
    def at_the_desk(post: Post, typed: Mapping[str, str], who: Person, now: datetime) -> Done:
        who.insist_on_changing(post)
        said = desk.act(post, what, who, now)
        judging.judge_posts([post.pk], now)
        return Done(said)

    return at_the_desk


def _fact(post: Post, typed: Mapping[str, str]) -> Fact:
    asked = typed.get("fact", "")
    mine = Fact.objects.filter(workspace=post.workspace_id)
    found = mine.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 16 else None
    if found is None:
        raise WrongState(_("Choose a fact."))
    return found


Act = Callable[[Post, Mapping[str, str], Person, datetime], Done]
ACTS: Mapping[str, Act] = {
    "still_valid": _still_valid,
    "override": _override,
    "refresh": _refresh,
    "again": _again,
    "care": _care,
    "use": _use,
    "unuse": _unuse,
    "hold": _at_the_desk("hold"),
    "archive": _at_the_desk("archive"),
}
