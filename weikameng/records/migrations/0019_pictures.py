"""Pictures on their way in, what was read from them, and whether it was seen before (R2.4, N6)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0018_due_by_route"),
    ]

    operations = [
        migrations.CreateModel(
            name="PictureReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(max_length=12)),
                ("code", models.CharField(blank=True, max_length=20)),
                ("report", models.JSONField(default=dict)),
                ("clears", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading",
                        to="records.evidence",
                    ),
                ),
            ],
            options={
                "db_table": "picture_reading",
            },
        ),
        migrations.CreateModel(
            name="PictureToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("token", models.CharField(max_length=64)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="records.evidence",
                    ),
                ),
            ],
            options={
                "db_table": "picture_token",
            },
        ),
        migrations.CreateModel(
            name="ReadingJudgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=20)),
                ("verdict", models.CharField(max_length=12)),
                ("right", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="records.picturereading",
                    ),
                ),
            ],
            options={
                "db_table": "reading_judgement",
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=43, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("size_bytes", models.PositiveIntegerField()),
                ("received_bytes", models.PositiveIntegerField(default=0)),
                ("state", models.CharField(max_length=10)),
                ("refusal", models.CharField(blank=True, max_length=20)),
                ("file_digest", models.CharField(blank=True, max_length=64)),
                ("copy_digest", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("attached_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.order"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "upload",
            },
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offset", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="records.upload"
                    ),
                ),
            ],
            options={
                "db_table": "upload_part",
            },
        ),
        migrations.AddConstraint(
            model_name="picturereading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"), ("read_at__isnull", False), _connector="XOR"
                ),
                name="picture_reading_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="picturereading",
            constraint=models.CheckConstraint(
                condition=models.Q(("clears", False), ("state", "read"), _connector="OR"),
                name="picture_clears_once_read",
            ),
        ),
        migrations.AddIndex(
            model_name="picturetoken",
            index=models.Index(fields=["token"], name="picture_tokens"),
        ),
        migrations.AddConstraint(
            model_name="picturetoken",
            constraint=models.UniqueConstraint(
                fields=("evidence", "kind", "token"), name="picture_token_once"
            ),
        ),
        migrations.AddIndex(
            model_name="readingjudgement",
            index=models.Index(fields=["verdict", "-at"], name="judgements_by_verdict"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("state", "attached"), _negated=True),
                fields=["expires_at"],
                name="uploads_to_forget",
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["owner", "order"], name="uploads_of_order"),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_bytes__lte", models.F("size_bytes"))),
                name="upload_not_overfull",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["receiving", "refused"]),
                    models.Q(
                        ("received_bytes", models.F("size_bytes")),
                        models.Q(("file_digest", ""), _negated=True),
                        models.Q(("copy_digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="upload_ready_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "attached"), ("attached_at__isnull", True), _connector="XOR"
                ),
                name="upload_attached_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="uploadpart",
            constraint=models.UniqueConstraint(
                fields=("upload", "offset"), name="upload_part_once"
            ),
        ),
    ]
