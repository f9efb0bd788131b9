"""The triggers: states move only as allowed, stories and versions never change."""

from django.db import migrations

from planner.guards import append_only_guard, moves_guard

DELIVERY = {
    "scheduled": ["claimed", "cancelled", "missed", "blocked", "uncertain", "published"],
    "claimed": ["sending", "scheduled", "waiting", "failed", "held", "cancelled", "missed", "blocked", "published"],
    "sending": ["published", "failed", "waiting", "uncertain", "blocked"],
    "waiting": ["claimed", "cancelled", "missed", "blocked", "failed", "uncertain", "published"],
    "uncertain": ["sending", "published", "waiting", "held"],
    "held": ["published", "waiting", "cancelled"],
    "missed": ["scheduled", "cancelled", "published", "uncertain"],
    "blocked": ["scheduled", "cancelled", "missed", "published", "uncertain"],
    "failed": ["scheduled", "cancelled", "published"],
    "cancelled": ["published"],
}
POST = {
    "draft": ["in_review", "approved", "archived"],
    "in_review": ["draft", "changes", "rejected", "approved", "archived"],
    "changes": ["in_review", "draft", "approved", "archived"],
    "rejected": ["archived"],
    "approved": ["draft", "archived"],
    "archived": ["draft"],
}


def put_up(apps, editor):
    vendor = editor.connection.vendor
    statements = moves_guard(vendor, "planner_delivery", DELIVERY) + moves_guard(vendor, "planner_post", POST)
    statements += append_only_guard(vendor, "planner_step")
    statements += append_only_guard(vendor, "planner_entry")
    statements += append_only_guard(vendor, "planner_delivery", updates=False)
    for table in ("planner_version", "planner_variant", "planner_attachment", "planner_review", "planner_pin"):
        statements += append_only_guard(vendor, table, deletes=False)
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("planner", "0001_initial")]
    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
