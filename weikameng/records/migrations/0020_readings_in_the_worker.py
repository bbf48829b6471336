"""Readings of pictures as the worker makes them: tries, findings, and what people then decided."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0019_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="picturereading",
            name="finding",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="picturereading",
            name="names_order",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="picturereading",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="picturereading",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["asked_at"],
                name="readings_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="picturereading",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "read"), ("finding", ""), _connector="XOR"),
                name="picture_read_has_its_finding",
            ),
        ),
        migrations.CreateModel(
            name="DecisionOnReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("approved", models.BooleanField()),
                ("finding", models.CharField(max_length=8)),
                ("verdicts", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.refundcase"
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="records.picturereading",
                    ),
                ),
            ],
            options={"db_table": "decision_on_reading"},
        ),
        migrations.AddIndex(
            model_name="decisiononreading",
            index=models.Index(fields=["finding", "-at"], name="decisions_by_finding"),
        ),
    ]
