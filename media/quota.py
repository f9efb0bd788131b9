"""How much room a library takes, and how much it may."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from media.models import Library, Upload
from media.store import NoRoom


class Full(NoRoom):
    """The library may not take more; the sentence says how much it holds and what to do."""


@dataclass(frozen=True, slots=True)
class Usage:
    """In bytes. `most` is 0 where there is no bound."""

    used: int
    most: int

    @property
    def left(self) -> int | None:
        """None: as much as there is."""
        return max(0, self.most - self.used) if self.most else None


def of(owner: str) -> Usage:
    """What the owner's library takes, in one query.

    What was taken out of the library counts until it is swept: it still lies there. Copies that we make for
    pages and networks do not count.
    """
    found = (
        Library.objects.filter(owner=owner)
        .annotate(used=Sum("assets__size"))
        .values_list("used", "quota")
        .first()
    )
    used, quota = found or (0, None)
    return Usage(used or 0, settings.LIBRARY_BYTES if quota is None else quota)


def insist(library: Library, coming: int) -> None:
    """Raises Full when `coming` bytes do not fit beside what is here and what is still arriving in pieces.

    Two that ask at the same moment may both be let in, so the bound can be passed by one file.
    """
    usage = of(library.owner)
    if usage.left is None:
        return
    still = Upload.objects.filter(library=library, state=Upload.State.OPEN, received__lt=F("size"))
    arriving = still.aggregate(all=Sum("size"))["all"] or 0
    if usage.used + arriving + coming > usage.most:
        raise Full(
            _(
                "There is no room for %(coming)s: the library holds %(used)s of %(most)s. Ask whoever runs "
                "Almanac for more, or delete what nobody needs: it makes room 30 days later."
            )
            % {
                "coming": filesizeformat(coming),
                "used": filesizeformat(usage.used + arriving),
                "most": filesizeformat(usage.most),
            }
        )
