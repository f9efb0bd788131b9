"""The cast is always there: Ada writes, Grace approves, Olga owns, Mallory has no business here."""

from tests import environment, pace, seen

environment.prepare()  # before anything of Django's

environment.let_tests_empty_the_tables()

import os  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from datetime import datetime  # noqa: E402
from functools import partial  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.utils import timezone as clock  # noqa: E402

from planner.history.models import Actor  # noqa: E402
from planner.people.models import User  # noqa: E402
from planner.people.setup import open_workspace  # noqa: E402
from tests import pigeon  # noqa: E402
from tests.browser import chromium, playwright  # noqa: E402

__all__ = ["chromium", "playwright"]  # fixtures
FULL_RUN = {"connect", "text", "faults", "once", "delete"}  # rows that only a run of all networks sees
LONGEST = {  # files
    "test_torture.py", "test_simulation.py", "test_stateful.py", "test_stopping.py", "test_two_workers.py",
    "test_races.py", "test_every_network.py", "test_faults_on_every_network.py", "test_axe_on_every_page.py",
}  # fmt: skip
PASSWORD = "a sentence that only tests know"


def pytest_unconfigure() -> None:
    environment.until_the_end.close()


watching, spent = seen.Watching(), pace.Pace()
figures: list[str] = []  # what tests have measured, told at the end of every run


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    watching.hear(report)
    spent.hear(report)
    if report.when == "call":
        figures.extend(str(value) for name, value in report.user_properties if name == "figure")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write("\n".join(sorted(figures)) + "\n")
    if lines := list(spent.lines()):
        terminalreporter.section("longest files")
        terminalreporter.write("\n".join(lines) + "\n")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """docs/networks.md must not say more of a network than was seen; who chose some tests saw less."""
    is_part = hasattr(session.config, "workerinput") or session.config.option.keyword
    if is_part or not watching.rows_run >= FULL_RUN:
        return
    if unseen := watching.claimed_but_not_seen():
        print(f"\ndocs/networks.json claims what was not seen: {', '.join(unseen)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests say what they are evidence for; without a server those that need a database are skipped.

    The longest begin first, or one process would do them alone at the end.
    """
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        seen.note(item)
    if not environment.missing:
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(environment.missing)
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.skip(reason=environment.missing))


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """figure("12 of 200 …"): what this test measured, for whoever reads the end of the run."""
    return partial(record_property, "figure")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in life: threads and child processes can open it too."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = database.get("TEST", {}) | {"NAME": str(Path(settings.HOME) / "test.sqlite3")}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Argon2 is slow on purpose. Tests that are about it put it back."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    """Rate limits count in the cache; every test starts with a clean one."""
    yield
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def pigeons() -> Iterator[None]:
    """A network that there is not (tests/pigeon.py), for as long as a test lasts."""
    pigeon.add()
    yield
    pigeon.remove()


# --- The cast -------------------------------------------------------------------------------------


@pytest.fixture
def person(db: None) -> Callable[[str], Any]:
    def make(name: str) -> Any:
        user = User.objects.filter(email=f"{name}@example.org").first()
        return user or User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.capitalize())

    return make


@pytest.fixture
def owned(person: Callable[[str], Any], now: datetime) -> Callable[[str, str, str], Any]:
    """A workspace with its owner: owned("Harbour", "olga", "Europe/Moscow")."""

    def make(name: str, owner: str, timezone: str) -> Any:
        user = person(owner)
        return open_workspace(user, name, timezone, "en", Actor(user.pk, str(user)), now)[0]

    return make


@pytest.fixture
def harbour(owned: Callable[[str, str, str], Any]) -> Any:
    return owned("Harbour", "olga", "Europe/Moscow")


@pytest.fixture
def other(owned: Callable[[str, str, str], Any]) -> Any:
    """Mallory's workspace, which is nobody else's."""
    return owned("Other", "mallory", "Europe/Berlin")


@pytest.fixture
def member(harbour: Any, person: Callable[[str], Any]) -> Callable[[str, str], Any]:
    def join(name: str, role: str) -> Any:
        user = person(name)
        harbour.memberships.get_or_create(user=user, defaults={"role": role})
        return user

    return join


@pytest.fixture
def olga(harbour: Any, person: Callable[[str], Any]) -> Any:
    return person("olga")


@pytest.fixture
def adam(member: Callable[[str, str], Any]) -> Any:
    return member("adam", "admin")


@pytest.fixture
def grace(member: Callable[[str, str], Any]) -> Any:
    return member("grace", "editor")


@pytest.fixture
def ada(member: Callable[[str, str], Any]) -> Any:
    return member("ada", "author")


@pytest.fixture
def clara(member: Callable[[str, str], Any]) -> Any:
    return member("clara", "client")


@pytest.fixture
def vera(member: Callable[[str, str], Any]) -> Any:
    return member("vera", "viewer")


@pytest.fixture
def mallory(other: Any, person: Callable[[str], Any]) -> Any:
    return person("mallory")


@pytest.fixture
def cast(olga: Any, adam: Any, grace: Any, ada: Any, clara: Any, vera: Any, mallory: Any) -> dict[str, Any]:
    return {user.name.lower(): user for user in (olga, adam, grace, ada, clara, vera, mallory)}


@pytest.fixture
def acting() -> Callable[[Any], Any]:
    """Who does it: acting(olga)."""
    return lambda user: Actor(user.pk, str(user))


@pytest.fixture
def enter(client: Any) -> Callable[[Any], Any]:
    """A browser in which this person has just signed in, by the front door."""

    def through_the_door(user: Any) -> Any:
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        assert client.session.get("_auth_user_id") == str(user.pk)
        return client

    return through_the_door
