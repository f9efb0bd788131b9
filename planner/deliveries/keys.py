"""The key by which a network knows a delivery again, and the name by which a process is known."""

import base64
import hashlib
import hmac
import os
import socket
from functools import cache
from pathlib import Path

from django.conf import settings

from planner.deliveries.models import Delivery

called = ""  # the simulation plays several workers in one process and names them


def key_of(delivery: Delivery) -> str:
    """The same for every try of one generation; another post, channel, version or part has another."""
    facts = [
        delivery.post_id,
        delivery.channel_id,
        delivery.version_id,
        delivery.part,
        delivery.generation,
        delivery.pk,
    ]
    text = "|".join(str(fact) for fact in facts)
    raw = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b32encode(raw).decode().rstrip("=").lower()[:40]


@cache
def owner_of(pid: int) -> str:
    """The name "host:pid:start"; the start time tells a process from a later one with the same number."""
    return f"{socket.gethostname()[:60]}:{pid}:{_started(pid)}"


def me() -> str:
    """The name of this process. Leases carry it."""
    return called or owner_of(os.getpid())


def is_dead(owner: str) -> bool:
    """True only when the owner ran on this host and is certainly gone."""
    try:
        host, pid, start = owner.rsplit(":", 2)
    except ValueError:
        return False
    return host == socket.gethostname()[:60] and pid.isdigit() and _started(int(pid)) != start


def _started(pid: int) -> str:
    """When the process began, in the kernel's ticks; "" when there is no such process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return _started_elsewhere(pid)
    return "" if fields[0] in {"Z", "X"} else fields[19]


def _started_elsewhere(pid: int) -> str:
    """Where there is no /proc: alive or not is all that can be known."""
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(pid, 0)
    except OSError:
        return ""
    return "alive"
