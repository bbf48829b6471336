"""Lives of goods and cases: ids, salts, events waiting for the log, reports of suppliers (R11)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import weikameng.records.models.goods_life
from weikameng.records.created_together import CreatedTogether

GUARDS = (Path(__file__).parent / "0031_goods_life.sql").read_text(encoding="utf-8")
SO_FAR = (Path(__file__).parent / "0031_goods_life_so_far.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER ledger_outbox_guard ON ledger_outbox;
DROP TRIGGER ledger_good_guard ON ledger_good;
DROP TRIGGER supplier_report_guard ON supplier_report;
DROP TRIGGER card_stock_guard ON card_stock;
DROP FUNCTION ledger_outbox_guard;
DROP FUNCTION ledger_good_guard;
DROP FUNCTION supplier_report_guard;
DROP FUNCTION card_stock_guard;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_squashed_0030_staff_notices"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="LedgerGood",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=weikameng.records.models.goods_life.new_good_id,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("sku", models.CharField(max_length=64)),
                        ("salt", models.BinaryField(null=True)),
                        ("state", models.CharField(db_default="", max_length=40)),
                        ("next_seq", models.PositiveIntegerField(db_default=0)),
                        ("attested_at", models.DateTimeField(null=True)),
                        (
                            "card",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="good",
                                to="records.cardstock",
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="good",
                                to="records.refundcase",
                            ),
                        ),
                        (
                            "unit",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="good",
                                to="records.orderunit",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ledger_good",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("case", None),
                                        models.Q(
                                            ("card__isnull", False),
                                            ("unit__isnull", False),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("card", None), ("case__isnull", False), ("unit", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="good_is_a_thing_or_a_case",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerOutbox",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("seq", models.PositiveIntegerField()),
                        ("type", models.CharField(max_length=24)),
                        ("at", models.DateTimeField()),
                        ("actor", models.CharField(max_length=32)),
                        ("sku", models.CharField(max_length=64)),
                        ("links", models.JSONField(db_default={}, default=dict)),
                        ("commits", models.JSONField(db_default={}, default=dict)),
                        ("attested_by", models.CharField(max_length=16, null=True)),
                        ("evidence", models.BinaryField(null=True)),
                        (
                            "good",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="records.ledgergood",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ledger_outbox",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("good", "seq"), name="one_event_a_place"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportRefusal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("supplier", models.CharField(max_length=40)),
                        ("day", models.DateField()),
                        ("reason", models.CharField(max_length=20)),
                        ("times", models.PositiveIntegerField(default=1)),
                        ("last_at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "report_refusal",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("supplier", "day", "reason"),
                                name="report_refusals_counted_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupplierReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("supplier", models.CharField(max_length=40)),
                        ("report_id", models.CharField(max_length=64)),
                        ("kind", models.CharField(max_length=16)),
                        ("happened_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        ("digest", models.BinaryField()),
                        ("outcome", models.CharField(max_length=24)),
                        ("used_days", models.PositiveIntegerField(default=0)),
                        ("self_signed", models.BooleanField()),
                        ("raw", models.BinaryField(null=True)),
                        (
                            "event",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.ledgeroutbox",
                            ),
                        ),
                        (
                            "good",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="records.ledgergood",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "supplier_report",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("supplier", "report_id"), name="report_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(GUARDS, UNDONE),
        migrations.RunSQL(SO_FAR, migrations.RunSQL.noop),
    ]
