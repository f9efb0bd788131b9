"""A post that we had made there, and that is gone when we look whether it is out."""

from publishers.errors import CannotLook, Sentence
from publishers.errors import gettext_noop as _

TAKEN_BACK = _(
    "{network} no longer has this post: somebody deleted it there, perhaps after readers saw it. Drop it if "
    "that was meant. Sent again, it is published once more, and mailed once more where it goes by e-mail."
)


def taken_back(network: str) -> CannotLook:
    """What `find` raises of it: it may have been out, so that a person says whether it is to come again."""
    return CannotLook(Sentence(TAKEN_BACK, {"network": network}), code="taken_back", asks=True)
