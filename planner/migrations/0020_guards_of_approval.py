"""The triggers once more: SQLite forgets those of tables that got new columns; and a post may be rejected."""

from importlib import import_module

from django.db import migrations


def put_up(apps, editor):
    import_module("planner.migrations.0002_guards").put_up(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("planner", "0019_approval")]
    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
