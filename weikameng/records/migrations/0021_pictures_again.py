"""The same picture again: found by digest and by token, and what changed between two (R3.4)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0020_readings_in_the_worker"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                fields=["file_digest", "-id"],
                name="evidence_by_file",
                condition=~models.Q(file_digest=""),
            ),
        ),
        migrations.RemoveIndex(model_name="picturetoken", name="picture_tokens"),
        migrations.AddIndex(
            model_name="picturetoken",
            index=models.Index(fields=["token", "-evidence"], name="picture_tokens_newest"),
        ),
        migrations.CreateModel(
            name="PicturePair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("same_capture", models.BooleanField()),
                ("changed", models.JSONField(default=list)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="laid_under",
                        to="records.evidence",
                    ),
                ),
                (
                    "newer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="laid_over",
                        to="records.evidence",
                    ),
                ),
            ],
            options={
                "db_table": "picture_pair",
            },
        ),
        migrations.AddConstraint(
            model_name="picturepair",
            constraint=models.UniqueConstraint(
                fields=("newer", "earlier"), name="picture_pair_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="picturepair",
            constraint=models.CheckConstraint(
                condition=models.Q(("newer__gt", models.F("earlier"))),
                name="picture_pair_newer_first",
            ),
        ),
    ]
