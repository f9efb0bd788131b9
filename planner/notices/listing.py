"""The notices that a person's page shows, newest first, and reading them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from planner.notices.kinds import KINDS, Kind
from planner.notices.models import Dispatch, Notice
from planner.notices.telling import Told, tell, way_word
from planner.people.models import User, Workspace
from planner.sentences import said

PAGE = 50
GROUPS: dict[str, tuple[str, ...]] = {  # what the page filters by
    "answers": ("review", "reminder", "late", "urgent"),
    "posts": ("approved", "step_approved", "changes", "rejected", "void", "assigned"),
    "words": ("comment", "mention", "suggestion"),
    "troubles": (
        "failed",
        "missed",
        "held",
        "by_hand",
        "blocked",
        "letters",
        "unplanned",
        "channel",
        "untold",
    ),
}

TONES = {
    **{name: name for name in ("failed", "missed", "held", "blocked", "approved", "changes", "rejected")},
    "review": "in_review",
    "reminder": "in_review",
    "late": "missed",
    "void": "changes",
    "untold": "failed",
    "channel": "held",
    "urgent": "in_review",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line. `untold`: by which ways it did not arrive, and why."""

    notice: Notice
    kind: Kind
    told: Told
    untold: tuple[str, ...]

    @property
    def tone(self) -> str:
        """The colour of the stage that it comes nearest to."""
        return TONES.get(self.kind.name, "draft")


def listed(user: User, workspace: Workspace, group: str = "", before: int | None = None) -> list[Shown]:
    """At most a page and one more."""
    found = Notice.objects.shown_to(user, workspace).order_by("-pk")
    if group == "unread":
        found = found.unread()
    elif group in GROUPS:
        found = found.filter(kind__in=GROUPS[group])
    if before is not None:
        found = found.filter(pk__lt=before)
    notices = list(found.select_related("workspace", "post__head", "delivery")[: PAGE + 1])
    failed = _failed(notices)
    return [Shown(one, KINDS[one.kind], tell(one), tuple(failed.get(one.pk, ()))) for one in notices]


def read(user: User, workspace: Workspace, ids: Iterable[int] | None, now: datetime) -> int:
    """Mark these as read, or all where `ids` is None. How many were new."""
    unread = Notice.objects.filter(workspace=workspace, user=user).unread()
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=now)


def _failed(notices: Sequence[Notice]) -> dict[int, list[str]]:
    """What to say of the ways that did not work out."""
    found: dict[int, list[str]] = {}
    lost = Dispatch.objects.filter(notice__in=[one.pk for one in notices], state__in=("gave_up", "unsure"))
    for one in lost.order_by("pk"):
        values = {"way": way_word(one.way), "reason": said(one.trouble)}
        template = (
            _("It could not be told by %(way)s: %(reason)s")
            if one.state == "gave_up"
            else _("It may have been sent by %(way)s: %(reason)s")
        )
        found.setdefault(one.notice_id, []).append(template % values)
    return found
