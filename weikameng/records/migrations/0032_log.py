"""The log of goods: entries, tiles, head and checkpoints, which the database only lets grow."""

from pathlib import Path

from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0032_log.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER log_kept ON log_entry;
DROP TRIGGER log_kept ON log_checkpoint;
DROP TRIGGER log_kept ON log_alarm;
DROP TRIGGER log_kept ON log_tile;
DROP TRIGGER log_kept ON log_head;
DROP TRIGGER log_kept_whole ON log_entry;
DROP TRIGGER log_kept_whole ON log_checkpoint;
DROP TRIGGER log_kept_whole ON log_alarm;
DROP TRIGGER log_kept_whole ON log_tile;
DROP TRIGGER log_kept_whole ON log_head;
DROP TRIGGER log_entries_are_dense ON log_entry;
DROP TRIGGER log_head_grows ON log_head;
DROP TRIGGER log_tile_grows ON log_tile;
DROP TRIGGER log_checkpoint_follows ON log_checkpoint;
DROP FUNCTION log_kept;
DROP FUNCTION log_entries_are_dense;
DROP FUNCTION log_head_grows;
DROP FUNCTION log_tile_grows;
DROP FUNCTION log_checkpoint_follows;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0031_goods_life"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="LogAlarm",
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
                        ("code", models.CharField(max_length=40)),
                        ("zh", models.TextField()),
                        ("en", models.TextField()),
                        ("evidence", models.JSONField(default=dict)),
                        ("mark", models.CharField(max_length=64, unique=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "log_alarm",
                    },
                ),
                migrations.CreateModel(
                    name="LogCheckpoint",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("root", models.BinaryField()),
                        ("note", models.TextField()),
                        ("signed_at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "log_checkpoint",
                    },
                ),
                migrations.CreateModel(
                    name="LogTile",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "level",
                                "index",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("level", models.SmallIntegerField()),
                        ("index", models.BigIntegerField()),
                        ("data", models.BinaryField()),
                    ],
                    options={
                        "db_table": "log_tile",
                    },
                ),
                migrations.CreateModel(
                    name="LogEntry",
                    fields=[
                        ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("outbox_id", models.BigIntegerField(null=True, unique=True)),
                        ("good", models.UUIDField(null=True)),
                        ("seq", models.IntegerField(null=True)),
                        ("leaf", models.BinaryField()),
                        ("leaf_hash", models.BinaryField()),
                    ],
                    options={
                        "db_table": "log_entry",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("good", "seq"), name="one_entry_an_event"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("index__gte", 0),
                                        ("good", None),
                                        ("outbox_id", None),
                                        ("seq", None),
                                    ),
                                    models.Q(
                                        ("good__isnull", False),
                                        ("outbox_id__isnull", False),
                                        ("seq__gte", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_event_or_the_log_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LogHead",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("size", models.BigIntegerField()),
                        ("root", models.BinaryField()),
                        ("frontier", models.BinaryField()),
                        ("settled", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "db_table": "log_head",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="one_head")
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
