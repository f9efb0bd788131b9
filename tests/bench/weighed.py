"""Run a module and write to stderr what it took: processor seconds, and its peak memory in KB.

`python -m tests.bench.weighed MODULE ARGUMENT …`. What the kernel tells a parent of its child's memory counts
the parent's own at the moment it made the child.
"""

import runpy
import sys
import time
from pathlib import Path


def main() -> None:
    module, *rest = sys.argv[1:]
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__")
    told = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    print(time.process_time(), told, file=sys.stderr)


if __name__ == "__main__":
    main()
