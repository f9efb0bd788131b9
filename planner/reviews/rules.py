"""Whose yes counts. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Question:
    """Everything the rule looks at."""

    four_eyes: bool
    reviewer_id: int | None
    author_id: int | None
    editor_id: int | None


def refusal(question: Question) -> str:
    """Why this person's yes does not count; "" when it does."""
    if not question.four_eyes:
        return ""
    if question.reviewer_id is None:
        return str(_("Four eyes are asked for here, so a person must approve."))
    if question.reviewer_id == question.author_id:
        return str(
            _("You wrote this post, and four eyes are asked for here. Ask somebody else to approve it.")
        )
    if question.reviewer_id == question.editor_id:
        return str(_("You changed this post last, and four eyes are asked for here. Ask somebody else."))
    return ""
