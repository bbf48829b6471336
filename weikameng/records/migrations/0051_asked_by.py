"""An event tells which call of the shop's own program brought it about (P2, P3)."""

from pathlib import Path

from django.db import migrations

TRIGGER = (Path(__file__).parent / "0051_asked_by.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER webhook_asked_by ON webhook_event;
DROP FUNCTION webhook_asked_by;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0050_case_events_by_time"),
    ]

    operations = [
        migrations.RunSQL(TRIGGER, UNDONE),
    ]
