"""The tables of an empty database, made at once as they are today.

Django would make them as they grew, one migration after another, and work out every model anew after each
step: the first thing that whoever installs this waits for. The migrations are written down as applied; from
then on a database is changed by migrations alone. What it saves: docs/decisions/0033-tables-at-once.md.
"""

from importlib import import_module

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

GUARDS = "planner.migrations.0002_guards"


def are_missing(connection: BaseDatabaseWrapper) -> bool:
    """Nothing at all is in this database."""
    return not connection.introspection.table_names()


def make(connection: BaseDatabaseWrapper) -> None:
    """All of it or, whatever happens on the way, nothing."""
    executor = MigrationExecutor(connection)
    with connection.schema_editor() as editor:
        editor.create_model(executor.recorder.Migration)
        for model in _migrated(executor):
            editor.create_model(model)
        import_module(GUARDS).put_up(apps, editor)
        for app, name in executor.loader.disk_migrations:
            executor.recorder.record_applied(app, name)


def _migrated(executor: MigrationExecutor) -> list[type[Model]]:
    """The models that migrations would make, each app's in its own order."""
    return [
        model
        for app in apps.get_app_configs()
        if app.label in executor.loader.migrated_apps
        for model in app.get_models()
        if model._meta.can_migrate(executor.connection)
    ]
