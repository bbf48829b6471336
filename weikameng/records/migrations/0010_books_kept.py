"""The books are only added to, old entries name their supplier, and a claimed month is noted."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Entries of before said that a supplier bears the cost, and not which: the product knows.
NAMES = """
UPDATE book_entry b SET debit = 'recovery:' || g.supplier
FROM payout p JOIN refund_case c ON c.id = p.case_id JOIN shop_order o ON o.id = c.order_id
     JOIN product g ON g.id = o.product_id
WHERE p.id = b.payout_id AND b.debit = 'recovery:unnamed' AND g.supplier <> '';
"""
GUARD = (Path(__file__).parent / "0010_books_kept.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("records", "0009_money_back")]
    operations = [
        migrations.AlterField(
            model_name="bookentry",
            name="cause",
            field=models.CharField(max_length=120, unique=True),
        ),
        migrations.CreateModel(
            name="RecoveryClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("supplier", models.CharField(max_length=40)),
                ("month", models.CharField(max_length=7)),
                ("amount_minor", models.BigIntegerField()),
                ("reference", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "recovery_claim"},
        ),
        migrations.AddConstraint(
            model_name="recoveryclaim",
            constraint=models.UniqueConstraint(
                fields=("supplier", "month"), name="month_claimed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recoveryclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="claimed_above_zero"
            ),
        ),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER book_entry_guard ON book_entry; DROP FUNCTION book_entry_guard",
        ),
    ]
