"""Four eyes: whose yes counts beside the author's and the last editor's. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Question:
    """Everything the rule looks at. `reviewer_id` is a member; a client's contact is known by the address."""

    four_eyes: bool
    reviewer_id: int | None
    author_id: int | None
    editor_id: int | None
    seat_id: int | None = None  # in whose place it is said
    address: str = ""  # of a contact
    wrote_from: Collection[str] = ()  # the addresses of author and last editor


def refusal(question: Question) -> str:
    """Why this person's yes does not count; "" when it does."""
    if not question.four_eyes:
        return ""
    if question.address:
        wrote = {address.lower() for address in question.wrote_from}
        return str(WROTE_IT) if question.address.lower() in wrote else ""
    if question.reviewer_id is None:
        return str(_("Four eyes are asked for here, so a person must approve."))
    if question.reviewer_id == question.author_id:
        return str(WROTE_IT)
    if question.reviewer_id == question.editor_id:
        return str(_("You changed this post last, and four eyes are asked for here. Ask somebody else."))
    if question.seat_id is not None and question.seat_id in {question.author_id, question.editor_id}:
        return str(_("You stand in for somebody who wrote this, and four eyes are asked for here."))
    return ""


WROTE_IT = _("You wrote this post, and four eyes are asked for here. Ask somebody else to approve it.")
