"""Publishers reach the internet through Web only, and know no Django."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "publishers"
RIM = {
    "web.py",
    "guard.py",
    "wire.py",
    "exchange.py",
    "mounted.py",
    "smtp.py",
    "smtp_answers.py",
    "websocket.py",
}  # the files that may
NETWORK = {
    "httpx",
    "httpcore",
    "h11",
    "wsproto",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "urllib",
    "urllib3",
    "http",
    "aiohttp",
    "asyncio",
}
HARMLESS = {"urllib.parse"}
FILES = sorted(HOUSE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_only_the_rim_imports_what_talks_to_networks(path: Path) -> None:
    if path.parent == HOUSE and path.name in RIM:
        return
    assert not {name for name in imports(path) if name.split(".")[0] in NETWORK and name not in HARMLESS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_publisher_knows_django_or_the_rest_of_the_house(path: Path) -> None:
    assert not {
        name for name in imports(path) if name.split(".")[0] in {"django", "planner", "media", "huey"}
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300
