import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planner", "0034_reader_keys")]

    operations = [
        migrations.AlterField(
            "envelope",
            "reader",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="envelopes",
                to="planner.reader",
            ),
        ),
        migrations.AddField("envelope", "had_left", models.BooleanField(default=False)),
        migrations.AddField("reader", "left_at", models.DateTimeField(null=True)),
        # Whoever is here may have letters whose link names only their number.
        migrations.AddField("reader", "has_old_link", models.BooleanField(default=True)),
        migrations.AlterField("reader", "has_old_link", models.BooleanField(default=False)),
        migrations.RunSQL(  # who a table brought as one who had left did not leave us
            "UPDATE planner_reader SET left_at = changed_at WHERE state = 'left' AND changed_at > since",
            migrations.RunSQL.noop,
        ),
    ]
