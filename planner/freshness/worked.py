"""What worked in a post that is written anew: kept as it was known then, told in anybody's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import ngettext

from planner.freshness.success import LEAST
from planner.insights import said
from planner.insights.compare import Verdict
from planner.insights.findings import PERIODS, Group, Period, read
from planner.insights.lift import percent
from planner.insights.models import Fitted, Outcome
from planner.posts.models import Post

Line = dict[str, Any]


def worked(post: Post) -> list[Line]:
    """On which channel it did better than usual there, and what of its kind did; or nothing."""
    rows = Outcome.objects.filter(delivery__post=post, lift_posts__gte=LEAST, log_lift__gt=0)
    best = rows.select_related("channel").order_by("-log_lift", "pk").first()
    if best is None:
        return []
    lifted = {
        "channel": best.channel.name,
        "percent": percent(best.log_lift or 0),
        "age": best.lift_age,
        "posts": best.lift_posts,
    }
    return [{"code": "lift"} | lifted, *_better(post, best.format)]


def told(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    return [_lift(line) if line["code"] == "lift" else _group(line) for line in lines]


def _better(post: Post, shape: str) -> Iterator[Line]:
    """Its pillar, campaign, kind, tags and format, where those did clearly better in the last year."""
    labels = {("kind", post.kind), ("format", shape)} | {("tag", tag.name) for tag in post.tags.all()}
    labels |= {(by, str(one)) for by, one in (("pillar", post.pillar), ("campaign", post.campaign)) if one}
    fitted = Fitted.objects.filter(workspace=post.workspace, channel=None).first()
    year = read(fitted.found).periods.get(str(PERIODS[-1]), Period()) if fitted else Period()
    for one in year.groups:
        if (one.by, one.name) in labels and one.result and one.result.verdict is Verdict.BETTER:
            found = {name: getattr(one.result, name) for name in ("ratio", "low", "high")}
            yield {"code": "group", "by": one.by, "name": one.name} | found


def _lift(line: Mapping[str, Any]) -> str:
    known = {
        "channel": line["channel"],
        "percent": said.signed(line["percent"]),
        "age": said.hours(line["age"] or 0),
        "n": line["posts"],
    }
    words = ngettext(
        "On %(channel)s it did %(percent)s against %(n)s post before it, %(age)s after it was out.",
        "On %(channel)s it did %(percent)s against %(n)s posts before it, %(age)s after it was out.",
        line["posts"],
    )
    return words % known


def _group(line: Mapping[str, Any]) -> str:
    one = Group(line["by"], line["name"], 0, None)
    return said.against_others(one, line["ratio"], line["low"], line["high"])
