"""What the page of reports lists: months, campaigns, goals, links, and who is sent what."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from planner.campaigns.models import Campaign
from planner.notices.reach import mail_goes_out
from planner.people.groups import Contact
from planner.people.models import Membership, User, Workspace
from planner.people.permissions import Role
from planner.reports import said
from planner.reports.digest import next_things
from planner.reports.links import LIFETIMES, USUAL
from planner.reports.models import Goal, ReportLink, Subscription
from planner.reports.progress import Progress, progress
from planner.reports.span import month_named, months_until

MONTHS = 12


def listed(membership: Membership, now: datetime) -> dict[str, Any]:
    """For the template."""
    workspace, user = membership.workspace, membership.user
    today = now.astimezone(workspace.zone).date()
    campaigns = Campaign.objects.filter(workspace=workspace)
    goals = Goal.objects.filter(workspace=workspace).select_related("channel", "campaign", "workspace")
    sent = Subscription.objects.filter(workspace=workspace).select_related("user", "contact")
    return {
        "months": [(span.month, said.of_month(span.first)) for span in months_until(today, MONTHS)],
        "campaigns": campaigns.order_by("archived_at", "-starts_on", "name")[:50],
        "goals": [_goal(progress(goal, today)) for goal in goals],
        "links": links_of(workspace, now),
        "subscriptions": [one for one in sent if one.user_id != user.pk],
        "mine": {one.kind for one in sent if one.user_id == user.pk},
        "kinds": Subscription.Kind.choices,
        "readers": readers(workspace, user),
        "mail": mail_goes_out(),
        "next_things": next_things(membership, now),
    }  # fmt: skip


def _goal(one: Progress) -> tuple[Any, ...]:
    return one, said.goal(one.goal), said.expected(one), said.count(one.have), said.CHANCES[one.chance]


def links_of(
    workspace: Workspace, now: datetime, where: Q | None = None
) -> list[tuple[ReportLink, str, bool]]:
    """Links that open something or did lately, what each opens, and whether it is live."""
    rows = ReportLink.objects.filter(where or Q(), workspace=workspace).select_related(
        "campaign", "made_by", "contact"
    )
    return [(link, _of(link), link.is_live(now)) for link in rows[:50]]


def _of(link: ReportLink) -> str:
    span = month_named(link.month)
    return link.campaign.name if link.campaign else said.of_month(span.first) if span else link.month


def readers(workspace: Workspace, user: User) -> list[tuple[str, str]]:
    """Whom reports can be sent to, besides oneself: members who see them, and clients' contacts."""
    members = workspace.memberships.exclude(role=Role.CLIENT).exclude(user=user).select_related("user")
    contacts = Contact.objects.filter(workspace=workspace, removed_at=None).select_related("group")
    found = [(f"user-{one.user_id}", str(one.user)) for one in members.order_by("user__name", "pk")]
    return found + [(f"contact-{one.pk}", f"{one} ({one.group})") for one in contacts]


def choices() -> dict[str, Any]:
    return {"lifetimes": LIFETIMES, "usual": USUAL}
