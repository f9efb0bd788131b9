"""Looking for our own among what an account has published."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from publishers.answer import read_moment
from publishers.message import Receipt, Remark
from publishers.meta.containers import FORGOTTEN, IN_PROGRESS, OUT, PUBLISHED, Containers
from publishers.meta.graph import incomplete

SKEW = timedelta(seconds=60)  # their clock may be behind ours
MOST_REMARKS = 300
COMMENT = "/c/"  # in a receipt, between the number of a post and that of a comment below it


def find_published(
    containers: Containers,
    handle: str,
    newest_first: Iterable[Mapping[str, Any]],
    is_ours: Callable[[Mapping[str, Any]], bool],
    since: datetime,
    known: Collection[str],
) -> Receipt | None:
    """Ours among what was published since then. Raises where container and list do not tell the same.

    The container says whether it is out, the list where: it is None only where both say that it is not. One
    that is forgotten says nothing: it may have been out, and been taken back. What others of us said in the
    same words (`known`) proves nothing of ours.
    """
    network = containers.graph.network
    state = PUBLISHED if handle.startswith(OUT) else containers.state_of(handle, is_old=True)
    for one in newest_first:
        at, number = read_moment(one.get("timestamp")), one.get("id")
        if at is None or not isinstance(number, str):
            raise incomplete(network)
        if at < since - SKEW:
            break
        if is_ours(one) and number not in known:
            return Receipt(number, str(one.get("permalink") or ""), at)
    if state in (FORGOTTEN, IN_PROGRESS, PUBLISHED):
        raise incomplete(network)  # it may be out, or about to be, and the list does not have it
    return None


def is_same(theirs: Any, ours: str) -> bool:
    """Do both say the same, whatever became of blanks?"""
    return "".join(str(theirs or "").split()) == "".join(ours.split())


def in_order(remarks: Iterable[Remark | None], since: datetime) -> tuple[Remark, ...]:
    """Those since then, oldest first, at most a few hundred."""
    found = {one.id: one for one in remarks if one is not None and one.at >= since}
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.id)))[-MOST_REMARKS:]
