"""What the database itself holds of a payout: number and amount for ever, receipts only added."""

from pathlib import Path

from django.db import migrations

GUARDS = (Path(__file__).parent / "0017_payout_limits.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("records", "0014_messages")]
    operations = [
        migrations.RunSQL(
            GUARDS,
            reverse_sql="DROP TRIGGER payout_receipt_guard ON payout_receipt;"
            "DROP FUNCTION payout_receipt_guard;"
            "DROP TRIGGER payout_guard ON payout;"
            "DROP FUNCTION payout_guard",
        ),
    ]
