"""What changed since a moment is found without reading every history (P2)."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0049_forgetting"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="caseevent",
            index=BrinIndex(fields=["at"], name="case_events_by_time", autosummarize=True),
        ),
    ]
