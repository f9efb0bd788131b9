"""When the library may be swept: by one process at a time, and only by the installation that publishes."""

import logging

from django.utils import timezone

from media import store
from media.alone import alone
from media.sweep import Swept, sweep
from planner.installation import Installation

log = logging.getLogger("almanac.sweep")


def sweep_now(dry: bool = False) -> Swept | None:
    """None when another process is at it, the store does not answer, or the installation stands still.

    A database that was restored or copied does not know of files that came later: what another installation
    still shows from the same bucket is not ours to take.
    """
    if not dry and Installation.objects.filter(paused_at__isnull=False).exists():
        log.info("The installation is paused: the library is not swept")
        return None
    with alone("sweep") as ours:
        if not ours:
            return None
        try:
            swept = sweep(timezone.now(), dry)
        except store.Silent as trouble:
            log.warning("The library was not swept to the end: %s", trouble)
            return None
    if swept != Swept():
        log.info("Swept %d uploads, %d assets, %d files", swept.uploads, swept.assets, swept.files)
    return swept
