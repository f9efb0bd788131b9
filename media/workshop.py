"""Work on somebody's file where it can do no harm: in a process of its own, with little memory and time.

`python -m media.bench JOB` reads an order (a line of JSON) and the file from stdin, and writes a line of JSON
and the files that it made to stdout. Nothing of ours is open there: no database, no keys, no environment.
"""

import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from media.bench.unfit import Unfit

log = logging.getLogger("almanac.media")
HERE = Path(__file__).resolve().parent.parent
SECONDS = 20  # of the processor; twice that on the wall
AT_ONCE = threading.BoundedSemaphore(2)  # in one process of ours: each may take 300 MB


def work(job: str, order: Mapping[str, Any], data: bytes = b"") -> tuple[dict[str, Any], list[bytes]]:
    """What `job` found out about the file, and the files it made. Raises Unfit."""
    command = [sys.executable, "-E", "-s", "-m", "media.bench", job]
    told = json.dumps(order).encode() + b"\n"
    # The answer is a file, not a pipe into our memory: the bench may not write one of more than 256 MB.
    with AT_ONCE, tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                command,
                input=told + data,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS * 2,
                cwd=HERE,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unfit("time") from None
        answer.seek(0)
        head = answer.readline()
        if done.returncode or not head:
            log.info("%s: the bench stopped with %d", job, done.returncode)
            raise Unfit("memory" if done.returncode < 0 else "broken")
        facts = json.loads(head)
        log.debug("%s: %d bytes of memory at most", job, facts.pop("peak", 0))
        if "unfit" in facts:
            raise Unfit(facts["unfit"])
        return facts, _cut(answer.read(), facts.pop("sizes", []))


def _cut(rest: bytes, sizes: Sequence[int]) -> list[bytes]:
    made, at = [], 0
    for size in sizes:
        made.append(rest[at : at + size])
        at += size
    return made
