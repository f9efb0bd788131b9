"""A change of what was written down shows, whoever made it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from planner.deliveries.models import Delivery
from planner.history.models import Entry
from tests.things import delivery_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(harbour: Any, now: Any) -> Delivery:
    delivery = Delivery.objects.get(pk=delivery_id(harbour))
    for what in ("planned", "moved"):
        delivery.note(what, now)
    return delivery


def _tamper(sql: str, *values: Any) -> None:
    """With the triggers gone: whoever owns the database can do that."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE planner_entry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE planner_step DISABLE TRIGGER USER")
        cursor.execute(sql, values)


def test_what_nobody_touched_is_well(told: Delivery) -> None:
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert f"{Entry.objects.count()} entries, 2 steps" in out.getvalue()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE planner_entry SET actor = 'Mallory' WHERE number = 2", "history of harbour: entry 2"),
        ("DELETE FROM planner_entry WHERE number = 2", "entry 3 (row"),
        ("UPDATE planner_step SET what = 'sent' WHERE number = 1", "step 1"),
        ("DELETE FROM planner_step WHERE number = 2", "step 2 is missing"),
    ],
)
def test_the_first_broken_row_is_named(told: Delivery, sql: str, said: str) -> None:
    _tamper(sql)
    with pytest.raises(CommandError) as trouble:
        call_command("verify_history")
    assert said in str(trouble.value)
