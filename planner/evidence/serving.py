"""A pack as a file that a browser saves or a program reads."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language

from planner.evidence import check
from planner.evidence.editions import Edition
from planner.evidence.pack import NothingThere, Pack, Wanted, pack
from planner.evidence.page import page
from planner.people.request import MemberRequest
from planner.schedule.days import month_of, within_reach

TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}


class Pieces:
    """What is sent; the server closes it when it is sent, or when nobody listens any more."""

    def __init__(self, one: Pack, pieces: Iterable[bytes]) -> None:
        self.pack, self.pieces = one, pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)

    def close(self) -> None:
        self.pack.close()


def edition_of(text: str) -> Edition:
    """As an address says it; the whole one where it says nothing that is known."""
    return Edition.CLIENT if text == Edition.CLIENT else Edition.WHOLE


def month_in(text: str, today: date) -> date:
    """The first day of the month that an address names, or of the present one."""
    return within_reach(month_of(text, today))


def served(request: MemberRequest, wanted: Wanted, form: str, now: Any) -> HttpResponseBase:
    """The pack to be saved under a name of its own. Raises Http404."""
    form = form if form in TYPES else "json"
    try:
        made = pack(wanted, request.actor, now)
    except NothingThere:
        raise Http404 from None
    pieces = page(made, get_language() or "en") if form == "html" else made.chunks()
    headers = {
        "Content-Type": TYPES[form],
        "Content-Disposition": f'attachment; filename="{wanted.name}.{form}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(Pieces(made, pieces), headers=headers)


def checker() -> HttpResponse:
    """The program that checks a pack, to be given away with it."""
    text = Path(check.__file__).read_text(encoding="utf-8")
    headers = {"Content-Disposition": 'attachment; filename="check.py"'}
    return HttpResponse(text, content_type="text/x-python; charset=utf-8", headers=headers)
