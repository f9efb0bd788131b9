"""What the worker never does it does not load: memory is what small machines lack."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BEGUN = """
import sys
import django
django.setup()
from django.core.management import load_command_class
work = load_command_class("planner", "work")
work.handle = lambda *args, **options: print("begun with", "planner.urls" in sys.modules)
work.run_from_argv(["manage.py", "work"])
"""


def test_no_page_is_loaded_when_it_begins(tmp_path: Path) -> None:
    """Django's checks would load them all; `prepare` makes these checks, once, before anything begins."""
    home = os.environ | {"ALMANAC_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "planner.settings"}
    command = [sys.executable, "-c", BEGUN]
    said = subprocess.run(command, cwd=ROOT, env=home, capture_output=True, text=True, check=False)
    assert said.stdout.strip() == "begun with False", said.stderr
