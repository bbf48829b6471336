"""Anchors: checkpoints written to a chain; what was sent stays on record (trigger)."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0033_anchors.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER anchor_life ON anchor;
DROP TRIGGER anchor_kept_whole ON anchor;
DROP FUNCTION anchor_life;
ALTER TABLE anchor DROP CONSTRAINT an_anchor_was_sent;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0032_log"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="Anchor",
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
                        ("place", models.TextField()),
                        ("from_size", models.BigIntegerField()),
                        ("nonce", models.BigIntegerField()),
                        ("price", models.BigIntegerField()),
                        (
                            "transactions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=66), size=None
                            ),
                        ),
                        ("state", models.CharField(max_length=5)),
                        ("sent_at", models.DateTimeField()),
                        ("tried_at", models.DateTimeField(null=True)),
                        ("block", models.BigIntegerField(null=True)),
                        ("block_hash", models.CharField(blank=True, max_length=66)),
                        ("gas", models.BigIntegerField(null=True)),
                        ("mined_at", models.DateTimeField(null=True)),
                        ("final_at", models.DateTimeField(null=True)),
                        (
                            "checkpoint",
                            models.ForeignKey(
                                db_column="size",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="anchors",
                                to="records.logcheckpoint",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "anchor",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["sent", "mined"])),
                                fields=["place", "nonce"],
                                name="anchors_under_way",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "lost"), _negated=True),
                                fields=("place", "nonce"),
                                name="one_anchor_a_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_size__gte", 0), ("from_size__lt", models.F("checkpoint"))
                                ),
                                name="an_anchor_grows",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("nonce__gte", 0), ("price__gt", 0)),
                                name="anchor_sent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["sent", "lost"]),
                                    models.Q(
                                        ("block__gte", 0),
                                        ("mined_at__isnull", False),
                                        ("state__in", ["mined", "final"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_anchor_in_a_block",
                            ),
                        ],
                    },
                )
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
