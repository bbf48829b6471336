"""Serials of order and case numbers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"CREATE SEQUENCE {name} START 1", reverse_sql=f"DROP SEQUENCE {name}"
        )
        for name in ("order_serial", "case_serial")
    ]
