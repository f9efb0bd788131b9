"""A program of its own: a report as JSON comes in, a PDF goes out. Whoever starts it may end it at any time.

It knows nothing of the house, so it starts quickly and has nothing that it could hold or change: no database,
no settings. Typst reads this folder and fonts that are installed here, and never the network.
"""

import resource
import sys
from pathlib import Path

import font_source_sans_pro  # type: ignore[import-untyped]
import typst

HERE = Path(__file__).resolve().parent
FONTS = Path(font_source_sans_pro.__file__).parent / "files"
SECONDS = 20  # of a processor
MEMORY = 4 * 1024**3  # bytes of addresses


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    report = sys.stdin.buffer.read().decode()
    made = typst.compile(
        str(HERE / "report.typ"),
        root=str(HERE),
        font_paths=[str(FONTS)],
        sys_inputs={"report": report},
        package_path=str(HERE / "no-packages"),
        package_cache_path=str(HERE / "no-packages"),
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
