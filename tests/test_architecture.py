"""The house as drawn: which way imports run, how long files are, which names there are not."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("publishers", "media", "planner")
LOW_TO_HIGH = (
    "history", "people", "channels", "campaigns", "days", "phrases", "posts", "clicks", "reviews", "remarks",
    "deliveries", "mailings", "ahead", "writing", "guests", "library", "queues", "schedule", "metrics",
    "past", "insights", "notices", "evidence", "freshness", "reports", "events", "community",
)  # fmt: skip
GROUND = (
    "states", "rows", "rounds", "walltime", "outside", "queue", "keys", "guards", "vault", "installation",
    "plain", "day_names", "decoding",
)  # fmt: skip  # below every feature
EDGES = {"api", "views", "tasks"}
BANNED = {"utils", "helpers", "common", "services", "managers", "misc", "base_utils"}
LONGEST, MIDDLE = 300, 95  # lines
LONGER_FOR_NOW: dict[str, str] = {}  # path: why


def files(*rooms: str) -> list[Path]:
    found = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def feature(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "planner" and len(parts) > 1 else ""


def is_edge(path: Path) -> bool:
    return path.stem.split("_")[-1] in EDGES or path.stem in EDGES or "management" in path.parts


@pytest.mark.parametrize("path", files("publishers"), ids=str)
def test_publishers_know_neither_django_nor_the_house(path: Path) -> None:
    for module in imports(path):
        assert module.split(".")[0] not in {"django", "planner", "media", "ninja", "huey"}, module


@pytest.mark.parametrize("path", files("media"), ids=str)
def test_media_knows_neither_networks_nor_posts(path: Path) -> None:
    for module in imports(path):
        assert module.split(".")[0] not in {"planner", "publishers"}, module


@pytest.mark.parametrize("path", files("planner"), ids=str)
def test_imports_run_from_high_to_low(path: Path) -> None:
    room = path.relative_to(ROOT / "planner").parts[0].removesuffix(".py")
    if room not in LOW_TO_HIGH or is_edge(path):
        return
    for module in imports(path):
        other = feature(module)
        if other in LOW_TO_HIGH:
            assert LOW_TO_HIGH.index(other) <= LOW_TO_HIGH.index(room), f"{room} imports {module}"


@pytest.mark.parametrize("name", GROUND)
def test_the_ground_carries_every_feature_and_leans_on_none(name: str) -> None:
    for module in imports(ROOT / "planner" / f"{name}.py"):
        assert feature(module) not in LOW_TO_HIGH, module


@pytest.mark.parametrize("path", files("planner"), ids=str)
def test_nobody_imports_an_edge_but_the_lists(path: Path) -> None:
    lists = {"urls.py", "api.py", "tasks.py", "models.py"}
    if (path.parent == ROOT / "planner" and path.name in lists) or is_edge(path):
        return
    for module in imports(path):
        parts = module.split(".")
        assert not (parts[0] == "planner" and len(parts) > 2 and parts[2] in EDGES), module


def test_files_are_small_and_none_is_long() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in files(*ROOMS)}
    long = {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST}
    assert set(long) <= set(LONGER_FOR_NOW), long
    assert median(n for n in lengths.values() if n > 3) <= MIDDLE


def test_no_file_is_called_after_nothing() -> None:
    for path in [*files(*ROOMS), *(ROOT / room for room in ROOMS)]:
        assert not BANNED & set(path.relative_to(ROOT).with_suffix("").parts), path


def test_the_top_level_is_as_drawn() -> None:
    drawn = {
        "pyproject.toml", "manage.py", "planner", "publishers", "media", "templates", "tests", "README.md",
        "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile", "requirements", "docs",
    }  # fmt: skip
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "var"}
    there -= {name for name in there if name.endswith((".log", ".egg-info")) or name == "__pycache__"}
    assert there - {"Dockerfile", "compose.yaml"} == drawn


def test_locks_name_no_package_index() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text(), path


def test_a_commit_is_called_in_one_place_only() -> None:
    """`publisher.commit` is the one irreversible call; only send.py may make it, with an Intent."""
    callers = [
        str(path.relative_to(ROOT)) for path in files("planner") if "publisher.commit(" in path.read_text()
    ]
    assert callers == ["planner/deliveries/send.py"]
    makers = [str(path.relative_to(ROOT)) for path in files("planner") if "Intent(" in path.read_text()]
    assert makers == ["planner/deliveries/gate.py"]


def test_no_signals_and_no_safe_strings() -> None:
    for path in files("planner", "media"):
        text = path.read_text()
        assert "django.dispatch" not in text, path
        assert "mark_safe" not in text or path.name in {"almanac.py", "marks.py"}, path
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert " style=" not in text, path
        assert "onclick=" not in text, path
        assert "https://cdn" not in text, path
