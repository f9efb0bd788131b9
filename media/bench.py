"""The work bench: what runs in the process that may only work on one file. Pure Python and Pillow."""

import json
import resource
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

from PIL import Image

from media.unfit import Unfit

JOBS = {"clean": "media.decode", "render": "media.imaging"}  # each has a function `job`
MEMORY = 512 * 1024 * 1024  # of addresses
SECONDS = 20  # of the processor
MOST_PIXELS = 50_000_000
Job = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], list[bytes]]]


def main() -> None:
    job: Job = import_module(JOBS[sys.argv[1]]).job
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    order = json.loads(sys.stdin.buffer.readline())
    try:
        facts, made = job(order, sys.stdin.buffer.read())
    except Unfit as reason:
        facts, made = {"unfit": str(reason)}, []
    except MemoryError:
        facts, made = {"unfit": "memory"}, []
    sys.stdout.buffer.write(json.dumps(facts | {"sizes": [len(one) for one in made]}).encode() + b"\n")
    for one in made:
        sys.stdout.buffer.write(one)


if __name__ == "__main__":
    main()
