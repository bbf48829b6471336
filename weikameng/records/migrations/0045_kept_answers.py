"""Answers kept by Idempotency-Key (P3) and the count of a token's calls."""

import django.db.models.deletion
from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether


class Migration(migrations.Migration):
    dependencies = [("records", "0044_shops")]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="KeptAnswer",
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
                        ("key", models.CharField(max_length=255)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("started_at", models.DateTimeField(db_index=True)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("headers", models.JSONField(default=dict)),
                        ("content", models.TextField(blank=True)),
                        ("sealed", models.BooleanField(default=False)),
                        (
                            "token",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="records.apitoken",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "kept_answer",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("token", "key"), name="one_answer_a_key"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__isnull", False),
                                    models.Q(("content", ""), ("sealed", False)),
                                    _connector="OR",
                                ),
                                name="no_answer_before_its_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sealed", False), ("content", ""), _connector="OR"
                                ),
                                name="what_is_sealed_is_not_kept",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallCount",
                    fields=[
                        ("token_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("since", models.DateTimeField()),
                        ("calls", models.IntegerField()),
                    ],
                    options={"db_table": "api_call_count"},
                ),
            ]
        ),
        migrations.RunSQL(
            "ALTER TABLE api_call_count SET UNLOGGED", "ALTER TABLE api_call_count SET LOGGED"
        ),
    ]
