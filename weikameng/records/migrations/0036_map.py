"""The map of goods: pages as they were at sizes of the log, its head, and the roots for the log."""

from pathlib import Path

from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0036_map.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER map_root_kept ON map_root;
DROP FUNCTION map_root_kept;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0035_ticket_desk"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="MapPage",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "name",
                                "size",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(db_collation="C", max_length=64)),
                        ("size", models.BigIntegerField()),
                        ("content", models.BinaryField()),
                    ],
                    options={
                        "db_table": "map_page",
                        "indexes": [models.Index(fields=["size"], name="map_pages_by_size")],
                    },
                ),
                migrations.CreateModel(
                    name="MapHead",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("size", models.BigIntegerField()),
                        ("root", models.BinaryField()),
                        ("told", models.BigIntegerField(default=0)),
                        ("told_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "db_table": "map_head",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="one_map"),
                            models.CheckConstraint(
                                condition=models.Q(("size__gte", 0), ("told__gte", 0)),
                                name="map_size",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MapRoot",
                    fields=[
                        ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("size", models.BigIntegerField(unique=True)),
                        ("root", models.BinaryField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "map_root",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("number__gte", 0), ("size__gt", models.F("number"))
                                ),
                                name="map_root_place",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RemoveConstraint(model_name="logentry", name="an_event_or_the_log_itself"),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("index__gte", 0), ("good", None), ("outbox_id", None)),
                    models.Q(
                        ("good__isnull", False), ("outbox_id__isnull", False), ("seq__gte", 0)
                    ),
                    _connector="OR",
                ),
                name="an_event_or_the_log_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("good", None)), fields=("seq",), name="one_entry_a_map_root"
            ),
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
