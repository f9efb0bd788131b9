"""After a restore: a letter that waited when the backup was made may have left since."""

from datetime import datetime

from planner.mailings import opening, settling
from planner.mailings.models import Mailing
from publishers.errors import Rejected, Sentence, gettext_noop

RESTORED = gettext_noop(
    "It was restored from a backup of {at} UTC: nobody knows which of these letters have left since."
)


def doubt_all(made_at: datetime, now: datetime) -> int:
    """None of them leaves again by itself: a person decides. How many letters that are.

    What was taken before the backup and not addressed yet is addressed first, so that it is doubted too.
    """
    while opening.open_all(now):
        pass
    trouble = Rejected(Sentence(RESTORED, {"at": f"{made_at:%Y-%m-%d %H:%M}"}), code="restored")
    doubted = 0
    for mailing in Mailing.objects.filter(closed_at=None).select_related("channel", "delivery"):
        left = mailing.envelopes.filter(state__in=("waiting", "sending"))
        doubted += left.update(state="unknown", said="", next_try_at=None)
        settling.stand(mailing, trouble, now)
        Mailing.objects.filter(pk=mailing.pk).update(owner="", lease_until=None)
    return doubted
