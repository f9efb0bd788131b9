"""The workspace somebody used last: for the front page, and for the frame of pages about themselves."""

from typing import Any

from planner.people.models import Membership


def last_used(request: Any) -> Membership | None:
    """The one this session was in last; else the one they joined last."""
    mine = Membership.objects.filter(user=request.user).select_related("workspace", "user").order_by("-pk")
    slug = request.session.get("workspace", "")
    found = list(mine)
    return next((one for one in found if one.workspace.slug == slug), found[0] if found else None)
