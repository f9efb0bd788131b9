"""What is known of files that were brought or looked at, for the pages."""

import zlib
from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.channels.models import Channel
from planner.past.models import Brought, PastImport
from planner.past.plan import Plan, digest_of, plan
from planner.past.rows import PastPost
from planner.people.members import Refused
from planner.people.models import Workspace
from planner.states import WrongState

CHANGED = gettext_lazy("This is not the file that was shown. Look at it once more.")
FIRST = 25  # posts that are drawn of a file


def imports(workspace: Workspace) -> "QuerySet[PastImport]":
    """Those that made something, the newest first."""
    brought = PastImport.objects.filter(workspace=workspace).exclude(state="shown").defer("data")
    return brought.select_related("channel").annotate(made=Count("posts")).order_by("-pk")


def channel_of(workspace: Workspace, number: str) -> Channel:
    """The channel of this id. Raises Refused."""
    here = workspace.channels.here().select_related("workspace")
    found = here.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
    if found is None:
        raise Refused(_("Choose the channel on which these posts were published."))
    return found


def planned(one: PastImport) -> Plan | None:
    """What it would make now; None once it was brought or taken back, and while a worker writes it."""
    if one.is_running or one.data is None or one.state not in {"shown", "writing"}:
        return None
    return plan(zlib.decompress(one.data), one.channel, one.zone, one.made_at)


def posts(one: PastImport, of: Plan | None) -> "Sequence[PastPost] | QuerySet[Brought]":
    """The first of them."""
    if of is not None:
        return [post for _receipt, post in of.new[:FIRST]]
    return one.posts.select_related("post__head").order_by("line")[:FIRST]


def insist_on_same(digest: str, data: bytes, channel: Channel, zone: str) -> None:
    """What is written is what was looked at. Raises WrongState."""
    if digest != digest_of(data, channel, zone):
        raise WrongState(CHANGED)


def insist_on_shown(one: PastImport, digest: str) -> None:
    """What is written is what was shown. Raises WrongState."""
    if digest != one.digest:
        raise WrongState(CHANGED)
