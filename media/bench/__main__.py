"""What that process does: take an order and a file, do the job within its limits, and give the answer."""

import contextlib
import json
import os
import resource
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from PIL import Image

from media.bench.unfit import Unfit

JOBS = {  # each has a function `job`
    "clean": "media.bench.decode",
    "render": "media.bench.imaging",
    "film": "media.bench.video",
}
# With 264 MiB of memory of its own, and the libraries that it shares with others, the process never holds
# more than 300 MB at once: the system refuses it more, whatever a file says.
LIMITS = (
    ("RLIMIT_DATA", 264 * 1024 * 1024),
    ("RLIMIT_AS", 512 * 1024 * 1024),  # where RLIMIT_DATA does not count mapped memory
    ("RLIMIT_CPU", 20),  # seconds
    ("RLIMIT_FSIZE", 256 * 1024 * 1024),  # of a file it writes, its answer too
    ("RLIMIT_NOFILE", 64),
    ("RLIMIT_CORE", 0),
)
MOST_PIXELS = 64_000_000  # Pillow opens nothing larger; media.bench.decode is stricter
Job = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], list[bytes]]]


def main() -> None:
    job: Job = import_module(JOBS[sys.argv[1]]).job
    for name, most in LIMITS:
        resource.setrlimit(getattr(resource, name), (most, most))
    _stand_back()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    order = json.loads(sys.stdin.buffer.readline())
    try:
        facts, made = job(order, sys.stdin.buffer.read())
    except Unfit as reason:
        facts, made = {"unfit": str(reason)}, []
    except MemoryError:
        facts, made = {"unfit": "memory"}, []
    told = facts | {"sizes": [len(one) for one in made], "peak": _peak()}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    for one in made:
        sys.stdout.buffer.write(one)


def _stand_back() -> None:
    """Behind what publishes and what shows pages, and on any core: the worker keeps itself on one."""
    with contextlib.suppress(OSError):
        os.nice(10)
        if sys.platform == "linux":
            os.sched_setaffinity(0, range(os.cpu_count() or 1))


def _peak() -> int:
    """The most memory this process held at once, in bytes, where the system tells. (getrusage does not: it
    counts the process that started this one, too.)"""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 if "VmHWM:" in status else 0


if __name__ == "__main__":
    main()
