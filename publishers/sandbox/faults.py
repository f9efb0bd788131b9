"""Trouble that the sandbox makes when asked: by an option of the post, or by `faults.json` in its folder.

`{"fault": "busy"}` strikes every time, `{"fault": "busy", "times": 2}` the next two times only, and
`{"fault": "slow", "seconds": 5}` says how slow.
"""

import json
import sqlite3
import time
from pathlib import Path

from publishers import ledger
from publishers.errors import Busy, Expired, PublisherError, Rejected, Sentence, Uncertain, Unreachable
from publishers.errors import gettext_noop as _

FAULTS = (
    ("", Sentence(_("None"))),
    ("reject", Sentence(_("Refuse the post"))),
    ("busy", Sentence(_("Ask to wait"))),
    ("expired", Sentence(_("End the sign-in"))),
    ("unreachable", Sentence(_("Cannot be reached"))),
    ("no_answer", Sentence(_("Take the post, but do not answer"))),
    ("lost", Sentence(_("Neither take the post nor answer"))),
    ("slow", Sentence(_("Answer slowly"))),
)
SCHEMA = "CREATE TABLE IF NOT EXISTS struck (plan TEXT PRIMARY KEY, times INTEGER NOT NULL)"


class Faults:
    """The trouble that is planned in one folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        try:
            path = Path(folder).expanduser() / "faults.json"
            read = json.loads(path.read_text()) if path.exists() else {}
        except (OSError, ValueError):
            read = {}
        self.plan = read if isinstance(read, dict) else {}

    def standing(self) -> str:
        """The fault that strikes every time, if there is one."""
        return "" if "times" in self.plan else str(self.plan.get("fault", ""))

    def strike(self, asked: str, deadline: float) -> str:
        """Raise what the fault raises before a post is taken; else return the fault's name."""
        fault = asked or self._planned()
        if fault == "slow":
            time.sleep(min(float(self.plan.get("seconds", 2)), 60))
        if time.monotonic() > deadline:
            raise Unreachable(Sentence(_("It was too late to begin sending, so nothing was sent.")))
        trouble = self._trouble(fault)
        if trouble:
            raise trouble
        return fault

    def silence(self) -> Uncertain:
        return Uncertain(Sentence(_("The sandbox did not answer.")), code="no_answer")

    def _trouble(self, fault: str) -> PublisherError | None:
        if fault == "reject":
            return Rejected(Sentence(_("The sandbox refuses this post.")), code="reject")
        if fault == "busy":
            return Busy(Sentence(_("The sandbox asks us to wait.")), retry_after=30, code="busy")
        if fault == "expired":
            return Expired(Sentence(_("The sandbox pretends that our sign-in ended.")), code="expired")
        if fault == "unreachable":
            return Unreachable(Sentence(_("The sandbox cannot be reached.")), code="unreachable")
        return self.silence() if fault == "lost" else None

    def _planned(self) -> str:
        """The fault of faults.json, while it has times left."""
        fault = str(self.plan.get("fault", ""))
        if not fault or "times" not in self.plan:
            return fault
        plan = json.dumps(self.plan, sort_keys=True)
        with ledger.opened(self.folder, "faults.sqlite3", SCHEMA) as struck:
            return fault if _count(struck, plan) <= int(self.plan["times"]) else ""


def _count(struck: sqlite3.Connection, plan: str) -> int:
    row = struck.execute(
        "INSERT INTO struck VALUES (?, 1) ON CONFLICT (plan) DO UPDATE SET times = times + 1 RETURNING times",
        (plan,),
    ).fetchone()
    return int(row[0])
