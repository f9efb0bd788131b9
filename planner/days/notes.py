"""Notes on days: written, changed and removed, each with an entry in the history."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from planner.days.models import DayNote
from planner.history.models import Actor
from planner.history.record import record
from planner.people.members import Refused
from planner.people.models import Workspace
from planner.plain import plain

MOST_A_DAY = 20


@transaction.atomic
def write(workspace: Workspace, by: Actor, day: date, text: str) -> DayNote:
    Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
    if DayNote.objects.filter(workspace=workspace, day=day).count() >= MOST_A_DAY:
        raise Refused(
            _("This day has %(most)s notes. Remove one before you add another.") % {"most": MOST_A_DAY}
        )
    note = DayNote.objects.create(workspace=workspace, day=day, text=_tidy(text), by_id=by.user_id)
    record(workspace.pk, by, "note.written", note, day=str(day), text=note.text)
    return note


@transaction.atomic
def change(note: DayNote, by: Actor, text: str, may_edit: bool) -> None:
    _only_ones_own(note, by, may_edit)
    tidy = _tidy(text)
    if tidy == note.text:
        return
    before, note.text = note.text, tidy
    note.save(update_fields=["text", "updated_at"])
    record(note.workspace_id, by, "note.changed", note, day=str(note.day), before=before, text=tidy)


@transaction.atomic
def remove(note: DayNote, by: Actor, may_edit: bool) -> None:
    _only_ones_own(note, by, may_edit)
    record(note.workspace_id, by, "note.removed", note, day=str(note.day), text=note.text)
    note.delete()


def _tidy(text: str) -> str:
    """One line. Raises Refused where there is nothing, or too much."""
    tidy = plain(text)
    if not tidy:
        raise Refused(_("Write a few words first."))
    if len(tidy) > DayNote.MOST:
        raise Refused(
            _("A note has at most %(most)s characters; this one has %(count)s.")
            % {"most": DayNote.MOST, "count": len(tidy)}
        )
    return tidy


def _only_ones_own(note: DayNote, by: Actor, may_edit: bool) -> None:
    """Editors change everybody's, others their own."""
    if not may_edit and note.by_id != by.user_id:
        raise Refused(_("This note is somebody else’s. Ask them, or an editor."))
