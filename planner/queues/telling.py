"""The next free slot in a sentence: when it is, and why not sooner."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.day_names import within
from planner.queues.free import Found
from planner.queues.slots import Skipped, Why
from planner.walltime import Change, When

TOLD = 3  # reasons in one sentence; the rest is counted


def sentence(found: Found, names: Mapping[int, str]) -> str:
    """ "Thursday 26 Nov, 10:00. Skipped: Wed 18:00 is taken by “Spring fair”." `names` are the channels'."""
    if found.place is None:
        whole = [_("There is no free slot.")]
    else:
        whole = [_("%(when)s.") % {"when": moment(found.place.when)}]
        if moved := explained(found.place.when):
            whole.append(moved)
        if found.place.slot is not None:
            whole.append(
                _("An hour we are trying out; the slot itself is at %(wall)s.")
                % {"wall": found.place.slot.wall[11:16]}
            )
    if told := list(reasons(found, names)):
        more = len(found.skipped) - len(told)
        if more > 0:
            told.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
        whole.append(_("Skipped: %(reasons)s.") % {"reasons": "; ".join(told)})
    return " ".join(whole)


def reasons(found: Found, names: Mapping[int, str], most: int = TOLD) -> Iterator[str]:
    """The first few reasons, each a part of a sentence. What merely lies in the past is not worth telling."""
    worth = [one for one in found.skipped if one.why is not Why.PAST or len(found.skipped) == 1]
    return (reason(one, names) for one in islice(worth, most))


def reason(skipped: Skipped, names: Mapping[int, str]) -> str:
    said = {
        "when": short(skipped.when) if skipped.when else "",
        "what": skipped.what or _("Untitled"),
        "channel": names.get(skipped.channel_id, ""),
    }
    return _TEMPLATES[skipped.why]() % said


def moment(when: When) -> str:
    """Thursday 26 Nov, 10:00; with the year where it is another."""
    wall = datetime.fromisoformat(when.wall)
    return date_format(wall, _("l j M, H:i"))


def short(when: When) -> str:
    return within(date_format(datetime.fromisoformat(when.wall), _("D j M H:i")))


def explained(when: When) -> str:
    """What the clocks do at this slot; "" on most days."""
    if when.change is Change.GAP:
        asked, moved = when.asked[11:16], when.wall[11:16]
        return _("The clocks go forward that night: %(asked)s does not exist, so it is %(moved)s.") % {
            "asked": asked,
            "moved": moved,
        }
    if when.change is Change.FOLD:
        return _("The clocks go back that night: %(wall)s comes twice, and the first is meant.") % {
            "wall": when.wall[11:16]
        }
    return ""


_TEMPLATES = {
    Why.TAKEN: lambda: _("%(when)s is taken by “%(what)s”"),
    Why.HELD: lambda: _("%(when)s is kept for “%(what)s”, which is on hold"),
    Why.TRIED: lambda: _("%(when)s went to “%(what)s”, which tries another hour"),
    Why.PAST: lambda: _("%(when)s has passed"),
    Why.PILLAR: lambda: _("%(when)s is for “%(what)s”"),
    Why.EXPIRED: lambda: _("by %(when)s the post is no longer valid"),
    Why.HOLIDAY: lambda: _("%(when)s is a public holiday: %(what)s"),
    Why.FULL: lambda: _("by %(when)s the network takes no more posts on %(channel)s"),
    Why.PAUSED: lambda: _("%(channel)s is paused or has to be connected again"),
    Why.NO_SLOTS: lambda: _("%(channel)s has no slots yet"),
}
