"""The month and the API's list, with a thousand, ten thousand and a hundred thousand posts."""

import os
import time
from datetime import UTC, datetime, timedelta
from statistics import median

from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client

from planner.channels.models import Channel
from planner.history.models import Actor
from planner.people.models import Membership, User, Workspace
from planner.people.tokens import issue
from planner.queues.free import free_slots
from planner.queues.models import Slot
from tests.bench.fill import fill, fill_library, spread

WARM, REPEATS = (
    3,
    31,
)  # the first answers of a process, just after its database was filled, are not its usual ones
REST = 5  # seconds
ASSETS = (10, 10_000)
YEARS = 2


def measure(sizes: list[int]) -> list[tuple[str, str]]:
    settings.ALLOWED_HOSTS = ["testserver"]
    rows: list[tuple[str, str]] = []
    first = slots = 0.0
    for size in sizes:
        workspace, client, token = _workspace(size)
        os.sync()  # or the first answers share the machine with the disk
        time.sleep(REST)
        page = _measure(client, f"/w/{workspace.slug}/calendar/?view=month")
        listed = _measure(client, "/api/v1/posts", HTTP_AUTHORIZATION=f"Bearer {token}")
        first = first or page[0]
        rows.append(
            (f"month, {size} posts over {YEARS} years", _say(page) + f", {page[0] / first:.2f} × the first")
        )
        panel = _measure(client, f"/w/{workspace.slug}/calendar/notices/")
        rows.append((f"notices of the month, {size} posts", _say(panel)))
        ordered = _measure(client, f"/w/{workspace.slug}/calendar/?view=list&sort=title")
        rows.append((f"list in the order of titles, {size} posts", _say(ordered)))
        rows.append((f"API list of 50, {size} posts", _say(listed)))
        offered = _free_slots(workspace)
        slots = slots or offered
        rows.append(
            (
                f"free slots of six weeks, 1000 a week, {size} posts",
                f"{offered * 1000:.0f} ms, {offered / slots:.2f} × the first",
            )
        )
    return rows + _library(workspace, client)


def _free_slots(workspace: Workspace) -> float:
    """Median seconds, with a thousand weekly times on the workspace's channels."""
    channels = list(workspace.channels.select_related("workspace"))
    every = 60 * 24 * 7 * len(channels) // 1000  # minutes
    Slot.objects.bulk_create(
        Slot(channel=channel, weekday=minute // 1440, wall=f"{minute // 60 % 24:02}:{minute % 60:02}")
        for channel in channels
        for minute in range(0, 60 * 24 * 7, every)
    )
    now, times = datetime.now(UTC), []
    for _ in range(9):
        began = time.perf_counter()
        free_slots(channels, now.date(), now.date() + timedelta(weeks=6), now)
        times.append(time.perf_counter() - began)
    return median(times)


def _library(workspace: Workspace, client: Client) -> list[tuple[str, str]]:
    """The library's page with few pictures and with many; each query of its filters too."""
    rows: list[tuple[str, str]] = []
    few: dict[str, float] = {}
    for size in ASSETS:
        fill_library(workspace.library, size)
        for query in ("", "?show=unused", "?q=fog"):
            page = _measure(client, f"/w/{workspace.slug}/library/{query}")
            few.setdefault(query, page[0])
            said = _say(page) + f", {page[0] / few[query]:.2f} × that with {ASSETS[0]}"
            rows.append((f"library{query}, {size} assets", said))
    return rows


def _measure(client: Client, path: str, **headers: str) -> tuple[float, int, int]:
    """(median seconds, queries, bytes)"""
    times = []
    for _ in range(WARM + REPEATS):
        began = time.perf_counter()
        answer = client.get(path, **headers)
        times.append(time.perf_counter() - began)
        assert answer.status_code == 200, (path, answer.status_code)
    connection.force_debug_cursor = True
    reset_queries()
    answer = client.get(path, **headers)
    queries = len(connection.queries)
    connection.force_debug_cursor = False
    return median(times[WARM:]), queries, len(answer.content)


def _say(measured: tuple[float, int, int]) -> str:
    seconds, queries, size = measured
    return f"{seconds * 1000:.0f} ms, {queries} queries, {size / 1000:.0f} kB"


def _workspace(size: int) -> tuple[Workspace, Client, str]:
    now = datetime.now(UTC)
    user = User.objects.create_user(f"bench{size}@example.org", None)
    workspace = Workspace.objects.create(name=f"Bench {size}", slug=f"bench-{size}")
    Membership.objects.create(workspace=workspace, user=user, role="owner")
    by = Actor(user.pk, "Bench")
    channels = [
        Channel.objects.create(
            workspace=workspace, network="sandbox", name=f"Channel {number}", account_id="1"
        )
        for number in range(4)
    ]
    fill(workspace, channels, by, list(spread(size, now, 365 * YEARS)), now)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    _token, secret = issue(workspace, user, by, "bench", ["read"], None, now)
    return workspace, client, secret
