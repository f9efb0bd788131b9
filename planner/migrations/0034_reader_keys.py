from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema: Any) -> None:
    """Of two spellings of one address the first reads on, unless one of them has left: then nobody does."""
    from planner.mailings.readers import key_of

    readers = apps.get_model("planner", "Reader").objects.using(schema.connection.alias)
    first: dict[tuple[int, str], Any] = {}
    for reader in readers.order_by("pk").iterator(1000):
        kept = first.setdefault((reader.channel_id, key_of(reader.address)), reader)
        if kept is reader:
            reader.key = key_of(reader.address)
            reader.save(update_fields=["key"])
            continue
        if reader.state == "left" and kept.state != "left":
            kept.state = "left"
            kept.save(update_fields=["state"])
        reader.state, reader.key = "left", f"{reader.pk} {key_of(reader.address)}"
        reader.save(update_fields=["state", "key"])


class Migration(migrations.Migration):
    dependencies = [("planner", "0033_worked")]

    operations = [
        migrations.AddField("reader", "key", models.CharField(max_length=600, default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveConstraint("reader", "one_reader_an_address_and_channel"),
        migrations.AddConstraint(
            "reader",
            models.UniqueConstraint(fields=("channel", "key"), name="one_reader_a_key_and_channel"),
        ),
    ]
