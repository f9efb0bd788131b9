"""Bend good files by the thousand: `python -m tests.media.hostile.bend 10000 [SEED [SECONDS]]`.

Each is cleaned in a process of its own under the bench's limits. That process is a fork of this one, so that
none waits for Python to start. Prints how they ended; what is neither clean nor refused ends the run with 1.
"""

import os
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from PIL import Image

from media.bench import __main__ as bench
from media.bench import colour, decode, video
from media.bench.unfit import Unfit
from media.kinds import what_is
from tests.media.hostile.build import bent
from tests.media.hostile.case import SECRETS, Case

ENDS = ("taken", "refused", "out of memory", "told something", "failed")


def cleaned(case: Case, film: Path) -> int:
    """The number of its end, in ENDS."""
    for name, most in bench.LIMITS:
        resource.setrlimit(getattr(resource, name), (most, most))
    try:
        if what_is(case.data).startswith("video/"):
            film.write_bytes(case.data)
            video.clean(film)
            made = film.read_bytes()
        else:
            made = decode.clean(case.data)[1]
    except Unfit:
        return 1
    except MemoryError:
        return 2
    return 3 if any(secret in made for secret in SECRETS) else 0


def main(count: int, seed: int, seconds: float) -> bool:
    Image.init()
    Image.MAX_IMAGE_PIXELS = bench.MOST_PIXELS
    warnings.simplefilter("ignore")  # of Pillow, about broken EXIF
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    assert colour.MODES  # loaded before the forks
    started, slowest, ends = time.monotonic(), 0.0, Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for case in bent(count, seed):
            if time.monotonic() - started > seconds:
                break
            if not what_is(case.data).startswith(("image/", "video/")):
                ends["refused by its first bytes"] += 1
                continue
            began = time.monotonic()
            child = os.fork()
            if not child:
                end = len(ENDS) - 1
                try:
                    end = cleaned(case, Path(folder) / "film")
                finally:
                    os._exit(end)
            _child, status, _used = os.wait4(child, 0)
            slowest = max(slowest, time.monotonic() - began)
            code = os.waitstatus_to_exitcode(status)
            ends[ENDS[code] if code >= 0 else f"signal {-code}"] += 1
            if code not in {0, 1, 2}:
                print(case.key, case.said, ENDS[code] if code >= 0 else -code)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(
        f"{ends.total()} files in {time.monotonic() - started:.0f} s, the slowest {slowest:.2f} s:",
        dict(ends),
    )
    print(f"at most {peak / 1e6:.0f} MB")
    return not (set(ends) - {"taken", "refused", "out of memory", "refused by its first bytes"})


if __name__ == "__main__":
    given = [*sys.argv[1:], "20", "280"][:3] if len(sys.argv) == 2 else [*sys.argv[1:], "280"][:3]
    sys.exit(not main(int(given[0]), int(given[1]), float(given[2])))
