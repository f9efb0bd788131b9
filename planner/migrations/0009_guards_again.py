"""The triggers once more: SQLite forgets those of a table that gets a new column which must not be empty."""

from importlib import import_module

from django.db import migrations


def put_up(apps, editor):
    import_module("planner.migrations.0002_guards").put_up(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("planner", "0008_networks")]
    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
