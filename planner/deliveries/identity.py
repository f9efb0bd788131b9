"""Is this the installation that wrote the database, or a copy of it? Two copies must not both publish."""

import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from planner.installation import Installation
from publishers.errors import gettext_noop

COPIED = gettext_noop(
    "This database was copied from another place. Resume publishing here only if that one is off."
)


def check_identity(now: datetime) -> bool:
    """Remember who we are; pause publishing and answer False when the data came from elsewhere."""
    installation, mine = Installation.get(), fingerprint()
    if installation.home in {"", mine}:
        Installation.objects.filter(pk=1).update(home=mine)
        return True
    if installation.paused_at is None:
        Installation.objects.filter(pk=1).update(paused_at=now, pause_reason=COPIED)
    return False


def take_over(now: datetime) -> None:
    """A person says: this is the one that publishes now, and what its clock says is the time."""
    Installation.resume(now, home=fingerprint(), clock_mark=None)


def fingerprint() -> str:
    """Differs between a data folder and a copy of it, and between database servers."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT system_identifier::text, current_database() FROM pg_control_system()")
            return ":".join(str(part) for part in cursor.fetchone())
    marker = Path(settings.HOME) / "instance"
    if not marker.exists():
        marker.write_text(secrets.token_hex(8))
    return f"{marker.read_text().strip()}:{marker.stat().st_ino}"  # a copied file has another inode
