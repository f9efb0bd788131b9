"""A report as a PDF, set by typst in a process of its own: bounded in time and memory, a few at once.

Words travel as JSON and are set as text, so that a title full of marks comes out as it was written.
"""

import json
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from planner.plain import visible
from planner.reports.document import Cell, Document, Section

PROGRAM = Path(__file__).with_name("typeset.py")
LONGEST = 20  # seconds
AT_ONCE = threading.BoundedSemaphore(2)
PATIENCE = 10  # seconds to wait for a place


class NotMade(Exception):
    """There is no PDF now; the text says why to whoever asked."""


def pdf(document: Document) -> bytes:
    """Do not hold a transaction meanwhile. Raises NotMade."""
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise NotMade(_("Several reports are being set just now. Try again in a moment."))
    try:
        done = subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps(_data(document)).encode(),
            capture_output=True,
            timeout=LONGEST,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise NotMade(_("The PDF took too long. Save the report as CSV, or print the page.")) from None
    finally:
        AT_ONCE.release()
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise NotMade(_("The PDF could not be made. Save the report as CSV, or print the page."))
    return done.stdout


def _data(document: Document) -> dict[str, Any]:
    """As report.typ reads it."""
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "house": visible(document.house),
        "title": visible(document.title),
        "span": document.span,
        "foot": document.foot,
        "figures": [asdict(one) for one in document.figures],
        "words": {"can": _("What can be said"), "cannot": _("What cannot be said")},
        "can": [visible(one) for one in document.can],
        "cannot": [visible(one) for one in document.cannot],
        "sections": [_section(one) for one in document.sections],
    }


def _section(one: Section) -> dict[str, Any]:
    table = one.table and {
        "head": list(one.table.head),
        "numeric": sorted(one.table.numeric),
        "rows": [[_cell(cell) for cell in cells] for cells in one.table.rows],
    }
    return {"title": one.title, "note": one.note, "nothing": one.nothing, "table": table}


def _cell(one: Cell) -> dict[str, Any]:
    link = one.link if one.link.startswith("http") else f"{settings.PUBLIC_URL}{one.link}" if one.link else ""
    share = one.share and {name: one.share.of_hundred[name] for name in ("share", "low", "high", "target")}
    return {"text": visible(one.text), "small": visible(one.small), "link": link, "share": share}
