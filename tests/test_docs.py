"""Nothing undocumented."""

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import publishers

ROOT = Path(__file__).resolve().parent.parent


def text(name: str) -> str:
    return (ROOT / name).read_text()


def test_every_setting_has_a_line() -> None:
    named = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text("planner/settings.py")))
    named |= set(re.findall(r'"((?:ALMANAC|DATABASE|REDIS|EMAIL)_[A-Z_]+)"', text("planner/serve.py")))
    named |= {"ALMANAC_SECRET_KEY", "ALMANAC_SECRET_KEY_FILE", "ALMANAC_VAULT_KEY", "ALMANAC_VAULT_KEY_FILE"}
    if re.search(r'env\.db_url\("DATABASE_URL"', text("planner/settings.py")):
        named.add("DATABASE_URL")
    documented = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", text("docs/settings.md")))
    assert named <= documented, named - documented
    assert documented <= named, documented - named


def test_every_route_of_the_api_has_a_row() -> None:
    paths = json.loads(text("docs/openapi.json"))["paths"]
    served = {
        (method.upper(), re.sub(r"\{\w+\}", "{id}", path.removeprefix("/api/v1")))
        for path, methods in paths.items()
        for method in methods
    }
    rows = text("docs/api.md").partition("| what | how |")[2].partition("\n\n")[0].splitlines()
    told = {route for row in rows for route in routes_in(row)}
    assert served <= told, served - told
    assert told <= served, told - served


def routes_in(row: str) -> Iterator[tuple[str, str]]:
    """`POST /posts/{id}/submit, archive` is two; in `…/move` the dots are the row's last path with an id."""
    thing = ""
    for methods, first, more in re.findall(r"`([A-Z]+(?:, [A-Z]+)*) ((?:/|…/)[^`, ]*)((?:, [^`, ]+)*)`", row):
        path = first.replace("…", thing)
        thing = path if path.endswith("{id}") else thing
        over = path.rpartition("/")[0]
        also = (word if word.startswith("/") else f"{over}/{word}" for word in more.split(", ")[1:])
        yield from product(methods.split(", "), [path, *also])


def test_every_library_has_a_reason() -> None:
    reasons = text("docs/decisions/0002-libraries.md").lower()
    for line in (*text("requirements/base.in").splitlines(), *text("requirements/postgres.in").splitlines()):
        name = re.split(r"[\[<>=]", line)[0].strip().lower()
        if name and not name.startswith(("#", "-")):
            assert name.removeprefix("django-") in reasons, name


def test_every_network_is_named_where_a_newcomer_looks() -> None:
    for name in ("mastodon", "site", "webhook", "sandbox"):
        assert name in publishers.PUBLISHERS
        assert name in text("README.md").lower()


def test_no_link_of_the_documentation_is_dead() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text()):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_no_machine_and_no_package_index_is_named() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "requirements").iterdir()]:
        assert not re.search(r"index-url|file:///|/home/|pypi\.", path.read_text()), path
