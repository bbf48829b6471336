"""Guards let the words of who was forgotten go from where they were kept as they were (PIPL)."""

from pathlib import Path

from django.db import migrations

TRIGGERS = (Path(__file__).parent / "0049_forgetting.sql").read_text(encoding="utf-8")
# The guards of before let nothing go that these don't: going back needs none of them.
UNDONE = "DROP INDEX evidence_by_copy; DROP INDEX evidence_by_question;"


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0048_bulk"),
    ]

    operations = [
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
