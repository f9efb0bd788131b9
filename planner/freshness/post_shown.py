"""One post's freshness as its page shows it."""

from datetime import datetime
from typing import Any

from planner.freshness import worked
from planner.freshness.facts_said import suggested
from planner.freshness.models import Care, Fact, FactUse, LinkUse, Refresh
from planner.freshness.telling import MEANINGS, told
from planner.freshness.todo import row_of
from planner.people.models import User
from planner.people.permissions import Verb
from planner.posts.models import Post
from planner.writing.desk import Person


def post_shown(post: Post, who: Person, now: datetime) -> dict[str, Any]:
    """Everything of the page."""
    row = row_of(post)
    uses = list(FactUse.objects.filter(post=post).select_related("fact").order_by("fact__name"))
    stated = {use.fact_id for use in uses}
    facts = [one for one in Fact.objects.filter(workspace=post.workspace) if one.pk not in stated]
    near = suggested(post.newest, facts)
    links = LinkUse.objects.filter(post=post).select_related("check_of").order_by("pk")
    return {
        "post": post,
        "row": row,
        "means": MEANINGS[row.judged.action] if row else "",
        "uses": [(use, use.fact.changed_at > use.seen_at) for use in uses],
        "suggested": near,
        "others": [one for one in facts if one not in near],
        "links": [link.check_of for link in links],
        "care": Care.objects.filter(post=post).select_related("owner").first(),
        "people": User.objects.filter(memberships__workspace=post.workspace).order_by("name"),
        "may_change": who.may_change(post),
        "may_override": Verb.PUBLISH in who.verbs,
        **renewal(post),
    }


def renewal(post: Post) -> dict[str, Any]:
    """What it renews, with what was to be mended there and what worked, and what renews it."""
    renews = Refresh.objects.filter(new=post).select_related("old__head").first()
    renewed = Refresh.objects.filter(old=post).select_related("new__head").order_by("-at").first()
    lines = told(renews.lines) if renews else []
    did = worked.told(renews.worked) if renews else []
    return {"renews": renews, "renewed_by": renewed, "to_mend": lines, "worked": did}


def panel(post: Post) -> dict[str, Any]:
    """What other pages show of it: a few queries."""
    return {"freshness": row_of(post), **renewal(post)}
