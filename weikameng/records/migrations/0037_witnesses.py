"""Witnesses: what other operators cosigned, kept as it came (triggers of 0032)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0037_witnesses.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER log_kept ON log_cosignature;
DROP TRIGGER log_kept_whole ON log_cosignature;
ALTER TABLE log_cosignature DROP CONSTRAINT a_cosignature_is_a_line;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0036_map"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="LogCosignature",
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
                        ("witness", models.TextField()),
                        ("line", models.TextField()),
                        ("cosigned_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        (
                            "checkpoint",
                            models.ForeignKey(
                                db_column="size",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cosignatures",
                                to="records.logcheckpoint",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "log_cosignature",
                        "indexes": [
                            models.Index(fields=["witness", "checkpoint"], name="cosigned_by"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("checkpoint", "witness"),
                                name="a_witness_signs_a_head_once",
                            ),
                        ],
                    },
                )
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
