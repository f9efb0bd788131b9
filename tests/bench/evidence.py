"""A month of a thousand posts as an evidence pack: how long, how large, and how much memory it takes."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from planner.channels.models import Channel
from planner.deliveries import agree, plan
from planner.evidence.check import check_text
from planner.evidence.pack import Pack, Wanted, pack
from planner.evidence.page import page
from planner.history.models import Actor
from planner.people.models import User, Workspace
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import of_instant

POSTS = 1000
APART = """
import sys, django
django.setup()
from tests.bench.evidence import made
print(made(*sys.argv[1:]))
"""


def measure() -> list[tuple[str, str]]:
    now = datetime.now(UTC)
    workspace, _by = _workspace(now)
    month = (now + timedelta(days=40)).date().replace(day=1)
    return [_apart(form, workspace.slug, month.isoformat()) for form in ("json", "page", "check")]


def _apart(form: str, slug: str, month: str) -> tuple[str, str]:
    """In a process of its own, which has no memory left over from writing the posts."""
    command = [sys.executable, "-c", APART, form, slug, month]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return f"evidence of a month of {POSTS} posts: {form}", said.strip()


def made(form: str, slug: str, month: str) -> str:
    workspace, by = Workspace.objects.get(slug=slug), Actor(None, "Olga")
    wanted, now = Wanted(workspace, month=date.fromisoformat(month)), datetime.now(UTC)
    pack(Wanted(workspace, month=date(1999, 1, 1)), by, now).close()  # everything is loaded
    pieces: Callable[[Pack], Iterable[bytes]] = (
        (lambda made: page(made, "en")) if form == "page" else lambda made: made.chunks()
    )
    before, began, size = _forget_the_peak(), time.perf_counter(), 0
    one = pack(wanted, by, now)
    for piece in pieces(one):
        size += len(piece)
    took, memory = time.perf_counter() - began, _peak() - before
    if form != "check":
        return f"{took:.1f} s, {size / 1e6:.1f} MB, {memory:.0f} MB of memory more at the peak"
    text = b"".join(one.chunks()).decode()
    before, began = _forget_the_peak(), time.perf_counter()
    found, records = check_text(text)[1], one.seal["records"]
    took, memory = time.perf_counter() - began, _peak() - before
    return f"{records} records in {took:.1f} s, {memory:.0f} MB more, all well: {found.is_well}"


def _forget_the_peak() -> float:
    """What is in memory now, in MB; the kernel counts the peak from here on."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> float:
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _workspace(now: datetime) -> tuple[Workspace, Actor]:
    """Each post written, asked about, agreed to and put on the calendar, as people do it."""
    user = User.objects.create_user("evidence@example.org", name="Olga")
    workspace = Workspace.objects.create(name="Evidence", slug="evidence", timezone="Europe/Moscow")
    workspace.memberships.create(user=user, role="owner")
    channel = Channel.objects.create(workspace=workspace, network="sandbox", name="Sandbox", account_id="1")
    by = Actor(user.pk, "Olga")
    first = (now + timedelta(days=40)).replace(day=2, hour=6, minute=0, second=0, microsecond=0)
    for number in range(POSTS):
        words = f"Post {number} of many. " * 20
        post = Post.objects.write(workspace, by, Content(text=words, wordings=(Wording(channel.pk),)))
        agree.ask(post, by, now)
        agree.approve(post, by, 1, now)
        post.refresh_from_db()
        when = of_instant(first + timedelta(minutes=30 * number), "Europe/Moscow")
        plan.schedule(post, plan.Plan(when), by, now)
    return workspace, by
