"""Several take the next free slot at the same instant: nobody gets what another one has."""

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from planner.posts.models import Post
from planner.queues import take
from tests.planner.queues.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def test_in_threads(slots: Any, write: Any, ada: Any, at_desk: Any) -> None:
    slots(*(f"{day} {hour:02}:00" for day in ("Tue", "Wed") for hour in range(8, 14)))
    posts, who = [write(f"Post {number}") for number in range(MANY)], at_desk(ada)
    together, troubles = threading.Barrier(MANY), []

    def take_one(post: Post) -> None:
        try:
            together.wait(20)
            take.take_next(post, who, NOW)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take_one, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    times = sorted(
        Post.objects.filter(pk__in=[post.pk for post in posts]).values_list("planned_wall", flat=True)
    )
    assert times == [f"2026-11-24T{hour:02}:00:00" for hour in range(8, 14)] + [
        f"2026-11-25T{hour:02}:00:00" for hour in (8, 9)
    ]


ALONE = """
import sys, django
name, post, person, now = sys.argv[1:]
import planner.settings as ours
ours.DATABASES["default"]["NAME"] = name
django.setup()
from datetime import datetime
from planner.writing.desk import Person
from planner.history.models import Actor
from planner.people.permissions import verbs_of
from planner.posts.models import Post
from planner.queues import take
who = Person(Actor(int(person), "Ada"), verbs_of("author"))
print("ready", flush=True)
sys.stdin.readline()
take.take_next(Post.objects.get(pk=int(post)), who, datetime.fromisoformat(now))
"""


def test_in_processes_of_their_own(slots: Any, write: Any, ada: Any) -> None:
    slots("Tue 10:00", "Wed 10:00", "Thu 10:00")
    posts = [write(f"Post {number}") for number in range(3)]
    name = str(connection.settings_dict["NAME"])
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "planner.settings"}
    environ |= {"ALMANAC_HOME": str(settings.HOME), "PYTHONPATH": str(settings.BASE_DIR)}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", ALONE, name, str(post.pk), str(ada.pk), NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
            text=True,
        )
        for post in posts
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    said = [child.communicate(timeout=90)[1] for child in children]
    assert [child.returncode for child in children] == [0, 0, 0], said
    walls = sorted(
        Post.objects.filter(pk__in=[post.pk for post in posts]).values_list("planned_wall", flat=True)
    )
    assert walls == ["2026-11-24T10:00:00", "2026-11-25T10:00:00", "2026-11-26T10:00:00"]


def walls(posts: list[Post]) -> list[str]:
    return sorted(
        Post.objects.filter(pk__in=[post.pk for post in posts]).values_list("planned_wall", flat=True)
    )
