"""Look at the addresses that posts name: bounded in time, politely, and never in anybody's request.

The look itself is planner/ahead's, with its memory: what the composer or the check before sending has just
seen is not asked for again. Posts are never changed by what is found.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from planner import outside
from planner.ahead import link_looks
from planner.ahead.link_looks import LinkLook
from planner.freshness import judging
from planner.freshness.link_states import FAILED, Standing, after, next_look
from planner.freshness.models import LinkCheck, LinkUse
from planner.rounds import Round

ROUND = Round(20)
MOST = 120  # addresses in one round
OF_A_HOST = 4  # addresses of one host in one round
FRESH = timedelta(minutes=10)
UNCERTAIN = 3  # hosts: where none of so many can be reached, it is we who are not connected


def look_due(now: datetime) -> int:
    """A round of the timer. How many addresses were learned about."""
    learned = _learn(_seen_by_others(now), now)
    due = list(_due(now))
    asked = []
    for check in ROUND.over(due):
        link_looks.look([check.address], outside.web(), now, believed=timedelta(minutes=30))
        asked.append(check)
    return learned + _learn(asked, now)


def _due(now: datetime) -> Iterator[LinkCheck]:
    """Those whose time has come and that a post still names, a few of each host. Examples name nobody's."""
    named = Exists(LinkUse.objects.filter(check_of=OuterRef("pk"), post__example=False))
    rows = LinkCheck.objects.filter(named, next_at__lte=now).order_by("next_at", "pk")
    hosts: Counter[str] = Counter()
    for check in rows[: MOST * 3]:
        hosts[check.host] += 1
        if hosts[check.host] <= OF_A_HOST and sum(min(n, OF_A_HOST) for n in hosts.values()) <= MOST:
            yield check


def _seen_by_others(now: datetime) -> list[LinkCheck]:
    """What composer and preflight have asked since."""
    looks = LinkLook.objects.filter(looked_at__gt=now - FRESH).exclude(kind="")
    return list(LinkCheck.objects.filter(print__in=looks.values("print")))


def _learn(checks: Collection[LinkCheck], now: datetime) -> int:
    """Bring what is kept up to what was seen, and judge the posts anew for which that makes a difference."""
    looks = LinkLook.objects.filter(print__in={check.print for check in checks}).exclude(kind="")
    seen = {look.print: look for look in looks}
    fresh = [(check, seen[check.print]) for check in checks if _is_news(check, seen.get(check.print))]
    if _we_are_alone(fresh):
        LinkCheck.objects.filter(pk__in=[check.pk for check, _look in fresh]).update(next_at=now + FRESH)
        return 0
    changed = [check.pk for check, look in fresh if _write(check, look)]
    posts = LinkUse.objects.filter(check_of__in=changed).values_list("post_id", flat=True)
    judging.judge_posts(sorted(set(posts)), now)
    return len(fresh)


def _is_news(check: LinkCheck, look: LinkLook | None) -> bool:
    return look is not None and (check.looked_at is None or look.looked_at > check.looked_at)


def _we_are_alone(fresh: Iterable[tuple[LinkCheck, LinkLook]]) -> bool:
    """Not one of several hosts answered: that says more of our own connection than of theirs."""
    hosts: dict[str, bool] = {}
    for check, look in fresh:
        hosts[check.host] = hosts.get(check.host, False) or look.kind not in FAILED - {"gone"}
    return len(hosts) >= UNCERTAIN and not any(hosts.values())


def _write(check: LinkCheck, look: LinkLook) -> bool:
    """Whether its state is another than before."""
    before = Standing(
        check.state, check.since, check.failures, check.failed_since, check.why, check.looked_at
    )
    now = after(before, look.kind, look.looked_at)
    LinkCheck.objects.filter(pk=check.pk).update(
        state=now.state, since=now.since, failures=now.failures, failed_since=now.failed_since, why=now.last,
        final="" if look.final == check.address else look.final[:2000], looked_at=look.looked_at,
        next_at=next_look(now, look.looked_at),
    )  # fmt: skip
    return now.state != check.state
