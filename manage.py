#!/usr/bin/env python
"""Almanac's command line. `serve` runs without Django, so that the supervisor stays light."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "planner.settings")
    if sys.argv[1:2] == ["serve"]:
        from planner.serve import main as serve

        sys.exit(serve(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
