"""Files of many rows in and out (P4), and buyers who asked to be forgotten (PIPL)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0048_bulk.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER erasure_guard ON erasure;
DROP FUNCTION erasure_guard;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0047_webhooks"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="KeptFile",
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
                        ("name", models.CharField(max_length=120)),
                        ("size_bytes", models.BigIntegerField()),
                        ("expires_at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "kept_file",
                        "indexes": [
                            models.Index(fields=["expires_at"], name="kept_files_to_forget")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkImport",
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
                        ("kind", models.CharField(max_length=10)),
                        ("name", models.CharField(max_length=120)),
                        ("form", models.CharField(max_length=5)),
                        ("encoding", models.CharField(max_length=10)),
                        ("mapping", models.TextField(blank=True)),
                        ("columns", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(default="waiting", max_length=8),
                        ),
                        ("fault", models.CharField(blank=True, max_length=20)),
                        ("rows_about", models.PositiveBigIntegerField()),
                        ("read", models.PositiveBigIntegerField(default=0)),
                        ("new", models.PositiveBigIntegerField(default=0)),
                        ("known", models.PositiveBigIntegerField(default=0)),
                        ("bad", models.PositiveBigIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.shop",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.keptfile",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "bulk_import",
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="imports_of_shop"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ("orders", "customers", "usage")),
                                    ("state__in", ("waiting", "running", "done", "failed")),
                                ),
                                name="import_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("read", models.F("new") + models.F("known") + models.F("bad"))
                                ),
                                name="import_rows_add_up",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeptPart",
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
                        ("place", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="records.keptfile",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "kept_part",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("file", "place"), name="kept_part_place_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkProblem",
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
                        ("line", models.PositiveBigIntegerField()),
                        ("record", models.JSONField()),
                        ("zh", models.TextField()),
                        ("en", models.TextField()),
                        (
                            "bulk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="problems",
                                to="records.bulkimport",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "bulk_problem",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bulk", "line"), name="bulk_problem_line_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
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
                        ("asked_at", models.DateTimeField()),
                        ("carries_at", models.DateTimeField()),
                        ("called_off_at", models.DateTimeField(null=True)),
                        ("account_at", models.DateTimeField(null=True)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("orders_left", models.PositiveIntegerField(default=0)),
                        ("next_due_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "erasure",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("called_off_at", None), ("done_at", None)),
                                fields=["carries_at"],
                                name="erasures_to_do",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("called_off_at", None)),
                                fields=("person",),
                                name="one_erasure_a_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("called_off_at", None),
                                    models.Q(("account_at", None), ("done_at", None)),
                                    _connector="OR",
                                ),
                                name="erasure_called_off_in_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("carries_at__gt", models.F("asked_at"))),
                                name="erasure_waits",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataExport",
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
                        ("asked_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(default="waiting", max_length=8),
                        ),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.shop",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="records.keptfile",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "data_export",
                        "indexes": [
                            models.Index(fields=["person", "-id"], name="exports_of_person")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("person", None), ("shop", None), _connector="XOR"
                                ),
                                name="export_of_a_person_or_a_shop",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("waiting", "running", "done", "failed"))
                                ),
                                name="export_is_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("person__isnull", False),
                                    (
                                        "state__in",
                                        [
                                            "waiting",
                                            "running",
                                        ],
                                    ),
                                ),
                                fields=("person",),
                                name="one_export_at_a_time",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
